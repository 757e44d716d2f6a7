//! Runs `cargo check` over the packages in `tests/unused`, and compares what it says with the text beside them.
//!
//! Not single files, which `messages.rs` compares.
//! Law: a package without a text is silent. Each run works on a copy, so that a test may edit its flags.json.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};

#[test]
#[cfg_attr(
    another_compiler,
    ignore = "the texts are those of the compiler in rust-toolchain.toml; this is another"
)]
fn each_package_says_what_stands_beside_it() {
    let workspace = Workspace::copied("each");
    let mut wrong = Vec::new();
    for package in workspace.packages() {
        let said = workspace.check(&package, &[], &[]);
        wrong.extend(workspace.compare(&package, "check.stderr", &said));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[cfg_attr(
    another_compiler,
    ignore = "the texts are those of the compiler in rust-toolchain.toml; this is another"
)]
fn a_build_of_the_tests_sees_more() {
    let workspace = Workspace::copied("tests");
    let said = workspace.check("tested", &["--tests"], &[]);
    assert_eq!(workspace.compare("tested", "check-tests.stderr", &said), None);
}

#[test]
#[cfg_attr(
    another_compiler,
    ignore = "the texts are those of the compiler in rust-toolchain.toml; this is another"
)]
fn a_flag_expires_when_the_build_says_so() {
    let workspace = Workspace::copied("expired");
    for quiet in ["2027-02-28", "2027-03-01"] {
        assert_eq!(workspace.check("expired", &[], &[("FLAGKIT_TODAY", quiet)]), "", "{quiet}");
    }
    let said = workspace.check("expired", &[], &[("FLAGKIT_TODAY", "2027-03-02")]);
    assert_eq!(workspace.compare("expired", "expired.stderr", &said), None);
    // On for everyone, forty days after it was created.
    let said = workspace.check("expired", &[], &[("FLAGKIT_TODAY", "2027-03-14")]);
    assert_eq!(workspace.compare("expired", "stale.stderr", &said), None);
    assert_eq!(workspace.check("expired", &[], &[]), "", "without the variable there is no clock");
    let said = workspace.check("expired", &[], &[("FLAGKIT_TODAY", "2027-3-2")]);
    assert_eq!(workspace.compare("expired", "no-date.stderr", &said), None);
}

#[test]
#[cfg_attr(
    another_compiler,
    ignore = "the texts are those of the compiler in rust-toolchain.toml; this is another"
)]
fn a_rescue_is_void_where_panics_abort() {
    let workspace = Workspace::copied("abort");
    let said = workspace
        .cargo(&["rustc", "-p", "rescued", "--profile", "check", "--", "-C", "panic=abort"], &[]);
    assert_eq!(workspace.compare("rescued", "abort.stderr", &said), None);
}

#[test]
fn deny_warnings_lets_only_the_package_through_that_uses_every_flag() {
    let workspace = Workspace::copied("deny");
    let strictly = |package| {
        workspace
            .cargo(&["rustc", "-p", package, "--profile", "check", "--", "-D", "warnings"], &[])
    };
    assert_eq!(strictly("all-used"), "");
    let said = strictly("some-unused");
    for unused in ["error: constant `BETA_BANNER`", "error: constant `SEARCH_RANKER`"] {
        assert_eq!(said.matches(unused).count(), 1, "{said}");
    }
}

#[test]
fn an_edit_of_the_file_is_seen() {
    let workspace = Workspace::copied("edit");
    assert_eq!(workspace.check("all-used", &[], &[]), "");

    let file = workspace.root.join("all-used/flags.json");
    let text = fs::read_to_string(&file).expect("the copy can be read");
    write(&file, &text.replacen('{', "{ \"added\": true,", 1));
    let said = workspace.check("all-used", &[], &[]);
    assert!(said.contains("constant `ADDED` is never used"), "{said}");

    write(&file, &text.replacen("new_search", "newer_search", 1));
    let said = workspace.check("all-used", &[], &[]);
    assert!(
        said.contains("cannot find value `NEW_SEARCH`") && said.contains("`NEWER_SEARCH`"),
        "{said}"
    );

    write(&file, "{");
    let said = workspace.check("all-used", &[], &[]);
    assert!(said.contains("error: flags.json:1:"), "{said}");

    fs::remove_file(&file).expect("the copy can be edited");
    let said = workspace.check("all-used", &[], &[]);
    assert!(
        said.contains("known are `of_the_workspace`"),
        "the file of the workspace serves: {said}"
    );

    write(&file, &text);
    assert_eq!(workspace.check("all-used", &[], &[]), "");
}

/// Ids are embedded, so the build notices an edit of their file alone.
#[test]
fn an_edit_of_a_file_of_ids_is_seen() {
    let workspace = Workspace::copied("ids");
    let flags = workspace.root.join("all-used/flags.json");
    let ids = workspace.root.join("all-used/beta-users.txt");
    let text = fs::read_to_string(&flags).expect("the copy can be read");
    let staged =
        text.replacen("\"5%\"", r#"{ "stages": ["beta", "everyone"], "stage": "beta" }"#, 1);
    assert_ne!(staged, text);
    let segments = r#""segments": { "beta": { "file": "beta-users.txt" } }"#;
    write(&flags, &format!("{{ {segments}, \"flags\": {staged} }}"));
    write(&ids, "minsu\n");
    assert_eq!(workspace.check("all-used", &[], &[]), "");

    write(&ids, "# nobody\n");
    let said = workspace.check("all-used", &[], &[]);
    assert!(said.contains("the file `beta-users.txt` holds no ids"), "{said}");

    fs::remove_file(&ids).expect("the copy can be edited");
    let said = workspace.check("all-used", &[], &[]);
    assert!(said.contains("the file `beta-users.txt` is not there"), "{said}");

    write(&ids, "minsu\njiwoo\n");
    assert_eq!(workspace.check("all-used", &[], &[]), "");
}

/// A copy of `tests/unused`.
struct Workspace {
    /// To cargo the same package of two copies is one, since it is at one place of its workspace; with one target
    /// folder between them, a build of the one would make an edit of the other look old.
    _turn: MutexGuard<'static, ()>,
    root: PathBuf,
    source: PathBuf,
}

impl Workspace {
    fn copied(name: &str) -> Self {
        static TURN: Mutex<()> = Mutex::new(());
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../unused");
        let source = source.canonicalize().expect("tests/unused lies beside this package");
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("unused").join(name);
        if root.exists() {
            fs::remove_dir_all(&root).expect("the target folder can be written");
        }
        copy(&source, &root);
        let workspace = Self { _turn: turn, root, source };
        let manifest = workspace.root.join("Cargo.toml");
        let text = fs::read_to_string(&manifest).expect("the copy can be read");
        let repository = workspace.repository().display().to_string().replace('\\', "/");
        write(&manifest, &text.replace("../..", &repository));
        // The versions that this repository was tested with, and no look at the network.
        let lock = workspace.repository().join("Cargo.lock");
        if lock.exists() {
            fs::copy(lock, workspace.root.join("Cargo.lock"))
                .expect("the target folder can be written");
        }
        workspace
    }

    /// Every package, in order of the names.
    fn packages(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.source).expect("tests/unused can be listed");
        let mut names: Vec<_> = entries
            .map(|entry| entry.expect("tests/unused can be listed").path())
            .filter(|path| path.join("Cargo.toml").exists())
            .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
            .collect();
        names.sort();
        names
    }

    fn check(&self, package: &str, more: &[&str], variables: &[(&str, &str)]) -> String {
        let mut arguments = vec!["check", "-p", package];
        arguments.extend(more);
        self.cargo(&arguments, variables)
    }

    /// What cargo says, without what differs from machine to machine.
    fn cargo(&self, arguments: &[&str], variables: &[(&str, &str)]) -> String {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        // Beside trybuild's, so that both build the dependencies once.
        let target =
            Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("tests").join("trybuild");
        let output = Command::new(cargo)
            .args(
                arguments[..1]
                    .iter()
                    .chain(&["--quiet", "--offline", "--color=never"])
                    .chain(&arguments[1..]),
            )
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", target)
            .env("CARGO_INCREMENTAL", "0")
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env_remove("FLAGKIT_TODAY")
            .env_remove("FLAGKIT_FILE")
            .envs(variables.iter().copied())
            .output()
            .expect("cargo can be started");
        let said = String::from_utf8_lossy(&output.stderr);
        normalized(&said, &[(&self.root, "$DIR"), (&self.repository(), "$WORKSPACE")])
    }

    fn repository(&self) -> PathBuf {
        self.source.ancestors().nth(2).expect("tests/unused lies in this repository").to_owned()
    }

    /// What is wrong with the answer; with `TRYBUILD=overwrite` it becomes the text.
    fn compare(&self, package: &str, text: &str, said: &str) -> Option<String> {
        let path = self.source.join(package).join(text);
        if std::env::var_os("TRYBUILD").is_some_and(|wish| wish == "overwrite") {
            if !said.is_empty() {
                write(&path, &format!("{said}\n"));
            } else if path.exists() {
                fs::remove_file(&path).expect("tests/unused can be written");
            }
            return None;
        }
        let expected = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        (expected.trim() != said)
            .then(|| format!("== {package}: {text} says\n{expected}\n== and cargo says\n{said}\n"))
    }
}

/// Names folders by what they are, and takes the line numbers out of quotations from flagkit's own sources.
fn normalized(said: &str, folders: &[(&Path, &str)]) -> String {
    let mut text = said.to_owned();
    for (folder, name) in folders {
        text = text.replace(&folder.display().to_string(), name);
    }
    let mut lines: Vec<String> = Vec::new();
    let mut is_foreign = false;
    for line in text.trim().lines() {
        if line.contains("--> ") || line.contains("::: ") {
            is_foreign = line.contains("$WORKSPACE");
        }
        let line = match line.split_once(".rs:") {
            Some((before, _)) if is_foreign => format!("{before}.rs"),
            _ => line.to_owned(),
        };
        let digits = line.trim_start().bytes().take_while(u8::is_ascii_digit).count();
        let indent = line.len() - line.trim_start().len();
        let is_gutter =
            digits > 0 && line.get(indent + digits..).is_some_and(|rest| rest.starts_with(" |"));
        let line = match line.get(indent + digits..) {
            Some(rest) if is_foreign && is_gutter => {
                format!("{}{rest}", " ".repeat(indent + digits))
            }
            _ => line,
        };
        lines.push(line);
    }
    lines.join("\n")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the target folder can be written");
    for entry in fs::read_dir(from).expect("tests/unused can be listed") {
        let path = entry.expect("tests/unused can be listed").path();
        let Some(name) = path.file_name().filter(|name| *name != "target") else { continue };
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).expect("the target folder can be written");
        }
    }
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}
