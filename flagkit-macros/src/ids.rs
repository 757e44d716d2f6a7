//! The files of ids that flags.json names, as the build finds them beside it.
//!
//! The run time embeds and watches them by itself; what their lines mean is `flagkit_core`'s.
//! Law: a file is read only when its document is parsed. A thousand attributes look at its size and time alone,
//! since it may be large.

use flagkit_core::MAX_IDS_BYTES;
use std::fs::{self, Metadata};
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// The files that one document names.
pub(crate) struct IdsFiles {
    directory: PathBuf,
    files: Vec<IdsFile>,
}

struct IdsFile {
    name: String,
    path: PathBuf,
    stamp: Option<Stamp>,
    is_readable: bool,
}

/// What a file's size and time say of its content.
type Stamp = (u64, Option<SystemTime>);

impl IdsFiles {
    /// None so far, of the document at this path.
    pub(crate) fn beside(document: &Path) -> Self {
        Self { directory: document.parent().unwrap_or(document).to_owned(), files: Vec::new() }
    }

    /// Reads a file for the parser; the reason reads on after its name.
    pub(crate) fn read(&mut self, name: &str) -> Result<Arc<str>, String> {
        let path = self.directory.join(name);
        let stamp = stamp(&path);
        let text = read(&path);
        self.files.push(IdsFile { name: name.to_owned(), path, stamp, is_readable: text.is_ok() });
        text.map(Arc::from)
    }

    /// Whether each file still is what was read, as far as size and time tell.
    pub(crate) fn are_as_they_were(&self) -> bool {
        self.files.iter().all(|file| stamp(&file.path) == file.stamp)
    }

    /// Names and paths of the files that were read.
    pub(crate) fn readable(&self) -> impl Iterator<Item = (&str, &Path)> {
        let readable = self.files.iter().filter(|file| file.is_readable);
        readable.map(|file| (file.name.as_str(), file.path.as_path()))
    }
}

fn stamp(path: &Path) -> Option<Stamp> {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.len(), metadata.modified().ok()))
}

fn read(path: &Path) -> Result<String, String> {
    let metadata = fs::metadata(path).map_err(|error| unreadable(&error))?;
    if let Some(reason) = refusal(&metadata) {
        return Err(reason);
    }
    fs::read_to_string(path).map_err(|error| unreadable(&error))
}

fn refusal(metadata: &Metadata) -> Option<String> {
    if metadata.is_dir() {
        return Some("is a directory; put a regular file there".to_owned());
    }
    if !metadata.is_file() {
        return Some("is no regular file; put one there".to_owned());
    }
    let fits = usize::try_from(metadata.len()).is_ok_and(|size| size <= MAX_IDS_BYTES);
    (!fits).then(|| {
        format!(
            "has {} bytes and may have at most {MAX_IDS_BYTES}; divide it among segments",
            metadata.len()
        )
    })
}

fn unreadable(error: &Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "is not there; put it beside the document".to_owned(),
        ErrorKind::InvalidData => "is not UTF-8; save it as UTF-8".to_owned(),
        _ => format!("cannot be read: {error}; see to the file system"),
    }
}
