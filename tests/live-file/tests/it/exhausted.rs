//! An operating system that says nothing: no notifier is left, or the change was made behind its back.
//!
//! The file is polled then, and where that can be known, it is told.

use crate::document;
use crate::place::Place;
use crate::probe::{PROGRAM, Probe, watching};
use crate::save;
use crate::tools::skip;
use std::fs;
use std::process::{Command, Stdio};

/// Checks that a probe takes versions 2 and 3 by polling, and says why.
#[track_caller]
fn check(command: &mut Command, place: &Place, reason: &str) {
    let file = place.file();
    fs::write(&file, document::version(1)).unwrap();
    let mut probe = Probe::start(command);
    assert_eq!(probe.answer, document::answer(1));
    assert!(probe.health.contains(reason), "{}", probe.health);
    for version in [2, 3] {
        save::by_rename(&file, &document::version(version));
        probe.wait_for_version(version);
    }
    let complaints = probe.complaints().to_vec();
    assert_eq!(complaints.len(), 1, "told once: {complaints:?}");
    assert!(complaints.iter().all(|line| line.contains(reason)), "{complaints:?}");
    assert!(probe.health.contains("healthy=true"), "{}", probe.health);
}

#[test]
fn no_descriptor_is_left() {
    let place = Place::new();
    // A small table, so that filling it does not take long.
    let script = "ulimit -n 64 && exec \"$0\" watch \"$1\" exhausted";
    let mut command = Command::new("sh");
    command.args(["-c", script, PROGRAM]).arg(place.file());
    check(&mut command, &place, "no inotify instance or file descriptor is left");
}

/// Starts the probe in a user namespace of its own, in which `limit` is nought.
#[cfg(target_os = "linux")]
fn limited(test: &str, limit: &str, place: &Place) -> Option<Command> {
    let script = "echo 0 > /proc/sys/user/$2 && exec \"$0\" watch \"$1\"";
    let unshare = |program: &str| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "sh", "-c", script, program]);
        command.arg(place.file()).arg(limit);
        command
    };
    let allowed = unshare("true").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if allowed.is_ok_and(|status| status.success()) {
        return Some(unshare(PROGRAM));
    }
    skip(test, "this system allows no user namespaces");
    None
}

#[cfg(target_os = "linux")]
#[test]
fn no_inotify_instance_is_left() {
    let place = Place::new();
    let test = "no_inotify_instance_is_left";
    if let Some(mut command) = limited(test, "max_inotify_instances", &place) {
        check(&mut command, &place, "no inotify instance or file descriptor is left");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn no_inotify_watch_is_left() {
    let place = Place::new();
    let test = "no_inotify_watch_is_left";
    if let Some(mut command) = limited(test, "max_inotify_watches", &place) {
        check(&mut command, &place, "no inotify watch is left");
    }
}

/// The shortage may pass, and then events are back without anybody's doing.
#[test]
fn descriptors_that_are_given_back_bring_events_back() {
    let place = Place::new();
    let file = place.file();
    fs::write(&file, document::version(1)).unwrap();
    let script = "ulimit -n 64 && exec \"$0\" watch \"$1\" exhausted";
    let mut probe = Probe::start(Command::new("sh").args(["-c", script, PROGRAM]).arg(&file));
    assert!(!probe.health.contains("polling=\"\""), "{}", probe.health);
    probe.command("give-back");
    probe.wait_for_health("polling=\"\"");
    save::by_rename(&file, &document::version(2));
    probe.wait_for_version_by_event(2);
    assert_eq!(probe.complaints().len(), 1);
}

/// Polling misses nothing that an event would bring: not the second save, not the same length and time.
#[test]
fn polling_finds_the_same_length_and_time() {
    let place = Place::new();
    let file = place.file();
    fs::write(&file, document::version(1)).unwrap();
    let time = fs::metadata(&file).unwrap().modified().unwrap();
    let script = "ulimit -n 64 && exec \"$0\" watch \"$1\" exhausted";
    let mut probe = Probe::start(Command::new("sh").args(["-c", script, PROGRAM]).arg(&file));
    for version in [3, 5] {
        save::in_place(&file, &document::version(version));
        fs::File::options().write(true).open(&file).unwrap().set_modified(time).unwrap();
        probe.wait_for_version(version);
    }
}

/// A layer of an overlay is changed from outside, as a container's host may do: no event, and only a tick finds it.
#[cfg(target_os = "linux")]
#[test]
fn a_change_under_an_overlay_is_found_by_a_tick() {
    let place = Place::new();
    for directory in ["lower", "scratch", "merged"] {
        fs::create_dir(place.join(directory)).unwrap();
    }
    let lower = place.join("lower/flags.json");
    fs::write(&lower, document::version(1)).unwrap();
    let script = "cd \"$1\" && mount -t tmpfs none scratch && mkdir scratch/upper scratch/work && \
        mount -t overlay -o lowerdir=lower,upperdir=scratch/upper,workdir=scratch/work none merged && \
        exec \"$0\" watch merged/flags.json";
    let unshare = |program: &str| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c", script, program]);
        command.arg(place.path());
        command
    };
    let allowed = unshare("true").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !allowed.is_ok_and(|status| status.success()) {
        let test = "a_change_under_an_overlay_is_found_by_a_tick";
        return skip(test, "this system allows no overlay in a user namespace");
    }
    let mut probe = Probe::start(&mut unshare(PROGRAM));
    save::in_place(&lower, &document::version(2));
    probe.wait_for_version(2);
    probe.check_calm(2);
}

/// One notifier serves the process, whatever happens to its directories.
#[cfg(target_os = "linux")]
#[test]
fn one_thread_and_one_notifier() {
    let place = Place::new();
    let file = place.file();
    let mut probe = Probe::start(&mut watching(&file));
    for version in 1..4 {
        save::by_rename(&file, &document::version(version));
        probe.wait_for_version(version);
    }
    probe.command("threads");
    let threads = probe.last("threads");
    assert_eq!(threads.matches("\"flagkit\"").count(), 1, "{threads}");
    assert_eq!(threads.matches("notify").count(), 1, "{threads}");
}
