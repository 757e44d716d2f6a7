//! A file of ids beside the document: each hazard of the document's own file, on that one.
//!
//! Its ids decide the switch: it is on for the beta testers, and the probe asks for `minsu`.

use crate::document;
use crate::place::Place;
use crate::probe::{PROGRAM, Probe};
use crate::save;
use crate::tools::{find, run, skip};
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const WITH: &str = "# beta testers\nminsu\njiwoo\n";
const WITHOUT: &str = "# beta testers\njiwoo\nchloe\n";

/// A document of this version and its ids, without `minsu` at first, and a probe that watches them.
fn staged() -> (Place, PathBuf, Probe) {
    let place = Place::new();
    let ids = place.join("beta.txt");
    fs::write(place.file(), document::with_ids(1, "beta.txt")).unwrap();
    fs::write(&ids, WITHOUT).unwrap();
    let probe = Probe::watch(place.file());
    assert_eq!(probe.answer, document::answer_of(false, 1), "loaded before `watch` returns");
    (place, ids, probe)
}

/// Saves the ids in this way, in and out and in again, and checks that each save is noticed and alarms nobody.
#[track_caller]
fn check(save: impl Fn(&Path, &str)) {
    let (_place, ids, mut probe) = staged();
    for (text, on) in [(WITH, true), (WITHOUT, false), (WITH, true)] {
        save(&ids, text);
        probe.wait_for_answer_by_event(&document::answer_of(on, 1));
    }
    calm(&mut probe);
}

#[track_caller]
fn calm(probe: &mut Probe) {
    assert_eq!(probe.complaints(), [""; 0], "no problem is to be reported");
    assert!(probe.health.contains("healthy=true polling=\"\""), "{}", probe.health);
}

#[test]
fn saved_in_place_as_by_vs_code() {
    check(save::in_place);
}

#[test]
fn saved_by_rename() {
    check(save::by_rename);
}

#[test]
fn saved_by_two_renames() {
    check(save::by_two_renames);
}

#[test]
fn deleted_and_created_anew() {
    check(|file, text| {
        fs::remove_file(file).unwrap();
        fs::write(file, text).unwrap();
    });
}

#[test]
fn moved_in() {
    check(|file, text| {
        let beside = file.with_extension("new");
        fs::write(&beside, text).unwrap();
        run(Command::new("mv").arg(beside).arg(file));
    });
}

#[test]
fn saved_by_vim() {
    let Some(vim) = find(&["vim", "vim.basic", "vim.tiny", "vim.nox"]) else {
        return skip("ids::saved_by_vim", "vim is not installed; `apt-get install vim-tiny`");
    };
    for copy in ["yes", "no"] {
        check(|file, text| {
            let before = if text == WITH { WITHOUT } else { WITH };
            assert_eq!(fs::read_to_string(file).unwrap(), before);
            let beside = file.with_extension("next");
            fs::write(&beside, text).unwrap();
            let mut command = Command::new(&vim);
            command.args(["-N", "-u", "NONE", "-i", "NONE", "-n", "-e", "-s"]);
            let options = format!("set backup writebackup backupskip= backupcopy={copy}");
            command.args(["-c", &options, "-c", "%d"]);
            command.args(["-c", &format!("0r {}", beside.display()), "-c", "g/^$/d", "-c", "wq"]);
            run(command.arg(file));
            assert_eq!(fs::read_to_string(file).unwrap(), text, "vim did save");
        });
    }
}

/// Same length, and the time put back.
#[test]
fn a_save_that_hides() {
    check(|file, text| {
        let time = fs::metadata(file).unwrap().modified().unwrap();
        assert_eq!(fs::metadata(file).unwrap().len(), u64::try_from(text.len()).unwrap());
        save::in_place(file, text);
        File::options().write(true).open(file).unwrap().set_modified(time).unwrap();
    });
}

/// The pause is the hazard: the first half names `minsu` too, and it is not the list that its author wants.
#[test]
fn a_save_in_two_steps_is_taken_whole() {
    let (_place, ids, mut probe) = staged();
    let mut open = OpenOptions::new().write(true).truncate(true).open(&ids).unwrap();
    open.write_all(b"minsu\njiw").unwrap();
    std::thread::sleep(Duration::from_millis(300));
    probe.command("answer");
    assert_eq!(probe.answer, document::answer_of(false, 1), "half a list is not taken");
    open.write_all(b"oo\nana\n").unwrap();
    drop(open);
    probe.wait_for_answer_by_event(&document::answer_of(true, 1));
    calm(&mut probe);
}

#[test]
fn a_list_that_is_empty_or_away_for_a_moment_alarms_nobody() {
    let (_place, ids, mut probe) = staged();
    for gone in
        [|file: &Path| drop(File::create(file)), |file: &Path| fs::remove_file(file).unwrap()]
    {
        gone(&ids);
        std::thread::sleep(Duration::from_millis(300));
        probe.command("answer");
        assert_eq!(probe.answer, document::answer_of(false, 1));
        assert!(probe.health.contains("healthy=true"), "{}", probe.health);
        fs::write(&ids, WITH).unwrap();
        probe.wait_for_answer_by_event(&document::answer_of(true, 1));
        fs::write(&ids, WITHOUT).unwrap();
        probe.wait_for_answer_by_event(&document::answer_of(false, 1));
    }
    calm(&mut probe);
}

/// A list whose author never ends the last line is taken as it is.
#[test]
fn a_list_without_an_end_of_its_last_line() {
    let (_place, ids, mut probe) = staged();
    let noticed = probe.noticed();
    // The first time it might be half of something, so it takes a second.
    save::in_place(&ids, "minsu\njiwoo");
    probe.wait_for_answer(&document::answer_of(true, 1));
    probe.wait("the log of how it was noticed", |probe| probe.noticed() > noticed);
    save::in_place(&ids, "jiwoo\nana");
    probe.wait_for_answer_by_event(&document::answer_of(false, 1));
    calm(&mut probe);
}

/// Puts something in the place of the ids, and checks what is told of it, once, and that the ids before it stand.
#[track_caller]
fn check_refused(reason: &str, put: impl Fn(&Path)) {
    let (_place, ids, mut probe) = staged();
    save::in_place(&ids, WITH);
    probe.wait_for_answer_by_event(&document::answer_of(true, 1));
    let noticed = probe.noticed();
    put(&ids);
    let told = |line: &String| line.contains(reason) && line.contains("flags.json:2:");
    probe.wait_for_complaint(reason);
    probe.wait("the last line of the version", |probe| probe.noticed() > noticed);
    let complaints = probe.complaints().to_vec();
    assert_eq!(complaints.iter().filter(|line| told(line)).count(), 1, "{complaints:?}");
    assert_eq!(probe.answer, document::answer_of(true, 1), "the last good definition stands");
    assert!(probe.health.contains("healthy=false"), "{}", probe.health);
    if ids.is_dir() {
        fs::remove_dir_all(&ids).unwrap();
    } else if fs::symlink_metadata(&ids).is_ok() {
        fs::remove_file(&ids).unwrap();
    }
    fs::write(&ids, WITHOUT).unwrap();
    probe.wait_for_answer_by_event(&document::answer_of(false, 1));
    probe.wait_for_health("healthy=true");
    assert_eq!(probe.complaints(), complaints, "told once");
}

#[test]
fn a_list_that_stays_away() {
    check_refused("the file `beta.txt` is not there; put it beside the document", |file| {
        fs::remove_file(file).unwrap();
    });
}

#[test]
fn a_list_of_nobody() {
    check_refused("holds no ids", |file| save::in_place(file, "# nobody\n"));
}

#[test]
fn a_directory() {
    check_refused("is a directory; put a regular file there", |file| {
        fs::remove_file(file).unwrap();
        fs::create_dir(file).unwrap();
    });
}

#[test]
fn a_pipe() {
    check_refused("is a named pipe; put a regular file there", |file| {
        fs::remove_file(file).unwrap();
        run(Command::new("mkfifo").arg(file));
    });
}

#[test]
fn a_device() {
    check_refused("is a device; put a regular file there", |file| {
        fs::remove_file(file).unwrap();
        symlink("/dev/zero", file).unwrap();
    });
}

#[test]
fn a_list_of_one_gibibyte() {
    check_refused("has 1073741824 bytes and may have at most 67108864", |file| {
        File::create(file).unwrap().set_len(1 << 30).unwrap();
    });
}

#[test]
fn a_list_that_is_not_utf_8() {
    check_refused("is not UTF-8 at line 2, column 3; save it as UTF-8", |file| {
        fs::write(file, b"minsu\nji\xff\n").unwrap();
    });
}

/// Root may read everything, so under root the probe runs as somebody else.
#[test]
fn a_list_that_may_not_be_read() {
    let place = Place::new();
    let ids = place.join("beta.txt");
    fs::write(place.file(), document::with_ids(1, "beta.txt")).unwrap();
    fs::write(&ids, WITH).unwrap();
    let program = place.join("probe");
    fs::copy(PROGRAM, &program).unwrap();
    let mut command = Command::new(&program);
    if fs::read("/etc/shadow").is_ok() {
        const NOBODY: u32 = 65534;
        command.uid(NOBODY).gid(NOBODY);
        let tried = Command::new("true").uid(NOBODY).gid(NOBODY).status();
        if !tried.is_ok_and(|status| status.success()) {
            return skip(
                "ids::a_list_that_may_not_be_read",
                "root cannot become somebody else here",
            );
        }
    }
    let mut probe = Probe::start(command.arg("watch").arg(place.file()));
    assert_eq!(probe.answer, document::answer_of(true, 1));
    fs::set_permissions(&ids, Permissions::from_mode(0o000)).unwrap();
    probe.wait_for_complaint("may not be read by this process's user");
    assert_eq!(probe.answer, document::answer_of(true, 1));
    fs::set_permissions(&ids, Permissions::from_mode(0o644)).unwrap();
    probe.wait_for_health("healthy=true");
}

/// At the start there is no last good definition: the flag's fallback, and the rest of the document.
#[test]
fn a_list_that_appears_later() {
    let place = Place::new();
    fs::write(place.file(), document::with_ids(1, "beta.txt")).unwrap();
    let mut probe = Probe::watch(place.file());
    assert_eq!(probe.answer, document::answer_of(false, 1), "the others are in force");
    probe.wait_for_complaint("the file `beta.txt` is not there");
    let told = probe.complaints().len();
    fs::write(place.join("beta.txt"), WITH).unwrap();
    probe.wait_for_answer_by_event(&document::answer_of(true, 1));
    probe.wait_for_health("healthy=true");
    assert_eq!(probe.complaints().len(), told);
}

/// Below the document, in a directory that is not there yet either.
#[test]
fn a_list_in_a_directory_that_appears_later() {
    let place = Place::new();
    fs::write(place.file(), document::with_ids(1, "lists/eu/beta.txt")).unwrap();
    let mut probe = Probe::watch(place.file());
    for part in ["lists", "lists/eu"] {
        fs::create_dir(place.join(part)).unwrap();
        probe.command("sync");
    }
    let ids = place.join("lists/eu/beta.txt");
    fs::write(&ids, WITH).unwrap();
    probe.wait_for_answer_by_event(&document::answer_of(true, 1));
    save::by_rename(&ids, WITHOUT);
    probe.wait_for_answer_by_event(&document::answer_of(false, 1));
    save::in_place(&ids, WITH);
    probe.wait_for_answer_by_event(&document::answer_of(true, 1));
    probe.wait_for_health("healthy=true");
}

/// The directory of a list that is no longer named is no longer listened to, and that of the new one is.
#[test]
fn the_document_names_another_list() {
    let place = Place::new();
    for name in ["old", "new"] {
        fs::create_dir(place.join(name)).unwrap();
    }
    fs::write(place.join("old/beta.txt"), WITHOUT).unwrap();
    fs::write(place.join("new/beta.txt"), WITHOUT).unwrap();
    fs::write(place.file(), document::with_ids(1, "old/beta.txt")).unwrap();
    let mut probe = Probe::watch(place.file());
    save::in_place(&place.file(), &document::with_ids(2, "new/beta.txt"));
    probe.wait_for_answer_by_event(&document::answer_of(false, 2));
    save::in_place(&place.join("new/beta.txt"), WITH);
    probe.wait_for_answer_by_event(&document::answer_of(true, 2));
    save::in_place(&place.join("old/beta.txt"), WITH);
    probe.command("tick");
    assert_eq!(probe.answer, document::answer_of(true, 2));
    calm(&mut probe);
}

/// Publishes a document and its list as the kubelet does: a new directory, a new link to it, renamed over `..data`.
fn publish(volume: &Path, version: u32, ids: &str) {
    let name = format!("..2026_11_22_10_00_{version:02}");
    let directory = volume.join(&name);
    fs::create_dir(&directory).unwrap();
    fs::write(directory.join("flags.json"), document::with_ids(1, "beta.txt")).unwrap();
    fs::write(directory.join("beta.txt"), ids).unwrap();
    let data = volume.join("..data");
    let before = fs::read_link(&data).ok();
    symlink(&name, volume.join("..data_tmp")).unwrap();
    fs::rename(volume.join("..data_tmp"), &data).unwrap();
    if let Some(before) = before {
        fs::remove_dir_all(volume.join(before)).unwrap();
    }
}

#[test]
fn a_config_map_of_which_only_the_list_changes() {
    let place = Place::new();
    publish(place.path(), 1, WITHOUT);
    for name in ["flags.json", "beta.txt"] {
        symlink(Path::new("..data").join(name), place.join(name)).unwrap();
    }
    let mut probe = Probe::watch(place.file());
    assert_eq!(probe.answer, document::answer_of(false, 1));
    for (version, ids, on) in [(2, WITH, true), (3, WITHOUT, false)] {
        publish(place.path(), version, ids);
        probe.wait_for_answer_by_event(&document::answer_of(on, 1));
    }
    calm(&mut probe);
}

/// Document and list are saved one after the other, the document first: it names a list that is not there yet.
#[test]
fn a_list_that_comes_a_moment_after_its_document_alarms_nobody() {
    let place = Place::new();
    fs::write(place.file(), document::version(0)).unwrap();
    let mut probe = Probe::watch(place.file());
    save::in_place(&place.file(), &document::with_ids(1, "beta.txt"));
    // What else the document says does not wait.
    probe.wait("version 1", |probe| probe.answer.ends_with("version=1"));
    save::in_place(&place.join("beta.txt"), WITH);
    probe.wait_for_answer(&document::answer_of(true, 1));
    probe.wait_for_health("healthy=true");
    calm(&mut probe);
}

/// `flagkit::reload()` reads the list again, too, and one that is missing is told at once.
#[test]
fn without_a_thread() {
    let place = Place::new();
    let ids = place.join("beta.txt");
    fs::write(place.file(), document::with_ids(1, "beta.txt")).unwrap();
    fs::write(&ids, WITHOUT).unwrap();
    let mut probe = Probe::start(Command::new(PROGRAM).arg("by-tick").arg(place.file()));
    save::in_place(&ids, WITH);
    probe.command("tick");
    assert_eq!(probe.answer, document::answer_of(true, 1));
    fs::remove_file(&ids).unwrap();
    probe.command("reload");
    assert!(probe.health.contains("is not there"), "{}", probe.health);
    assert_eq!(probe.answer, document::answer_of(true, 1));
    save::in_place(&ids, WITHOUT);
    probe.command("reload");
    assert_eq!(probe.answer, document::answer_of(false, 1));
}
