//! `stage` on small files: what it writes and says.

use super::{SHOP, edits, leaves, project};

#[test]
fn switched_off_and_on_again_keeps_the_stage() {
    let off = SHOP.replace("      \"stages\"", "      \"enabled\": false,\n      \"stages\"");
    edits(
        SHOP,
        &["set", "new_checkout", "off"],
        "flags.json:6:7: `new_checkout`: stage 5% → off\n  note: `cargo flagkit set new_checkout on` takes it back\n",
        &off,
    );
    let says = "flags.json:5:5: `new_checkout`: off → stage 5%
  note: only while `payments_v2` is on, as it is now for everyone
  note: the rule `partners wait` (flags.json:8:17) decides first
";
    edits(&off, &["set", "new_checkout", "on"], says, SHOP);
    let says = "flags.json:8:7: `new_checkout`: stage 5% → 25%
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
        "flags.json:1:3: `a`: off → stage off
  note: nobody has it before its first stage; `cargo flagkit stage a next` lets the first in
",
        &off.replace("\"enabled\": false, ", ""),
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
            format!("flags.json:7:7: `new_checkout`: stage {from} → {to}\n{notes}")
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
    edits(none, &["stage", "a", "next"], "flags.json:4:5: `a`: broken → stage 5%\n", first);
    edits(
        none,
        &["stage", "a", "back"],
        "flags.json:4:5: `a`: broken → stage off\n",
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
        "flags.json:1:116: `a`: stage by date → 5%\n  note: flags.json:1:116: warning[FK0204]: `stage` decides, so the dates of `stages` are not used\n",
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
fn a_stage_in_shadow() {
    let flags = r#"{ "a": { "stages": ["5%", { "shadow": "1%" }], "stage": "5%" } }"#;
    edits(
        flags,
        &["stage", "a", "next"],
        "flags.json:1:48: `a`: stage 5% → shadow
  note: stage `shadow` adds nobody; 1% of calls try the new code aside
",
        &flags.replace("\"stage\": \"5%\"", "\"stage\": \"shadow\""),
    );
}
