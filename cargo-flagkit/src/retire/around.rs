//! The programs around a rewrite: git says whether it can be taken back, rustfmt lays it out, cargo says whether it holds.
//!
//! The check runs on what is written already: it is put back where cargo refuses it, and not where the command is killed
//! meanwhile. Law: none of them is needed for a plan; where one is missing, that is said.

use super::plan::Rewrite;
use crate::exit::{Failure, Result};
use crate::finding::TextFile;
use std::ffi::{OsStr, OsString};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// Refuses a tree whose changes would mix with these.
pub(crate) fn is_clean(root: &Path, allow_dirty: bool, allow_no_vcs: bool) -> Result<()> {
    if allow_dirty {
        return Ok(());
    }
    let mut git = Command::new("git");
    git.args(["status", "--porcelain", "--untracked-files=normal"]).current_dir(root);
    let output = git.output().ok().filter(|output| output.status.success());
    let Some(output) = output else {
        if allow_no_vcs {
            return Ok(());
        }
        return Err(Failure::new(
            "there is no git here to take the changes back with; commit the sources first, or pass `--allow-no-vcs`",
        ));
    };
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut dirty = told.lines().map(str::to_owned);
    let Some(first) = dirty.next() else { return Ok(()) };
    let more = dirty.count();
    let more = if more > 0 { format!(", and {more} more") } else { String::new() };
    Err(Failure::new(
        "the tree has changes that are not committed; commit them, or pass `--allow-dirty`",
    )
    .note(format!("`{}`{more}", first.trim())))
}

/// Refuses to change a file that git could not bring back.
pub(crate) fn is_tracked(
    rewrites: &[Rewrite],
    allow_dirty: bool,
    allow_no_vcs: bool,
) -> Result<()> {
    if allow_dirty {
        return Ok(());
    }
    for rewrite in rewrites {
        let TextFile { path, shown, .. } = &*rewrite.file;
        let (Some(directory), Some(name)) = (path.parent(), path.file_name()) else { continue };
        let git = |arguments: &[&OsStr]| {
            let mut git = Command::new("git");
            git.args(arguments).current_dir(directory).stdin(Stdio::null());
            git.output().is_ok_and(|output| output.status.success())
        };
        let here = [OsStr::new("rev-parse"), OsStr::new("--is-inside-work-tree")];
        let asked = ["--literal-pathspecs", "ls-files", "--error-unmatch", "--"].map(OsStr::new);
        let is_free = allow_no_vcs && !git(&here);
        if !is_free && !git(&[&asked[..], &[name]].concat()) {
            return Err(Failure::new(format!(
                "git does not track `{shown}`, so the change could not be taken back; add it and commit it, or pass `--allow-dirty`",
            )));
        }
    }
    Ok(())
}

/// Lays a new text out as its old one was, where that was laid out by rustfmt.
pub(crate) fn format(rewrite: &mut Rewrite, edition: &str) {
    let directory = rewrite.file.path.parent().unwrap_or(Path::new("."));
    let formatted = |text: &str| rustfmt(text, directory, edition);
    if formatted(&rewrite.file.text).as_deref() == Some(&*rewrite.file.text)
        && let Some(text) = formatted(&rewrite.text)
    {
        rewrite.text = text;
    }
}

/// The text as rustfmt writes it, by the configuration of its directory; `None` where that fails.
fn rustfmt(text: &str, directory: &Path, edition: &str) -> Option<String> {
    let mut command = Command::new("rustfmt");
    command.args(["--edition", edition, "--quiet"]).current_dir(directory);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().ok()?;
    let mut stdin = child.stdin.take()?;
    let text = text.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(text.as_bytes()));
    let output = child.wait_with_output().ok()?;
    writer.join().ok()?.ok()?;
    if !output.status.success() {
        return None;
    }
    String::from_utf8(output.stdout).ok()
}

/// Has cargo check every target; what it says goes into the failure. The changes are written by then, and whoever stops
/// the command meanwhile keeps them: that is told first, with the way back where git has one.
pub(crate) fn check(manifest: &Path, is_committed: bool) -> Result<()> {
    let way_back = if is_committed { "; `git restore :/` takes them back" } else { "" };
    writeln!(
        anstream::stderr(),
        "checking with `cargo check`; if you stop it, the changes stay unchecked{way_back}"
    )?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(cargo);
    command
        .args(["check", "--workspace", "--all-targets", "--quiet", "--manifest-path"])
        .arg(manifest);
    let output = command.stdin(Stdio::null()).output().map_err(|error| {
        Failure::new(format!(
            "cannot run `cargo check`: {error}; pass `--no-check` to go without it"
        ))
    })?;
    if output.status.success() {
        return Ok(());
    }
    let told = String::from_utf8_lossy(&output.stderr);
    let errors = told.trim_end().replace('\n', "\n        ");
    Err(Failure::new("`cargo check` fails without the flag; everything is as it was")
        .note(errors)
        .help("resolve that by hand first, or pass `--no-check` and mend it after, as where warnings are denied"))
}
