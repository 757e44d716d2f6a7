//! Every wish on every flag: core is asked who gets what afterwards.

use super::{Asker, Plan, rollback, set, verdict, with_text};
use crate::finding::TextFile;
use crate::flags_file::FlagsFile;
use flagkit_core::{EvaluationContext, FlagSet};

const ENABLED: [&str; 3] = ["", r#""enabled": true, "#, r#""enabled": false, "#];
const DEFAULT: [&str; 3] = ["", r#""default": true, "#, r#""default": false, "#];
const ROLLOUT: [&str; 6] = [
    "",
    r#""rollout": "5%", "#,
    r#""rollout": { "percentage": 50 }, "#,
    r#""rollout": { "on": 1, "off": 3 }, "#,
    r#""rollout": "0%", "#,
    r#""rollout": 100, "#,
];
const RULES: [&str; 3] = [
    "",
    r#""rules": [{ "if": { "role": "partner" }, "serve": "off" }], "#,
    r#""rules": [{ "if": { "role": "staff" }, "serve": "on" }], "#,
];
/// Open for everyone, so that nothing is hidden by them.
const GATES: [&str; 2] = [
    "",
    r#""prerequisites": ["base"], "schedule": { "start": "2000-01-01" },
       "group": { "name": "g", "from": "0%", "to": "100%" }, "#,
];

/// Flags of every sort that has no stages.
fn flags() -> Vec<String> {
    let mut flags: Vec<String> =
        ["true", "false", "\"5%\"", "\"0%\"", "\"100%\"", "{}"].map(str::to_owned).into();
    for enabled in ENABLED {
        for default in DEFAULT {
            for rollout in ROLLOUT {
                for (rules, gates) in
                    RULES.into_iter().flat_map(|rules| GATES.map(|gates| (rules, gates)))
                {
                    flags.push(format!("{{ {enabled}{default}{rollout}{rules}{gates}}}"));
                }
            }
        }
    }
    flags
}

fn file(flag: &str) -> FlagsFile {
    let text = format!("{{ \"flags\": {{ \"base\": true, \"a\": {flag} }} }}");
    let file =
        FlagsFile::of(TextFile { path: "flags.json".into(), shown: "flags.json".to_owned(), text });
    assert!(file.problems.iter().all(|problem| !problem.is_error()), "{flag} {:?}", file.problems);
    file
}

/// Who is on, of people without a role, partners and staff.
fn on(file: &FlagsFile) -> Vec<[bool; 3]> {
    let flags = FlagSet::compile(file.document.as_ref().unwrap(), None);
    let flag = flags.get("a").unwrap();
    let is_on = |key: &str, role: &str| {
        let user = EvaluationContext::new(key).with("role", role);
        flag.evaluate(Some(&user), &flags.at(1_800_000_000_000)).variant == 1
    };
    let people = (0..200).map(|n| format!("user-{n}"));
    people.map(|key| ["guest", "partner", "staff"].map(|role| is_on(&key, role))).collect()
}

/// The file after the edit, which core lets pass.
fn after(before: &FlagsFile, plan: Plan) -> FlagsFile {
    let text = match plan {
        Plan::Already(_) => before.file.text.clone(),
        Plan::Edit { text, .. } => text,
    };
    let after = with_text(before, text);
    if let Err(refused) = verdict::judge(before, &after, "a") {
        panic!("{refused}\n{}\n{}", before.file.text, after.file.text);
    }
    after
}

#[test]
fn off_and_rollback_leave_nobody() {
    for flag in flags() {
        let before = file(&flag);
        for plan in [set::plan(&before, "a", "off", Asker::Command), rollback::plan(&before, "a")] {
            let after = after(&before, plan.unwrap());
            assert!(on(&after).into_iter().flatten().all(|on| !on), "{flag}");
        }
    }
}

#[test]
fn on_lets_in_everyone_whom_no_rule_names() {
    for flag in flags() {
        let before = file(&flag);
        let after = after(&before, set::plan(&before, "a", "on", Asker::Command).unwrap());
        let wants = [true, !flag.contains("partner"), true];
        assert!(on(&after).into_iter().all(|on| on == wants), "{flag} {}", after.file.text);
    }
}

#[test]
fn a_share_is_drawn_as_that_of_a_bare_flag() {
    for share in ["0%", "5%", "50%", "100%"] {
        let wanted = on(&file(&format!("\"{share}\"")));
        for flag in flags() {
            let before = file(&flag);
            let after = after(&before, set::plan(&before, "a", share, Asker::Command).unwrap());
            for (on, wanted) in on(&after).into_iter().zip(&wanted) {
                let [share, ..] = *wanted;
                let wants =
                    [share, share && !flag.contains("partner"), share || flag.contains("staff")];
                assert_eq!(on, wants, "{flag} {}", after.file.text);
            }
            let warned = |file: &FlagsFile| file.problems.len();
            assert!(warned(&after) <= warned(&before), "{flag} {:?}", after.problems);
        }
    }
}

#[test]
fn wishes_that_come_true_need_no_second_edit() {
    for flag in flags() {
        for wish in ["on", "off", "5%", "100%"] {
            let before = file(&flag);
            let once = after(&before, set::plan(&before, "a", wish, Asker::Command).unwrap());
            let twice = after(&once, set::plan(&once, "a", wish, Asker::Command).unwrap());
            assert_eq!(once.file.text, twice.file.text, "{flag} {wish}");
        }
    }
}
