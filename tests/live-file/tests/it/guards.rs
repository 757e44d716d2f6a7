//! The guard of a watch, and the ways to look at a file without waiting for a wake-up.

use crate::document;
use crate::place::Place;
use crate::probe::{PROGRAM, Probe};
use crate::save;
use std::fs;
use std::process::Command;

#[test]
fn a_dropped_guard_stops_watching_and_keeps_the_flags() {
    let place = Place::new();
    let file = place.file();
    fs::write(&file, document::version(1)).unwrap();
    let mut probe = Probe::watch(&file);
    probe.command("drop");
    save::in_place(&file, &document::version(2));
    // Were anybody still listening, these would bring the new version.
    probe.command("tick");
    probe.command("reload");
    assert_eq!(probe.answer, document::answer(1));
    assert!(probe.health.contains("source=file watching=false"), "{}", probe.health);
    // Who watches again sees what happened meanwhile.
    probe.command(&format!("watch {}", file.display()));
    assert_eq!(probe.answer, document::answer(2));
    save::in_place(&file, &document::version(3));
    probe.wait_for_version(3);
    probe.check_calm(3);
}

#[test]
fn two_guards_of_one_file_are_counted() {
    let place = Place::new();
    let file = place.file();
    fs::write(&file, document::version(1)).unwrap();
    let mut probe = Probe::watch(&file);
    probe.command(&format!("watch {}", file.display()));
    probe.command("drop");
    save::in_place(&file, &document::version(2));
    probe.wait_for_version(2);
    probe.command("drop");
    save::in_place(&file, &document::version(3));
    probe.command("reload");
    assert_eq!(probe.answer, document::answer(2));
}

#[test]
fn a_second_file_is_refused() {
    let place = Place::new();
    fs::write(place.file(), document::version(1)).unwrap();
    let mut probe = Probe::watch(place.file());
    probe.command(&format!("watch {}", place.join("other.json").display()));
    let refusal = probe.last("refused").to_owned();
    assert!(refusal.contains("other.json") && refusal.contains("one document"), "{refusal}");
    save::in_place(&place.file(), &document::version(2));
    probe.wait_for_version(2);
    probe.check_calm(2);
}

#[test]
fn reload_takes_effect_before_it_returns() {
    let place = Place::new();
    let file = place.file();
    fs::write(&file, document::version(0)).unwrap();
    let mut probe = Probe::watch(&file);
    for version in 1..50 {
        save::in_place(&file, &document::version(version));
        probe.command("reload");
        assert_eq!(probe.answer, document::answer(version));
    }
    save::in_place(&file, "{");
    probe.command("reload");
    assert!(probe.health.contains("healthy=false"), "told at once: {}", probe.health);
}

#[cfg(target_os = "linux")]
#[test]
fn by_tick_no_thread_is_started() {
    let place = Place::new();
    let file = place.file();
    fs::write(&file, document::version(1)).unwrap();
    let mut probe = Probe::start(Command::new(PROGRAM).arg("by-tick").arg(&file));
    assert_eq!(probe.answer, document::answer(1));
    probe.command("threads");
    let threads = probe.last("threads").to_owned();
    assert!(!threads.contains("\"flagkit\"") && !threads.contains("notify"), "{threads}");
    for version in [2, 3] {
        save::in_place(&file, &document::version(version));
        probe.command("tick");
        assert_eq!(probe.answer, document::answer(version));
    }
    assert!(probe.health.contains("polling=\"the host"), "{}", probe.health);
}

#[test]
fn the_surroundings_name_the_file() {
    let place = Place::new();
    let named = place.join("named.json");
    fs::write(&named, document::version(1)).unwrap();
    fs::write(place.file(), document::version(2)).unwrap();
    let command = || {
        let mut command = Command::new(PROGRAM);
        command.arg("default").current_dir(place.path()).env_remove("FLAGKIT_FILE");
        command
    };
    let answer = |command: &mut Command| Probe::start(command).answer.clone();
    assert_eq!(answer(command().env("FLAGKIT_FILE", "named.json")), document::answer(1));
    assert_eq!(answer(command().env("FLAGKIT_FILE", "")), document::answer(2));
    assert_eq!(answer(&mut command()), document::answer(2));
    fs::remove_file(place.file()).unwrap();
    let probe = Probe::start(&mut command());
    assert_eq!(probe.answer, document::answer(0));
    let watched = probe.last("watching").to_owned();
    if cfg!(debug_assertions) {
        let built = concat!(env!("CARGO_MANIFEST_DIR"), "/flags.json");
        assert_eq!(watched, format!("watching {built}"), "a debug build watches its own file");
    } else {
        assert!(watched.ends_with("flags.json"), "{watched}");
    }
}

#[test]
fn a_panic_in_the_logger_stops_nothing() {
    let place = Place::new();
    let file = place.file();
    fs::write(&file, document::version(1)).unwrap();
    let mut probe = Probe::watch(&file);
    probe.command("logger panic");
    save::in_place(&file, &document::version(2));
    probe.wait_for_version(2);
    probe.wait_for_health("panics=1");
    save::in_place(&file, &document::version(3));
    probe.wait_for_version_by_event(3);
    let complaints = probe.complaints().to_vec();
    assert_eq!(complaints.len(), 1, "{complaints:?}");
    assert!(
        complaints.iter().all(|line| line.contains("the logger had a bad day")),
        "{complaints:?}"
    );
}

#[test]
fn a_logger_that_calls_back_waits_for_nobody() {
    let place = Place::new();
    let file = place.file();
    fs::write(&file, document::version(1)).unwrap();
    let mut probe = Probe::watch(&file);
    probe.command("logger call-back");
    for version in 2..5 {
        save::in_place(&file, &document::version(version));
        probe.wait_for_version_by_event(version);
    }
    let called = probe.last("called back");
    assert!(called.contains("failed to watch"), "{called}");
    // To begin and to end is logged as well.
    probe.command("drop");
    probe.command(&format!("watch {}", file.display()));
    probe.check_calm(4);
}
