//! How long this thread stood in the queue for a core, by the kernel's own account: other programs' time, not ours.
//!
//! Linux tells it in `/proc/thread-self/schedstat`, and what finished processes used in `/proc/self/stat`; elsewhere
//! nothing is known, and nothing is taken off.
//! What a hypervisor takes away is not in it.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::time::{Duration, Instant};

/// The account of the thread that made it.
pub(crate) struct Account(Option<File>);

impl Account {
    pub(crate) fn of_this_thread() -> Self {
        Self(File::open("/proc/thread-self/schedstat").ok())
    }

    /// For how long, since the thread began, it was ready and had no core.
    pub(crate) fn waited(&self) -> Duration {
        let mut text = [0; 96];
        let length =
            self.0.as_ref().and_then(|file| file.read_at(&mut text, 0).ok()).unwrap_or_default();
        let text =
            text.get(..length).and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default();
        // Time on a core, time in the queue, number of turns.
        let queued =
            text.split_whitespace().nth(1).and_then(|nanoseconds| nanoseconds.parse().ok());
        Duration::from_nanos(queued.unwrap_or_default())
    }

    /// Milliseconds of `work`, without those in the queue.
    pub(crate) fn milliseconds<T>(&self, work: impl FnOnce() -> T) -> (T, f64) {
        let waited = self.waited();
        let begun = Instant::now();
        let result = work();
        let all = begun.elapsed();
        let waited = self.waited().saturating_sub(waited);
        (result, all.saturating_sub(waited).as_secs_f64() * 1e3)
    }
}

/// Seconds that the finished processes which this one started, and those that they started, had a core.
pub(crate) fn seconds_of_children() -> f64 {
    /// Linux counts in hundredths here, whatever the kernel's own clock.
    const PER_SECOND: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The second field is a name in parentheses, which may hold anything.
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let (user, system) = (13, 14);
    let field =
        |place| fields.split_whitespace().nth(place).and_then(|ticks| ticks.parse::<f64>().ok());
    field(user).zip(field(system)).map_or(0.0, |(user, system)| (user + system) / PER_SECOND)
}
