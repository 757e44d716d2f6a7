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
        if error.kind() == ErrorKind::NotFound {
            let words = format!("cannot create `{shown}`; create its directory first");
            return Failure::new(words);
        }
        // An error that is not the system's own names the temporary file, which nobody has asked for.
        let cause = match error.raw_os_error() {
            Some(_) => error.to_string(),
            None => error.kind().to_string(),
        };
        Failure::new(format!("cannot create `{shown}`: {cause}"))
            .help("name a place that you may write to")
    };
    #[cfg_attr(not(unix), allow(unused_mut, reason = "other systems have no such permissions"))]
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

#[cfg(test)]
mod tests {
    use super::create;

    #[test]
    fn a_file_appears_whole_and_only_where_there_is_none() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("flags.json");
        create(&path, "flags.json", "{}\n").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "{}\n");
        let taken = create(&path, "flags.json", "other").unwrap_err();
        assert_eq!(taken.to_string(), "`flags.json` is there already, and stays as it is");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "{}\n");
        let lost = create(&directory.path().join("none/flags.json"), "none/flags.json", "{}");
        let words = "cannot create `none/flags.json`; create its directory first";
        assert_eq!(lost.unwrap_err().to_string(), words);
        std::fs::write(directory.path().join("plain"), "").unwrap();
        let lost = create(&directory.path().join("plain/flags.json"), "plain/flags.json", "{}");
        let told = lost.unwrap_err().to_string();
        assert!(told.starts_with("cannot create `plain/flags.json`: "), "{told}");
        assert!(!told.contains(".tmp"), "{told}");
        std::fs::remove_file(directory.path().join("plain")).unwrap();
        // Nothing of the attempts is left behind.
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    /// A link that leads nowhere is something too.
    #[cfg(unix)]
    #[test]
    fn a_link_is_not_replaced() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("flags.json");
        std::os::unix::fs::symlink("nowhere", &path).unwrap();
        assert!(create(&path, "flags.json", "{}").is_err());
        assert!(path.is_symlink());
    }

    /// As any file that a person makes: whoever may read the directory's other files may read it.
    #[cfg(unix)]
    #[test]
    fn others_may_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let (ours, usual) = (directory.path().join("ours"), directory.path().join("usual"));
        create(&ours, "ours", "").unwrap();
        std::fs::write(&usual, "").unwrap();
        let mode = |path| std::fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&ours), mode(&usual));
    }
}
