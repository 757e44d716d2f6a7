//! How far a long piece of work has come, on a terminal.
//!
//! Laws: nothing is written where standard error is no terminal, in CI, or before half a second has passed; the line is
//! gone when the work ends, however it ends.

use std::fmt;
use std::io::{IsTerminal as _, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Work that is done sooner is not told of.
const PATIENCE: Duration = Duration::from_millis(500);
/// So often the line changes.
const INTERVAL: Duration = Duration::from_millis(100);
/// Back to the beginning of the line, and nothing behind it.
const ERASE: &str = "\r\u{1b}[K";

/// One piece of work; dropping it erases its line.
#[derive(Debug)]
pub(crate) struct Progress {
    what: &'static str,
    total: usize,
    done: AtomicUsize,
    /// `None` where nobody sees it.
    line: Option<Mutex<Line>>,
}

/// The line on the terminal.
struct Line {
    out: Box<dyn Write + Send>,
    /// When it may next be written.
    next: Instant,
    is_shown: bool,
}

impl Progress {
    /// `what` reads on before the count: `reading sources`. A total of 0 is one that nobody knows yet.
    pub(crate) fn new(what: &'static str, total: usize) -> Self {
        // CI may give its jobs a terminal, whose log keeps every line that was erased.
        let is_seen = std::io::stderr().is_terminal()
            && std::env::var_os("CI").is_none()
            && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        let line = is_seen.then(|| Line::new(std::io::stderr(), Instant::now() + PATIENCE));
        Self { what, total, done: AtomicUsize::new(0), line: line.map(Mutex::new) }
    }

    /// One more is done; any thread may say so.
    pub(crate) fn step(&self) {
        // ORDERING: only a figure to look at; what was done is handed over by other means.
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        // Whoever finds another thread writing leaves it to that one.
        let Some(Ok(mut line)) = self.line.as_ref().map(Mutex::try_lock) else { return };
        let now = Instant::now();
        if now >= line.next {
            line.next = now + INTERVAL;
            line.is_shown = true;
            // A terminal that cannot be written to has nobody before it.
            let _ = match self.total {
                0 => write!(line.out, "{ERASE}{} {done}", self.what),
                total => write!(line.out, "{ERASE}{} {done}/{total}", self.what),
            };
            let _ = line.out.flush();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(Ok(line)) = self.line.as_mut().map(Mutex::get_mut)
            && line.is_shown
        {
            let _ = write!(line.out, "{ERASE}");
            let _ = line.out.flush();
        }
    }
}

impl Line {
    fn new(out: impl Write + Send + 'static, next: Instant) -> Self {
        Self { out: Box::new(out), next, is_shown: false }
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").field("is_shown", &self.is_shown).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{INTERVAL, Line, PATIENCE, Progress};
    use std::io::{self, Write};
    use std::sync::atomic::AtomicUsize;
    use std::sync::{Arc, Mutex};
    use std::time::Instant;

    #[derive(Clone, Default)]
    struct Terminal(Arc<Mutex<Vec<u8>>>);

    impl Terminal {
        fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }

        fn progress(&self, next: Instant) -> Progress {
            let line = Some(Mutex::new(Line::new(self.clone(), next)));
            Progress { what: "reading sources", total: 900, done: AtomicUsize::new(0), line }
        }
    }

    impl Write for Terminal {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn short_work_is_silent() {
        let terminal = Terminal::default();
        let progress = terminal.progress(Instant::now() + 1000 * PATIENCE);
        progress.step();
        drop(progress);
        assert_eq!(terminal.text(), "");
    }

    #[test]
    fn a_line_shows_how_far_it_is_and_goes_away() {
        let terminal = Terminal::default();
        let progress = terminal.progress(Instant::now());
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..100).for_each(|_| progress.step()));
            }
        });
        let begun = Instant::now();
        // However slow this machine is, one of the steps comes an interval after the last line.
        while begun.elapsed() <= INTERVAL {
            std::thread::yield_now();
        }
        progress.step();
        assert!(
            terminal.text().ends_with("\r\u{1b}[Kreading sources 401/900"),
            "{:?}",
            terminal.text()
        );
        drop(progress);
        assert!(terminal.text().ends_with("401/900\r\u{1b}[K"));
    }
}
