//! `cargo flagkit import`: the document, its notes, and what happens to files.

use crate::project::{Project, Ran};
use std::io::Write as _;
use std::process::Stdio;

const FLAGD: &str = r#"{ "flags": {
  "banner": { "state": "ENABLED", "variants": { "on": true, "off": false }, "defaultVariant": "off" }
} }"#;

const UNLEASH: &str = r#"{ "version": 2, "features": [
  { "name": "new_checkout", "enabled": true, "strategies": [{ "name": "default" }] },
  { "name": "lottery", "enabled": true, "strategies": [
    { "name": "gradualRolloutRandom", "parameters": { "percentage": "10" } }
  ] }
] }"#;

#[test]
fn a_document_is_printed_and_read_again() {
    let project = Project::new();
    project.write("flagd.json", FLAGD);
    let ran = project.run(&["import", "flagd", "flagd.json"]).expect(0);
    assert_eq!(ran.stderr, "imported 1 flag of flagd; all of them answer as before\n");
    assert!(ran.stdout.contains("\"banner\""), "{}", ran.stdout);
    assert_eq!(project.run(&["import", "auto", "flagd.json"]).expect(0).stdout, ran.stdout);
    project.write("flags.json", &ran.stdout);
    let own = project.run(&["import", "auto", "flags.json"]).expect(2);
    assert_eq!(
        (&*own.stderr, &*own.stdout),
        ("error: `flags.json` has flagkit's own format already; use it as it is\n", "")
    );
    project.run(&["fmt"]).expect(0);
}

#[test]
fn what_is_not_carried_over_is_noted() {
    let project = Project::new();
    project.write("unleash.json", UNLEASH);
    let ran = project.run(&["import", "unleash", "unleash.json"]).expect(0);
    assert_eq!(
        ran.stderr,
        "note: `lottery`: left out: it draws users anew each time\n\
         imported 1 flag of unleash; 1 flag is left out or answers otherwise, as the notes above say\n"
    );
    assert!(!ran.stdout.contains("lottery"), "{}", ran.stdout);
}

#[test]
fn a_file_is_replaced_only_by_force() {
    let project = Project::new();
    project.write("flagd.json", FLAGD);
    let into = |more: &[&str]| -> Ran {
        project.run(&[&["import", "flagd", "flagd.json", "--output", "flags.json"], more].concat())
    };
    assert_eq!(into(&[]).expect(0).stdout, "");
    let written = project.read("flags.json");
    project.write("flags.json", "{}");
    assert_eq!(
        into(&[]).expect(2).stderr,
        "error: `flags.json` is there already, and stays as it is\n  help: to replace it, add `--force`\n"
    );
    assert_eq!(project.read("flags.json"), "{}");
    into(&["--force"]).expect(0);
    assert_eq!(project.read("flags.json"), written);
}

#[test]
fn standard_input_is_a_file_too() {
    let project = Project::new();
    let mut child = project
        .command(&["import", "auto", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(UNLEASH.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stdout).contains("\"new_checkout\""));
}

#[test]
fn what_cannot_be_read_says_so() {
    let project = Project::new();
    project.write("broken.json", "{ \"features\": [");
    let ran =
        project.run(&["import", "unleash", "broken.json", "--output", "flags.json"]).expect(2);
    assert!(
        ran.stderr.starts_with("error: the text is no document of unleash: "),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("\n  note: it was read from `broken.json`\n"), "{}", ran.stderr);
    assert!(!project.join("flags.json").exists());
    project.write("plain.json", "{ \"name\": \"app\", \"private\": true }");
    assert_eq!(
        project.run(&["import", "auto", "plain.json"]).expect(2).stderr,
        "error: `plain.json` looks like no document that can be imported\n  \
         help: name its format: `unleash`, `flagd`, `growthbook` or `launchdarkly`\n"
    );
    let ran = project.run(&["import", "flagd", "none.json"]).expect(2);
    assert_eq!(ran.stderr, "error: there is no `none.json`; name the other engine's document\n");
    std::fs::write(project.join("latin.json"), b"\xE9").unwrap();
    let ran = project.run(&["import", "flagd", "latin.json"]).expect(2);
    assert_eq!(ran.stderr, "error: `latin.json` is not UTF-8; save it as UTF-8\n");
}
