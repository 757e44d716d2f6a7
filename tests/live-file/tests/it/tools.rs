//! Programs that a test needs and a machine may lack.
//!
//! Law: a test never passes in silence for want of a tool. It says so past the capture of the test harness,
//! and fails where `FLAGKIT_REQUIRE_TOOLS` is set, as it is in continuous integration.

use std::io::Write;
use std::process::Command;

/// The first of these programs that is installed.
pub(crate) fn find(names: &[&str]) -> Option<String> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let exists = |name: &&&str| std::env::split_paths(&path).any(|dir| dir.join(name).exists());
    names.iter().find(exists).map(|name| (*name).to_owned())
}

/// Says that a test did not run.
#[track_caller]
pub(crate) fn skip(test: &str, reason: &str) {
    let line = format!("SKIPPED {test}: {reason}");
    assert!(std::env::var_os("FLAGKIT_REQUIRE_TOOLS").is_none(), "{line}");
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Runs a program to its good end.
#[track_caller]
pub(crate) fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {output:?}");
}
