//! What the log tells somebody who wonders, and how often.
//!
//! Its own binary, and one test, because a process has one logger and one document.

use flagkit::EvaluationContext;
use std::sync::Mutex;

flagkit::flags!("flags.json");

static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Listener;

impl log::Log for Listener {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let line = format!("{} {}", record.level(), record.args());
        LINES.lock().expect("no line was told in a panic").push(line);
    }

    fn flush(&self) {}
}

/// What was told while `act` ran, of that which has `part` in it.
fn told(part: &str, act: impl FnOnce()) -> Vec<String> {
    LINES.lock().expect("no line was told in a panic").clear();
    act();
    let mut lines = LINES.lock().expect("no line was told in a panic").clone();
    lines.retain(|line| line.contains(part));
    lines
}

#[test]
fn who_wonders_is_told_once() {
    log::set_logger(&Listener).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    let path = std::env::temp_dir().join(format!("flagkit-told-{}.json", std::process::id()));
    let shown = path.display().to_string();
    let write = |text: &str| {
        std::fs::write(&path, text).unwrap();
        flagkit::reload();
    };
    assert!(!flags::NEW_CHECKOUT.is_enabled() && !flags::STOP_EMAILS.is_enabled());
    assert_eq!((flags::SEARCH_RANKER.value(), flags::NEW_SEARCH.key()), (1.2, "new_search"));
    let findings = || flagkit::health().findings;
    assert!(
        flagkit::health()
            .to_string()
            .contains("no file is watched; call `flagkit::watch_default()`")
    );

    // A document that never had a flag leaves it to the build.
    std::fs::write(&path, "{}").unwrap();
    let watch = flagkit::watch_by_tick(&path).unwrap();
    assert_eq!(findings(), Vec::<String>::new());

    // One that had it may have lost it by accident.
    write(r#"{ "new_checkout": true, "stop_emails": true }"#);
    let lines = told("any more", || write(r#"{ "stop_emails": true }"#));
    let gone = format!(
        "{shown}: the file has no `new_checkout` any more; the build's definition serves, so to switch a flag off write \
         `\"new_checkout\": false`"
    );
    assert_eq!(lines, [format!("WARN {gone}")]);
    assert_eq!(findings(), [gone.as_str()]);
    assert_eq!(told("any more", || write(r#"{ "stop_emails": false }"#)), Vec::<String>::new());
    assert_eq!(findings(), [gone.as_str()], "it is still so, and told already");
    let lines = told("any more", || write("{}"));
    assert!(
        lines.len() == 1 && lines[0].contains("no `new_checkout`, `stop_emails` any more"),
        "{lines:?}"
    );
    write(r#"{ "new_checkout": false, "stop_emails": "not a share" }"#);
    assert_eq!(findings(), Vec::<String>::new(), "both are back, if broken");

    // A draw by an attribute that somebody lacks is no matter of keys.
    write(r#"{ "half": { "rollout": "50%", "bucket_by": "company" } }"#);
    let user = EvaluationContext::new("user-42");
    let lines = told("half", || drop(flags::HALF.evaluate_for(&user)));
    assert_eq!(
        lines,
        [
            "WARN `half` draws by `company` and was asked about somebody without it, so its fallback serves; give the context \
         that attribute, a text or a whole number, or take `bucket_by` out (told once per version, `flagkit::health()` \
         counts)"
        ]
    );
    assert!(
        flags::HALF
            .explain_for(&user)
            .to_string()
            .ends_with("the context has no `company` to draw by")
    );

    // Whoever does not keep the guard learns that it is over.
    assert_eq!(
        told("ended", || drop(watch)),
        [format!("INFO watching `{shown}` ended with its last guard; the flags in force stand")]
    );
    assert!(
        flagkit::health()
            .to_string()
            .contains("no file is watched, since the guard of `flagkit::watch` was dropped")
    );
    let _ = std::fs::remove_file(path);
}
