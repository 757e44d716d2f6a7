//! A document in a file, and the files of ids beside it.
//!
//! It neither waits nor watches, and knows nothing of directories or events; `tracked` finds out what changed.
//! Law: what the document names is part of it. Who loads hears of a change of any of its files, and gets the document.

use super::regular::{DIRECTORY, Refusal};
use super::tracked::{Found, TrackedFile};
use super::{Bell, Beside, Reading, Source};
use flagkit_core::{MAX_DOCUMENT_BYTES, MAX_IDS_BYTES};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// A file that may hold a document.
#[derive(Debug)]
pub(crate) struct FileSource {
    document: TrackedFile,
    origin: String,
    /// The files that the document names, by these names.
    beside: BTreeMap<String, Companion>,
    /// Grows with each reading; a file that the last one did not name is nobody's business any more.
    round: u64,
}

/// A file of ids.
#[derive(Debug)]
struct Companion {
    file: TrackedFile,
    /// When it was last asked for.
    round: u64,
    /// What a load has found, and nobody has asked for yet.
    news: Option<Found>,
}

impl FileSource {
    /// A source that has read nothing yet. `path` must be absolute, since the working directory may change.
    pub(crate) fn new(path: PathBuf) -> Self {
        let origin = path.display().to_string();
        let document = TrackedFile::new(path, MAX_DOCUMENT_BYTES);
        Self { document, origin, beside: BTreeMap::new(), round: 0 }
    }

    /// The document's file, and those beside it that it names.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &Path> {
        let beside = self.beside.values().map(|companion| companion.file.path());
        std::iter::once(self.document.path()).chain(beside)
    }

    /// The path of a file that the document was not known to name; it counts as named from now on.
    pub(crate) fn expect(&mut self, name: &str) -> Option<&Path> {
        if self.beside.contains_key(name) {
            return None;
        }
        let directory = self.document.path().parent().unwrap_or(Path::new(""));
        let file = TrackedFile::new(directory.join(name), MAX_IDS_BYTES);
        let companion = Companion { file, round: self.round, news: None };
        Some(self.beside.entry(name.to_owned()).or_insert(companion).file.path())
    }
}

impl Source for FileSource {
    fn origin(&self) -> &str {
        &self.origin
    }

    fn load(&mut self) -> Option<Reading> {
        self.beside.retain(|_, companion| companion.round == self.round);
        for companion in self.beside.values_mut() {
            companion.news = companion.file.load().or(companion.news.take());
        }
        if self.beside.values().any(|companion| companion.news.is_some()) {
            self.document.forget();
        }
        let found = self.document.load()?;
        self.round += 1;
        Some(reading(found))
    }

    fn beside(&mut self, name: &str) -> Beside {
        self.expect(name);
        let Some(companion) = self.beside.get_mut(name) else {
            return beside(Found::of(Err(Refusal::Missing)));
        };
        companion.round = self.round;
        let found = companion.news.take().or_else(|| {
            companion.file.forget();
            companion.file.load()
        });
        beside(found.unwrap_or_else(|| Found::of(Err(Refusal::Restless))))
    }

    fn forget(&mut self) {
        self.document.forget();
        for companion in self.beside.values_mut() {
            companion.news = None;
            companion.file.forget();
        }
    }

    fn listen(&mut self, _: &'static Bell) -> Result<(), String> {
        Err("a file cannot call; watch its directory".to_owned())
    }

    fn is_settled(&mut self) -> bool {
        let mut is_settled = self.document.is_settled();
        for companion in self.beside.values_mut() {
            // Each is looked at each time, or the next time would tell of this one's change.
            is_settled &= companion.file.is_settled();
        }
        is_settled
    }

    fn written(&self) -> Option<SystemTime> {
        let beside = self.beside.values().map(|companion| companion.file.written());
        beside.chain([self.document.written()]).flatten().max()
    }
}

fn reading(found: Found) -> Reading {
    let reason = match found.text {
        Ok(text) => return Reading::Text(text),
        Err(Refusal::Missing) => return Reading::Missing,
        Err(Refusal::Denied) => {
            "permission to read the file is denied; give this process's user read access to it and its directories"
                .to_owned()
        }
        Err(Refusal::PathThroughFile) => {
            "a part of the path is a file where a directory should be; correct the path".to_owned()
        }
        Err(Refusal::NoFile(thing)) => {
            let remedy = match thing {
                DIRECTORY => "name the file in it",
                _ => "put a regular file there",
            };
            format!("{thing} stands in the document's place; {remedy}")
        }
        Err(Refusal::TooLarge { bytes, limit }) => {
            format!("the file has {bytes} bytes and a document at most {limit}; name the right file")
        }
        Err(Refusal::Utf16) => "the file is UTF-16; save it as UTF-8".to_owned(),
        Err(Refusal::NotUtf8 { line, column }) => {
            format!("the file is not UTF-8 at line {line}, column {column}; save it as UTF-8")
        }
        Err(Refusal::Restless) => "the file changes while it is read; let its writer rest".to_owned(),
        Err(Refusal::Other(error)) => {
            format!("the file cannot be read: {error}; see to the file system")
        }
    };
    Reading::Unreadable { reason }
}

fn beside(found: Found) -> Beside {
    let is_cut = found.text.as_ref().is_ok_and(|text| !text.ends_with('\n'));
    let text = found.text.map(Arc::from).map_err(|refusal| match refusal {
        Refusal::Missing => "is not there; put it beside the document".to_owned(),
        Refusal::Denied => {
            "may not be read by this process's user; give it read access to the file and its directories"
                .to_owned()
        }
        Refusal::PathThroughFile => {
            "is not there, as a part of its path is a file; correct its name".to_owned()
        }
        Refusal::NoFile(thing) => format!("is {thing}; put a regular file there"),
        Refusal::TooLarge { bytes, limit } => {
            format!("has {bytes} bytes and may have at most {limit}; divide it among segments")
        }
        Refusal::Utf16 => "is UTF-16; save it as UTF-8".to_owned(),
        Refusal::NotUtf8 { line, column } => {
            format!("is not UTF-8 at line {line}, column {column}; save it as UTF-8")
        }
        Refusal::Restless => "changes while it is read; let its writer rest".to_owned(),
        Refusal::Other(error) => format!("cannot be read: {error}; see to the file system"),
    });
    Beside { text, version: found.version, is_cut }
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
