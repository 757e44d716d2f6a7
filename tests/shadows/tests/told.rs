//! What the log is told of shadows: once per version, in a line that names the function. One test, since it installs
//! the logger.

use flagkit::feature_flag;
use shadows::{flags, function};
use std::sync::Mutex;
use std::time::Duration;

static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Lines;

impl log::Log for Lines {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        metadata.target() == "flagkit"
    }

    fn log(&self, record: &log::Record<'_>) {
        if self.enabled(record.metadata()) && record.level() <= log::Level::Warn {
            LINES.lock().expect("nobody panics with it").push(record.args().to_string());
        }
    }

    fn flush(&self) {}
}

#[feature_flag("lacking", fallback = old_lacking)]
fn lacking() -> u8 {
    1
}

fn old_lacking() -> u8 {
    0
}

#[feature_flag("different", fallback = old_different, shadow = pure)]
fn different() -> u8 {
    1
}

fn old_different() -> u8 {
    0
}

#[test]
fn each_finding_is_told_once() {
    log::set_logger(&Lines).unwrap();
    log::set_max_level(log::LevelFilter::Warn);
    for _ in 0..3 {
        lacking();
        different();
        assert!(flagkit::shadow::settle(Duration::from_secs(60)));
    }
    let lines = LINES.lock().unwrap().clone();
    let of = |key: &str| -> Vec<_> {
        let start = format!("`{key}`");
        lines.iter().filter(|line| line.starts_with(&start)).cloned().collect()
    };
    let [lacking] = &of("lacking")[..] else { panic!("{lines:?}") };
    assert!(lacking.contains("`lacking` (tests/shadows/tests/told.rs:"), "{lacking}");
    assert!(lacking.contains("add `shadow = pure`"), "{lacking}");
    let [different] = &of("different")[..] else { panic!("{lines:?}") };
    assert!(different.contains("returned something else than its old code"), "{different}");
    assert_eq!(function("different").mismatches, 3);
    assert!(shadows::figures("lacking").is_none());
    assert_eq!((flags::LACKING.key(), flags::DIFFERENT.key()), ("lacking", "different"));
}
