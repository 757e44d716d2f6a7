//! Files and directories that come, go, and come back as others.

use crate::document;
use crate::place::Place;
use crate::probe::{PROGRAM, Probe};
use crate::save;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::process::Command;
use std::time::Duration;

/// Waits for a version that was just saved in place.
#[track_caller]
fn save_and_wait(probe: &mut Probe, file: &std::path::Path, version: u32) {
    save::in_place(file, &document::version(version));
    probe.wait_for_version_by_event(version);
}

/// The pause is the hazard: between the steps the file is half a document.
#[test]
fn a_save_in_two_steps_is_taken_whole() {
    let place = Place::new();
    let file = place.file();
    fs::write(&file, document::version(1)).unwrap();
    let mut probe = Probe::watch(&file);
    for version in 2..5 {
        let text = document::version(version);
        let (first, second) = text.split_at(text.len() / 2);
        let mut open = OpenOptions::new().write(true).truncate(true).open(&file).unwrap();
        open.write_all(first.as_bytes()).unwrap();
        std::thread::sleep(Duration::from_millis(300));
        probe.command("health");
        assert_eq!(probe.answer, document::answer(version - 1), "the old version stands");
        assert!(probe.health.contains("healthy=true"), "{}", probe.health);
        open.write_all(second.as_bytes()).unwrap();
        drop(open);
        probe.wait_for_version(version);
    }
    probe.check_calm(4);
}

/// An empty file between truncation and write is one of the two steps, too.
#[test]
fn a_file_that_is_empty_for_a_moment_alarms_nobody() {
    let place = Place::new();
    let file = place.file();
    fs::write(&file, document::version(1)).unwrap();
    let mut probe = Probe::watch(&file);
    File::create(&file).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    save_and_wait(&mut probe, &file, 2);
    probe.check_calm(2);
}

#[test]
fn delete_and_recreate() {
    let place = Place::new();
    let file = place.file();
    fs::write(&file, document::version(1)).unwrap();
    let mut probe = Probe::watch(&file);
    for version in [2, 3] {
        fs::remove_file(&file).unwrap();
        fs::write(&file, document::version(version)).unwrap();
        probe.wait_for_version(version);
    }
    save_and_wait(&mut probe, &file, 4);
    probe.check_calm(4);
}

#[test]
fn a_file_that_stays_away_is_told_once_and_may_come_back() {
    let place = Place::new();
    let file = place.file();
    fs::write(&file, document::version(1)).unwrap();
    let mut probe = Probe::watch(&file);
    fs::remove_file(&file).unwrap();
    probe.check_complaint("the file is gone", 1);
    // The very version that stands: nothing to publish, and all is well again.
    fs::write(&file, document::version(1)).unwrap();
    probe.wait_for_health("healthy=true");
    save_and_wait(&mut probe, &file, 2);
    fs::remove_file(&file).unwrap();
    probe.wait_for_health("healthy=false");
    save_and_wait(&mut probe, &file, 3);
    probe.wait_for_health("healthy=true");
}

#[test]
fn the_program_starts_before_the_file() {
    let place = Place::new();
    let file = place.file();
    let mut probe = Probe::watch(&file);
    probe.check_awaited();
    assert_eq!(probe.answer, document::answer(0), "the build's own flags serve");
    assert!(probe.health.contains("source=build watching=true healthy=true"), "{}", probe.health);
    for version in [1, 2] {
        save_and_wait(&mut probe, &file, version);
    }
    probe.check_calm(2);
}

#[test]
fn the_program_starts_before_the_directory() {
    let place = Place::new();
    let directory = place.join("etc/app/conf");
    let file = directory.join("flags.json");
    let mut probe = Probe::watch(&file);
    probe.check_awaited();
    assert_eq!(probe.answer, document::answer(0));
    // One by one, as an installer does: each new directory has to be noticed in time for the next.
    for part in ["etc", "etc/app", "etc/app/conf"] {
        fs::create_dir(place.join(part)).unwrap();
        probe.command("sync");
    }
    for version in [1, 2] {
        save_and_wait(&mut probe, &file, version);
    }
    probe.check_calm(2);
}

#[test]
fn a_directory_that_is_removed_and_moved_in_again() {
    let place = Place::new();
    let directory = place.join("conf");
    let file = directory.join("flags.json");
    fs::create_dir(&directory).unwrap();
    fs::write(&file, document::version(1)).unwrap();
    let mut probe = Probe::watch(&file);
    for version in [2, 4] {
        let next = place.join("next");
        fs::create_dir(&next).unwrap();
        fs::write(next.join("flags.json"), document::version(version)).unwrap();
        fs::remove_dir_all(&directory).unwrap();
        fs::rename(&next, &directory).unwrap();
        probe.wait_for_version(version);
        // The watch must have moved to the new directory.
        save_and_wait(&mut probe, &file, version + 1);
    }
    probe.check_calm(5);
}

#[test]
fn a_directory_that_is_moved_away_and_another_one_in() {
    let place = Place::new();
    let directory = place.join("conf");
    let file = directory.join("flags.json");
    fs::create_dir(&directory).unwrap();
    fs::write(&file, document::version(1)).unwrap();
    let mut probe = Probe::watch(&file);
    for version in [2, 4] {
        let next = place.join("next");
        fs::create_dir(&next).unwrap();
        fs::write(next.join("flags.json"), document::version(version)).unwrap();
        fs::rename(&directory, place.join(&format!("old-{version}"))).unwrap();
        fs::rename(&next, &directory).unwrap();
        probe.wait_for_version(version);
        save_and_wait(&mut probe, &file, version + 1);
    }
    // An edit of what was moved away is no longer our business.
    save::in_place(&place.join("old-2/flags.json"), &document::version(9));
    probe.check_calm(5);
}

/// The notifier drops a directory that it sees leave, even if the same one returns.
#[test]
fn a_directory_that_is_moved_away_and_back() {
    let place = Place::new();
    let directory = place.join("conf");
    let file = directory.join("flags.json");
    fs::create_dir(&directory).unwrap();
    fs::write(&file, document::version(1)).unwrap();
    let mut probe = Probe::watch(&file);
    for version in [2, 3] {
        fs::rename(&directory, place.join("away")).unwrap();
        fs::rename(place.join("away"), &directory).unwrap();
        save_and_wait(&mut probe, &file, version);
    }
    probe.check_calm(3);
}

#[test]
fn same_length_and_time_put_back() {
    let place = Place::new();
    let file = place.file();
    fs::write(&file, document::version(1)).unwrap();
    let mut probe = Probe::watch(&file);
    let time = fs::metadata(&file).unwrap().modified().unwrap();
    let length = fs::metadata(&file).unwrap().len();
    for version in [3, 5] {
        save::in_place(&file, &document::version(version));
        File::options().write(true).open(&file).unwrap().set_modified(time).unwrap();
        let metadata = fs::metadata(&file).unwrap();
        assert_eq!((metadata.len(), metadata.modified().unwrap()), (length, time));
        probe.wait_for_version_by_event(version);
    }
    probe.check_calm(5);
}

#[test]
fn a_thousand_saves_in_a_row() {
    let place = Place::new();
    let file = place.file();
    fs::write(&file, document::version(0)).unwrap();
    let mut probe = Probe::watch(&file);
    for version in 1..=1000 {
        match version % 3 {
            0 => save::in_place(&file, &document::version(version)),
            1 => save::by_rename(&file, &document::version(version)),
            _ => save::by_two_renames(&file, &document::version(version)),
        }
    }
    probe.wait_for_version(1000);
    probe.check_calm(1000);
    assert_eq!(probe.torn(), [""; 0], "no answer mixes two versions");
}

/// Other files in the directory change all the time: a log, a database.
#[test]
fn a_noisy_neighbour_does_not_hold_the_file_up() {
    let place = Place::new();
    let file = place.file();
    fs::write(&file, document::version(1)).unwrap();
    let log = place.join("app.log");
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    let noise = std::thread::spawn(move || {
        File::create(&log).unwrap();
        while stopped.try_recv().is_err() {
            // Two events, and nothing for the disk to do: it is the notifier that is to be kept busy.
            drop(File::options().write(true).open(&log).unwrap());
            // Without a breath the kernel was seen to hold up the test's own saves for twenty seconds.
            std::thread::sleep(Duration::from_micros(200));
        }
    });
    let mut probe = Probe::watch(&file);
    for version in 2..10 {
        save_and_wait(&mut probe, &file, version);
    }
    probe.check_calm(9);
    stop.send(()).unwrap();
    noise.join().unwrap();
}

#[test]
fn a_relative_path_stays_where_it_was() {
    let place = Place::new();
    let elsewhere = Place::new();
    fs::write(place.file(), document::version(1)).unwrap();
    fs::write(elsewhere.file(), document::version(7)).unwrap();
    let mut probe =
        Probe::start(Command::new(PROGRAM).current_dir(place.path()).args(["watch", "flags.json"]));
    assert_eq!(probe.answer, document::answer(1));
    let path = place.path().canonicalize().unwrap().join("flags.json");
    assert_eq!(probe.last("log INFO watching"), format!("log INFO watching `{}`", path.display()));
    probe.command(&format!("chdir {}", elsewhere.path().display()));
    save::in_place(&elsewhere.file(), &document::version(8));
    save_and_wait(&mut probe, &place.file(), 2);
    probe.check_calm(2);
}
