//! `retire` on a corpus: every case compiles before and after, does the same as the arm that stays did, and is byte for
//! byte what a person has looked at.
//!
//! A binary of its own, since it compiles packages. `FLAGKIT_BLESS=1` writes what comes out as what is expected.

#![allow(clippy::unwrap_used, reason = "a test that cannot work must fail")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/retire");

/// Cases that are compiled as one package.
struct Group {
    name: &'static str,
    edition: &'static str,
    flag: &'static str,
    /// Each arm, as `--keep` names it, with the flag's value in which it answers.
    arms: &'static [(&'static str, &'static str)],
}

const GROUPS: [Group; 4] = [
    Group {
        name: "switch",
        edition: "2024",
        flag: "retired",
        arms: &[("new", "on"), ("old", "off")],
    },
    Group {
        name: "switch-2021",
        edition: "2021",
        flag: "retired",
        arms: &[("new", "on"), ("old", "off")],
    },
    Group { name: "conditional", edition: "2024", flag: "retired", arms: &[("new", "on")] },
    Group {
        name: "variants",
        edition: "2024",
        flag: "ranker",
        arms: &[("semantic", "semantic"), ("hybrid", "hybrid"), ("old", "bm25")],
    },
];

/// The sources of a package: paths below `src`, and their bytes.
type Sources = BTreeMap<String, Vec<u8>>;

#[test]
fn every_case_does_what_the_kept_arm_did() {
    let mut cases = 0;
    for group in &GROUPS {
        let before = cases_of(group, "before");
        cases +=
            before.keys().filter(|path| !path.contains('/') || path.ends_with("/mod.rs")).count();
        let package = Package::new(group, &before);
        for (arm, value) in group.arms {
            let expected = package.run(group, Some(value));
            package.lay(group, &before);
            let told = package.retire(group, arm);
            let after = package.sources(&before);
            assert!(!package.read("flags.json").contains(&format!("\"{}\"", group.flag)), "{told}");
            compare(group, arm, &before, &after);
            untouched(group, &before, &after);
            if before.contains_key("tests_both_arms.rs") {
                package.cargo(&["test", "--quiet"], &[]);
            }
            assert_eq!(package.run(group, None), expected, "{} --keep {arm}\n{told}", group.name);
            package.lay(group, &before);
        }
    }
    assert!(cases >= 40, "{cases} cases");
}

#[test]
fn what_does_not_compile_is_put_back() {
    let group = Group { name: "unsound", edition: "2024", flag: "retired", arms: &[] };
    let case = "pub fn observe() -> String {\n    let mut log = Vec::new();\n    \
                if crate::flags::RETIRED.is_enabled() {\n        log.push(1);\n    }\n    \
                log.len().to_string()\n}\n";
    let sources = Sources::from([("inferred.rs".to_owned(), case.as_bytes().to_vec())]);
    let package = Package::new(&group, &sources);
    let arguments = ["flagkit", "retire", "retired", "--write", "--allow-dirty", "--keep"];
    let output = package.command(&arguments).arg("old").output().unwrap();
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(
        told.contains("`cargo check` fails without the flag; everything is as it was"),
        "{told}"
    );
    assert!(told.contains("E0282"), "{told}");
    // Told while it is still of use: before the check.
    let warned = "checking with `cargo check`; if you stop it, the changes stay unchecked\n";
    assert!(told.starts_with(warned), "{told}");
    assert_eq!(package.read("src/inferred.rs"), case);
    assert!(package.read("flags.json").contains("\"retired\""));
    let output = package.command(&arguments).arg("new").output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(!package.read("src/inferred.rs").contains("RETIRED"));
}

/// Holds the sources to those that a person has looked at.
fn compare(group: &Group, arm: &str, before: &Sources, after: &Sources) {
    let arm = format!("keep-{arm}");
    if std::env::var_os("FLAGKIT_BLESS").is_some() {
        for (path, bytes) in after {
            let path = expected_path(group, path, &arm);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        return;
    }
    let expected = cases_of(group, &arm);
    assert_eq!(expected.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
    let mut wrong = String::new();
    for (path, bytes) in after {
        let (expected, after) = (text(&expected[path]), text(bytes));
        if expected != after {
            let diff = similar::TextDiff::from_lines(&expected, &after);
            writeln!(wrong, "{}/{path} {arm}:\n{}", group.name, diff.unified_diff()).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Every change has the flag, an arm or what belongs to them in it, told without the code that made it.
fn untouched(group: &Group, before: &Sources, after: &Sources) {
    let constant = group.flag.to_uppercase();
    let mut words =
        vec![group.flag.to_owned(), constant, "feature_flag".to_owned(), "flags".to_owned()];
    for bytes in before.values() {
        // What attributes name: `fallback = a::b`, `variants(x = c)`.
        for name in text(bytes).split("= ").skip(1) {
            let path: String =
                name.chars().take_while(|c| c.is_alphanumeric() || "_:".contains(*c)).collect();
            words.extend(path.rsplit("::").next().filter(|name| name.len() > 4).map(str::to_owned));
        }
    }
    for (path, bytes) in before {
        let (before, after) = (text(bytes), text(&after[path]));
        let diff = similar::TextDiff::from_lines(&before, &after);
        for hunk in diff.grouped_ops(2) {
            let old: String = hunk
                .iter()
                .flat_map(|op| diff.iter_changes(op))
                .filter(|change| change.old_index().is_some())
                .map(|change| change.value())
                .collect();
            let is_about = words.iter().any(|word| old.contains(word.as_str()));
            let is_end = old.trim_start().starts_with('}') || old.trim().is_empty();
            let is_inside = old.lines().all(|line| after.contains(line.trim()));
            assert!(is_about || is_end || is_inside, "{}/{path}: {old}", group.name);
        }
        assert_eq!(before.starts_with('\u{FEFF}'), after.starts_with('\u{FEFF}'), "{path}");
        let is_crlf = |text: &str| text.matches("\r\n").count() == text.matches('\n').count();
        assert!(!is_crlf(&before) || is_crlf(&after), "{path}: line ends");
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// `switch/CASE/before.rs` is `CASE.rs` of the package, `switch/CASE/before/X.rs` is `CASE/X.rs`.
fn cases_of(group: &Group, which: &str) -> Sources {
    let mut found = Sources::new();
    for case in fs::read_dir(Path::new(CORPUS).join(group.name)).unwrap() {
        let case = case.unwrap();
        let name = case.file_name().into_string().unwrap().replace('-', "_");
        let file = case.path().join(format!("{which}.rs"));
        if file.is_file() {
            found.insert(format!("{name}.rs"), fs::read(file).unwrap());
            continue;
        }
        for part in fs::read_dir(case.path().join(which))
            .unwrap_or_else(|_| panic!("{name} has no {which}"))
        {
            let part = part.unwrap();
            let file = part.file_name().into_string().unwrap();
            found.insert(format!("{name}/{file}"), fs::read(part.path()).unwrap());
        }
    }
    found
}

fn expected_path(group: &Group, path: &str, which: &str) -> PathBuf {
    let root = Path::new(CORPUS).join(group.name);
    match path.split_once('/') {
        Some((case, file)) => root.join(case.replace('_', "-")).join(which).join(file),
        None => {
            root.join(path.trim_end_matches(".rs").replace('_', "-")).join(format!("{which}.rs"))
        }
    }
}

/// A package in the directory for tests' files; all of them share what they compile.
struct Package {
    directory: PathBuf,
}

impl Package {
    fn new(group: &Group, sources: &Sources) -> Self {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("retire").join(group.name);
        let _ = fs::remove_dir_all(&directory);
        let package = Self { directory };
        package.lay(group, sources);
        package
    }

    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.directory.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.directory.join(path)).unwrap()
    }

    fn lay(&self, group: &Group, sources: &Sources) {
        let flagkit = concat!(env!("CARGO_MANIFEST_DIR"), "/../flagkit");
        self.write(
            "Cargo.toml",
            format!(
                "[package]\nname = \"retire-{}\"\nversion = \"0.1.0\"\nedition = \"{}\"\n\n[dependencies]\n\
                 flagkit = {{ path = '{flagkit}' }}\nasync-trait = \"0.1\"\n\n[workspace]\n",
                group.name, group.edition
            ),
        );
        let lock = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock");
        self.write("Cargo.lock", fs::read(lock).unwrap());
        // The package may lie below this repository, whose configuration of rustfmt is none of its own.
        self.write("rustfmt.toml", "use_small_heuristics = \"Default\"\n");
        self.write("flags.json", fs::read(Path::new(CORPUS).join("flags.json")).unwrap());
        let mut main =
            String::from("#![allow(unused, unexpected_cfgs)]\nflagkit::flags!(\"flags.json\");\n");
        let mut calls = String::new();
        for path in sources.keys() {
            self.write(&format!("src/{path}"), &sources[path]);
            let name = path.trim_end_matches(".rs").trim_end_matches("/mod");
            if !name.contains('/') {
                writeln!(main, "mod {name};").unwrap();
                writeln!(calls, "    println!(\"{name}: {{}}\", {name}::observe());").unwrap();
            }
        }
        self.write("src/main.rs", format!("{main}\nfn main() {{\n{calls}}}\n"));
    }

    fn sources(&self, known: &Sources) -> Sources {
        let read = |path: &String| {
            (path.clone(), fs::read(self.directory.join("src").join(path)).unwrap())
        };
        known.keys().map(read).collect()
    }

    /// What the program prints, with the flag as it is given.
    fn run(&self, group: &Group, value: Option<&str>) -> String {
        let forced =
            value.map(|value| (format!("FLAGKIT_FLAG_{}", group.flag.to_uppercase()), value));
        self.cargo(&["run", "--quiet"], forced.as_slice())
    }

    /// What a command of cargo prints, which must succeed.
    fn cargo(&self, arguments: &[&str], variables: &[(String, &str)]) -> String {
        let mut command = Command::new(env!("CARGO"));
        command.args(arguments).current_dir(&self.directory);
        command
            .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("retire-target"));
        command.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_PROFILE_TEST_DEBUG", "0");
        command.envs(variables.iter().map(|(name, value)| (name, value)));
        let output = command.output().unwrap();
        assert!(
            output.status.success(),
            "{arguments:?}: {}{}",
            text(&output.stdout),
            text(&output.stderr)
        );
        text(&output.stdout)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-flagkit"));
        command.args(arguments).current_dir(&self.directory);
        command
            .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("retire-target"));
        command
    }

    fn retire(&self, group: &Group, arm: &str) -> String {
        let mut command = self.command(&[
            "flagkit",
            "retire",
            group.flag,
            "--keep",
            arm,
            "--write",
            "--allow-dirty",
            "--no-check",
        ]);
        let output = command.output().unwrap();
        let told = format!("{}{}", text(&output.stdout), text(&output.stderr));
        assert!(output.status.success(), "{} --keep {arm}: {told}", group.name);
        told
    }
}
