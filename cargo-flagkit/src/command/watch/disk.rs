//! What lies on disk: the document and the files of ids that it names, seen through whatever links lead there.
//!
//! Law: a change is known by what `stat` says of a file, and whoever reads decides by its text; so a save that leaves
//! size and time as they were is found by the next reading that is due.

use crate::flags_file::FlagsFile;
use crate::words::state;
use std::fs::Metadata;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The files, and what was last seen of them.
#[derive(Debug)]
pub(super) struct Disk {
    path: PathBuf,
    /// The document's first.
    marks: Vec<(PathBuf, Option<Mark>)>,
}

/// What the document's place holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    Text(Arc<str>),
    /// Reads on after the file's name.
    Nothing(String),
}

/// What tells one version of a file from another without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mark {
    size: u64,
    modified: Option<std::time::SystemTime>,
    identity: (u64, u64),
}

impl Disk {
    pub(super) fn new(path: PathBuf) -> Self {
        let marks = vec![(path.clone(), None)];
        Self { path, marks }
    }

    /// Whether any of the files is another than it was.
    pub(super) fn has_changed(&self) -> bool {
        self.marks.iter().any(|(path, mark)| Mark::of(path) != *mark)
    }

    /// Reads the document, after a look at all files, so that what changes meanwhile is seen by the next look.
    pub(super) fn read(&mut self, file: Option<&FlagsFile>) -> Seen {
        for (path, mark) in &mut self.marks {
            *mark = Mark::of(path);
        }
        if let Some(file) = file {
            self.follow(Some(file));
            return Seen::Text(file.file.text.as_str().into());
        }
        match std::fs::read_to_string(&self.path) {
            Ok(text) => Seen::Text(text.into()),
            Err(error) => Seen::Nothing(match error.kind() {
                ErrorKind::NotFound => "is gone".to_owned(),
                ErrorKind::InvalidData => "is not UTF-8".to_owned(),
                _ => format!("cannot be read: {error}"),
            }),
        }
    }

    /// Looks at the files of ids that the document names, too.
    pub(super) fn follow(&mut self, file: Option<&FlagsFile>) {
        let Some(document) = file.and_then(|file| file.document.as_ref()) else { return };
        let directory = self.path.parent().unwrap_or(Path::new("")).to_owned();
        self.marks.truncate(1);
        for ids in state::ids_files(document) {
            let path = directory.join(&*ids.name);
            let mark = Mark::of(&path);
            self.marks.push((path, mark));
        }
    }
}

impl Mark {
    /// `None` where there is nothing.
    fn of(path: &Path) -> Option<Self> {
        let metadata = std::fs::metadata(path).ok()?;
        let identity = identity(&metadata);
        Some(Self { size: metadata.len(), modified: metadata.modified().ok(), identity })
    }
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt as _;
    (metadata.dev(), metadata.ino())
}

/// Elsewhere size and time must do.
#[cfg(not(unix))]
fn identity(_metadata: &Metadata) -> (u64, u64) {
    (0, 0)
}
