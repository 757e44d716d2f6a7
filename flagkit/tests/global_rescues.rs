//! Rescued calls are counted exactly, and told once per version and call site.
//!
//! Its own binary, and one test, because a process has one logger and one document.

use flagkit::feature_flag;
use std::sync::Mutex;

flagkit::flags!("flags.json");

static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Calls what fails while it is told of it, as a logger behind a flag does.
struct Listener;

impl log::Log for Listener {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let line = record.args().to_string();
        if line.contains("answered instead") {
            LINES.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(line);
            checkout("of the logger");
        }
    }

    fn flush(&self) {}
}

#[feature_flag("new_checkout", fallback = old_checkout, on_panic = fallback)]
fn checkout(reason: &str) -> usize {
    panic!("no stock: {reason}")
}

fn old_checkout(reason: &str) -> usize {
    reason.len()
}

#[feature_flag("new_checkout", otherwise = Ok(0), on_error = fallback)]
async fn pay(amount: u32) -> Result<u32, String> {
    Err(format!("not {amount}"))
}

fn told() -> Vec<String> {
    std::mem::take(&mut *LINES.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
}

fn rescued(function: &str) -> u64 {
    let health = flagkit::health();
    health.rescued.iter().find(|calls| calls.function == function).map_or(0, |calls| calls.calls)
}

fn paid() -> Result<u32, String> {
    let mut future = std::pin::pin!(pay(7));
    match future.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop())) {
        std::task::Poll::Ready(paid) => paid,
        std::task::Poll::Pending => Err("pending".to_owned()),
    }
}

#[test]
fn each_rescue_is_counted_and_each_version_told() {
    let _others = (flags::HALF, flags::STOP_EMAILS, flags::SEARCH_RANKER, flags::NEW_SEARCH);
    log::set_logger(&Listener).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    std::panic::set_hook(Box::new(|_| {}));
    let path = std::env::temp_dir().join(format!("flagkit-rescues-{}.json", std::process::id()));
    std::fs::write(&path, r#"{ "flags": { "new_checkout": true } }"#).unwrap();
    let _watch = flagkit::watch_by_tick(&path).unwrap();
    assert_eq!(rescued("checkout"), 0);
    assert!(!flagkit::health().to_string().contains("rescued"));

    // The flag is on for everyone, so nobody is asked.
    for _ in 0..10 {
        assert_eq!(checkout("of ours"), 7);
    }
    let lines = told();
    assert_eq!(lines.len(), 1, "{lines:?}");
    let line = &lines[0];
    assert!(line.starts_with("`new_checkout`: the new code of `checkout` ("), "{line}");
    assert!(line.contains("global_rescues.rs:"), "{line}");
    assert!(line.contains(") panicked (`no stock: of ours`), and its old code answered"), "{line}");
    assert_eq!(rescued("checkout"), 11, "ten calls, and one of the logger");

    assert_eq!((paid(), paid(), rescued("pay")), (Ok(0), Ok(0), 2));
    let lines = told();
    assert!(lines.len() == 1 && lines[0].contains(") returned an `Err`, and"), "{lines:?}");
    let before = rescued("checkout");

    // Another version, told anew; and threads at once.
    std::fs::write(&path, r#"{ "flags": { "new_checkout": "100%" } }"#).unwrap();
    flagkit::reload();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..100).for_each(|_| assert_eq!(checkout("of a thread"), 11)));
        }
    });
    let lines = told();
    assert_eq!((lines.len(), rescued("checkout")), (1, before + 401), "{lines:?}");

    std::fs::write(&path, r#"{ "flags": { "new_checkout": false } }"#).unwrap();
    flagkit::reload();
    assert_eq!((checkout("of ours"), paid(), told().len()), (7, Ok(0), 0));
    assert_eq!(rescued("checkout"), before + 401, "old code that was chosen rescues nothing");
    let _ = std::fs::remove_file(path);
}
