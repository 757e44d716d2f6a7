//! One file and what is known of it: finds out whether it changed, and brings each version once.
//!
//! It knows nothing of what the file is for. Law: content decides. A stamp (device, inode, size, times) only says when
//! reading again would be a waste, and it says so only once it is older than the coarsest clock that a file system keeps.

use super::regular::{self, Refusal};
use std::fs::{self, Metadata};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How often a file that changes while it is read is read again before a later load takes over.
const ATTEMPTS: u32 = 4;

/// Two writes within one tick of the file system's clock can leave one stamp, so a younger stamp proves nothing.
///
/// FAT keeps two seconds, ext3 and HFS+ one, the others a few milliseconds.
const COARSEST_CLOCK: Duration = Duration::from_secs(2);

/// A file that is looked at again and again.
#[derive(Debug)]
pub(super) struct TrackedFile {
    path: PathBuf,
    limit: usize,
    /// What the last load found, to tell a new version from a touched file.
    pub(super) version: Option<u64>,
    /// Under this stamp the file still has that version.
    pub(super) proven: Option<Stamp>,
    /// What the last call of `is_settled` saw.
    glimpse: Option<Stamp>,
    written: Option<SystemTime>,
}

/// What was found, and a number that differs for anything else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) text: Result<String, Refusal>,
    pub(super) version: u64,
}

impl TrackedFile {
    /// A file that is not read yet, and is at most `limit` bytes long. `path` must be absolute.
    pub(super) fn new(path: PathBuf, limit: usize) -> Self {
        Self { path, limit, version: None, proven: None, glimpse: None, written: None }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What is there now; `None` if it is what the last load found, or is not whole for a moment.
    pub(super) fn load(&mut self) -> Option<Found> {
        for _ in 0..ATTEMPTS {
            let looked = SystemTime::now();
            let before = self.stamp();
            if before.is_some() && before == self.proven {
                return None;
            }
            let found = Found::of(regular::read(&self.path, self.limit));
            let after = self.stamp();
            if before == after {
                return self.keep(found, after, looked);
            }
        }
        // Somebody writes without pause. The next event or tick looks again.
        None
    }

    /// Keeps what was found; `None` if it is what the last load found.
    fn keep(&mut self, found: Found, stamp: Option<Stamp>, looked: SystemTime) -> Option<Found> {
        self.proven = stamp.filter(|stamp| stamp.is_proof(looked));
        self.written = stamp.and_then(|stamp| stamp.changed);
        if self.version == Some(found.version) {
            return None;
        }
        self.version = Some(found.version);
        Some(found)
    }

    /// Lets the next load bring what is there even if nothing changed.
    pub(super) fn forget(&mut self) {
        self.version = None;
        self.proven = None;
    }

    /// Whether it has stood still since the last call.
    pub(super) fn is_settled(&mut self) -> bool {
        let now = self.stamp();
        let before = std::mem::replace(&mut self.glimpse, now);
        before == now
    }

    /// When what the last load found was written.
    pub(super) fn written(&self) -> Option<SystemTime> {
        self.written
    }

    fn stamp(&self) -> Option<Stamp> {
        fs::metadata(&self.path).ok().as_ref().map(Stamp::of)
    }
}

impl Found {
    pub(super) fn of(text: Result<String, Refusal>) -> Self {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        Self { text, version: hasher.finish() }
    }
}

/// What tells one state of a file from another without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    /// Device and inode, where there are such.
    identity: Option<(u64, u64)>,
    size: u64,
    modified: Option<SystemTime>,
    /// The inode's own time, which nobody can put back; the modification time where there is no such.
    pub(super) changed: Option<SystemTime>,
}

impl Stamp {
    pub(super) fn of(metadata: &Metadata) -> Self {
        let modified = metadata.modified().ok();
        #[cfg(unix)]
        let (identity, changed) = {
            use std::os::unix::fs::MetadataExt;
            let since_epoch = u64::try_from(metadata.ctime())
                .ok()
                .zip(u32::try_from(metadata.ctime_nsec()).ok())
                .map(|(seconds, nanoseconds)| Duration::new(seconds, nanoseconds));
            let changed = since_epoch.and_then(|since| SystemTime::UNIX_EPOCH.checked_add(since));
            (Some((metadata.dev(), metadata.ino())), changed)
        };
        #[cfg(not(unix))]
        let (identity, changed) = (None, modified);
        Self { identity, size: metadata.len(), modified, changed }
    }

    /// Whether a later write would show in the stamp, had it been taken at `looked`.
    ///
    /// A time in the future (a skewed server, a clock set back) proves nothing, so such a file is read each time.
    pub(super) fn is_proof(&self, looked: SystemTime) -> bool {
        let Some(changed) = self.changed else { return false };
        looked.duration_since(changed).is_ok_and(|age| age > COARSEST_CLOCK)
    }
}
