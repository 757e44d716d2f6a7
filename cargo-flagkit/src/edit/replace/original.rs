//! The file that is edited: read under its lock, and replaced by another of the same name.

use super::{Mode, lock};
use crate::exit::{Failure, Result};
use crate::finding::TextFile;
use std::ffi::OsString;
use std::fs::{File, Metadata, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// A file as it was found.
pub(super) struct Original {
    pub(super) text: TextFile,
    /// As the caller named it, perhaps a link.
    path: PathBuf,
    /// The file itself, behind all links.
    target: PathBuf,
    /// Locked where the edit is to be written.
    file: File,
    metadata: Metadata,
}

impl Original {
    pub(super) fn read(path: &Path, shown: &str, mode: Mode, deadline: Instant) -> Result<Self> {
        loop {
            let target = path.canonicalize().map_err(|error| unreadable(shown, &error))?;
            let metadata = target.metadata().map_err(|error| unreadable(shown, &error))?;
            // Opening a pipe would wait for whoever writes into it.
            is_plain_file(shown, &metadata, mode)?;
            let open = OpenOptions::new().read(true).write(mode == Mode::Write).open(&target);
            let mut file = open.map_err(|error| match mode {
                Mode::Write => unwritable(shown, &error),
                Mode::DryRun => unreadable(shown, &error),
            })?;
            if mode == Mode::Write {
                file = lock::lock(file, shown, deadline)?;
                // Whoever had the lock has put another file in its place.
                if !lock::is_at(&file, &target) && Instant::now() < deadline {
                    continue;
                }
            }
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).map_err(|error| unreadable(shown, &error))?;
            let text = String::from_utf8(bytes)
                .map_err(|_| Failure::new(format!("`{shown}` is not UTF-8; save it as UTF-8")))?;
            let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
            let text = TextFile { path: absolute, shown: shown.to_owned(), text };
            return Ok(Self { text, path: path.to_owned(), target, file, metadata });
        }
    }

    /// Puts `text` in the file's place; `false` where somebody else has written since it was read.
    pub(super) fn replace(&self, text: &str) -> Result<bool> {
        let shown = &self.text.shown;
        let failed = |error: std::io::Error| not_written(shown, &error);
        let directory = self.target.parent().unwrap_or(Path::new("."));
        let mut prefix = OsString::from(".");
        prefix.push(self.target.file_name().unwrap_or_default());
        prefix.push(".");
        let mut builder = tempfile::Builder::new();
        let mut new = builder
            .prefix(&prefix)
            .suffix(".new")
            .tempfile_in(directory)
            .map_err(|error| no_room_beside(shown, &error))?;
        new.write_all(text.as_bytes()).map_err(failed)?;
        keep_owner(shown, new.as_file(), &self.metadata)?;
        new.as_file().set_permissions(self.metadata.permissions()).map_err(failed)?;
        new.as_file().sync_all().map_err(failed)?;
        if !self.is_still_there() {
            return Ok(false);
        }
        new.persist(&self.target).map_err(|error| not_replaced(shown, &error.error))?;
        // The new text is in force; a system that cannot write the directory through loses at most the edit.
        let _ = File::open(directory).and_then(|directory| directory.sync_all());
        Ok(true)
    }

    /// Whether the path leads to the same file, with the same text.
    fn is_still_there(&self) -> bool {
        self.path.canonicalize().is_ok_and(|target| target == self.target)
            && lock::is_at(&self.file, &self.target)
            && std::fs::read(&self.target).is_ok_and(|bytes| bytes == self.text.text.as_bytes())
    }
}

fn is_plain_file(shown: &str, metadata: &Metadata, mode: Mode) -> Result<()> {
    if metadata.is_dir() {
        return Err(Failure::new(format!("`{shown}` is a directory; name the file in it")));
    }
    if !metadata.is_file() {
        return Err(Failure::new(format!(
            "`{shown}` is no regular file; name one that can be replaced"
        )));
    }
    // The system lets root write whatever the mode says; whoever took the write bits away meant everyone.
    if mode == Mode::Write && metadata.permissions().readonly() {
        return Err(read_only(shown));
    }
    Ok(())
}

fn read_only(shown: &str) -> Failure {
    Failure::new(format!(
        "`{shown}` is read-only; make it writable (`chmod u+w {shown}`) or ask its owner"
    ))
}

fn unreadable(shown: &str, error: &std::io::Error) -> Failure {
    match error.kind() {
        ErrorKind::NotFound => Failure::new(format!("there is no `{shown}`"))
            .help("create it with `cargo flagkit init`, or name the file with `--file PATH`"),
        _ => Failure::new(format!("cannot read `{shown}`: {error}; see to the file system")),
    }
}

fn unwritable(shown: &str, error: &std::io::Error) -> Failure {
    match error.kind() {
        ErrorKind::PermissionDenied => Failure::new(format!(
            "this user may not write `{shown}`; ask its owner, or run as somebody who may"
        )),
        ErrorKind::ReadOnlyFilesystem => Failure::new(format!(
            "`{shown}` lies on a read-only file system; edit it where it comes from"
        )),
        _ => unreadable(shown, error),
    }
}

fn no_room_beside(shown: &str, error: &std::io::Error) -> Failure {
    match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Failure::new(format!(
            "cannot write in the directory of `{shown}`, where the new file is made; make it writable"
        )),
        _ => not_written(shown, error),
    }
}

fn not_written(shown: &str, error: &std::io::Error) -> Failure {
    Failure::new(format!(
        "cannot write the new `{shown}`: {error}; see to the file system, the file is as it was"
    ))
}

fn not_replaced(shown: &str, error: &std::io::Error) -> Failure {
    match error.kind() {
        ErrorKind::ResourceBusy => Failure::new(format!(
            "`{shown}` is mounted by itself and cannot be replaced; edit it where it comes from, or mount its directory"
        )),
        _ => not_written(shown, error),
    }
}

/// Owner and group as they were, where the system lets them: only root may give a file away. Where it does not, and
/// somebody could then not read any more what he reads now, nothing is written.
#[cfg(unix)]
fn keep_owner(shown: &str, new: &File, old: &Metadata) -> Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let owner = |metadata: &Metadata| (metadata.uid(), metadata.gid());
    let failed = |error: std::io::Error| not_written(shown, &error);
    if owner(&new.metadata().map_err(failed)?) == owner(old) {
        return Ok(());
    }
    if fchown(new, Some(old.uid()), Some(old.gid())).is_err() {
        // One's own groups may be given.
        let _ = fchown(new, None, Some(old.gid()));
    }
    let (uid, gid) = owner(&new.metadata().map_err(failed)?);
    let everyone_reads = old.mode() & 0o004 != 0;
    let group_reads = old.mode() & 0o040 != 0;
    if everyone_reads || (uid == old.uid() && (gid == old.gid() || !group_reads)) {
        return Ok(());
    }
    Err(Failure::new(format!(
        "`{shown}` belongs to another user or group, who could not read the new file; edit it as its owner"
    )))
}

#[cfg(not(unix))]
fn keep_owner(_shown: &str, _new: &File, _old: &Metadata) -> Result<()> {
    Ok(())
}
