//! Tests of `FileSource` alone, on real files. What a running program sees of them is tested in `tests/live-file`.

use super::super::regular::read_opened;
use super::super::tracked::Stamp;
use super::*;
use std::fs::{self, File};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// A directory of its own for each test.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let place =
            std::env::temp_dir().join(format!("flagkit-file-{}-{count}", std::process::id()));
        fs::create_dir_all(&place).unwrap();
        Self(place)
    }

    fn file(&self) -> PathBuf {
        self.0.join("flags.json")
    }

    fn source(&self) -> FileSource {
        FileSource::new(self.file())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn text(text: &str) -> Option<Reading> {
    Some(Reading::Text(text.to_owned()))
}

#[track_caller]
fn check_unreadable(reading: Option<&Reading>, reason: &str) {
    let expected = Reading::Unreadable { reason: reason.to_owned() };
    assert_eq!(reading, Some(&expected));
}

#[test]
fn each_version_is_brought_once() {
    let place = Place::new();
    let mut source = place.source();
    assert_eq!(source.load(), Some(Reading::Missing));
    assert_eq!(source.load(), None);
    fs::write(place.file(), "one").unwrap();
    assert_eq!(source.load(), text("one"));
    assert_eq!(source.load(), None);
    fs::write(place.file(), "one").unwrap();
    assert_eq!(source.load(), None, "a touched file is not a new version");
    fs::remove_file(place.file()).unwrap();
    assert_eq!(source.load(), Some(Reading::Missing));
    fs::write(place.file(), "one").unwrap();
    assert_eq!(source.load(), text("one"));
}

#[test]
fn forget_brings_the_version_again() {
    let place = Place::new();
    fs::write(place.file(), "one").unwrap();
    let mut source = place.source();
    assert_eq!(source.load(), text("one"));
    source.forget();
    assert_eq!(source.load(), text("one"));
}

/// Two writes within one tick of the file system's clock leave one stamp.
#[test]
fn writes_within_one_clock_tick_are_told_apart() {
    let place = Place::new();
    let mut source = place.source();
    for round in 0..500 {
        let content = format!("{round:04}");
        fs::write(place.file(), &content).unwrap();
        assert_eq!(source.load(), text(&content));
    }
}

#[test]
fn a_stamp_is_proof_only_when_it_is_old() {
    let place = Place::new();
    fs::write(place.file(), "one").unwrap();
    let stamp = Stamp::of(&fs::metadata(place.file()).unwrap());
    let changed = stamp.changed.unwrap();
    assert!(!stamp.is_proof(changed), "younger than the clock is coarse");
    assert!(!stamp.is_proof(changed - Duration::from_secs(60)), "from the future");
    assert!(stamp.is_proof(changed + Duration::from_secs(3)));
}

#[test]
fn a_proven_file_is_not_read_again() {
    let place = Place::new();
    fs::write(place.file(), "one").unwrap();
    let mut source = place.source();
    source.load();
    let stamp = Stamp::of(&fs::metadata(place.file()).unwrap());
    source.document.proven = Some(stamp);
    // Were it read, this would be a new version.
    source.document.version = None;
    assert_eq!(source.load(), None);
}

#[test]
fn a_standing_file_is_settled() {
    let place = Place::new();
    let mut source = place.source();
    assert!(source.is_settled(), "nothing is as still as nothing");
    fs::write(place.file(), "one").unwrap();
    assert!(!source.is_settled());
    assert!(source.is_settled());
    fs::write(place.file(), "three").unwrap();
    assert!(!source.is_settled());
}

#[test]
fn a_directory_is_refused() {
    let place = Place::new();
    fs::create_dir(place.file()).unwrap();
    check_unreadable(
        place.source().load().as_ref(),
        "a directory stands in the document's place; name the file in it",
    );
}

#[cfg(unix)]
#[test]
fn a_device_and_a_socket_are_refused() {
    let mut device = FileSource::new(PathBuf::from("/dev/zero"));
    check_unreadable(
        device.load().as_ref(),
        "a device stands in the document's place; put a regular file there",
    );
    let place = Place::new();
    let _socket = std::os::unix::net::UnixListener::bind(place.file()).unwrap();
    check_unreadable(
        place.source().load().as_ref(),
        "a socket stands in the document's place; put a regular file there",
    );
}

/// The pipe takes the file's place between the look and the open: opening it must not wait for a writer.
#[cfg(target_os = "linux")]
#[test]
fn a_pipe_is_not_waited_for() {
    let place = Place::new();
    let made = std::process::Command::new("mkfifo").arg(place.file()).status();
    assert!(made.unwrap().success());
    let found = read_opened(&place.file(), MAX_DOCUMENT_BYTES);
    assert_eq!(found, Err(Refusal::NoFile("a named pipe")));
}

#[test]
fn a_file_of_the_greatest_size_is_read_and_a_greater_one_is_not() {
    let place = Place::new();
    let limit = u64::try_from(MAX_DOCUMENT_BYTES).unwrap();
    let file = File::create(place.file()).unwrap();
    file.set_len(limit).unwrap();
    assert!(matches!(place.source().load().as_ref(), Some(Reading::Text(_))));
    file.set_len(limit + 1).unwrap();
    let reason = format!(
        "the file has {} bytes and a document at most {limit}; name the right file",
        limit + 1
    );
    check_unreadable(place.source().load().as_ref(), &reason);
}

#[test]
fn other_encodings_are_named() {
    let place = Place::new();
    fs::write(place.file(), b"\xff\xfe{\0}\0").unwrap();
    check_unreadable(place.source().load().as_ref(), "the file is UTF-16; save it as UTF-8");
    fs::write(place.file(), b"{\n \"\xc3\xa4\": \xe4 }").unwrap();
    check_unreadable(
        place.source().load().as_ref(),
        "the file is not UTF-8 at line 2, column 7; save it as UTF-8",
    );
}

#[cfg(unix)]
#[test]
fn a_path_through_a_file_is_explained() {
    let place = Place::new();
    fs::write(place.file(), "one").unwrap();
    check_unreadable(
        FileSource::new(place.file().join("flags.json")).load().as_ref(),
        "a part of the path is a file where a directory should be; correct the path",
    );
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_and_a_dangling_one_is_missing() {
    let place = Place::new();
    std::os::unix::fs::symlink("target.json", place.file()).unwrap();
    let mut source = place.source();
    assert_eq!(source.load(), Some(Reading::Missing));
    fs::write(place.0.join("target.json"), "one").unwrap();
    assert_eq!(source.load(), text("one"));
}

/// Whoever reads while another writes sees the last version in the end, and never mixes a stamp with another content.
#[test]
fn a_writer_beside_the_reader_wins() {
    let place = Place::new();
    let file = place.file();
    let writer = std::thread::spawn(move || {
        for round in 0..2000 {
            fs::write(&file, format!("{round:08}")).unwrap();
        }
    });
    let mut source = place.source();
    let mut last = None;
    while !writer.is_finished() {
        last = source.load().or(last);
    }
    writer.join().unwrap();
    last = source.load().or(last);
    assert_eq!(last, text("00001999"));
}
