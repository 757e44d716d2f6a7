//! A version of flags.json: a file, standard input, or what git has under `REVISION:PATH`.
//!
//! Law: the files of ids that a version names are of the same version: beside the file, or of the same revision.

use crate::exit::{Failure, Result};
use crate::finding::TextFile;
use crate::flags_file::FlagsFile;
use flagkit_core::{Document, MAX_IDS_BYTES};
use std::io::{ErrorKind, Read as _};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

/// Reads a version as the command line names it.
pub(crate) fn read(name: &str) -> Result<FlagsFile> {
    if name == "-" {
        return standard_input();
    }
    let path = Path::new(name);
    if path.exists() {
        return FlagsFile::read(path, name);
    }
    match of_git(name) {
        Some((revision, path)) => from_git(name, revision, path),
        None => FlagsFile::read(path, name).map_err(|failure| {
            failure.help("OLD and NEW are files, `-`, or a revision of git: `HEAD:flags.json`")
        }),
    }
}

fn standard_input() -> Result<FlagsFile> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(|error| match error.kind() {
        ErrorKind::InvalidData => Failure::new("standard input is not UTF-8; save it as UTF-8"),
        _ => Failure::new(format!("cannot read standard input: {error}")),
    })?;
    // Files of ids are looked for where the command runs.
    let path = std::path::absolute("stdin.json").unwrap_or_else(|_| "stdin.json".into());
    Ok(FlagsFile::of(TextFile { path, shown: "standard input".to_owned(), text }))
}

/// The revision and the path; a drive letter of Windows is no revision.
fn of_git(name: &str) -> Option<(&str, &str)> {
    let (revision, path) = name.split_once(':')?;
    let is_drive = cfg!(windows) && revision.len() == 1;
    (!revision.is_empty() && !path.is_empty() && !is_drive).then_some((revision, path))
}

fn from_git(name: &str, revision: &str, path: &str) -> Result<FlagsFile> {
    let bytes = blob(name).map_err(|why| {
        Failure::new(format!("git has no `{name}`; name a revision and a path that it knows"))
            .note(why)
            .help(
                "a path begins at the root of the repository, or with `./` where the command runs",
            )
    })?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::new(format!("`{name}` is not UTF-8; save it as UTF-8")))?;
    let directory = path.rsplit_once('/').map_or("", |(directory, _)| directory);
    let file = TextFile { path: path.into(), shown: name.to_owned(), text };
    let mut ids = |ids: &str| {
        let path = if directory.is_empty() { ids.to_owned() } else { format!("{directory}/{ids}") };
        let bytes = blob(&format!("{revision}:{path}"))
            .map_err(|_| format!("is not in `{revision}`; put it beside the document"))?;
        if bytes.len() > MAX_IDS_BYTES {
            let count = bytes.len();
            return Err(format!("has {count} bytes and may have at most {MAX_IDS_BYTES}"));
        }
        let text =
            String::from_utf8(bytes).map_err(|_| "is not UTF-8; save it as UTF-8".to_owned())?;
        Ok(Arc::from(text))
    };
    let parsed = Document::parse_with_files(&file.text, &mut ids);
    Ok(FlagsFile { file: Arc::new(file), document: parsed.document, problems: parsed.problems })
}

/// What git keeps under a name, byte for byte; or what it says instead.
fn blob(name: &str) -> std::result::Result<Vec<u8>, String> {
    if name.starts_with('-') {
        return Err("a revision does not begin with `-`".to_owned());
    }
    let ran = Command::new("git").args(["cat-file", "blob", name]).output();
    let output = ran.map_err(|error| match error.kind() {
        ErrorKind::NotFound => {
            "the command `git` is not there; install it, or name two files".to_owned()
        }
        _ => format!("cannot run `git`: {error}"),
    })?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let told = String::from_utf8_lossy(&output.stderr);
    Err(format!("git says: {}", told.trim().lines().next().unwrap_or("nothing")))
}

#[cfg(test)]
mod tests {
    use super::of_git;

    #[test]
    fn a_revision_stands_before_a_colon() {
        assert_eq!(of_git("HEAD:flags.json"), Some(("HEAD", "flags.json")));
        assert_eq!(of_git("v1.0~2:app/flags.json"), Some(("v1.0~2", "app/flags.json")));
        assert_eq!(of_git("flags.json"), None);
        assert_eq!(of_git(":flags.json"), None);
        assert_eq!(of_git("HEAD:"), None);
    }
}
