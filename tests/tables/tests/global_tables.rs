//! Two tables in one process: each has its own definitions, and the watched document stands over both.
//!
//! One test, because it watches a file.

use flagkit::EvaluationContext;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{env, fs, process};

static LOG: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn lines() -> MutexGuard<'static, Vec<String>> {
    LOG.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Lines;

impl log::Log for Lines {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        lines().push(record.args().to_string());
    }

    fn flush(&self) {}
}

#[test]
fn tables_have_their_own_definitions_and_one_document() {
    log::set_logger(&Lines).unwrap();
    log::set_max_level(log::LevelFilter::Trace);

    // Without a document each table is its build's.
    assert_eq!((tables::shared(), tables_library::shared()), ("old", "new"));
    assert_eq!((tables::application_only(), tables_library::library_only()), ("new", "old"));
    assert_eq!(tables::by_the_librarys_handle(), "old");
    for n in 0..100 {
        let user = EvaluationContext::new(format!("user-{n}"));
        assert_eq!(tables::agreed(&user), tables_library::agreed(&user));
    }
    let conflicts =
        |log: &[String]| log.iter().filter(|line| line.contains("defined differently")).count();
    {
        let log = lines();
        assert_eq!(conflicts(&log), 1, "{log:?}");
        let line = log.iter().find(|line| line.contains("defined differently")).unwrap();
        assert!(line.contains("`shared`") && line.contains("tables-library"), "{line}");
    }

    // The document decides for both, and only what it names.
    let path = env::temp_dir().join(format!("flagkit-tables-{}.json", process::id()));
    fs::write(&path, r#"{ "shared": true, "library_only": true }"#).unwrap();
    let _watch = flagkit::watch_by_tick(&path).unwrap();
    assert_eq!((tables::shared(), tables_library::shared()), ("new", "new"));
    assert_eq!((tables::application_only(), tables_library::library_only()), ("new", "new"));
    assert_eq!(tables::by_the_librarys_handle(), "new");
    assert_eq!(conflicts(&lines()), 1);
    fs::remove_file(&path).unwrap();

    // Every call site of the program is listed, called or not.
    let sites: Vec<_> =
        flagkit::callsites().iter().map(|site| (site.key(), site.function())).collect();
    for site in [
        ("shared", "shared"),
        ("library_only", "library_only"),
        ("library_only", "by_the_librarys_handle"),
        ("application_only", "application_only"),
    ] {
        assert!(sites.contains(&site), "{site:?} in {sites:?}");
    }
}
