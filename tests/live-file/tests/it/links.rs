//! Symbolic links: Kubernetes' ConfigMaps, other file systems, links that lead nowhere yet.

use crate::document;
use crate::place::Place;
use crate::probe::Probe;
use crate::save;
use crate::tools::skip;
use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::Path;

/// Publishes a version as the kubelet does: a new directory, a new link to it, renamed over `..data`.
fn publish(volume: &Path, version: u32) {
    let name = format!("..2026_11_22_10_00_{version:02}");
    let directory = volume.join(&name);
    fs::create_dir(&directory).unwrap();
    fs::write(directory.join("flags.json"), document::version(version)).unwrap();
    let data = volume.join("..data");
    let before = fs::read_link(&data).ok();
    symlink(&name, volume.join("..data_tmp")).unwrap();
    fs::rename(volume.join("..data_tmp"), &data).unwrap();
    if let Some(before) = before {
        fs::remove_dir_all(volume.join(before)).unwrap();
    }
}

#[test]
fn a_config_map_swapped_twice() {
    let place = Place::new();
    publish(place.path(), 1);
    symlink("..data/flags.json", place.file()).unwrap();
    let mut probe = Probe::watch(place.file());
    assert_eq!(probe.answer, document::answer(1));
    for version in [2, 3] {
        publish(place.path(), version);
        probe.wait_for_version_by_event(version);
    }
    probe.check_calm(3);
}

/// The application watches through a link of its own into the volume.
#[test]
fn a_config_map_behind_another_link() {
    let place = Place::new();
    let volume = place.join("volume");
    fs::create_dir(&volume).unwrap();
    publish(&volume, 1);
    symlink("..data/flags.json", volume.join("flags.json")).unwrap();
    symlink(volume.join("flags.json"), place.file()).unwrap();
    let mut probe = Probe::watch(place.file());
    for version in [2, 3] {
        publish(&volume, version);
        probe.wait_for_version_by_event(version);
    }
    probe.check_calm(3);
}

#[test]
fn a_link_to_another_file_system() {
    let shared_memory = Path::new("/dev/shm");
    let place = Place::new();
    let device = |path: &Path| fs::metadata(path).map(|metadata| metadata.dev()).ok();
    if device(shared_memory).is_none() || device(shared_memory) == device(place.path()) {
        return skip("a_link_to_another_file_system", "`/dev/shm` is no other file system here");
    }
    let there = Place::within(shared_memory);
    fs::write(there.file(), document::version(1)).unwrap();
    symlink(there.file(), place.file()).unwrap();
    let mut probe = Probe::watch(place.file());
    assert_eq!(probe.answer, document::answer(1));
    save::in_place(&there.file(), &document::version(2));
    probe.wait_for_version_by_event(2);
    save::by_rename(&there.file(), &document::version(3));
    probe.wait_for_version_by_event(3);
    // The link itself leads elsewhere now.
    fs::write(there.join("other.json"), document::version(4)).unwrap();
    symlink(there.join("other.json"), place.join("next")).unwrap();
    fs::rename(place.join("next"), place.file()).unwrap();
    probe.wait_for_version_by_event(4);
    save::in_place(&there.join("other.json"), &document::version(5));
    probe.wait_for_version_by_event(5);
    // The file that the link once led to is no longer our business.
    save::in_place(&there.file(), &document::version(9));
    probe.check_calm(5);
}

#[test]
fn a_dangling_link_made_good_later() {
    let place = Place::new();
    symlink("later/flags.json", place.file()).unwrap();
    let mut probe = Probe::watch(place.file());
    probe.check_awaited();
    assert_eq!(probe.answer, document::answer(0));
    assert!(probe.health.contains("source=build watching=true healthy=true"), "{}", probe.health);
    fs::create_dir(place.join("later")).unwrap();
    for version in [1, 2] {
        save::in_place(&place.join("later/flags.json"), &document::version(version));
        probe.wait_for_version_by_event(version);
    }
    probe.check_calm(2);
}

/// Releases are directories, and a link says which one is current.
#[test]
fn a_link_in_the_middle_of_the_path() {
    let place = Place::new();
    for version in 1..4 {
        let release = place.join(&format!("release-{version}"));
        fs::create_dir(&release).unwrap();
        fs::write(release.join("flags.json"), document::version(version)).unwrap();
    }
    let current = place.join("current");
    symlink("release-1", &current).unwrap();
    let mut probe = Probe::watch(current.join("flags.json"));
    for version in [2, 3] {
        symlink(format!("release-{version}"), place.join("next")).unwrap();
        fs::rename(place.join("next"), &current).unwrap();
        probe.wait_for_version_by_event(version);
    }
    save::in_place(&place.join("release-3/flags.json"), &document::version(4));
    probe.wait_for_version_by_event(4);
    probe.check_calm(4);
}

/// Link and directory have one parent, so the notifier sees the directory leave, and drops it for good.
#[test]
fn a_directory_beside_its_link_that_is_moved_away_and_back() {
    let place = Place::new();
    let release = place.join("release");
    let file = release.join("flags.json");
    fs::create_dir(&release).unwrap();
    fs::write(&file, document::version(1)).unwrap();
    symlink("release", place.join("current")).unwrap();
    let mut probe = Probe::watch(place.join("current/flags.json"));
    for version in [2, 3] {
        fs::rename(&release, place.join("away")).unwrap();
        fs::rename(place.join("away"), &release).unwrap();
        // Something to wait for: the move itself changes nothing.
        save::in_place(&file, &document::version(version));
        probe.wait_for_version(version);
        save::in_place(&file, &document::version(version + 10));
        probe.wait_for_version_by_event(version + 10);
    }
    probe.check_calm(13);
}
