//! What the commands write and say, on small files.

use super::{all, edits, leaves, project};
use crate::project::Project;

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

/// Runs the command on the shop, where one piece of the text becomes another.
#[track_caller]
fn edits_shop(arguments: &[&str], says: &str, (old, new): (&str, &str)) {
    assert_eq!(SHOP.matches(old).count(), 1, "{old}");
    edits(SHOP, arguments, says, &SHOP.replace(old, new));
}

#[test]
fn set_a_bare_flag() {
    let line = ("\"new_search\": \"5%\"", "\"new_search\": true");
    edits_shop(&["set", "new_search", "on"], "flags.json:12:5: `new_search`: 5% -> on\n", line);
    let line = ("\"new_search\": \"5%\"", "\"new_search\": \"0.5%\"");
    edits_shop(
        &["set", "new_search", "0.50%"],
        "flags.json:12:5: `new_search`: 5% -> 0.5%\n",
        line,
    );
    edits(
        "{\"a\":true}",
        &["set", "a", "off"],
        "flags.json:1:2: `a`: on -> off\n",
        "{\"a\":false}",
    );
    edits(
        "\u{FEFF}{\"a\":true}\r\n",
        &["set", "a", "7%"],
        "flags.json:1:2: `a`: on -> 7%\n",
        "\u{FEFF}{\"a\":\"7%\"}\r\n",
    );
    edits(
        "{ \"a\": \"yes\" }",
        &["set", "a", "on"],
        "flags.json:1:3: `a`: broken -> on\n",
        "{ \"a\": true }",
    );
}

#[test]
fn set_an_object() {
    edits_shop(
        &["set", "facts", "25%"],
        "flags.json:13:37: `facts`: 5% -> 25%\n",
        ("\"rollout\": \"5%\"", "\"rollout\": \"25%\""),
    );
    edits_shop(
        &["set", "facts", "off"],
        "flags.json:13:37: `facts`: 5% -> off\n",
        ("\"team-web\", \"rollout\"", "\"team-web\", \"enabled\": false, \"rollout\""),
    );
    edits_shop(
        &["set", "stop_emails", "on"],
        "flags.json:14:45: `stop_emails`: off -> on\n",
        ("\"enabled\": false", "\"enabled\": true"),
    );
    let set = |flag: &str, wish: &str, becomes: &str| {
        let project = project(&format!("{{ \"flags\": {{ \"a\": {flag} }} }}"));
        project.run(&["set", "a", wish]).expect(0);
        assert_eq!(project.read("flags.json"), format!("{{ \"flags\": {{ \"a\": {becomes} }} }}"));
    };
    set("{}", "on", r#"{ "enabled": true }"#);
    set("{}", "5%", r#"{ "rollout": "5%" }"#);
    set(
        r#"{ "enabled": false, "rollout": "5%" }"#,
        "on",
        r#"{ "enabled": true, "rollout": "100%" }"#,
    );
    set(r#"{ "enabled": false, "rollout": 5 }"#, "6%", r#"{ "enabled": true, "rollout": "6%" }"#);
    set(
        r#"{ "rollout": { "percentage": "5%", "x-why": "slow" } }"#,
        "6%",
        r#"{ "rollout": { "percentage": "6%", "x-why": "slow" } }"#,
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
        "flags.json:3:5: `a`: 5 rules, schedule -> 100%, 5 rules, schedule
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
        "flags.json:11:5: `payments_v2`: on -> off\n  note: `new_checkout` needs it, so everyone has the old code of that too\n",
        ("\"payments_v2\": true", "\"payments_v2\": false"),
    );
}

#[test]
fn set_a_variant() {
    edits_shop(
        &["set", "search_ranker", "semantic"],
        "flags.json:15:89: `search_ranker`: bm25 -> semantic\n",
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
        "flags.json:3:5: `r`: 80/20/0 -> b\n",
        &flags("\"a\": 0, /* new */ \"b\": 20, \"off\": 0"),
    );
    edits(
        &flags("\"a\": 8"),
        &["set", "r", "off"],
        "flags.json:3:5: `r`: a -> off\n",
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
fn switched_off_and_on_again_keeps_the_stage() {
    let off = SHOP.replace("      \"stages\"", "      \"enabled\": false,\n      \"stages\"");
    edits(
        SHOP,
        &["set", "new_checkout", "off"],
        "flags.json:6:7: `new_checkout`: stage 2 of 4, 1 rule -> off\n",
        &off,
    );
    let says = "flags.json:6:7: `new_checkout`: off -> stage 2 of 4, 1 rule
  note: only while `payments_v2` is on, as it is now for everyone
  note: the rule `partners wait` (flags.json:9:17) decides first
";
    edits(&off, &["set", "new_checkout", "on"], says, &off.replacen("false", "true", 1));
    let says = "flags.json:8:7: `new_checkout`: stage 5% -> 25%
  note: `enabled` is `false`, so everyone has the old code; `cargo flagkit set new_checkout on` undoes that
";
    edits(
        &off,
        &["stage", "new_checkout", "next"],
        says,
        &off.replace("\"stage\": \"5%\"", "\"stage\": \"25%\""),
    );
}

#[test]
fn switched_on_before_its_first_stage() {
    let off = r#"{ "a": { "enabled": false, "stages": ["5%"], "stage": "off" } }"#;
    edits(
        off,
        &["set", "a", "on"],
        "flags.json:1:10: `a`: off -> stage off
  note: nobody has it before its first stage; `cargo flagkit stage a next` lets the first in
",
        &off.replace("false", "true"),
    );
}

#[test]
fn stages_one_by_one() {
    let notes = "  note: only while `payments_v2` is on, as it is now for everyone\n  note: the rule `partners wait` (flags.json:8:17) decides first\n";
    let project = project(SHOP);
    let step = |wish: &str, from: &str, to: &str| {
        let ran = project.run(&["stage", "new_checkout", wish]).expect(0);
        let notes = if to == "off" { "" } else { notes };
        assert_eq!(
            ran.stdout,
            format!("flags.json:7:7: `new_checkout`: stage {from} -> {to}\n{notes}")
        );
        let (old, new) = ("\"stage\": \"5%\"", format!("\"stage\": \"{to}\""));
        assert_eq!(project.read("flags.json"), SHOP.replace(old, &new));
    };
    step("next", "5%", "25%");
    step("next", "25%", "everyone");
    let last = project.run(&["stage", "new_checkout", "next"]).expect(0);
    assert_eq!(
        last.stderr,
        "`new_checkout` is at stage `everyone` already, which is the last one; nothing is written\n"
    );
    step("qa", "everyone", "qa");
    step("back", "qa", "off");
    let first = project.run(&["stage", "new_checkout", "back"]).expect(0);
    assert_eq!(
        first.stderr,
        "`new_checkout` is at stage `off` already, which is no stage at all; nothing is written\n"
    );
    step("next", "off", "qa");
    step("everyone", "qa", "everyone");
    step("off", "everyone", "off");
    leaves(
        SHOP,
        &["stage", "new_checkout", "everyon"],
        2,
        "error: `new_checkout` has no stage `everyon`; did you mean `everyone`?\n",
    );
}

#[test]
fn stages_without_stage() {
    let none = "{\n  \"a\": {\n    \"stages\": [\"5%\", \"everyone\"]\n  }\n}\n";
    let first =
        "{\n  \"a\": {\n    \"stages\": [\"5%\", \"everyone\"],\n    \"stage\": \"5%\"\n  }\n}\n";
    edits(none, &["stage", "a", "next"], "flags.json:4:5: `a`: broken -> stage 1 of 2\n", first);
    edits(
        none,
        &["stage", "a", "back"],
        "flags.json:4:5: `a`: broken -> stage off\n",
        &first.replace("\"stage\": \"5%\"", "\"stage\": \"off\""),
    );
    let dated = r#"{ "a": { "stages": [{ "percentage": "5%", "from": "2027-03-08" }, { "percentage": "100%", "from": "2027-03-15" }] } }"#;
    let says =
        "error: time moves the stages of `a`, so there is no next one to write; change its dates
  note: `5%` from 2027-03-08, `100%` from 2027-03-15
  help: `cargo flagkit stage a 5%` writes `stage`, which holds it there whatever the dates say
";
    leaves(dated, &["stage", "a", "next"], 2, says);
    leaves(dated, &["stage", "a", "back"], 2, says);
    edits(
        dated,
        &["stage", "a", "5%"],
        "flags.json:1:116: `a`: stage by date -> 5%\n  note: flags.json:1:116: warning[FK0204]: `stage` decides, so the dates of `stages` are not used\n",
        &dated.replace("}] } }", "}], \"stage\": \"5%\" } }"),
    );
    leaves(
        "{ \"a\": true }",
        &["stage", "a", "next"],
        2,
        "error: `a` has no stages; write `cargo flagkit set a 5%`\n  help: stages are written into the file: `\"stages\": [\"5%\", \"25%\", \"everyone\"], \"stage\": \"off\"`\n",
    );
}

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
        "flags.json:2:10: `a`: broken -> broken, off\n  note: `flags.json` has mistakes that the edit leaves; `cargo flagkit check` shows it all\n",
        &broken.replace("\"rolout\"", "\"enabled\": false, \"rolout\""),
    );
    edits(
        "{ \"a\": \"yes\" }",
        &["rollback", "a"],
        "flags.json:1:3: `a`: broken -> off\n",
        "{ \"a\": false }",
    );
    // Neither of two is believed, but either can switch the flag off.
    let project = project("{ \"a\": true, \"a\": \"5%\", \"b\": true }");
    project.run(&["rollback", "a"]).expect(0);
    assert_eq!(
        project.read("flags.json"),
        "{ \"a\": { \"enabled\": false }, \"a\": \"5%\", \"b\": true }"
    );
    // Alone it makes no document; switched off it does.
    let alone = project_of("{ \"flags\": { \"a\": { \"rolout\": 5 } }, \"sgments\": {} }");
    alone.run(&["rollback", "a"]).expect(0);
    assert_eq!(
        alone.read("flags.json"),
        "{ \"flags\": { \"a\": { \"enabled\": false, \"rolout\": 5 } }, \"sgments\": {} }"
    );
}

fn project_of(flags: &str) -> Project {
    project(flags)
}

#[test]
fn mistakes_elsewhere_hold_up_nothing() {
    let flags = "{\n  \"a\": true,\n  \"b\": \"maybe\"\n}\n";
    let note = "  note: `flags.json` has a mistake that the edit leaves; `cargo flagkit check` shows it all\n";
    edits(
        flags,
        &["set", "a", "off"],
        &format!("flags.json:2:3: `a`: on -> off\n{note}"),
        &flags.replace("true", "false"),
    );
    edits(
        flags,
        &["rollback", "a"],
        &format!("flags.json:2:3: `a`: on -> off\n{note}"),
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
    assert_eq!(ran.stderr, "flags.json:13:37: `facts`: 5% -> 25%\n");
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

#[test]
fn add_in_the_files_own_style() {
    let says = |place: &str, key: &str, attribute: &str, handle: &str| {
        format!(
            "flags.json:{place}: `{key}` is added, off for everyone\n  note: write `#[feature_flag({attribute})]` above the new code\n  note: `flags::{handle}` asks for it anywhere else\n"
        )
    };
    edits_shop(
        &["add", "new_cart"],
        &says("16:5", "new_cart", "\"new_cart\", fallback = old_cart", "NEW_CART"),
        ("\"bm25\" },\n", "\"bm25\" },\n    \"new_cart\": false,\n"),
    );
    edits(
        "{}\n",
        &["add", "a-b"],
        &says("2:3", "a-b", "\"a-b\", fallback = old_a_b", "A_B"),
        "{\n  \"a-b\": false\n}\n",
    );
    edits(
        "{\"a\":true}",
        &["add", "b"],
        &says("1:11", "b", "\"b\", fallback = old_b", "B"),
        "{\"a\":true,\"b\":false}",
    );
    let ranker = ["add", "ranker", "--variants", "bm25,semantic,50-50", "--owner", "me"];
    let project = project("{\"a\":true}");
    let ran = project.run(&ranker).expect(2);
    assert!(ran.stderr.contains("error[FK0107]"), "{}", ran.stderr);
}

#[test]
fn add_with_all_that_is_known() {
    let project = project("{\n\t\"flags\": {}\n}\n");
    let ran = project
        .run(&[
            "add",
            "ranker",
            "--description",
            "By \"meaning\"",
            "--owner",
            "team-web",
            "--issue",
            "https://example.com/7",
            "--expires",
            "2999-01-01",
            "--kind",
            "experiment",
            "--variants",
            "bm25,semantic,x-y",
            "--stages",
            "5%,everyone",
        ])
        .expect(0);
    assert_eq!(
        ran.stdout,
        "flags.json:3:3: `ranker` is added, off for everyone
  note: write `#[feature_flag(\"ranker\", variants(semantic, \"x-y\" = ranker_x_y), fallback = old_ranker)]` above the new code
  note: `flags::RANKER` asks for it anywhere else
"
    );
    let text = project.read("flags.json");
    let (head, rest) = text.split_once("\"created\": \"").unwrap();
    let (day, tail) = rest.split_once('"').unwrap();
    assert_eq!(day.len(), 10);
    assert_eq!(
        head,
        "{\n\t\"flags\": {\n\t\t\"ranker\": {\n\t\t\t\"description\": \"By \\\"meaning\\\"\",\n\t\t\t\"owner\": \"team-web\",\n\t\t\t\"issue\": \"https://example.com/7\",\n\t\t\t"
    );
    assert_eq!(
        tail,
        ",\n\t\t\t\"expires\": \"2999-01-01\",\n\t\t\t\"kind\": \"experiment\",\n\t\t\t\"variants\": [\"bm25\", \"semantic\", \"x-y\"],\n\t\t\t\"default\": \"bm25\",\n\t\t\t\"rollout\": { \"semantic\": 1, \"x-y\": 1 },\n\t\t\t\"stages\": [\"5%\", \"everyone\"],\n\t\t\t\"stage\": \"off\"\n\t\t}\n\t}\n}\n"
    );
}

#[test]
fn add_what_cannot_be() {
    let refused =
        "error: with this edit `flags.json` would have a mistake; nothing is written\n  note: ";
    leaves(
        SHOP,
        &["add", "new_search"],
        2,
        "error: `new_search` is there already (flags.json:12:5); choose another key, or change it with `cargo flagkit set`\n",
    );
    leaves(
        SHOP,
        &["add", "new-search"],
        2,
        &format!(
            "{refused}flags.json:16:5: error[FK0103]: flags `new_search` and `new-search` would both be `NEW_SEARCH` in Rust; rename one or give it `rust`\n  note: `new_search` is at 12:5\n"
        ),
    );
    leaves(
        SHOP,
        &["add", "new search"],
        2,
        &format!(
            "{refused}flags.json:16:5: error[FK0101]: the flag's key `new search` contains ` `\n  help: keys are made of letters, digits, `.`, `_` and `-`\n"
        ),
    );
    for key in ["x-new", "$schema", "flags"] {
        let ran = project("{ \"a\": true }").run(&["add", key]).expect(2);
        assert!(ran.stderr.starts_with("error: "), "{}", ran.stderr);
    }
    leaves(
        SHOP,
        &["add", "a", "--default", "x"],
        2,
        "error: `--default` names one of `--variants`; give them too, or leave it out\n",
    );
    leaves(
        SHOP,
        &["add", "a", "--variants", "x,y", "--default", "z"],
        2,
        "error: `--default`: `z` is not one of `--variants`; known are `x`, `y`\n",
    );
    let ran = project(SHOP).run(&["add", "a", "--stages", "nobody"]).expect(2);
    assert!(
        ran.stderr.contains("error[FK0116]: no segment `nobody` in the document; known are `qa`"),
        "{}",
        ran.stderr
    );
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
