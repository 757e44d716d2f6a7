//! Writing a file in one step: whoever reads it sees the old text or the new one, never half of either.
//!
//! It knows nothing of flags. The new text goes into a file beside the old one, to the disk, and then takes its name; a
//! symbolic link stays a link, permissions stay, owner and group where the system lets them. Edits by this command wait
//! for each other by a lock on the file; an editor that takes none is noticed by comparing the text right before the
//! new one takes its place, and the edit begins afresh.
//!
//! Law: what fails has written nothing and leaves no file behind.
//! Limits: between that comparison and the change of name an editor may still write, for microseconds; a hard link
//! becomes a file of its own; access lists and extended attributes are the directory's; a process that is killed may
//! leave its file `.NAME.XXXXXX.new`.

mod lock;
mod original;

use crate::exit::{Failure, Result};
use crate::finding::TextFile;
use original::Original;
use std::path::Path;
use std::time::{Duration, Instant};

/// Whether an edit is written or only shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Write,
    DryRun,
}

impl Mode {
    /// By the argument `--dry-run`.
    pub(crate) fn of(dry_run: bool) -> Self {
        if dry_run { Self::DryRun } else { Self::Write }
    }
}

/// What an edit makes of a text.
#[derive(Debug)]
pub(crate) struct Change<T> {
    pub(crate) text: String,
    /// What the caller wants to say of it.
    pub(crate) told: T,
}

/// An edit that is done, or would be.
#[derive(Debug)]
pub(crate) struct Edited<T> {
    pub(crate) before: String,
    pub(crate) after: String,
    pub(crate) told: T,
}

impl<T> Edited<T> {
    /// Whether there was nothing to write.
    pub(crate) fn is_unchanged(&self) -> bool {
        self.before == self.after
    }
}

/// So often an edit begins afresh because somebody else has written meanwhile.
const TRIES: usize = 20;

/// So long it waits for other edits.
const PATIENCE: Duration = Duration::from_secs(30);

/// Reads a file, asks for its new text, and puts that in its place. `change` may be asked several times, each time
/// with the text as it is then; where it fails, or returns the text as it was, nothing is written.
pub(crate) fn edit<T>(
    path: &Path,
    shown: &str,
    mode: Mode,
    mut change: impl FnMut(&TextFile) -> Result<Change<T>>,
) -> Result<Edited<T>> {
    let deadline = Instant::now() + PATIENCE;
    for _ in 0..TRIES {
        let original = Original::read(path, shown, mode, deadline)?;
        let Change { text, told } = change(&original.text)?;
        let unchanged = text == original.text.text;
        if mode == Mode::DryRun || unchanged || original.replace(&text)? {
            return Ok(Edited { before: original.text.text, after: text, told });
        }
    }
    Err(Failure::new(format!(
        "`{shown}` keeps changing while it is edited; stop what writes it, then try again"
    )))
}
