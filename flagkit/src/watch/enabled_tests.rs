//! Tests of the walk that decides which directories are watched, and of what counts as news.

#![cfg(unix)]

use super::*;
use notify::event::AccessMode;
use std::os::unix::fs::symlink;
use std::sync::atomic::AtomicU32;

/// A directory of its own for each test, by its real name.
fn place() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let place = std::env::temp_dir().join(format!("flagkit-walk-{}-{count}", std::process::id()));
    fs::create_dir_all(&place).unwrap();
    place.canonicalize().unwrap()
}

/// Walks to `place/path` and checks the directories, given relative to `place`.
#[track_caller]
fn check(place: &Path, path: &str, expected: &[&str]) {
    let mut found = directories(&place.join(path));
    // The temporary directory itself may lie behind links.
    found.retain(|directory| directory.starts_with(place));
    let expected: BTreeSet<_> = expected.iter().map(|part| place.join(part)).collect();
    let expected: BTreeSet<_> = expected.iter().map(|part| part.components().collect()).collect();
    assert_eq!(found, expected);
    fs::remove_dir_all(place).unwrap();
}

#[test]
fn a_plain_file_needs_its_directory() {
    let place = place();
    fs::create_dir(place.join("conf")).unwrap();
    fs::write(place.join("conf/flags.json"), "").unwrap();
    check(&place, "conf/flags.json", &["conf"]);
}

#[test]
fn a_missing_file_needs_the_directory_that_will_hold_it() {
    let place = place();
    fs::create_dir(place.join("conf")).unwrap();
    check(&place, "conf/flags.json", &["conf"]);
}

#[test]
fn a_missing_directory_needs_the_nearest_one_that_exists() {
    let place = place();
    check(&place, "not/yet/flags.json", &["."]);
}

#[test]
fn a_config_map_needs_both_of_its_directories() {
    let place = place();
    fs::create_dir(place.join("..2026_11_22")).unwrap();
    fs::write(place.join("..2026_11_22/flags.json"), "").unwrap();
    symlink("..2026_11_22", place.join("..data")).unwrap();
    symlink("..data/flags.json", place.join("flags.json")).unwrap();
    check(&place, "flags.json", &[".", "..2026_11_22"]);
}

#[test]
fn every_link_of_a_chain_needs_its_directory() {
    let place = place();
    for part in ["a", "b", "c"] {
        fs::create_dir(place.join(part)).unwrap();
    }
    fs::write(place.join("c/real.json"), "").unwrap();
    symlink("../c/real.json", place.join("b/second.json")).unwrap();
    symlink(place.join("b/second.json"), place.join("a/first.json")).unwrap();
    check(&place, "a/first.json", &["a", "b", "c"]);
}

#[test]
fn a_dangling_link_needs_where_it_points() {
    let place = place();
    fs::create_dir(place.join("b")).unwrap();
    symlink("b/later.json", place.join("flags.json")).unwrap();
    check(&place, "flags.json", &[".", "b"]);
}

#[test]
fn a_circle_of_links_ends() {
    let place = place();
    symlink("two", place.join("one")).unwrap();
    symlink("one", place.join("two")).unwrap();
    check(&place, "one", &["."]);
}

#[test]
fn an_upward_step_is_taken_where_the_link_leads() {
    let place = place();
    fs::create_dir_all(place.join("x/y")).unwrap();
    fs::write(place.join("x/flags.json"), "").unwrap();
    symlink("x/y", place.join("link")).unwrap();
    check(&place, "link/../flags.json", &[".", "x"]);
}

#[test]
fn all_but_an_open_is_news() {
    let news = |kind| is_news(&Ok(Event::new(kind)));
    assert!(!news(EventKind::Access(AccessKind::Open(AccessMode::Any))));
    assert!(news(EventKind::Access(AccessKind::Close(AccessMode::Write))));
    assert!(news(EventKind::Modify(ModifyKind::Any)));
    assert!(news(EventKind::Any) && news(EventKind::Other));
    assert!(is_news(&Err(notify::Error::generic("anything"))));
}

/// A queue that ran over lost events of any kind.
#[test]
fn a_lost_event_renews_every_watch() {
    let lost = Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan);
    assert!(is_news(&Ok(lost.clone())) && disturbs(&Ok(lost)));
    assert!(disturbs(&Err(notify::Error::generic("anything"))));
}
