//! `set` on small files: what it writes and says.

use super::{SHOP, all, edits, edits_shop, leaves, project};

#[test]
fn set_a_bare_flag() {
    let line = ("\"new_search\": \"5%\"", "\"new_search\": true");
    edits_shop(&["set", "new_search", "on"], "flags.json:12:5: `new_search`: 5% → on\n", line);
    let line = ("\"new_search\": \"5%\"", "\"new_search\": \"0.5%\"");
    edits_shop(&["set", "new_search", "0.50%"], "flags.json:12:5: `new_search`: 5% → 0.5%\n", line);
    edits(
        "{\"a\":true}",
        &["set", "a", "off"],
        "flags.json:1:2: `a`: on → off\n  note: `cargo flagkit set a on` takes it back\n",
        "{\"a\":false}",
    );
    edits(
        "\u{FEFF}{\"a\":true}\r\n",
        &["set", "a", "7%"],
        "flags.json:1:2: `a`: on → 7%\n",
        "\u{FEFF}{\"a\":\"7%\"}\r\n",
    );
    edits(
        "{ \"a\": \"yes\" }",
        &["set", "a", "on"],
        "flags.json:1:3: `a`: broken → on\n",
        "{ \"a\": true }",
    );
}

#[test]
fn set_an_object() {
    edits_shop(
        &["set", "facts", "25%"],
        "flags.json:13:37: `facts`: 5% → 25%\n",
        ("\"rollout\": \"5%\"", "\"rollout\": \"25%\""),
    );
    edits_shop(
        &["set", "facts", "off"],
        "flags.json:13:37: `facts`: 5% → off\n  note: `cargo flagkit set facts 5%` takes it back\n",
        ("\"team-web\", \"rollout\"", "\"team-web\", \"enabled\": false, \"rollout\""),
    );
    edits_shop(
        &["set", "stop_emails", "on"],
        "flags.json:14:45: `stop_emails`: off → on\n",
        ("\"enabled\": false", "\"enabled\": true"),
    );
    let set = |flag: &str, wish: &str, becomes: &str| {
        let project = project(&format!("{{ \"flags\": {{ \"a\": {flag} }} }}"));
        project.run(&["set", "a", wish]).expect(0);
        assert_eq!(project.read("flags.json"), format!("{{ \"flags\": {{ \"a\": {becomes} }} }}"));
    };
    set("{}", "on", r#"{ "enabled": true }"#);
    set("{}", "5%", r#"{ "rollout": "5%" }"#);
    set(r#"{ "enabled": false, "rollout": "5%" }"#, "on", r#"{ "rollout": "100%" }"#);
    set(r#"{ "enabled": false, "rollout": 5 }"#, "6%", r#"{ "rollout": "6%" }"#);
    set(
        r#"{ "rollout": { "percentage": "5%", "x-why": "slow" } }"#,
        "6%",
        r#"{ "rollout": { "percentage": "6%", "x-why": "slow" } }"#,
    );
    // Where it has an effect it stays, and where a comment would go with it.
    set(r#"{ "enabled": false }"#, "on", r#"{ "enabled": true }"#);
    set(
        r#"{ /* why */ "enabled": false, "rollout": "5%" }"#,
        "on",
        r#"{ /* why */ "enabled": true, "rollout": "100%" }"#,
    );
    set(r#"{ "rollout": { "on": 1, "off": 3 } }"#, "6%", r#"{ "rollout": "6%" }"#);
    set(r#"{ "default": true }"#, "5%", r#"{ "rollout": "5%" }"#);
    set(r#"{ "default": false }"#, "on", r#"{ "default": true }"#);
    set(
        r#"{ "owner": "me", "default": true, "issue": 3 }"#,
        "off",
        r#"{ "owner": "me", "default": true, "issue": 3, "enabled": false }"#,
    );
    let rules = r#""rules": [{ "if": { "role": "a" }, "serve": "off" }]"#;
    set(&format!("{{ {rules} }}"), "on", &format!("{{ \"rollout\": \"100%\", {rules} }}"));
}

/// A bare flag and an object are told in the same words.
#[test]
fn one_state_has_one_word() {
    for (flag, wish, from, to) in [
        ("false", "on", "off", "on"),
        ("\"5%\"", "100%", "5%", "on"),
        (r#"{ "rollout": "5%" }"#, "on", "5%", "on"),
        (r#"{ "rollout": "5%" }"#, "0%", "5%", "off"),
        (r#"{ "rollout": "0%" }"#, "5%", "off", "5%"),
    ] {
        let project = project(&format!("{{ \"flags\": {{ \"a\": {flag} }} }}"));
        let told = project.run(&["set", "a", wish]).expect(0).stdout;
        let first = told.lines().next().unwrap();
        assert!(first.ends_with(&format!(": `a`: {from} → {to}")), "{flag} {wish}: {told}");
    }
}

/// Off and on again is as before, byte for byte.
#[test]
fn what_is_switched_off_is_switched_on_again() {
    let shop = "{\n  \"flags\": {\n    // the order\n    \"a\": {\n      // ours\n      \"variants\": [\"x\", \"y\"], // two\n      \"default\": \"x\",\n      \"rollout\": { \"y\": 1, \"x\": 1 }\n    }\n  }\n}\n";
    let staged = r#"{ "flags": { "a": { "stages": ["5%"], "stage": "5%" } } }"#;
    let weighed =
        r#"{ "a": { "variants": ["x", "y"], "default": "x", "rollout": { "x": 1, "y": 1 } } }"#;
    for text in [shop, staged, weighed] {
        let project = project(text);
        project.run(&["set", "a", "off"]).expect(0);
        assert_ne!(project.read("flags.json"), text);
        project.run(&["set", "a", "on"]).expect(0);
        assert_eq!(project.read("flags.json"), text);
    }
    // On would not let anybody in.
    leaves(
        r#"{ "a": { "enabled": false, "variants": ["x", "y"], "default": "x" } }"#,
        &["set", "a", "on"],
        2,
        "error: `a` has variants and no share that is on; name one of `x`, `y`\n  help: weights of several are written into the file, as `rollout`\n",
    );
}

#[test]
fn what_else_decides_is_told() {
    let flags = r#"{ "flags": {
  "a": {
    "rules": [
      { "if": { "role": "a" }, "serve": "off" },
      { "name": "b", "if": { "role": "b" }, "serve": "off" },
      { "if": { "role": "c" }, "serve": "off" },
      { "if": { "role": "d" }, "serve": "off" },
      { "if": { "role": "e" }, "serve": "off" }
    ],
    "prerequisites": { "on": true, "off": true, "some": true, "v": ["y", "z"] },
    "schedule": { "start": "2027-01-01", "end": "2027-02-01" },
    "group": { "name": "g", "from": "0%", "to": "30%" }
  },
  "on": true, "off": false, "some": "5%", "v": { "variants": ["x", "y", "z"], "default": "x" }
} }
"#;
    edits(
        flags,
        &["set", "a", "on"],
        "flags.json:3:5: `a`: 5 rules → on
  note: only while `on` is on, as it is now for everyone
  note: only where `off` is on; it is `off` for everyone, so nobody has it yet
  note: only where `some` is on
  note: only where `v` is y or z; it is `x` for everyone, so nobody has it yet
  note: only from 2027-01-01 until 2027-02-01
  note: only for 0% to 30% of the group `g`
  note: the rule (flags.json:5:7) decides first
  note: the rule `b` (flags.json:6:7) decides first
  note: the rule (flags.json:7:7) decides first
  note: and 2 more rules
",
        &flags.replace("    \"rules\"", "    \"rollout\": \"100%\",\n    \"rules\""),
    );
    edits_shop(
        &["set", "payments_v2", "off"],
        "flags.json:11:5: `payments_v2`: on → off\n  note: `new_checkout` needs it, so everyone has the old code of that too\n  note: `cargo flagkit set payments_v2 on` takes it back\n",
        ("\"payments_v2\": true", "\"payments_v2\": false"),
    );
}

#[test]
fn set_a_variant() {
    edits_shop(
        &["set", "search_ranker", "semantic"],
        "flags.json:15:89: `search_ranker`: bm25 → semantic\n",
        ("\"default\": \"bm25\"", "\"default\": \"bm25\", \"rollout\": { \"semantic\": 100 }"),
    );
    let flags = |rollout: &str| {
        format!(
            "{{\n  \"r\": {{ \"variants\": [\"a\", \"b\", \"off\"], \"default\": \"a\",\n    \"rollout\": {{ {rollout} }} }}\n}}\n"
        )
    };
    edits(
        &flags("\"a\": 80, /* new */ \"b\": 20, \"off\": 0"),
        &["set", "r", "b"],
        "flags.json:3:5: `r`: a 80, b 20, off 0 → b\n",
        &flags("\"a\": 0, /* new */ \"b\": 100, \"off\": 0"),
    );
    edits(
        &flags("\"a\": 8"),
        &["set", "r", "off"],
        "flags.json:3:5: `r`: a → off\n",
        &flags("\"a\": 0, \"off\": 100"),
    );
    leaves(
        SHOP,
        &["set", "search_ranker", "bm25"],
        0,
        "`search_ranker` is `bm25` for everyone already; nothing is written\n",
    );
    leaves(
        SHOP,
        &["set", "search_ranker", "off"],
        0,
        "`search_ranker` is `bm25` for everyone already; nothing is written\n",
    );
    leaves(
        SHOP,
        &["set", "search_ranker", "semnatic"],
        2,
        "error: `search_ranker` has no variant `semnatic`; did you mean `semantic`?\n",
    );
    leaves(
        SHOP,
        &["set", "search_ranker", "5%"],
        2,
        "error: `search_ranker` has variants and no share that is on; name one of `bm25`, `semantic`\n  help: weights of several are written into the file, as `rollout`\n",
    );
}

#[test]
fn set_what_cannot_be() {
    leaves(
        SHOP,
        &["set", "new_search", "5"],
        2,
        "error: `new_search` cannot be set to `5`; did you mean `5%`?\n",
    );
    leaves(
        SHOP,
        &["set", "new_search", "true"],
        2,
        "error: `new_search` cannot be set to `true`; did you mean `on`?\n",
    );
    leaves(
        SHOP,
        &["set", "new_search", "101%"],
        2,
        "error: `new_search` cannot be set to `101%`; write `on`, `off`, or a share from `0%` to `100%`\n",
    );
    leaves(
        SHOP,
        &["set", "nwe_search", "on"],
        2,
        "error: no flag `nwe_search` in `flags.json`; did you mean `new_search`?\n  help: to create it, run `cargo flagkit add nwe_search`\n",
    );
    leaves(
        SHOP,
        &["set", "new_checkout", "on"],
        2,
        "error: `new_checkout` is opened by its stages; write `cargo flagkit stage new_checkout everyone`\n",
    );
    leaves(
        SHOP,
        &["set", "new_checkout", "25%"],
        2,
        "error: `new_checkout` is opened by its stages; write `cargo flagkit stage new_checkout 25%`\n",
    );
    leaves(
        SHOP,
        &["set", "new_checkout", "26%"],
        2,
        "error: `new_checkout` is opened by its stages; none of them reaches 26%\n  note: its stages are `qa`, `5%`, `25%`, `everyone`\n  help: `cargo flagkit stage new_checkout next` goes one further; a new stage is written into the file\n",
    );
}

#[test]
fn what_is_so_already_is_left() {
    leaves(
        SHOP,
        &["set", "new_search", "5%"],
        0,
        "`new_search` is at `5%` already; nothing is written\n",
    );
    leaves(
        SHOP,
        &["set", "payments_v2", "on"],
        0,
        "`payments_v2` is `on` for everyone already; nothing is written\n",
    );
    for (flag, share, word) in
        [("true", "100%", "on"), ("false", "0%", "off"), ("{ \"default\": true }", "100%", "on")]
    {
        leaves(
            &format!("{{ \"flags\": {{ \"a\": {flag} }} }}"),
            &["set", "a", share],
            0,
            &format!("`a` is `{word}` for everyone already; nothing is written\n"),
        );
    }
    leaves(
        "{ \"a\": \"100%\" }",
        &["set", "a", "on"],
        0,
        "`a` is `on` for everyone already; nothing is written\n",
    );
    leaves(
        SHOP,
        &["set", "stop_emails", "off"],
        0,
        "`stop_emails` is `off` for everyone already; nothing is written\n",
    );
    leaves(
        SHOP,
        &["rollback", "search_ranker"],
        0,
        "everyone has the old code of `search_ranker` already; nothing is written\n",
    );
    leaves(
        SHOP,
        &["stage", "new_checkout", "5%"],
        0,
        "`new_checkout` is at stage `5%` already, which is what was asked for; nothing is written\n",
    );
    let rules =
        r#"{ "a": { "rollout": "100%", "rules": [{ "if": { "role": "a" }, "serve": "off" }] } }"#;
    leaves(
        rules,
        &["set", "a", "on"],
        0,
        "`a` is so in `flags.json` already; nothing is written\n",
    );
}

#[test]
fn mistakes_elsewhere_hold_up_nothing() {
    let flags = "{\n  \"a\": true,\n  \"b\": \"maybe\"\n}\n";
    let note = "  note: `flags.json` has a mistake that the edit leaves; `cargo flagkit check` shows it all\n";
    edits(
        flags,
        &["set", "a", "off"],
        &format!(
            "flags.json:2:3: `a`: on → off\n  note: `cargo flagkit set a on` takes it back\n{note}"
        ),
        &flags.replace("true", "false"),
    );
    edits(
        flags,
        &["rollback", "a"],
        &format!(
            "flags.json:2:3: `a`: on → off\n  note: `cargo flagkit set a on` takes it back\n{note}"
        ),
        &flags.replace("true", "false"),
    );
}

#[test]
fn an_edit_that_breaks_something_is_refused() {
    // Unleash draws whole percents.
    leaves(
        "{ \"a\": { \"hash\": \"unleash\", \"rollout\": \"5%\" } }",
        &["set", "a", "0.5%"],
        2,
        "error: with this edit `flags.json` would have a mistake; nothing is written
  note: flags.json:1:18: error[FK0131]: `hash`: unleash draws in steps of 1%, so it cannot draw 0.5%; round the share or use the native hash
",
    );
}

#[test]
fn a_dry_run_is_a_patch() {
    let project = project(SHOP);
    let before = all(&project);
    let ran = project.run(&["set", "facts", "25%", "--dry-run"]).expect(0);
    assert_eq!(ran.stderr, "flags.json:13:37: `facts`: 5% → 25%\n");
    let patch = r#"--- a/flags.json
+++ b/flags.json
@@ -10,7 +10,7 @@
     },
     "payments_v2": true,
     "new_search": "5%",
-    "facts": { "owner": "team-web", "rollout": "5%" }, // of the web
+    "facts": { "owner": "team-web", "rollout": "25%" }, // of the web
     "stop_emails": { "kind": "kill-switch", "enabled": false },
     "search_ranker": { "variants": { "bm25": 1.2, "semantic": 0.3 }, "default": "bm25" },
   }
"#;
    assert_eq!(ran.stdout, patch);
    assert_eq!(all(&project), before);
    let coloured =
        project.run(&["set", "facts", "25%", "--dry-run", "--color", "always"]).expect(0);
    assert!(coloured.stdout.contains("\u{1b}[32m+    \"facts\""), "{}", coloured.stdout);
    let nothing = project.run(&["set", "facts", "5%", "--dry-run"]).expect(0);
    assert_eq!(
        (&*nothing.stdout, &*nothing.stderr),
        ("", "`facts` is at `5%` already; nothing is written\n")
    );
}
