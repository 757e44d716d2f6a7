//! The ways in which programs save a file.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

/// Truncates and writes in place, as VS Code, nano and `>` do.
pub(crate) fn in_place(file: &Path, text: &str) {
    let mut open = OpenOptions::new().write(true).create(true).truncate(true).open(file).unwrap();
    open.write_all(text.as_bytes()).unwrap();
}

/// Writes beside the file and renames over it, as most careful programs do.
pub(crate) fn by_rename(file: &Path, text: &str) {
    let beside = file.with_extension("tmp");
    fs::write(&beside, text).unwrap();
    fs::rename(&beside, file).unwrap();
}

/// Writes beside the file, moves the old one away, moves the new one in, and removes the old one,
/// as the "safe write" of JetBrains' editors does. For a moment there is no file.
pub(crate) fn by_two_renames(file: &Path, text: &str) {
    let new = file.with_extension("json___jb_tmp___");
    let old = file.with_extension("json___jb_old___");
    fs::write(&new, text).unwrap();
    fs::rename(file, &old).unwrap();
    fs::rename(&new, file).unwrap();
    fs::remove_file(&old).unwrap();
}
