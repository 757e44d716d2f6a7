//! The runner on folders of its own: it must fail where a case does, or nothing was run.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder with one file of Unleash's, in which one answer is expected.
fn folder(name: &str, expected: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let specifications = folder.join("unleash/specifications");
    std::fs::create_dir_all(&specifications).expect("the folder can be made");
    let write = |file: &str, text: &str| {
        std::fs::write(specifications.join(file), text).expect("the file can be written");
    };
    write("index.json", r#"["one.json"]"#);
    let state = r#"{ "features": [{ "name": "f", "enabled": true }] }"#;
    let test = format!(
        r#"{{ "description": "f is on", "context": {{}}, "toggleName": "f", "expectedResult": {expected} }}"#
    );
    write("one.json", &format!(r#"{{ "name": "one", "state": {state}, "tests": [{test}] }}"#));
    folder
}

/// What the command prints, and whether it is content.
fn run(folder: &Path) -> (String, bool) {
    let output = Command::new(env!("CARGO_BIN_EXE_conformance")).arg(folder).output();
    let output = output.expect("the command runs");
    (String::from_utf8_lossy(&output.stdout).into_owned(), output.status.success())
}

#[test]
fn a_case_that_passes() {
    let (text, content) = run(&folder("passes", "true"));
    assert!(content, "{text}");
    assert!(
        text.starts_with("unleash: 1 ran, 1 passed\nunleash through flags.json: 1 ran, 1 passed\n"),
        "{text}"
    );
    assert!(
        text.contains("not in this folder: openfeature, splitio, growthbook, launchdarkly"),
        "{text}"
    );
}

#[test]
fn a_case_that_fails() {
    let (text, content) = run(&folder("fails", "false"));
    assert!(!content, "{text}");
    let failed =
        "unleash: 1 ran, 0 passed\n  one.json: f is on: expected Bool(false), got Bool(true)\n";
    assert!(text.starts_with(failed), "{text}");
}

#[test]
fn a_suite_that_does_not_read() {
    let folder = folder("unreadable", "true");
    std::fs::write(folder.join("unleash/specifications/one.json"), "{")
        .expect("the file can be written");
    let (text, content) = run(&folder);
    assert!(!content, "{text}");
    assert!(text.starts_with("unleash: not run: "), "{text}");
}

#[test]
fn a_folder_without_suites() {
    let (text, content) = run(Path::new(env!("CARGO_TARGET_TMPDIR")));
    assert!(!content, "{text}");
    assert!(text.contains("no suite in "), "{text}");
}
