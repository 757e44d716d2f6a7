//! `diff`: what is said of two versions, from files, from standard input and out of git.

use crate::project::{Project, Ran};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

const OLD: &str = r#"{
  "segments": { "developers": { "key": ["minsu", "ana"] }, "beta": { "file": "beta.txt" } },
  "flags": {
    "new_checkout": { "stages": ["developers", "5%", "everyone"], "stage": "developers" },
    "new_search": "5%",
    "old_banner": false
  }
}
"#;

const NEW: &str = r#"{
  // what changes
  "flags": {
    "new_search": "25%",
    "new_checkout": {
      "owner": "team_pay",
      "stages": ["developers", "5%", "everyone"],
      "stage": "5%",
      "rules": [{ "name": "partners wait", "if": { "role": "partner" }, "serve": "off" }]
    },
    "dark_mode": { "rollout": "1%", "kind": "experiment" }
  },
  "segments": { "beta": { "file": "beta.txt" }, "developers": { "key": ["jiwoo", "ana"] } }
}
"#;

fn project() -> Project {
    let project = Project::new();
    project.write("old.json", OLD);
    project.write("new.json", NEW);
    project.write("beta.txt", "b1\n");
    let users: String = (0..1000).map(|number| format!("user-{number}\n")).collect();
    project.write("users.txt", &users);
    project
}

#[test]
fn differences_are_words_and_exit_codes() {
    let ran = project().run(&["diff", "old.json", "new.json"]).expect(1);
    let wanted = "\
segment developers: + jiwoo, - minsu (used by new_checkout)
new_search: 5% → 25%
new_checkout:
  stage: developers → 5%
  new rule `partners wait`: role is partner → off
  owner: none → team_pay
dark_mode: added; it is 1%, experiment
old_banner: removed; it was off
";
    assert_eq!(ran.stdout, wanted);
    let same = project().run(&["diff", "old.json", "old.json"]).expect(0);
    assert_eq!(same.stdout, "no difference in meaning\n");
}

#[test]
fn colours_are_for_terminals() {
    let plain = project().run(&["diff", "old.json", "new.json"]).expect(1).stdout;
    assert!(!plain.contains('\u{1b}'), "{plain}");
    let coloured = project().run(&["diff", "old.json", "new.json", "--color", "always"]).expect(1);
    assert!(
        coloured.stdout.contains("\u{1b}[1mnew_search\u{1b}[0m: 5% → 25%"),
        "{}",
        coloured.stdout
    );
    let markdown = ["diff", "old.json", "new.json", "--color", "always", "--markdown"];
    assert!(!project().run(&markdown).expect(1).stdout.contains('\u{1b}'));
}

#[test]
fn layout_and_comments_are_no_difference() {
    let project = project();
    let flags = "/* all */ {\"flags\":{\"old_banner\":false,\"new_search\":{\"rollout\":5,},\"new_checkout\":\
                 {\"stage\":\"developers\",\"stages\":[\"developers\",\"5%\",\"everyone\"],}},\"segments\":\
                 {\"beta\":{\"key\":{\"file\":\"beta.txt\"}},\"developers\":{\"key\":[\"ana\",\"minsu\"]}}}";
    project.write("other.json", flags);
    let ran = project.run(&["diff", "old.json", "other.json"]).expect(0);
    assert_eq!(ran.stdout, "no difference in meaning\n");
}

#[test]
fn keys_that_move_are_counted() {
    let ran = project().run(&["diff", "old.json", "new.json", "--keys", "users.txt"]).expect(1);
    let wanted = "\
new_search:
  5% → 25%
  of 1000 keys of users.txt: 192 come in
";
    let counted = ran.stdout.contains(wanted);
    assert!(counted, "{}", ran.stdout);
    let twice = project().run(&["diff", "-", "new.json", "--keys", "-"]).expect(2);
    assert!(twice.stderr.starts_with("error: `-` is given twice"), "{}", twice.stderr);
}

#[test]
fn a_flag_that_moves_by_another_one_is_told() {
    let project = project();
    let flags = |share: &str| {
        format!(
            r#"{{ "flags": {{ "base": "{share}", "top": {{ "enabled": true, "prerequisites": ["base"] }} }} }}"#
        )
    };
    project.write("a.json", &flags("0%"));
    project.write("b.json", &flags("100%"));
    let ran = project.run(&["diff", "a.json", "b.json", "--keys", "users.txt"]).expect(1);
    let wanted = "\
base:
  0% → 100%
  of 1000 keys of users.txt: 1000 come in
top: of 1000 keys of users.txt: 1000 come in
";
    assert_eq!(ran.stdout, wanted);
}

#[test]
fn markdown_is_for_pull_requests() {
    let ran = project().run(&["diff", "old.json", "new.json", "--markdown"]).expect(1);
    let wanted = "\
**What changes in `new.json`**

- segment developers: + jiwoo, - minsu (used by new\\_checkout)
- **`new_search`**: 5% → 25%
- **`new_checkout`**
  - stage: developers → 5%
  - new rule `partners wait`: role is partner → off
  - owner: none → team\\_pay
- **`dark_mode`**: added; it is 1%, experiment
- **`old_banner`**: removed; it was off
";
    assert_eq!(ran.stdout, wanted);
    let same = project().run(&["diff", "old.json", "old.json", "--markdown"]).expect(0);
    assert_eq!(same.stdout, "No difference in meaning of `old.json`.\n");
}

#[test]
fn data_has_each_line() {
    let ran = project().run(&["diff", "old.json", "new.json", "--json"]).expect(1);
    let data: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        data["changes"][1],
        serde_json::json!({
            "of": "flag",
            "name": "new_search",
            "sort": "changed",
            "lines": [{ "member": "state", "words": "5% → 25%" }],
        })
    );
}

#[test]
fn a_broken_flag_says_what_is_wrong() {
    let project = project();
    project.write("broken.json", &OLD.replace("\"5%\",\n    \"old", "\"5 %\",\n    \"old"));
    let ran = project.run(&["diff", "old.json", "broken.json"]).expect(1);
    assert!(
        ran.stdout.starts_with("new_search:\n  5% → broken\n  broken.json:5:19: error[FK0105]: "),
        "{}",
        ran.stdout
    );
    project.write("none.json", "{ \"flags\": ");
    let refused = project.run(&["diff", "old.json", "none.json"]).expect(2);
    assert!(
        refused.stderr.starts_with("error: `none.json` is no document of flags\n"),
        "{}",
        refused.stderr
    );
}

#[test]
fn standard_input_is_a_version() {
    let project = project();
    let mut command = project.command(&["diff", "-", "new.json"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(OLD.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stdout).unwrap().contains("new_search: 5% → 25%\n"));
}

fn git(directory: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .current_dir(directory)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn revisions_of_git_are_versions() {
    let project = Project::new();
    let directory = project.path();
    git(&directory, &["init", "-q"]);
    project.write("app/flags.json", OLD);
    project.write("app/beta.txt", "b1\n");
    git(&directory, &["add", "."]);
    git(&directory, &["commit", "-q", "-m", "one"]);
    project.write("app/flags.json", NEW);
    project.write("app/beta.txt", "b1\nb2\n");
    let ran = project.run(&["diff", "HEAD:app/flags.json", "app/flags.json"]).expect(1);
    assert!(ran.stdout.contains("new_search: 5% → 25%\n"), "{}", ran.stdout);
    // Each version has the ids of its own revision.
    assert!(ran.stdout.contains("file beta.txt: + b2\n"), "{}", ran.stdout);
    git(&directory, &["commit", "-q", "-a", "-m", "two"]);
    let ran = project.run(&["diff", "HEAD~1:app/flags.json", "HEAD:app/flags.json"]).expect(1);
    assert!(ran.stdout.contains("file beta.txt: + b2\n"), "{}", ran.stdout);
    let Ran { code, stderr, .. } = project.run(&["diff", "HEAD:flags.json", "app/flags.json"]);
    assert_eq!(code, 2);
    assert!(stderr.starts_with("error: git has no `HEAD:flags.json`; name a revision"), "{stderr}");
    let mut command = project.command(&["diff", "HEAD:app/flags.json", "app/flags.json"]);
    let output = command.env("PATH", "").output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        told.contains("the command `git` is not there; install it, or name two files"),
        "{told}"
    );
}
