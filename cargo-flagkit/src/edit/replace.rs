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
//! leave its file `.NAME.XXXXXX.new`. Tried on Linux; where a lock keeps others from reading, nothing can be written.

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

#[cfg(test)]
mod tests {
    use super::{Change, Edited, Mode, TRIES, edit};
    use crate::exit::{Failure, Result};
    use std::cell::Cell;
    use std::path::Path;

    fn append(path: &Path, text: &str) -> Result<Edited<usize>> {
        let told = Cell::new(0);
        edit(path, "flags.json", Mode::Write, |file| {
            told.set(told.get() + 1);
            Ok(Change { text: format!("{}{text}", file.text), told: told.get() })
        })
    }

    fn names(directory: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(directory).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn the_new_text_takes_the_place_of_the_old() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("flags.json");
        std::fs::write(&path, "a").unwrap();
        let edited = append(&path, "b").unwrap();
        assert_eq!((&*edited.before, &*edited.after, edited.told), ("a", "ab", 1));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "ab");
        assert_eq!(names(directory.path()), ["flags.json"]);
    }

    #[test]
    fn what_an_editor_saves_meanwhile_is_not_lost() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("flags.json");
        // In place, and as another file of the same name, as editors do.
        for rename in [false, true] {
            std::fs::write(&path, "a").unwrap();
            let times = Cell::new(0);
            let edited = edit(&path, "flags.json", Mode::Write, |file| {
                times.set(times.get() + 1);
                if times.get() <= 2 {
                    let text = format!("{}{}", file.text, times.get());
                    let saved = if rename { directory.path().join("saved") } else { path.clone() };
                    std::fs::write(&saved, text).unwrap();
                    std::fs::rename(&saved, &path).unwrap();
                }
                Ok(Change { text: format!("{}b", file.text), told: () })
            });
            assert_eq!(edited.unwrap().after, "a12b");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), "a12b");
            assert_eq!(names(directory.path()), ["flags.json"]);
        }
    }

    #[test]
    fn the_same_bytes_in_another_file_are_written_there() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("flags.json");
        std::fs::write(&path, "a").unwrap();
        let times = Cell::new(0);
        let edited = edit(&path, "flags.json", Mode::Write, |file| {
            times.set(times.get() + 1);
            if times.get() == 1 {
                std::fs::write(directory.path().join("saved"), "a").unwrap();
                std::fs::rename(directory.path().join("saved"), &path).unwrap();
            }
            Ok(Change { text: format!("{}b", file.text), told: () })
        });
        assert_eq!(edited.unwrap().after, "ab");
        assert_eq!(times.get(), if cfg!(unix) { 2 } else { 1 });
    }

    #[test]
    fn who_writes_all_the_time_is_told_of() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("flags.json");
        std::fs::write(&path, "").unwrap();
        let edited = edit(&path, "flags.json", Mode::Write, |file| {
            std::fs::write(&path, format!("{}x", file.text)).unwrap();
            Ok(Change { text: "lost".to_owned(), told: () })
        });
        assert_eq!(
            edited.unwrap_err().to_string(),
            "`flags.json` keeps changing while it is edited; stop what writes it, then try again"
        );
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "x".repeat(TRIES));
        assert_eq!(names(directory.path()), ["flags.json"]);
    }

    #[test]
    fn nothing_is_written_where_nothing_is_to_be() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("flags.json");
        std::fs::write(&path, "a").unwrap();
        let before = path.metadata().unwrap().modified().unwrap();
        assert!(append(&path, "").unwrap().is_unchanged());
        let refused = edit(&path, "flags.json", Mode::Write, |_| -> Result<Change<()>> {
            Err(Failure::new("no"))
        });
        assert!(refused.is_err());
        let shown = edit(&path, "flags.json", Mode::DryRun, |file| {
            Ok(Change { text: format!("{}b", file.text), told: () })
        });
        assert_eq!(shown.unwrap().after, "ab");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "a");
        assert_eq!(path.metadata().unwrap().modified().unwrap(), before);
        assert_eq!(names(directory.path()), ["flags.json"]);
    }
}
