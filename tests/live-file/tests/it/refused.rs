//! Things in the file's place that cannot be a document. The last good version stands, and it is told once.

use crate::document;
use crate::place::Place;
use crate::probe::{self, PROGRAM, Probe};
use crate::save;
use crate::tools::{run, skip};
use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// Puts something in the place of version 1 and checks that it is refused for `reason`, twice with a good version
/// between: what is told once must be told again for the next time.
#[track_caller]
fn check(reason: &str, put: impl Fn(&Path)) {
    let place = Place::new();
    let file = place.file();
    fs::write(&file, document::version(1)).unwrap();
    let mut probe = Probe::watch(&file);
    put(&file);
    probe.check_complaint(reason, 1);
    remove(&file);
    save::in_place(&file, &document::version(2));
    probe.wait_for_version(2);
    probe.wait_for_health("healthy=true");
    put(&file);
    probe.wait_for_health(reason);
    remove(&file);
    save::in_place(&file, &document::version(3));
    probe.wait_for_version(3);
    probe.wait_for_health("healthy=true");
    let complaints = probe.complaints().iter().filter(|line| line.contains(reason)).count();
    assert_eq!(complaints, 2, "once for each time");
}

fn remove(path: &Path) {
    if path.is_dir() {
        fs::remove_dir_all(path).unwrap();
    } else {
        fs::remove_file(path).unwrap();
    }
}

#[test]
fn an_invalid_file_that_is_fixed_later() {
    check("flags.json:3:", |file| {
        save::in_place(file, "{\n  \"switch\": true,\n  \"version\": [\n")
    });
}

#[test]
fn an_empty_file() {
    check("flags.json:1:1", |file| save::in_place(file, ""));
}

#[test]
fn a_file_of_one_gibibyte() {
    check("1073741824 bytes", |file| File::create(file).unwrap().set_len(1 << 30).unwrap());
}

#[test]
fn a_pipe() {
    check("a named pipe stands in the document's place", |file| {
        fs::remove_file(file).unwrap();
        run(Command::new("mkfifo").arg(file));
    });
}

#[test]
fn a_directory() {
    check("a directory stands in the document's place", |file| {
        fs::remove_file(file).unwrap();
        fs::create_dir(file).unwrap();
    });
}

#[test]
fn a_device() {
    check("a device stands in the document's place", |file| {
        fs::remove_file(file).unwrap();
        std::os::unix::fs::symlink("/dev/zero", file).unwrap();
    });
}

#[test]
fn a_circle_of_links() {
    check("the file cannot be read", |file| {
        fs::remove_file(file).unwrap();
        std::os::unix::fs::symlink("flags.json", file).unwrap();
    });
}

#[test]
fn a_file_that_is_not_utf_8() {
    check("not UTF-8 at line 1, column 3", |file| fs::write(file, b"{ \xff }").unwrap());
}

#[test]
fn a_file_in_utf_16() {
    let text: Vec<u8> = "\u{feff}{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    check("UTF-16", |file| fs::write(file, &text).unwrap());
}

/// Root may read everything, so under root the probe runs as somebody else.
#[test]
fn a_file_that_may_not_be_read() {
    let place = Place::new();
    let file = place.file();
    fs::write(&file, document::version(1)).unwrap();
    let program = place.join("probe");
    fs::copy(PROGRAM, &program).unwrap();
    let mut command = Command::new(&program);
    if fs::read("/etc/shadow").is_ok() {
        const NOBODY: u32 = 65534;
        command.uid(NOBODY).gid(NOBODY);
        if !Command::new("true")
            .uid(NOBODY)
            .gid(NOBODY)
            .status()
            .is_ok_and(|status| status.success())
        {
            return skip("a_file_that_may_not_be_read", "root cannot become somebody else here");
        }
    }
    let mut probe = Probe::start(command.arg("watch").arg(&file));
    assert_eq!(probe.answer, document::answer(1));
    fs::set_permissions(&file, Permissions::from_mode(0o000)).unwrap();
    // The content is what it was, and somebody who may not read it cannot know that.
    probe.check_complaint("permission to read the file is denied", 1);
    fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
    probe.wait_for_health("healthy=true");
    save::in_place(&file, &document::version(2));
    probe.wait_for_version(2);
}

#[test]
fn one_bad_flag_fails_alone() {
    let place = Place::new();
    let file = place.file();
    fs::write(&file, document::version(1)).unwrap();
    let mut probe = Probe::watch(&file);
    save::in_place(&file, &document::with_broken_switch(2));
    probe.wait("version 2 of the good flag", |probe| probe.answer.ends_with("version=2"));
    assert_eq!(
        probe.answer, "answer switch=true version=2",
        "the broken flag keeps its last good definition"
    );
    probe.wait_for_health("healthy=false");
    let complaints = probe.complaints().to_vec();
    assert_eq!(complaints.len(), 1, "{complaints:?}");
    assert!(
        complaints.iter().all(|line| line.contains("flags.json:3:") && line.contains("enabld")),
        "{complaints:?}"
    );
    save::in_place(&file, &document::version(3));
    probe.wait_for_version(3);
    probe.wait_for_health("healthy=true");
    assert_eq!(probe.complaints().len(), 1);
}

/// A version that is wrong in another way is another version.
#[test]
fn each_bad_version_is_told() {
    let place = Place::new();
    let file = place.file();
    fs::write(&file, document::version(1)).unwrap();
    let mut probe = Probe::watch(&file);
    save::in_place(&file, "{ \"switch\": tru }");
    probe.check_complaint("flags.json:1:13", 1);
    save::in_place(&file, "{ \"switch\": true, }}");
    probe.check_complaint("flags.json:1:20", 1);
    assert_eq!(probe.complaints().len(), 2);
}

/// At the start there is no last good version, and no second to wait: somebody looks at the screen.
#[test]
fn a_bad_file_at_the_start() {
    let place = Place::new();
    let file = place.file();
    fs::write(&file, "{ \"switch\": tru }").unwrap();
    let mut probe = Probe::watch(&file);
    assert_eq!(probe.answer, document::answer(0), "the build's own flags serve");
    assert!(probe.health.contains("flags.json:1:13"), "{}", probe.health);
    probe.check_complaint("flags.json:1:13", 0);
    save::in_place(&file, &document::version(1));
    probe.wait_for_version(1);
    probe.wait_for_health("healthy=true");
}

#[test]
fn whoever_requires_a_whole_file_is_refused() {
    let place = Place::new();
    let file = place.file();
    let mut command = Command::new(PROGRAM);
    command.arg("require").arg(&file);
    assert!(probe::refusal(&mut command).contains("does not exist"));
    fs::write(&file, "{ \"switch\": tru }").unwrap();
    assert!(probe::refusal(&mut command).contains("flags.json:1:13"));
    fs::write(&file, document::with_broken_switch(1)).unwrap();
    assert!(probe::refusal(&mut command).contains("flags.json:3:"));
    fs::write(&file, document::version(1)).unwrap();
    assert_eq!(Probe::start(&mut command).answer, document::answer(1));
}
