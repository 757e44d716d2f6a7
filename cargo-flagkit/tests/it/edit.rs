//! `set`, `stage`, `rollback` and `add` on real files: what they write, what they say, what they refuse.

mod add;
#[cfg(unix)]
mod files;
mod rollback;
mod set;
mod stage;

use crate::project::{Project, Ran};
use std::collections::BTreeMap;

/// A document with a flag of each sort.
const SHOP: &str = r#"{
  "segments": { "qa": { "email": { "ends_with": "@qa.example.com" } } },
  "flags": {
    // the shop
    "new_checkout": {
      "stages": ["qa", "5%", "25%", "everyone"], // slowly
      "stage": "5%",
      "rules": [{ "name": "partners wait", "if": { "role": "partner" }, "serve": "off" }],
      "prerequisites": ["payments_v2"]
    },
    "payments_v2": true,
    "new_search": "5%",
    "facts": { "owner": "team-web", "rollout": "5%" }, // of the web
    "stop_emails": { "kind": "kill-switch", "enabled": false },
    "search_ranker": { "variants": { "bm25": 1.2, "semantic": 0.3 }, "default": "bm25" },
  }
}
"#;

/// Every file of the directory with its bytes, so that nothing else is there after a command.
fn all(project: &Project) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(project.path()).unwrap();
    let files = entries.filter_map(|entry| {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        entry.path().is_file().then(|| (name, std::fs::read(entry.path()).unwrap()))
    });
    files.collect()
}

/// A directory with this flags.json alone.
fn project(flags: &str) -> Project {
    let project = Project::new();
    project.write("flags.json", flags);
    project
}

/// Runs the command, which succeeds, and compares what it says and what the file is then.
#[track_caller]
fn edits(flags: &str, arguments: &[&str], says: &str, becomes: &str) {
    let project = project(flags);
    let ran = project.run(arguments).expect(0);
    assert_eq!((&*ran.stdout, &*ran.stderr), (says, ""));
    assert_eq!(project.read("flags.json"), becomes);
    assert_eq!(all(&project).len(), 1);
}

/// Runs the command, which does nothing, and compares what it says on standard error.
#[track_caller]
fn leaves(flags: &str, arguments: &[&str], code: i32, says: &str) {
    let project = project(flags);
    let before = all(&project);
    let Ran { stdout, stderr, .. } = project.run(arguments).expect(code);
    assert_eq!((&*stderr, &*stdout), (says, ""));
    assert_eq!(all(&project), before);
}

/// Runs the command on the shop, where one piece of the text becomes another.
#[track_caller]
fn edits_shop(arguments: &[&str], says: &str, (old, new): (&str, &str)) {
    assert_eq!(SHOP.matches(old).count(), 1, "{old}");
    edits(SHOP, arguments, says, &SHOP.replace(old, new));
}

/// Every example of the help texts does what it says.
#[test]
fn examples_work() {
    let flags = r#"{ "new_checkout": { "stages": ["5%", "everyone"], "stage": "5%" }, "search_ranker": { "variants": ["bm25", "semantic"], "default": "bm25" } }"#;
    for command in ["set", "stage", "rollback", "add"] {
        let help = project(flags).run(&[command, "--help"]).expect(0).stdout;
        let examples = help.split_once("Examples:\n").unwrap().1;
        let mut count = 0;
        for line in examples.lines().filter_map(|line| line.trim().strip_prefix("cargo flagkit ")) {
            let flags = match command {
                "set" => flags
                    .replace("{ \"stages\": [\"5%\", \"everyone\"], \"stage\": \"5%\" }", "false"),
                "add" => "{}".to_owned(),
                _ => flags.to_owned(),
            };
            let quoted: Vec<&str> = line.split('\'').collect();
            let words = quoted.iter().enumerate().flat_map(|(index, part)| match index % 2 {
                0 => part.split_whitespace().collect(),
                _ => vec![*part],
            });
            let ran = project(&flags).run(&words.collect::<Vec<_>>()).expect(0);
            assert!(ran.stdout.contains("flags.json"), "{line}: {}", ran.stderr);
            count += 1;
        }
        assert!(count > 0, "{help}");
    }
}
