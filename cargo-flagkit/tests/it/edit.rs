//! `set`, `stage`, `rollback` and `add` on real files: what they write, what they say, what they refuse.

mod commands;
#[cfg(unix)]
mod files;

use crate::project::{Project, Ran};
use std::collections::BTreeMap;

/// Every file of the directory with its bytes, so that nothing else is there after a command.
fn all(project: &Project) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(project.path()).unwrap();
    let files = entries.filter_map(|entry| {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        entry.path().is_file().then(|| (name, std::fs::read(entry.path()).unwrap()))
    });
    files.collect()
}

/// A directory with this flags.json alone.
fn project(flags: &str) -> Project {
    let project = Project::new();
    project.write("flags.json", flags);
    project
}

/// Runs the command, which succeeds, and compares what it says and what the file is then.
#[track_caller]
fn edits(flags: &str, arguments: &[&str], says: &str, becomes: &str) {
    let project = project(flags);
    let ran = project.run(arguments).expect(0);
    assert_eq!((&*ran.stdout, &*ran.stderr), (says, ""));
    assert_eq!(project.read("flags.json"), becomes);
    assert_eq!(all(&project).len(), 1);
}

/// Runs the command, which does nothing, and compares what it says on standard error.
#[track_caller]
fn leaves(flags: &str, arguments: &[&str], code: i32, says: &str) {
    let project = project(flags);
    let before = all(&project);
    let Ran { stdout, stderr, .. } = project.run(arguments).expect(code);
    assert_eq!((&*stderr, &*stdout), (says, ""));
    assert_eq!(all(&project), before);
}
