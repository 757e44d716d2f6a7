//! Lines on standard output, whole and at once, from every thread; log records among them.

use log::{LevelFilter, Log, Metadata, Record};
use std::io::Write;

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
        }
    }

    fn flush(&self) {}
}
