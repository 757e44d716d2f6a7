//! Waiting for other edits of one file, and telling whether a path still names the file that was opened.
//!
//! Law: nobody waits for ever; where the file system has no locks, nobody waits at all.

use crate::exit::{Failure, Result};
use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::mpsc;
use std::time::Instant;

/// The same file, locked until it is dropped.
pub(super) fn lock(file: File, shown: &str, deadline: Instant) -> Result<File> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => {}
        // A file system without locks leaves the comparison before the change of name.
        Ok(()) | Err(TryLockError::Error(_)) => return Ok(file),
    }
    // The system wakes those who wait in their order, which asking again and again would not; but it knows no deadline.
    let (sender, receiver) = mpsc::channel();
    let wait = move || {
        let _ = file.lock();
        // Whoever waited may have given up.
        let _ = sender.send(file);
    };
    let waiting = std::thread::Builder::new().spawn(wait);
    let left = deadline.saturating_duration_since(Instant::now());
    // Without a thread the sender is gone at once.
    receiver.recv_timeout(left).map_err(|_| match waiting {
        Ok(_) => Failure::new(format!(
            "another program has locked `{shown}`; wait until it is done, or stop it, then try again"
        )),
        Err(error) => Failure::new(format!(
            "another program has locked `{shown}`, and waiting failed: {error}; try again"
        )),
    })
}

/// Whether the path leads to the file that is open.
#[cfg(unix)]
pub(super) fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let (Ok(open), Ok(named)) = (file.metadata(), path.metadata()) else { return false };
    (open.dev(), open.ino()) == (named.dev(), named.ino())
}

/// Elsewhere only the texts are compared.
#[cfg(not(unix))]
pub(super) fn is_at(_file: &File, path: &Path) -> bool {
    path.is_file()
}

#[cfg(test)]
mod tests {
    use super::{is_at, lock};
    use std::fs::File;
    use std::time::{Duration, Instant};

    #[test]
    fn nobody_waits_for_ever() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("flags.json");
        let held = File::create(&path).unwrap();
        held.lock().unwrap();
        let soon = Instant::now() + Duration::from_millis(20);
        let waited = lock(File::open(&path).unwrap(), "flags.json", soon);
        assert_eq!(
            waited.unwrap_err().to_string(),
            "another program has locked `flags.json`; wait until it is done, or stop it, then try again"
        );
        let later = Instant::now() + Duration::from_secs(60);
        let waiting = std::thread::spawn(move || {
            lock(File::open(&path).unwrap(), "flags.json", later).is_ok()
        });
        held.unlock().unwrap();
        assert!(waiting.join().unwrap());
    }

    #[cfg(unix)]
    #[test]
    fn a_file_is_told_from_its_successor() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("flags.json");
        let open = File::create(&path).unwrap();
        assert!(is_at(&open, &path));
        std::fs::write(directory.path().join("new"), "").unwrap();
        std::fs::rename(directory.path().join("new"), &path).unwrap();
        assert!(!is_at(&open, &path));
        std::fs::remove_file(&path).unwrap();
        assert!(!is_at(&open, &path));
    }
}
