//! A logger that panics, or asks for flags itself, harms nobody's call.
//!
//! Its own binary, because a process has one logger.

use std::sync::atomic::{AtomicU32, Ordering};

flagkit::flags!("flags.json");

static LINES: AtomicU32 = AtomicU32::new(0);

struct BadDay;

impl log::Log for BadDay {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, _: &log::Record<'_>) {
        LINES.fetch_add(1, Ordering::Relaxed);
        // Asks while it is being told, as a logger behind a flag does.
        let _ = (flags::HALF.is_enabled(), flagkit::health());
        std::panic::resume_unwind(Box::new("the logger had a bad day"));
    }

    fn flush(&self) {}
}

#[test]
fn no_panic_of_a_logger_comes_to_a_call() {
    log::set_logger(&BadDay).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    // The first question, which registers, and a share that is asked without a key, which is told.
    assert!(!flags::HALF.is_enabled());
    assert!(!flags::NEW_CHECKOUT.is_enabled() && !flags::STOP_EMAILS.is_enabled());
    assert_eq!(flags::SEARCH_RANKER.value(), 1.2);
    assert_eq!(flags::NEW_SEARCH.key(), "new_search");
    assert_eq!(LINES.load(Ordering::Relaxed), 1, "told once, though asked again by the logger");
    assert!(flagkit::health().calls_without_key >= 2);
}
