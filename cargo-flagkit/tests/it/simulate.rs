//! `simulate`: counts of answers, and whom a change moves.

use crate::project::Project;

const FLAGS: &str = r#"{
  "segments": { "staff": { "role": "staff" } },
  "flags": {
    "share": "10%",
    "staged": { "stages": ["staff", "5%", "25%"], "stage": "5%" },
    "ranker": { "variants": ["bm25", "hybrid"], "default": "bm25", "rollout": { "bm25": 9, "hybrid": 1 } }
  }
}
"#;

fn project() -> Project {
    let project = Project::new();
    project.write("flags.json", FLAGS);
    let users: String = (0..1000).map(|number| format!("user-{number}\n")).collect();
    project.write("users.txt", &format!("# customers\n{users}\nuser-1\nuser-2\n"));
    project
}

#[test]
fn each_key_is_asked_once() {
    let ran = project().run(&["simulate", "share", "--keys", "users.txt"]).expect(0);
    let wanted = "\
`share` (flags.json:4:5) for 1000 keys of users.txt (2 lines repeat a key and do not count)

now, 10%:
  off  913  91.3%  by `rollout` (flags.json:4:5): SPLIT
  on    87   8.7%  by `rollout` (flags.json:4:5): SPLIT
";
    assert_eq!(ran.stdout, wanted);
}

#[test]
fn a_raised_share_lets_nobody_go() {
    let project = project();
    let arguments = ["simulate", "share", "--keys", "users.txt", "--to", "25%", "--show", "2"];
    let ran = project.run(&arguments).expect(0);
    let wanted = "
then, 25%:
  off  756  75.6%  -157  by `rollout` (flags.json:4:5): SPLIT
  on   244  24.4%  +157  by `rollout` (flags.json:4:5): SPLIT

157 come in, off → on: user-7, user-12, … 155 more
nobody goes out: whoever is in stays in when the share is raised
";
    assert!(ran.stdout.ends_with(wanted), "{}", ran.stdout);
    assert_eq!(project.read("flags.json"), FLAGS);
    let back = ["simulate", "share", "--keys", "users.txt", "--to", "5%", "--json"];
    let data: serde_json::Value =
        serde_json::from_str(&project.run(&back).expect(0).stdout).unwrap();
    assert_eq!((&data["asked"], &data["repeated"]), (&1000.into(), &2.into()));
    assert_eq!(data["come_in"], 0);
    assert_eq!(data["go_out"], data["moves"][0]["count"]);
    assert_eq!(data["moves"][0]["examples"].as_array().unwrap().len(), 5);
    let counts: u64 =
        (0..2).map(|at| data["then"]["variants"][at]["count"].as_u64().unwrap()).sum();
    assert_eq!(counts, 1000);
}

#[test]
fn stages_and_contexts_are_asked() {
    let project = project();
    let arguments = ["simulate", "staged", "--keys", "users.txt", "--to-stage", "next"];
    let ran = project.run(&arguments).expect(0);
    assert!(ran.stdout.contains("\nthen, stage 3 of 3 (25%):\n"), "{}", ran.stdout);
    assert!(ran.stdout.ends_with("\nnobody goes out\n"), "{}", ran.stdout);
    project.write("who.jsonl", "{\"key\":\"a\",\"role\":\"staff\"}\n\n{\"key\":\"a\"}\n{}\n");
    let ran = project.run(&["simulate", "staged", "--context-file", "who.jsonl"]).expect(0);
    let wanted = "\
`staged` (flags.json:5:5) for 3 contexts of who.jsonl

now, stage 2 of 3 (5%):
  off  2  66.667%
       1  33.333%  by stage `5%` (flags.json:5:37): ERROR (TARGETING_KEY_MISSING)
       1  33.333%  by the default (flags.json:5:5): DEFAULT
  on   1  33.333%  by stage `staff` (flags.json:5:28): TARGETING_MATCH
";
    assert_eq!(ran.stdout, wanted);
    let all = ["simulate", "staged", "--keys", "users.txt", "--context", r#"{"role":"staff"}"#];
    let ran = project.run(&all).expect(0);
    assert!(ran.stdout.contains("  on   1000  100%  by stage `staff`"), "{}", ran.stdout);
}

#[test]
fn another_file_is_held_against_it() {
    let project = project();
    let edited = FLAGS.replace("\"bm25\": 9, \"hybrid\": 1", "\"bm25\": 0, \"hybrid\": 1");
    project.write("edited.json", &edited);
    let arguments = ["simulate", "ranker", "--keys", "users.txt", "--against", "edited.json"];
    let ran = project.run(&arguments).expect(0);
    let wanted = "
then, hybrid:
  bm25       0    0%  -902
  hybrid  1000  100%  +902  by `rollout` (edited.json:6:68): STATIC

902 come in, bm25 → hybrid: user-0, user-1, user-2, user-3, user-5, … 897 more
nobody goes out
";
    assert!(ran.stdout.ends_with(wanted), "{}", ran.stdout);
}

#[test]
fn what_cannot_be_asked_says_why() {
    let project = project();
    let refused = |arguments: &[&str]| project.run(arguments).expect(2).stderr;
    assert!(refused(&["simulate", "share"]).contains("--keys <PATH>|--context-file <PATH>"));
    assert!(
        refused(&["simulate", "shore", "--keys", "users.txt"]).contains("did you mean `share`?")
    );
    assert!(
        refused(&["simulate", "share", "--keys", "none.txt"]).contains("there is no `none.txt`")
    );
    let keyed = ["simulate", "share", "--keys", "users.txt", "--context", r#"{"key":"a"}"#];
    assert!(refused(&keyed).contains("`--context` has a key"));
    project.write("who.jsonl", "{\"key\":\"a\"}\n{\"key\":}\n");
    assert_eq!(
        refused(&["simulate", "share", "--context-file", "who.jsonl"]),
        "error: `who.jsonl` cannot be read at line 2, column 8: expected value\n  \
         help: write an object with the targeting key and attributes: {\"key\":\"42\",\"country\":\"KR\"}\n"
    );
    assert_eq!(project.read("flags.json"), FLAGS);
}

/// Whoever asks what would be is not led to write.
#[test]
fn advice_is_how_to_ask_on() {
    let project = project();
    let ask = |flag: &str, option: &str, value: &str, says: &str| {
        let ran = project.run(&["simulate", flag, "--keys", "users.txt", option, value]).expect(2);
        assert_eq!((&*ran.stderr, &*ran.stdout), (says, ""));
    };
    ask(
        "staged",
        "--to",
        "25%",
        "error: `staged` is opened by its stages; write `--to-stage \"25%\"`\n",
    );
    ask(
        "staged",
        "--to",
        "26%",
        "error: `staged` is opened by its stages; none of them reaches 26%
  note: its stages are `staff`, `5%`, `25%`
  help: `--to-stage \"next\"` goes one further; a new stage is written into the file
",
    );
    ask(
        "share",
        "--to-stage",
        "next",
        "error: `share` has no stages; write `--to 5%`
  help: stages are written into the file: `\"stages\": [\"5%\", \"25%\", \"everyone\"], \"stage\": \"off\"`
",
    );
    project.write(
        "flags.json",
        r#"{ "dated": { "stages": [{ "percentage": "5%", "from": "2027-03-08" }] } }"#,
    );
    ask(
        "dated",
        "--to-stage",
        "next",
        "error: time moves the stages of `dated`, so there is no next one to write; change its dates
  note: `5%` from 2027-03-08
  help: `--to-stage \"5%\"` asks what it would be, held there whatever the dates say
",
    );
}
