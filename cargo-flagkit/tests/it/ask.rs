//! `list` and `explain`: what is said of flags and of one answer.

use crate::project::{Project, Ran};
use std::process::Stdio;

const FLAGS: &str = r#"{
  "segments": { "qa": { "email": { "ends_with": "@qa.example.com" } } },
  "flags": {
    "new_checkout": {
      "owner": "team-pay", "created": "2026-10-01", "expires": "2026-11-01",
      "stages": ["qa", "5%", "everyone"],
      "stage": "5%",
      "rules": [{ "name": "partners wait", "if": { "role": "partner" }, "serve": "off" }],
      "prerequisites": ["payments_v2"],
    },
    "payments_v2": { "kind": "operational", "created": "2026-11-20", "rollout": "50%" },
    "ranker": { "variants": { "bm25": 1, "hybrid": 2 }, "default": "bm25", "rollout": { "bm25": 9, "hybrid": 1 } },
    "broken": { "enabld": true }, // a slip
    "done": { "created": "2026-01-01", "enabled": true },
  },
}
"#;

fn project() -> Project {
    let project = Project::new();
    project.write("flags.json", FLAGS);
    project
}

fn stdout(arguments: &[&str]) -> String {
    project().run(arguments).expect(0).stdout
}

#[test]
fn flags_are_listed_in_columns() {
    let table = stdout(&["list", "--today", "2026-11-23"]);
    let wanted = "\
FLAG          TYPE        STATE                                    STAGE  OWNER     AGE
new_checkout  boolean     stage 2 of 3, 1 rule, needs payments_v2  5%     team-pay  53d expired 2026-11-01
payments_v2   boolean     50%                                                       3d
ranker        2 variants  90/10
broken        boolean     broken
done          boolean     on                                                        326d settled
";
    assert_eq!(table, wanted);
}

#[test]
fn a_list_is_filtered_and_sorted() {
    let keys = |arguments: &[&str]| -> Vec<String> {
        let mut all = vec!["list", "--today", "2026-11-23"];
        all.extend(arguments);
        let lines = stdout(&all);
        lines.lines().skip(1).filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
    };
    assert_eq!(keys(&["--owner", "team-pay"]), ["new_checkout"]);
    assert_eq!(keys(&["--kind", "operational"]), ["payments_v2"]);
    assert_eq!(keys(&["--stale", "--sort", "age"]), ["done", "new_checkout"]);
    assert_eq!(
        keys(&["--sort", "key"]),
        ["broken", "done", "new_checkout", "payments_v2", "ranker"]
    );
    for (arguments, says) in [
        (&["--owner", "nobody"][..], "no flag of owner `nobody`\n"),
        (&["--kind", "permission"], "no flag of kind `permission`\n"),
        (
            &["--kind", "operational", "--owner", "team-pay"],
            "no flag of owner `team-pay` and of kind `operational`\n",
        ),
        (&["--stale", "--today", "2026-01-02"], "nothing is stale\n"),
        (
            &["--stale", "--today", "2026-01-02", "--owner", "team-pay"],
            "nothing of owner `team-pay` is stale\n",
        ),
    ] {
        assert_eq!(stdout(&[&["list"], arguments].concat()), says);
    }
    let empty = Project::new();
    empty.write("flags.json", "{}\n");
    let says = "no flags yet; `cargo flagkit add NAME` makes one\n";
    assert_eq!(empty.run(&["list"]).expect(0).stdout, says);
    assert_eq!(empty.run(&["list", "--stale"]).expect(0).stdout, says);
    let refused = project().run(&["list", "--kind", "relaese"]).expect(2);
    assert!(refused.stderr.contains("did you mean `release`?"), "{}", refused.stderr);
    let refused = project().run(&["list", "--sort", "uses"]).expect(2);
    assert!(refused.stderr.contains("no cargo workspace here"), "{}", refused.stderr);
}

#[test]
fn a_list_as_data_has_all_facts() {
    let text = stdout(&["list", "--json", "--today", "2026-11-23"]);
    let data: serde_json::Value = serde_json::from_str(&text).unwrap();
    let flag = &data[0];
    assert_eq!(flag["key"], "new_checkout");
    assert_eq!((&flag["line"], &flag["column"]), (&4.into(), &5.into()));
    assert_eq!(flag["stages"], serde_json::json!(["qa", "5%", "everyone"]));
    assert_eq!(flag["age_days"], 53);
    assert_eq!(flag["stale"], "expired 2026-11-01");
    assert_eq!(flag["prerequisites"][0], "payments_v2");
    assert_eq!(flag["uses"], serde_json::Value::Null);
    assert_eq!(data[2]["variants"][1], serde_json::json!({ "name": "hybrid", "payload": 2 }));
    assert_eq!(data[3]["broken"], true);
    assert_eq!(data[4]["constant"], true);
}

#[test]
fn a_stage_that_time_opens_is_told_of_the_day() {
    let project = Project::new();
    let flags = r#"{ "f": { "stages": [{ "percentage": "5%", "from": "2027-01-01" }, { "percentage": "50%", "from": "2027-02-01" }] } }"#;
    project.write("flags.json", flags);
    let on = |day: &str| {
        let text = project.run(&["list", "--json", "--today", day]).expect(0).stdout;
        let data: serde_json::Value = serde_json::from_str(&text).unwrap();
        data[0]["stage"].as_str().unwrap().to_owned()
    };
    assert_eq!(on("2026-12-31"), "not begun");
    assert_eq!(on("2027-01-01"), "5%");
    assert_eq!(on("2027-06-01"), "50%");
}

/// What a source uses that cannot be read is not counted, and that is told.
#[test]
fn sources_that_cannot_be_read_are_told_of() {
    let source = "mod half;\nflagkit::flags!(\"flags.json\");\nfn main() {}\n";
    let half = "fn half() { let _ = crate::flags::A.is_enabled(;\n";
    let project =
        Project::package(r#"{ "a": false }"#, &[("src/main.rs", source), ("src/half.rs", half)]);
    let note = "note: 1 source cannot be read as Rust, so there may be more uses; `cargo flagkit check` shows where\n";
    for arguments in [&["list"][..], &["list", "--json"]] {
        assert_eq!(project.run(arguments).expect(0).stderr, note);
    }
    project.write("src/half.rs", "fn half() { let _ = crate::flags::A.is_enabled(); }\n");
    assert_eq!(project.run(&["list"]).expect(0).stderr, "");
}

/// Whoever gives no context learns how to.
#[test]
fn an_answer_without_a_context_says_so() {
    let note = "note: no context was given; pass `--context '{\"key\":\"42\"}'`\n";
    assert!(stdout(&["explain", "payments_v2"]).ends_with(note));
    let with = stdout(&["explain", "payments_v2", "--context", "{\"key\":\"42\"}"]);
    assert!(!with.contains("note:"), "{with}");
    // It answers the same to everyone.
    let constant = stdout(&["explain", "done"]);
    assert!(!constant.contains("note:"), "{constant}");
}

#[test]
fn uses_are_counted_in_a_workspace() {
    let source = "flagkit::flags!(\"flags.json\");\n\nfn main() {\n    let _ = flags::A.is_enabled();\n}\n\n\
                  #[test]\nfn off() {\n    assert!(!flags::A.is_enabled());\n    assert!(!flags::B.is_enabled());\n}\n";
    let flags = r#"{ "a": false, "b": false, "c": false }"#;
    let project = Project::package(flags, &[("src/main.rs", source)]);
    let listed = project.run(&["list", "--sort", "uses"]).expect(0).stdout;
    let wanted = "\
FLAG  TYPE     STATE  USES
c     boolean  off    0
b     boolean  off    1 in tests
a     boolean  off    2, 1 in tests
";
    assert_eq!(listed, wanted);
    let data = project.run(&["list", "--json"]).expect(0).stdout;
    let data: serde_json::Value = serde_json::from_str(&data).unwrap();
    assert_eq!(data[0]["uses"][0]["place"], "src/main.rs:4:20");
    assert_eq!(data[0]["uses"][1]["in_tests"], true);
    // Another file is held against the same code.
    project.write("other.json", r#"{ "b": true }"#);
    let other = project.run(&["list", "--file", "other.json"]).expect(0).stdout;
    assert!(other.contains("b     boolean  on     1 in tests"), "{other}");
}

#[test]
fn an_answer_is_explained_step_by_step() {
    let told = stdout(&["explain", "new_checkout", "--context", r#"{"key":"42","role":"guest"}"#]);
    let wanted = "\
`new_checkout` for key `42`
  prerequisite `payments_v2` (flags.json:9:25) serves `on`, as it must
    `rollout` (flags.json:11:70): bucket 19132 of 100000, inside
    serves `on`: SPLIT
  rule `partners wait` (flags.json:8:17) does not match
  stage `qa` (flags.json:6:18) does not match: the context has no `email`
  stage `5%` (flags.json:6:24): bucket 37861 of 100000, outside
  serves `off`: DEFAULT

 --> flags.json:4:5
  |
4 |     \"new_checkout\": {
  |     ^ decides
";
    assert_eq!(told, wanted);
    let told = stdout(&[
        "explain",
        "new_checkout",
        "--context",
        r#"{"targetingKey":"42","role":"partner"}"#,
    ]);
    let wanted = "\
8 |       \"rules\": [{ \"name\": \"partners wait\", \"if\": { \"role\": \"partner\" }, \"serve\": \"off\" }],
  |                 ^ decides
";
    assert!(told.ends_with(wanted), "{told}");
}

#[test]
fn an_answer_is_data() {
    let project = project();
    project.write("user.json", "\u{FEFF}{ \"key\": 42, \"email\": \"a@qa.example.com\" }\n");
    let ran = project.run(&["explain", "new_checkout", "--context-file", "user.json", "--json"]);
    let data: serde_json::Value = serde_json::from_str(&ran.expect(0).stdout).unwrap();
    assert_eq!(data["variant"], "on");
    assert_eq!(data["reason"], "TARGETING_MATCH");
    assert_eq!(data["decided_by"], serde_json::json!({ "stage": 0 }));
    assert_eq!(data["place"]["line"], 6);
    assert_eq!(data["place"]["text"], r#"      "stages": ["qa", "5%", "everyone"],"#);
    assert_eq!(data["prerequisites"][0]["flag"], "payments_v2");
    assert_eq!(data["prerequisites"][0]["bucket"], 19132);
}

#[test]
fn an_instant_can_be_given() {
    let project = Project::new();
    let flags =
        r#"{ "flags": { "sale": { "enabled": true, "schedule": { "start": "2027-01-01" } } } }"#;
    project.write("flags.json", flags);
    let at = |at: &str| project.run(&["explain", "sale", "--at", at]).expect(0).stdout;
    let (before, after) = (at("2026-12-31T23:59:59Z"), at("2027-01-01"));
    assert!(before.contains("`schedule` (flags.json:1:41) is shut\n"), "{before}");
    assert!(before.starts_with("`sale` for a call without a context\n"), "{before}");
    assert!(after.contains("serves `on`"), "{after}");
    let refused = project.run(&["explain", "sale", "--at", "tomorrow"]).expect(2).stderr;
    assert!(
        refused.contains("is not a date; write `2027-03-01` or `2027-03-01T09:00:00Z`"),
        "{refused}"
    );
}

#[test]
fn a_code_is_explained() {
    for name in ["FK0104", "fk0104", "104"] {
        let told = stdout(&["explain", name]);
        assert!(told.starts_with("FK0104 (unused-flag): a flag that no code reads\n"), "{told}");
    }
    let data = stdout(&["explain", "FK0007", "--json"]);
    let data: serde_json::Value = serde_json::from_str(&data).unwrap();
    assert_eq!(data["code"], "FK0007");
}

#[test]
fn what_cannot_be_explained_says_why() {
    let refused = |arguments: &[&str]| {
        let Ran { code, stdout, stderr } = project().run(arguments);
        assert_eq!((code, &*stdout), (2, ""), "{arguments:?}");
        stderr
    };
    assert_eq!(
        refused(&["explain", "broken"]),
        "error: flag `broken` (flags.json:13:5) is broken\n  \
         note: flags.json:13:17: error[FK0007]: unknown member `enabld` of flag `broken`; did you mean `enabled`?\n  \
         help: mend it; meanwhile a running program keeps its last good definition\n"
    );
    assert!(refused(&["explain", "new_chekout"]).contains("did you mean `new_checkout`?"));
    assert!(
        refused(&["explain", "FK9999"]).starts_with("error: there is no code `FK9999` and no flag")
    );
    assert_eq!(
        refused(&["explain", "ranker", "--context", "{key:42}"]),
        "error: `--context` cannot be read at column 2: key must be a string\n  \
         help: write an object with the targeting key and attributes: {\"key\":\"42\",\"country\":\"KR\"}\n"
    );
    assert!(refused(&["explain", "ranker", "--context-file", "none.json"]).contains("none.json"));
}

#[test]
fn a_closed_pipe_is_no_failure() {
    for arguments in [&["list"][..], &["list", "--json"], &["explain", "FK0104"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let project = project();
        let mut command = project.command(arguments);
        let output = command.stdout(writer).stderr(Stdio::piped());
        let output = output.spawn().unwrap().wait_with_output().unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{arguments:?}");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    }
}
