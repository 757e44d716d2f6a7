//! How long a command takes, and how much memory.

use crate::failure::{Failure, Result};
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Runs it once, its output thrown away.
pub(crate) fn once(command: &mut Command) -> Result<Duration> {
    let start = Instant::now();
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map_err(|error| Failure::new(format!("failed to run {command:?}: {error}")))?;
    Ok(start.elapsed())
}

/// The times of several runs, the shortest first.
pub(crate) fn several(command: &mut Command, runs: usize) -> Result<Vec<Duration>> {
    let mut times = (0..runs).map(|_| once(command)).collect::<Result<Vec<_>>>()?;
    times.sort();
    Ok(times)
}

/// Makes the kernel forget what it has read of files; `false` where that is not allowed here.
pub(crate) fn forget_files() -> bool {
    // What is not on disk yet would not be forgotten.
    let _ = Command::new("sync").status();
    fs::write("/proc/sys/vm/drop_caches", "3").is_ok()
}

/// What one process takes, beside the time on the clock.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Taken {
    /// The most memory that it has, in KiB.
    pub(crate) memory: u64,
    /// On all cores together, in hundredths of a second; what else runs on the machine does not count.
    pub(crate) processor: u64,
}

/// Runs it, and looks at what the kernel counts of it; `None` where the kernel does not say.
pub(crate) fn taken(command: &mut Command) -> Result<Option<Taken>> {
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| Failure::new(format!("failed to run {command:?}: {error}")))?;
    let folder = format!("/proc/{}", child.id());
    let mut taken: Option<Taken> = None;
    // Both only grow, so the last look before the end is all that counts.
    while child.try_wait().map_err(|error| Failure::new(error.to_string()))?.is_none() {
        let memory = fs::read_to_string(format!("{folder}/status")).ok().and_then(|text| {
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
            line.trim().strip_suffix(" kB")?.trim().parse().ok()
        });
        let processor = fs::read_to_string(format!("{folder}/stat")).ok().and_then(|text| {
            // Behind the name in parentheses stand the state and ten numbers, then user and system time.
            let (_, rest) = text.rsplit_once(')')?;
            let times = rest.split_whitespace().skip(11).take(2);
            Some(times.filter_map(|time| time.parse::<u64>().ok()).sum())
        });
        if let (Some(memory), Some(processor)) = (memory, processor) {
            taken = Some(Taken { memory, processor });
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    Ok(taken)
}
