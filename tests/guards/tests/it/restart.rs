//! What a restart keeps, and what becomes of a state that cannot be read.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A place with a document and a state, gone with the test.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let place =
            std::env::temp_dir().join(format!("flagkit-restart-{name}-{}", std::process::id()));
        fs::create_dir_all(&place).expect("a directory of the test");
        let place = Self(place);
        place.define(r#"{ "kept": "5%" }"#);
        place
    }

    fn state(&self) -> PathBuf {
        self.0.join("flags.state")
    }

    fn define(&self, document: &str) {
        fs::write(self.0.join("flags.json"), document).expect("a document");
    }

    /// Runs a process, and gives its lines.
    fn run(&self, commands: &[&str]) -> Vec<String> {
        self.run_in(&mut Command::new(env!("CARGO_BIN_EXE_guards-probe")), commands)
    }

    fn run_in(&self, probe: &mut Command, commands: &[&str]) -> Vec<String> {
        let probe = probe.arg(self.state()).arg(self.0.join("flags.json")).args(commands);
        let output = probe.output().expect("a probe");
        let lines = String::from_utf8(output.stdout).expect("lines");
        lines.lines().map(str::to_owned).collect()
    }

    /// The files beside the document.
    fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).expect("the directory");
        let names = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
        let mut names: Vec<_> = names.filter(|name| name != "flags.json").collect();
        names.sort();
        names
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn find<'a>(lines: &'a [String], start: &str) -> &'a str {
    let line = lines.iter().find(|line| line.starts_with(start));
    line.unwrap_or_else(|| panic!("no `{start}` in {lines:#?}"))
}

#[test]
fn a_stop_survives_a_crash() {
    let place = Place::new("crash");
    // Aborted: what was not written at once is lost.
    let before = place.run(&["watch", "keep", "fails", "tell", "written", "abort"]);
    assert_eq!(find(&before, "written"), "written true");
    assert_eq!(find(&before, "test"), "test 1 stopped true");
    let after = place.run(&["watch", "keep", "works", "tell"]);
    assert_eq!(find(&after, "ran"), "ran 0 failed 0");
    assert_eq!(find(&after, "test"), "test 1 stopped true");
    assert_eq!(find(&after, "health"), find(&before, "health"));
    assert_eq!(place.files(), ["flags.state"]);
}

#[test]
fn a_host_without_threads_is_told_in_the_call_and_loses_nothing() {
    let place = Place::new("by-tick");
    let before = place.run(&["by-tick", "keep", "hook", "fails", "abort"]);
    assert_eq!(find(&before, "told"), "told Errors in main");
    let after = place.run(&["by-tick", "keep", "hook", "works", "tell"]);
    assert_eq!(find(&after, "test"), "test 1 stopped true");
    // It was told when it was reached.
    assert!(!after.iter().any(|line| line.starts_with("told")), "{after:#?}");
}

#[test]
fn without_a_state_a_restart_forgets() {
    let place = Place::new("forgets");
    assert_eq!(find(&place.run(&["watch", "fails", "tell"]), "test"), "test 1 stopped true");
    let after = place.run(&["watch", "works", "tell"]);
    assert_eq!(find(&after, "test"), "test 1 stopped false");
    assert_ne!(find(&after, "ran"), "ran 0 failed 0");
}

#[test]
fn the_order_of_watching_and_keeping_does_not_matter() {
    let place = Place::new("order");
    place.define(r#"{ "kept": "7%" }"#);
    place.run(&["watch", "keep", "fails"]);
    // The build's definition is another one, and in force until the document is loaded.
    let after = place.run(&["keep", "works", "watch", "works", "tell"]);
    assert!(after.iter().filter(|line| *line == "ran 0 failed 0").count() == 2, "{after:#?}");
    assert_eq!(find(&after, "test"), "test 1 stopped true");
}

#[test]
fn an_edit_while_nobody_ran_releases_a_stop() {
    let place = Place::new("edited");
    place.run(&["watch", "keep", "fails"]);
    place.define(r#"{ "kept": "6%" }"#);
    for commands in [["watch", "keep", "works", "tell"], ["keep", "watch", "works", "tell"]] {
        let after = place.run(&commands);
        assert_eq!(find(&after, "test"), "test 2 stopped false", "{after:#?}");
        assert_ne!(find(&after, "ran"), "ran 0 failed 0");
    }
    // A description is none.
    let place = Place::new("described");
    place.run(&["watch", "keep", "fails"]);
    place.define(r#"{ "flags": { "kept": { "description": "it", "rollout": "5%" } } }"#);
    assert_eq!(find(&place.run(&["watch", "keep", "tell"]), "test"), "test 1 stopped true");
}

#[test]
fn counts_and_keys_go_on() {
    let place = Place::new("counts");
    let before = place.run(&["watch", "keep", "works", "tell", "drop"]);
    // The same keys again are nobody new.
    let after = place.run(&["watch", "keep", "works", "tell"]);
    assert_eq!(find(&before, "units"), find(&after, "units"));
    assert!(find(&after, "units").ends_with(" failed 0 0"));
}

#[test]
fn a_file_that_is_named_again_counts_nothing_twice_and_revives_nothing() {
    let place = Place::new("again");
    let once = place.run(&["watch", "keep", "works", "tell", "drop"]);
    let again = place.run(&["watch", "keep", "drop", "keep", "drop", "keep", "tell"]);
    assert_eq!(find(&once, "units"), find(&again, "units"));

    // What was found before anybody named the file stands, and what was armed again stays so.
    let place = Place::new("late");
    place.run(&["watch", "keep", "works", "drop"]);
    let late = place.run(&["watch", "fails", "keep", "tell"]);
    assert!(find(&late, "test").ends_with("stopped true"), "{}", find(&late, "test"));
    let armed = place.run(&["watch", "keep", "rearm", "drop", "keep", "tell"]);
    assert!(find(&armed, "test").ends_with("stopped false"), "{}", find(&armed, "test"));
}

#[test]
fn an_armed_flag_stays_armed() {
    let place = Place::new("armed");
    place.run(&["watch", "keep", "fails", "rearm", "tell", "drop"]);
    assert_eq!(find(&place.run(&["watch", "keep", "tell"]), "test"), "test 2 stopped false");
}

#[test]
fn a_state_that_cannot_be_read_is_put_aside_and_said() {
    let place = Place::new("bad");
    place.run(&["watch", "keep", "fails", "drop"]);
    let whole = fs::read(place.state()).unwrap();
    let cut = &whole[..whole.len() / 2];
    let mut damaged = whole.clone();
    damaged[whole.len() / 2] ^= 1;
    let mut newer = whole.clone();
    newer[20] = 9;
    let cases = [
        (cut, "is cut off"),
        (&damaged, "is damaged: its checksum is another one"),
        (&newer, "was written by another version of flagkit (format 9, this one reads 1)"),
        (b"{}\n".as_slice(), "is no state of flagkit's"),
        (b"".as_slice(), "is cut off"),
    ];
    for (number, (bytes, reason)) in cases.into_iter().enumerate() {
        fs::write(place.state(), bytes).unwrap();
        let lines = place.run(&["watch", "keep", "works", "keep", "tell"]);
        let aside = if number == 0 {
            "flags.state.bad".to_owned()
        } else {
            format!("flags.state.bad{}", number + 1)
        };
        let path = place.state();
        assert_eq!(
            find(&lines, "refused"),
            format!(
                "refused failed to keep the guards' state: `{}` {reason}; it is put aside as `{}`, and the guards begin with \
                 nothing; call again to keep a new one",
                path.display(),
                place.0.join(&aside).display()
            )
        );
        // The calls went on, and a new file is kept.
        assert_ne!(find(&lines, "ran"), "ran 0 failed 0");
        assert_eq!(find(&lines, "kept"), format!("kept {}", path.display()));
        assert_eq!(fs::read(place.0.join(&aside)).unwrap(), bytes);
    }
}

#[test]
fn a_place_that_cannot_be_written_is_said() {
    let place = Place::new("nowhere");
    let mut probe = Command::new(env!("CARGO_BIN_EXE_guards-probe"));
    let nowhere = place.0.join("none/flags.state");
    let output = probe.arg(&nowhere).arg("flags.json").args(["keep", "works"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let start = format!(
        "refused failed to keep the guards' state: `{}` cannot be written: ",
        nowhere.display()
    );
    assert!(text.starts_with(&start) && text.contains("; name a file in a directory"), "{text}");
    assert!(text.contains("\nran "), "{text}");
}

#[test]
fn the_environment_names_a_state() {
    let place = Place::new("environment");
    let run = |commands: &[&str]| {
        let mut probe = Command::new(env!("CARGO_BIN_EXE_guards-probe"));
        let probe =
            probe.current_dir(Path::new(&place.0)).env("FLAGKIT_STATE", place.0.join("by-name"));
        place.run_in(probe, commands)
    };
    run(&["default", "fails"]);
    assert_eq!(find(&run(&["default", "works", "tell"]), "test"), "test 1 stopped true");
    fs::write(place.0.join("by-name"), "nonsense").unwrap();
    // Told to the log; the program watches and runs, and keeps a new one.
    assert_eq!(find(&run(&["default", "fails", "tell"]), "test"), "test 1 stopped true");
    assert_eq!(place.files(), ["by-name", "by-name.bad"]);
    assert_eq!(find(&run(&["default", "tell"]), "test"), "test 1 stopped true");
}
