//! `rollback` on small files: what it writes and says.

use super::{edits, leaves, project};

#[test]
fn rollback_takes_the_mildest_edit_that_is_enough() {
    let rolls = |flag: &str, becomes: &str| {
        let text = |flag: &str| {
            format!("{{ \"flags\": {{ \"b\": true, \"a\": {flag}, \"c\": false }} }}\n")
        };
        let project = project(&text(flag));
        let ran = project.run(&["rollback", "a"]).expect(0);
        assert!(ran.stderr.is_empty(), "{}", ran.stderr);
        assert_eq!(project.read("flags.json"), text(becomes));
        let again = project.run(&["rollback", "a"]).expect(0);
        assert_eq!(again.stderr, "everyone has the old code of `a` already; nothing is written\n");
    };
    rolls("true", "false");
    rolls("\"5%\"", "false");
    rolls(r#"{ "rollout": "5%" }"#, r#"{ "enabled": false, "rollout": "5%" }"#);
    rolls(r#"{ "enabled": true }"#, r#"{ "enabled": false }"#);
    rolls(
        r#"{ "variants": ["x", "y"], "default": "x", "rollout": { "y": 1 } }"#,
        r#"{ "enabled": false, "variants": ["x", "y"], "default": "x", "rollout": { "y": 1 } }"#,
    );
    rolls(r#"{ "stages": ["5%"], "stage": "5%" }"#, r#"{ "stages": ["5%"], "stage": "off" }"#);
    // Somebody tries the new code unseen.
    rolls(
        r#"{ "stages": [{ "shadow": "1%" }], "stage": "shadow" }"#,
        r#"{ "stages": [{ "shadow": "1%" }], "stage": "off" }"#,
    );
    // Time would move it.
    rolls(
        r#"{ "stages": [{ "percentage": "5%", "from": "2027-03-08" }] }"#,
        r#"{ "stages": [{ "percentage": "5%", "from": "2027-03-08" }], "stage": "off" }"#,
    );
    // A gate takes nobody away for ever, but what is behind it serves the old code.
    rolls(
        r#"{ "stages": ["5%"], "stage": "5%", "prerequisites": ["b"] }"#,
        r#"{ "stages": ["5%"], "stage": "off", "prerequisites": ["b"] }"#,
    );
    // A rule, or a share beside the stages, would go on.
    let rules = r#""rules": [{ "if": { "role": "a" }, "serve": "on" }]"#;
    rolls(
        &format!(r#"{{ "stages": ["5%"], "stage": "5%", {rules} }}"#),
        &format!(r#"{{ "enabled": false, "stages": ["5%"], "stage": "5%", {rules} }}"#),
    );
    rolls(
        r#"{ "rollout": "1%", "stages": ["5%"], "stage": "5%" }"#,
        r#"{ "enabled": false, "rollout": "1%", "stages": ["5%"], "stage": "5%" }"#,
    );
}

/// The note names what brings back just what was.
#[test]
fn how_to_take_it_back_is_told_and_true() {
    let rules = r#""rules": [{ "if": { "role": "a" }, "serve": "on" }]"#;
    for (flag, command) in [
        ("true", Some("set a on")),
        ("\"5%\"", Some("set a 5%")),
        (r#"{ "rollout": "5%" }"#, Some("set a 5%")),
        (r#"{ "enabled": true, "owner": "me" }"#, Some("set a on")),
        (r#"{ "stages": ["5%", "everyone"], "stage": "5%" }"#, Some("stage a 5%")),
        (r#"{ "rollout": "1%", "stages": ["5%"], "stage": "5%" }"#, Some("set a on")),
        (
            r#"{ "variants": ["x", "y"], "default": "x", "rollout": { "x": 1, "y": 2 } }"#,
            Some("set a on"),
        ),
        (r#"{ "rollout": { "on": 1, "off": 3 } }"#, None),
        (&format!("{{ {rules} }}"), None),
    ] {
        let text = format!("{{ \"flags\": {{ \"a\": {flag} }} }}\n");
        let project = project(&text);
        let told = project.run(&["rollback", "a"]).expect(0).stdout;
        match command {
            Some(command) => {
                let note = format!("  note: `cargo flagkit {command}` takes it back\n");
                assert!(told.ends_with(&note), "{flag}: {told}");
                project.run(&command.split(' ').collect::<Vec<_>>()).expect(0);
                assert_eq!(
                    project.read("flags.json").replace("\"enabled\": true, ", ""),
                    text.replace("\"enabled\": true, ", "")
                );
            }
            None => {
                let note = "  note: it is as before once its `enabled` is removed from the file\n";
                assert!(told.ends_with(note), "{flag}: {told}");
            }
        }
    }
}

#[test]
fn rollback_of_a_broken_flag() {
    let broken = "{\n  \"a\": { \"rolout\": \"5%\", \"stages\": [\"5%\"], \"stage\": \"4%\" },\n  \"b\": true\n}\n";
    leaves(
        broken,
        &["set", "a", "5%"],
        2,
        "error: `a` is opened by its stages; write `cargo flagkit stage a 5%`\n",
    );
    leaves(
        broken,
        &["stage", "a", "5%"],
        2,
        "error: `a` has a mistake, so no edit of it would have an effect; mend it first
  note: flags.json:2:10: error[FK0007]: unknown member `rolout` of flag `a`; did you mean `rollout`?
  help: `cargo flagkit rollback a` works all the same
",
    );
    edits(
        broken,
        &["rollback", "a"],
        "flags.json:2:10: `a`: broken → off\n  note: `flags.json` has mistakes that the edit leaves; `cargo flagkit check` shows it all\n",
        &broken.replace("\"rolout\"", "\"enabled\": false, \"rolout\""),
    );
    // What is wrong with it is told, not how it is opened.
    let off = broken.replace("\"rolout\"", "\"enabled\": false, \"rolout\"");
    let refused = project(&off).run(&["set", "a", "on"]).expect(2).stderr;
    assert!(
        refused.starts_with("error: `a` has a mistake, so no edit of it would have an effect"),
        "{refused}"
    );
    edits(
        "{ \"a\": \"yes\" }",
        &["rollback", "a"],
        "flags.json:1:3: `a`: broken → off\n",
        "{ \"a\": false }",
    );
    // Neither of two is believed, but either can switch the flag off.
    let twice = project("{ \"a\": true, \"a\": \"5%\", \"b\": true }");
    twice.run(&["rollback", "a"]).expect(0);
    assert_eq!(
        twice.read("flags.json"),
        "{ \"a\": { \"enabled\": false }, \"a\": \"5%\", \"b\": true }"
    );
    // Alone it makes no document; switched off it does.
    let alone = project("{ \"flags\": { \"a\": { \"rolout\": 5 } }, \"sgments\": {} }");
    alone.run(&["rollback", "a"]).expect(0);
    assert_eq!(
        alone.read("flags.json"),
        "{ \"flags\": { \"a\": { \"enabled\": false, \"rolout\": 5 } }, \"sgments\": {} }"
    );
}
