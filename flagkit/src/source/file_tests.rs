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

#[test]
fn a_change_of_a_file_that_was_asked_for_brings_the_document() {
    let place = Place::new();
    let ids = place.0.join("beta.txt");
    fs::write(place.file(), "one").unwrap();
    let mut source = place.source();
    assert_eq!(source.load(), text("one"));
    assert_eq!(
        source.beside("beta.txt").text,
        Err("is not there; put it beside the document".into())
    );
    assert_eq!(source.load(), None);
    fs::write(&ids, "minsu\n").unwrap();
    assert!(!source.is_settled());
    assert_eq!(source.load(), text("one"), "the document is the same, and what it names is not");
    let found = source.beside("beta.txt");
    assert_eq!(found.text.as_deref(), Ok("minsu\n"));
    assert_eq!(source.beside("beta.txt"), found, "asked for again, it is read again");
    assert_eq!(source.load(), None);
    assert_eq!(source.written(), Stamp::of(&fs::metadata(&ids).unwrap()).changed);
    source.forget();
    assert_eq!(source.load(), text("one"));
    assert_eq!(source.beside("beta.txt"), found);
}

#[test]
fn a_file_that_the_last_reading_did_not_name_is_nobody_s_business() {
    let place = Place::new();
    fs::write(place.file(), "one").unwrap();
    let mut source = place.source();
    source.load();
    let _ = source.beside("old.txt");
    fs::write(place.file(), "three").unwrap();
    assert_eq!(source.load(), text("three"));
    let _ = source.beside("new.txt");
    assert_eq!(source.load(), None);
    fs::write(place.0.join("old.txt"), "minsu\n").unwrap();
    assert_eq!(source.load(), None);
    let watched: Vec<_> = source.paths().map(Path::to_owned).collect();
    assert_eq!(watched, [place.file(), place.0.join("new.txt")]);
}

#[test]
fn a_file_that_is_unfit_is_told_so_that_it_reads_on_after_its_name() {
    let place = Place::new();
    let ids = place.0.join("beta.txt");
    let mut source = place.source();
    let mut check = |reason: &str| {
        assert_eq!(source.beside("beta.txt").text, Err(reason.to_owned()));
    };
    fs::create_dir(&ids).unwrap();
    check("is a directory; put a regular file there");
    fs::remove_dir(&ids).unwrap();
    fs::write(&ids, b"\xff\xfea\0").unwrap();
    check("is UTF-16; save it as UTF-8");
    fs::write(&ids, b"minsu\n\xe4").unwrap();
    check("is not UTF-8 at line 2, column 1; save it as UTF-8");
    let limit = u64::try_from(MAX_IDS_BYTES).unwrap();
    File::create(&ids).unwrap().set_len(limit + 1).unwrap();
    check("has 67108865 bytes and may have at most 67108864; divide it among segments");
    #[cfg(unix)]
    {
        fs::write(place.file(), "").unwrap();
        let through = "is not there, as a part of its path is a file; correct its name";
        assert_eq!(source.beside("flags.json/beta.txt").text, Err(through.to_owned()));
    }
}
