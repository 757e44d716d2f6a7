//! Regular files, read whole without trusting what stands in their place.
//!
//! It keeps nothing between two reads; `tracked` does.
//! Laws: no read waits for another program, and none is longer than its limit.

use std::fs::{self, File, FileType, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// Why a file was not read. What is said of it depends on what the file was to be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Refusal {
    Missing,
    /// Permission to read it is denied.
    Denied,
    /// A part of the path is a file where a directory should be.
    PathThroughFile,
    /// Something else stands there, by its name with an article.
    NoFile(&'static str),
    TooLarge {
        bytes: String,
        limit: usize,
    },
    Utf16,
    NotUtf8 {
        line: usize,
        column: usize,
    },
    /// It was written whenever it was read.
    Restless,
    /// What the operating system says.
    Other(String),
}

/// The directory's name among the things that are no file.
pub(super) const DIRECTORY: &str = "a directory";

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound => Self::Missing,
            ErrorKind::PermissionDenied => Self::Denied,
            ErrorKind::NotADirectory => Self::PathThroughFile,
            _ => Self::Other(error.to_string()),
        }
    }
}

/// The text of the file at `path`, of at most `limit` bytes.
pub(super) fn read(path: &Path, limit: usize) -> Result<String, Refusal> {
    // Looked at before it is opened: opening can have effects of its own (a tape rewinds, a pipe's writer wakes).
    check(&fs::metadata(path)?, limit)?;
    text(read_opened(path, limit)?)
}

/// Opens the file, whatever it has become since somebody looked at it.
pub(super) fn read_opened(path: &Path, limit: usize) -> Result<Vec<u8>, Refusal> {
    let file = open(path)?;
    // The name may stand for something else by now.
    let metadata = file.metadata()?;
    check(&metadata, limit)?;
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    file.take(most).read_to_end(&mut bytes)?;
    if bytes.len() > limit {
        // The file grew since, or its size is a fiction, as in `/proc`.
        return Err(Refusal::TooLarge { bytes: "more".to_owned(), limit });
    }
    Ok(bytes)
}

/// Refuses a thing of this kind and size.
fn check(metadata: &Metadata, limit: usize) -> Result<(), Refusal> {
    if !metadata.is_file() {
        return Err(Refusal::NoFile(kind(metadata.file_type())));
    }
    if usize::try_from(metadata.len()).is_ok_and(|size| size <= limit) {
        return Ok(());
    }
    Err(Refusal::TooLarge { bytes: metadata.len().to_string(), limit })
}

fn text(bytes: Vec<u8>) -> Result<String, Refusal> {
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            return Refusal::Utf16;
        }
        let before = String::from_utf8_lossy(bytes.get(..valid).unwrap_or_default());
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Refusal::NotUtf8 { line, column }
    })
}

#[cfg(unix)]
fn kind(file_type: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if file_type.is_dir() {
        DIRECTORY
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
    if file_type.is_dir() { DIRECTORY } else { "something other than a file" }
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
