//! How the file is written: links, permissions, others who write, and what cannot be edited.

use super::{all, leaves, project};
use crate::project::Project;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt, symlink};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

/// Ends whoever looks at it, however the test ends.
struct Ending<'e>(&'e AtomicBool);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn twenty_edits_at_once_lose_nothing() {
    let flags: Vec<String> = (0..20).map(|n| format!("  \"flag_{n}\": false, // {n}")).collect();
    let text = format!("{{\n{}\n}}\n", flags.join("\n"));
    let project = project(&text);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let torn = scope.spawn(|| {
            let mut torn = Vec::new();
            while !done.load(Ordering::Relaxed) {
                let text = project.read("flags.json");
                let is_whole = text.starts_with("{\n") && text.ends_with("// 19\n}\n");
                if !is_whole {
                    torn.push(text);
                }
            }
            torn
        });
        let ending = Ending(&done);
        for round in ["true", "\"5%\""] {
            let wish = round.trim_matches('"').replace("true", "on");
            let start = |n: usize| -> Child {
                let mut command = project.command(&["set", &format!("flag_{n}"), &wish]);
                command.stdout(Stdio::null()).spawn().unwrap()
            };
            let mut edits: Vec<Child> = (0..20).map(start).collect();
            for edit in &mut edits {
                assert!(edit.wait().unwrap().success());
            }
            assert_eq!(project.read("flags.json"), text.replace("false", round));
        }
        drop(ending);
        assert_eq!(torn.join().unwrap(), Vec::<String>::new());
    });
    assert_eq!(all(&project).len(), 1);
}

#[test]
fn adding_at_once_adds_all() {
    let project = project("{}\n");
    let start = |n: usize| {
        project.command(&["add", &format!("flag_{n}")]).stdout(Stdio::null()).spawn().unwrap()
    };
    let edits: Vec<Child> = (0..20).map(start).collect();
    for mut edit in edits {
        assert!(edit.wait().unwrap().success());
    }
    let text = project.read("flags.json");
    assert_eq!(text.lines().count(), 22, "{text}");
    for n in 0..20 {
        assert!(text.contains(&format!("\n  \"flag_{n}\": false")), "{text}");
    }
}

#[test]
fn a_link_stays_a_link_and_permissions_stay() {
    let project = project("{ \"a\": false }\n");
    std::fs::create_dir(project.join("real")).unwrap();
    std::fs::rename(project.join("flags.json"), project.join("real/shop.json")).unwrap();
    symlink("real/shop.json", project.join("inner.json")).unwrap();
    symlink(project.join("inner.json"), project.join("flags.json")).unwrap();
    for mode in [0o640, 0o664, 0o600] {
        let real = project.join("real/shop.json");
        std::fs::set_permissions(&real, PermissionsExt::from_mode(mode)).unwrap();
        let wish = if mode == 0o664 { "off" } else { "on" };
        project.run(&["set", "a", wish]).expect(0);
        assert_eq!(
            std::fs::read_link(project.join("flags.json")).unwrap(),
            project.join("inner.json")
        );
        assert_eq!(
            std::fs::read_link(project.join("inner.json")).unwrap().to_str(),
            Some("real/shop.json")
        );
        assert_eq!(real.metadata().unwrap().mode() & 0o7777, mode);
        assert_eq!(project.read("flags.json"), format!("{{ \"a\": {} }}\n", wish == "on"));
    }
    assert_eq!(std::fs::read_dir(project.join("real")).unwrap().count(), 1);
}

/// Whoever runs the tests, where that is root, who may give files away.
fn is_root(path: &std::path::Path) -> bool {
    path.metadata().unwrap().uid() == 0
}

#[test]
fn the_owner_stays() {
    let project = project("{ \"a\": false }");
    let path = project.join("flags.json");
    if !is_root(&path) {
        // Only root can make a file that belongs to somebody else.
        return;
    }
    std::os::unix::fs::chown(&path, Some(1234), Some(4321)).unwrap();
    project.run(&["set", "a", "on"]).expect(0);
    let metadata = path.metadata().unwrap();
    assert_eq!((metadata.uid(), metadata.gid()), (1234, 4321));
    assert_eq!(project.read("flags.json"), "{ \"a\": true }");
}

#[test]
fn a_file_without_write_permission_is_refused_to_root_too() {
    let project = project("{ \"a\": false }");
    let path = project.join("flags.json");
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o444)).unwrap();
    let ran = project.run(&["set", "a", "on"]).expect(2);
    assert_eq!(
        ran.stderr,
        "error: `flags.json` is read-only; make it writable (`chmod u+w flags.json`) or ask its owner\n"
    );
    assert_eq!(project.read("flags.json"), "{ \"a\": false }");
    assert_eq!(all(&project).len(), 1);
    let ran = project.run(&["set", "a", "on", "--dry-run"]).expect(0);
    assert!(ran.stdout.contains("+{ \"a\": true }"), "{}", ran.stdout);
}

/// The command run by nobody, where the tests are run by root, whom permissions do not hold.
fn as_nobody(project: &Project, arguments: &[&str]) -> (Option<i32>, String) {
    // From a place that nobody can reach. Copied by another process: a child of this one that is started meanwhile would
    // hold the copy open, and what is open for writing cannot be run.
    let binary = project.join("cargo-flagkit");
    let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_cargo-flagkit")).arg(&binary).status();
    assert!(copied.unwrap().success());
    let mut command = Command::new(binary);
    command.args(arguments).current_dir(project.path());
    if is_root(&project.path()) {
        std::fs::set_permissions(project.path(), PermissionsExt::from_mode(0o755)).unwrap();
        command.uid(65_534).gid(65_534);
    }
    let output = command.output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_directory_that_cannot_be_written_is_refused() {
    let project = project("{ \"a\": false }");
    let closed = project.join("closed");
    std::fs::create_dir(&closed).unwrap();
    std::fs::write(closed.join("flags.json"), "{ \"a\": false }").unwrap();
    std::fs::set_permissions(closed.join("flags.json"), PermissionsExt::from_mode(0o666)).unwrap();
    std::fs::set_permissions(&closed, PermissionsExt::from_mode(0o555)).unwrap();
    let ran = as_nobody(&project, &["set", "a", "on", "--file", "closed/flags.json"]);
    let says = "error: cannot write in the directory of `closed/flags.json`, where the new file is made; make it writable\n";
    assert_eq!(ran, (Some(2), says.to_owned()));
    assert_eq!(std::fs::read_dir(&closed).unwrap().count(), 1);
    assert_eq!(project.read("closed/flags.json"), "{ \"a\": false }");
    // So that the directory can be removed.
    std::fs::set_permissions(&closed, PermissionsExt::from_mode(0o755)).unwrap();
}

#[test]
fn nobody_is_shut_out_by_an_edit() {
    let project = project("{ \"a\": false }");
    let open = project.join("open");
    std::fs::create_dir(&open).unwrap();
    if !is_root(&open) {
        // Only root can make a file that belongs to somebody else.
        return;
    }
    let path = open.join("flags.json");
    std::fs::set_permissions(&open, PermissionsExt::from_mode(0o777)).unwrap();
    let edit = |mode: u32, owner: u32, group: u32| {
        std::fs::write(&path, "{ \"a\": false }").unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
        std::os::unix::fs::chown(&path, Some(owner), Some(group)).unwrap();
        let ran = as_nobody(&project, &["set", "a", "on", "--file", "open/flags.json"]);
        let metadata = path.metadata().unwrap();
        assert_eq!(std::fs::read_dir(&open).unwrap().count(), 1);
        (ran.0, ran.1, (metadata.mode() & 0o777, metadata.uid(), metadata.gid()))
    };
    let says = "error: `open/flags.json` belongs to another user or group, who could not read the new file; edit it as its owner\n";
    assert_eq!(edit(0o660, 1234, 65_534), (Some(2), says.to_owned(), (0o660, 1234, 65_534)));
    assert_eq!(edit(0o660, 65_534, 4321), (Some(2), says.to_owned(), (0o660, 65_534, 4321)));
    assert_eq!(edit(0o664, 1234, 65_534), (Some(0), String::new(), (0o664, 65_534, 65_534)));
    assert_eq!(edit(0o600, 65_534, 4321), (Some(0), String::new(), (0o600, 65_534, 65_534)));
    let says = "error: this user may not write `open/flags.json`; ask its owner, or run as somebody who may\n";
    assert_eq!(edit(0o644, 1234, 4321), (Some(2), says.to_owned(), (0o644, 1234, 4321)));
}

#[test]
fn what_is_no_file_is_refused() {
    let project = project("{ \"a\": false }");
    std::fs::create_dir(project.join("directory")).unwrap();
    assert!(Command::new("mkfifo").arg(project.join("pipe")).status().unwrap().success());
    symlink("gone", project.join("link")).unwrap();
    let before = all(&project);
    for (file, says) in [
        ("directory", "error: `directory` is a directory; name the file in it\n"),
        ("pipe", "error: `pipe` is no regular file; name one that can be replaced\n"),
        ("/dev/null", "error: `/dev/null` is no regular file; name one that can be replaced\n"),
        (
            "missing",
            "error: there is no `missing`\n  help: create it with `cargo flagkit init`, or name the file with `--file PATH`\n",
        ),
        (
            "link",
            "error: there is no `link`\n  help: create it with `cargo flagkit init`, or name the file with `--file PATH`\n",
        ),
    ] {
        for command in
            [&["set", "a", "on"][..], &["rollback", "a"], &["add", "b"], &["stage", "a", "next"]]
        {
            let ran = project.run(&[command, &["--file", file]].concat()).expect(2);
            assert_eq!((&*ran.stderr, &*ran.stdout), (says, ""), "{command:?}");
        }
    }
    assert_eq!(all(&project), before);
}

#[test]
fn a_file_that_is_cut_off_or_broken_is_refused() {
    let says = "error: `flags.json` is no document of flags
  note: flags.json:2:6: error[FK0001]: expected `:` after the name of a member
  help: mend it; `cargo flagkit check` shows every mistake\n";
    for command in
        [&["set", "a", "on"][..], &["rollback", "a"], &["add", "b"], &["stage", "a", "next"]]
    {
        leaves("{\n  \"a\"", command, 2, says);
    }
    let whole = "{\n  \"flags\": {\n    \"a\": { \"stages\": [\"5%\", \"everyone\"], \"stage\": \"5%\" }\n  }\n}\n";
    for end in 0..whole.len() - 2 {
        let project = project(&whole[..end]);
        let before = all(&project);
        for command in [&["set", "a", "off"][..], &["rollback", "a"], &["stage", "a", "next"]] {
            let ran = project.run(command).expect(2);
            assert!(ran.stderr.starts_with("error: "), "{}", ran.stderr);
            assert_eq!(all(&project), before);
        }
    }
}

#[test]
fn a_file_in_another_encoding_is_refused() {
    let project = project("");
    let bytes = b"\xFF\xFE{\0}\0";
    std::fs::write(project.join("flags.json"), bytes).unwrap();
    let ran = project.run(&["set", "a", "on"]).expect(2);
    assert_eq!(ran.stderr, "error: `flags.json` is not UTF-8; save it as UTF-8\n");
    assert_eq!(all(&project)["flags.json"], bytes);
}

#[test]
fn whoever_hears_nothing_more_has_the_edit_all_the_same() {
    let project = project("{ \"a\": false }");
    let mut edit = project.command(&["set", "a", "on"]).stdout(Stdio::piped()).spawn().unwrap();
    drop(edit.stdout.take());
    assert!(edit.wait().unwrap().success());
    assert_eq!(project.read("flags.json"), "{ \"a\": true }");
}

#[test]
fn the_file_of_the_package_is_edited() {
    let project = Project::package("{ \"a\": false }", &[("src/main.rs", "fn main() {}")]);
    let ran = project.run(&["set", "a", "5%"]).expect(0);
    assert_eq!(ran.stdout, "flags.json:1:3: `a`: off → 5%\n");
    let mut inside = project.command(&["set", "a", "6%"]);
    assert!(inside.current_dir(project.join("src")).output().unwrap().status.success());
    assert_eq!(project.read("flags.json"), "{ \"a\": \"6%\" }");
    project.write("Cargo.toml", "[package");
    let ran = project.run(&["set", "a", "on"]).expect(2);
    assert!(ran.stderr.starts_with("error: cargo cannot read this workspace\n"), "{}", ran.stderr);
    assert_eq!(project.read("flags.json"), "{ \"a\": \"6%\" }");
    // In an emergency the file alone is enough.
    project.run(&["rollback", "a", "--file", "flags.json"]).expect(0);
    assert_eq!(project.read("flags.json"), "{ \"a\": false }");
}
