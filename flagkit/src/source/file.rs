//! A document in a file: finds out whether it changed, and reads it without trusting what it finds.
//!
//! It neither waits nor watches, and knows nothing of directories or events.
//! Law: content decides. A stamp (device, inode, size, times) only says when reading again would be a waste,
//! and it says so only once it is older than the coarsest clock that a file system keeps.

use super::{Bell, Reading, Source};
use flagkit_core::MAX_DOCUMENT_BYTES;
use std::fs::{self, File, FileType, Metadata, OpenOptions};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How often a file that changes while it is read is read again before a later load takes over.
const ATTEMPTS: u32 = 4;

/// Two writes within one tick of the file system's clock can leave one stamp, so a younger stamp proves nothing.
///
/// FAT keeps two seconds, ext3 and HFS+ one, the others a few milliseconds.
const COARSEST_CLOCK: Duration = Duration::from_secs(2);

/// A file that may hold a document.
#[derive(Debug)]
pub(crate) struct FileSource {
    path: PathBuf,
    origin: String,
    /// What the last load found, to tell a new version from a touched file.
    version: Option<u64>,
    /// Under this stamp the file still has that version.
    proven: Option<Stamp>,
    /// What the last call of `is_settled` saw.
    glimpse: Option<Stamp>,
    written: Option<SystemTime>,
}

impl FileSource {
    /// A source that has read nothing yet. `path` must be absolute, since the working directory may change.
    pub(crate) fn new(path: PathBuf) -> Self {
        let origin = path.display().to_string();
        Self { path, origin, version: None, proven: None, glimpse: None, written: None }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps what was found; `None` if it is what the last load found.
    fn keep(&mut self, found: Found, stamp: Option<Stamp>, looked: SystemTime) -> Option<Reading> {
        self.proven = stamp.filter(|stamp| stamp.is_proof(looked));
        self.written = stamp.and_then(|stamp| stamp.changed);
        if self.version == Some(found.version) {
            return None;
        }
        self.version = Some(found.version);
        Some(found.reading)
    }
}

impl Source for FileSource {
    fn origin(&self) -> &str {
        &self.origin
    }

    fn load(&mut self) -> Option<Reading> {
        for _ in 0..ATTEMPTS {
            let looked = SystemTime::now();
            let metadata = fs::metadata(&self.path);
            let before = metadata.as_ref().ok().map(Stamp::of);
            if before.is_some() && before == self.proven {
                return None;
            }
            let found = match metadata {
                Ok(metadata) => read(&self.path, &metadata),
                Err(error) => Found::failure(&error),
            };
            let after = fs::metadata(&self.path).ok().as_ref().map(Stamp::of);
            if before == after {
                return self.keep(found, after, looked);
            }
        }
        // Somebody writes without pause. The next event or tick looks again.
        None
    }

    fn forget(&mut self) {
        self.version = None;
        self.proven = None;
    }

    fn listen(&mut self, _: &'static Bell) -> Result<(), String> {
        Err("a file cannot call; watch its directory".to_owned())
    }

    fn is_settled(&mut self) -> bool {
        let now = fs::metadata(&self.path).ok().as_ref().map(Stamp::of);
        let before = std::mem::replace(&mut self.glimpse, now);
        before == now
    }

    fn written(&self) -> Option<SystemTime> {
        self.written
    }
}

/// What tells one state of a file from another without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    /// Device and inode, where there are such.
    identity: Option<(u64, u64)>,
    size: u64,
    modified: Option<SystemTime>,
    /// The inode's own time, which nobody can put back; the modification time where there is no such.
    changed: Option<SystemTime>,
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
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
    fn is_proof(&self, looked: SystemTime) -> bool {
        let Some(changed) = self.changed else { return false };
        looked.duration_since(changed).is_ok_and(|age| age > COARSEST_CLOCK)
    }
}

/// A reading, and a number that differs for another one.
struct Found {
    reading: Reading,
    version: u64,
}

impl Found {
    fn failure(error: &io::Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound => {
                Self { reading: Reading::Missing, version: digest(b"missing", b"") }
            }
            ErrorKind::PermissionDenied => Self::unreadable(
                "permission to read the file is denied; give this process's user read access to it and its directories",
            ),
            ErrorKind::NotADirectory => Self::unreadable(
                "a part of the path is a file where a directory should be; correct the path",
            ),
            _ => Self::unreadable(&format!(
                "the file cannot be read: {error}; see to the file system"
            )),
        }
    }

    fn unreadable(reason: &str) -> Self {
        let version = digest(b"unreadable", reason.as_bytes());
        Self { reading: Reading::Unreadable { reason: reason.to_owned() }, version }
    }

    /// Bytes that were read whole.
    fn bytes(bytes: Vec<u8>) -> Self {
        let version = digest(b"content", &bytes);
        let reading = match String::from_utf8(bytes) {
            Ok(text) => Reading::Text(text),
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                Reading::Unreadable { reason: encoding(error.as_bytes(), valid) }
            }
        };
        Self { reading, version }
    }
}

fn digest(kind: &[u8], bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    kind.hash(&mut hasher);
    bytes.hash(&mut hasher);
    hasher.finish()
}

/// Why `bytes`, of which the first `valid` are UTF-8, are not a document.
fn encoding(bytes: &[u8], valid: usize) -> String {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return "the file is UTF-16; save it as UTF-8".to_owned();
    }
    let before = String::from_utf8_lossy(bytes.get(..valid).unwrap_or_default());
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("the file is not UTF-8 at line {line}, column {column}; save it as UTF-8")
}

fn read(path: &Path, metadata: &Metadata) -> Found {
    // Looked at before it is opened: opening can have effects of its own (a tape rewinds, a pipe's writer wakes).
    if let Some(reason) = refusal(metadata) {
        return Found::unreadable(&reason);
    }
    match read_regular(path) {
        Ok(found) => found,
        Err(error) => Found::failure(&error),
    }
}

fn read_regular(path: &Path) -> io::Result<Found> {
    let file = open(path)?;
    // The name may stand for something else by now.
    let metadata = file.metadata()?;
    if let Some(reason) = refusal(&metadata) {
        return Ok(Found::unreadable(&reason));
    }
    let limit = u64::try_from(MAX_DOCUMENT_BYTES).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() > MAX_DOCUMENT_BYTES {
        // The file grew since, or its size is a fiction, as in `/proc`.
        return Ok(Found::unreadable(&oversize("more")));
    }
    Ok(Found::bytes(bytes))
}

/// Why a thing of this kind and size is not read.
fn refusal(metadata: &Metadata) -> Option<String> {
    if !metadata.is_file() {
        let thing = kind(metadata.file_type());
        let remedy =
            if metadata.is_dir() { "name the file in it" } else { "put a regular file there" };
        return Some(format!("{thing} stands in the document's place; {remedy}"));
    }
    let fits = usize::try_from(metadata.len()).is_ok_and(|size| size <= MAX_DOCUMENT_BYTES);
    (!fits).then(|| oversize(&metadata.len().to_string()))
}

fn oversize(bytes: &str) -> String {
    format!(
        "the file has {bytes} bytes and a document at most {MAX_DOCUMENT_BYTES}; name the right file"
    )
}

#[cfg(unix)]
fn kind(file_type: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if file_type.is_dir() {
        "a directory"
    } else if file_type.is_fifo() {
        "a named pipe"
    } else if file_type.is_socket() {
        "a socket"
    } else if file_type.is_block_device() || file_type.is_char_device() {
        "a device"
    } else {
        "something other than a file"
    }
}

#[cfg(not(unix))]
fn kind(file_type: FileType) -> &'static str {
    if file_type.is_dir() { "a directory" } else { "something other than a file" }
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    // A named pipe that took the file's place a moment ago would hold the thread until somebody writes to it.
    #[cfg(unix)]
    if let Some(flags) = NONBLOCKING {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(flags);
    }
    options.open(path)
}

/// `O_NONBLOCK`, written out because nothing else here needs the libc crate.
#[cfg(unix)]
const NONBLOCKING: Option<i32> = if cfg!(any(target_os = "linux", target_os = "android")) {
    if cfg!(any(target_arch = "mips", target_arch = "mips64", target_arch = "sparc64")) {
        None
    } else {
        Some(0o4000)
    }
} else if cfg!(any(
    target_vendor = "apple",
    target_os = "freebsd",
    target_os = "netbsd",
    target_os = "openbsd",
    target_os = "dragonfly",
)) {
    Some(0x4)
} else {
    None
};

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
