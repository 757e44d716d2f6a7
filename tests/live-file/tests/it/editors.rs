//! Saves by editors and by the tools of a shell. Each saves twice: a watch that dies, dies with the first.

use crate::document;
use crate::place::Place;
use crate::probe::Probe;
use crate::save;
use crate::tools::{find, run, skip};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Command;

/// Saves versions 2 and 3 with `save` and checks that each is in force, and that nobody was alarmed meanwhile.
#[track_caller]
fn check(save: impl Fn(&Path, u32)) {
    let place = Place::new();
    let file = place.file();
    fs::write(&file, document::version(1)).unwrap();
    let mut probe = Probe::watch(&file);
    assert_eq!(probe.answer, document::answer(1), "loaded before `watch` returns");
    for version in [2, 3] {
        save(&file, version);
        probe.wait_for_version_by_event(version);
    }
    probe.check_calm(3);
}

/// Replaces the version before `version` by it, with vim's own commands, and says whether the inode changed.
fn vim(vim: &str, options: &str, file: &Path, version: u32) -> bool {
    let inode = fs::metadata(file).unwrap().ino();
    let mut command = Command::new(vim);
    command.args(["-N", "-u", "NONE", "-i", "NONE", "-n", "-e", "-s"]);
    command.args(["-c", options]);
    command.args(["-c", &format!("%s/current\": {}/current\": {version}/", version - 1)]);
    let switch = |version: u32| version % 2 == 1;
    command.args([
        "-c",
        &format!("%s/switch\": {}/switch\": {}/", switch(version - 1), switch(version)),
    ]);
    run(command.args(["-c", "wq"]).arg(file));
    assert_eq!(fs::read_to_string(file).unwrap(), document::version(version), "vim did save");
    fs::metadata(file).unwrap().ino() != inode
}

const VIMS: &[&str] = &["vim", "vim.basic", "vim.tiny", "vim.nox"];
const VIM_MISSING: &str = "vim is not installed; `apt-get install vim-tiny`";

#[test]
fn vim_that_writes_in_place() {
    let Some(program) = find(VIMS) else { return skip("vim_that_writes_in_place", VIM_MISSING) };
    check(|file, version| {
        let replaced =
            vim(&program, "set backup writebackup backupskip= backupcopy=yes", file, version);
        assert!(!replaced, "backupcopy=yes keeps the file");
    });
}

#[test]
fn vim_that_renames() {
    let Some(program) = find(VIMS) else { return skip("vim_that_renames", VIM_MISSING) };
    check(|file, version| {
        let replaced =
            vim(&program, "set backup writebackup backupskip= backupcopy=no", file, version);
        assert!(replaced, "backupcopy=no makes a new file");
    });
}

#[test]
fn vs_code() {
    check(|file, version| save::in_place(file, &document::version(version)));
}

#[test]
fn jetbrains() {
    check(|file, version| save::by_two_renames(file, &document::version(version)));
}

#[test]
fn sed_in_place() {
    check(|file, version| {
        let number = format!("s/\"current\": {}/\"current\": {version}/", version - 1);
        let switch = format!("s/\"switch\": [a-z]*/\"switch\": {}/", version % 2 == 1);
        // A backup suffix given together is the one form that GNU and BSD share.
        run(Command::new("sed").arg("-i.bak").args(["-e", &number, "-e", &switch]).arg(file));
    });
}

#[test]
fn mv() {
    check(|file, version| {
        let beside = file.with_extension("new");
        fs::write(&beside, document::version(version)).unwrap();
        run(Command::new("mv").arg(beside).arg(file));
    });
}

#[test]
fn cp() {
    check(|file, version| {
        let beside = file.with_extension("new");
        fs::write(&beside, document::version(version)).unwrap();
        run(Command::new("cp").arg(beside).arg(file));
    });
}

#[test]
fn atomic_rename() {
    check(|file, version| save::by_rename(file, &document::version(version)));
}

/// A file that is moved in with an old time, as `cp -p`, `tar`, `rsync` and a restored backup do.
#[test]
fn a_newer_version_with_an_older_time() {
    check(|file, version| {
        let beside = file.with_extension("new");
        fs::write(&beside, document::version(version)).unwrap();
        let old = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
        fs::File::options().write(true).open(&beside).unwrap().set_modified(old).unwrap();
        fs::rename(&beside, file).unwrap();
    });
}
