//! Lines on standard output, whole and at once, from every thread; log records among them.

use log::{LevelFilter, Log, Metadata, Record};
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

/// The next record makes the logger panic.
static PANICS_NEXT: AtomicBool = AtomicBool::new(false);

/// Each record makes the logger call flagkit.
static CALLS_BACK: AtomicBool = AtomicBool::new(false);

/// Makes the logger behave badly.
pub(crate) fn misbehave(how: &str) {
    match how {
        "panic" => PANICS_NEXT.store(true, Ordering::SeqCst),
        "call-back" => CALLS_BACK.store(true, Ordering::SeqCst),
        _ => say(&format!("refused no misbehaviour `{how}`")),
    }
}

/// Writes one line. A reader that is gone is no reason to complain.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// Has flagkit's log records printed as `log LEVEL message`.
pub(crate) fn install() {
    if log::set_logger(&Printer).is_ok() {
        log::set_max_level(LevelFilter::Debug);
    }
}

struct Printer;

impl Log for Printer {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("flagkit")
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            // A message may have several lines; the protocol has one per record.
            let message = record.args().to_string().replace('\n', " | ");
            say(&format!("log {} {message}", record.level()));
            if CALLS_BACK.load(Ordering::SeqCst) {
                flagkit::tick();
                flagkit::reload();
                let health = flagkit::health();
                let refusal = flagkit::watch("other.json").err().map(|error| error.to_string());
                say(&format!("called back at generation {}: {refusal:?}", health.generation));
            }
            assert!(!PANICS_NEXT.swap(false, Ordering::SeqCst), "the logger had a bad day");
        }
    }

    fn flush(&self) {}
}
