//! Where a document comes from: the trait that a file stands behind, and later an engine.
//!
//! A source reads; it does not parse, publish, wait or own a thread. `service` asks it, `publisher` judges what it brings.
//! Law: a missing document is a state and an unreadable one a fact with a remedy; neither is an error that stops anyone.

mod bell;
mod file;
mod regular;
mod tracked;

pub(crate) use bell::Bell;
pub(crate) use file::FileSource;

use std::sync::Arc;
use std::time::SystemTime;

/// What a source found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// The whole document. Whether it is a good one is not for the source to say.
    Text(String),
    /// There is none, or none yet.
    Missing,
    /// There is something, and it cannot be a document.
    Unreadable {
        /// The fact, a semicolon, and the remedy; it does not name the origin.
        reason: String,
    },
}

/// What became of a file that the document names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Beside {
    /// Its text; else why there is none, which reads on after the file's name.
    pub(crate) text: Result<Arc<str>, String>,
    /// A number that differs for another text and for another reason.
    pub(crate) version: u64,
    /// Whether the last line has no end, as of a text that somebody is still writing.
    pub(crate) is_cut: bool,
}

/// One document that may change while the program runs.
///
/// Only the newest version matters: a source may skip any number of versions between two loads.
pub(crate) trait Source: Send + 'static {
    /// Where the document is, in words that a person can look up: an absolute path, a URL.
    fn origin(&self) -> &str;

    /// Reads the document; `None` when neither it nor a file that was asked for by [`beside`](Self::beside) since the
    /// last reading has changed.
    ///
    /// It must not block for longer than reading takes: a reload waits for it.
    fn load(&mut self) -> Option<Reading>;

    /// Reads a file that the document of the last reading names, relative to where the document is.
    fn beside(&mut self, name: &str) -> Beside;

    /// Lets the next load return a reading even if nothing changed.
    fn forget(&mut self);

    /// Arranges for `bell` to ring when the document may have changed.
    ///
    /// Called before every load, so that a source can renew what it arranged and no change falls between the two.
    ///
    /// # Errors
    ///
    /// The reason why changes may pass unheard; the document is then asked for more often.
    fn listen(&mut self, bell: &'static Bell) -> Result<(), String>;

    /// Whether the document has stood still since the last call; a load in the middle of a write is wasted.
    fn is_settled(&mut self) -> bool {
        true
    }

    /// When the last reading was written, as far as the source can tell.
    fn written(&self) -> Option<SystemTime> {
        None
    }
}
