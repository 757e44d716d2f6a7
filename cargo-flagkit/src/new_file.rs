//! Writing a file that is not there yet: all of it appears at once, or nothing.
//!
//! Changing a file is `edit`'s. Law: what stands there already is never touched, also not by a race.

use crate::exit::{Failure, Result};
use std::io::{ErrorKind, Write as _};
use std::path::Path;

/// Creates the file, or fails where there is one.
pub(crate) fn create(path: &Path, shown: &str, text: &str) -> Result<()> {
    let directory = match path.parent() {
        Some(directory) if !directory.as_os_str().is_empty() => directory,
        _ => Path::new("."),
    };
    let unwritable = |error: &std::io::Error| {
        let failure = Failure::new(format!("cannot create `{shown}`: {error}"));
        match error.kind() {
            ErrorKind::NotFound => failure.help("create its directory first"),
            _ => failure.help("name a place that you may write to"),
        }
    };
    let mut builder = tempfile::Builder::new();
    // A temporary file is its owner's alone; this one is to be like any other file.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(directory).map_err(|error| unwritable(&error))?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.as_file().sync_all())
        .map_err(|error| unwritable(&error))?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Err(exists(shown)),
        Err(error) => Err(unwritable(&error.error)),
    }
}

/// There is such a file.
pub(crate) fn exists(shown: &str) -> Failure {
    Failure::new(format!("`{shown}` is there already, and stays as it is"))
}
