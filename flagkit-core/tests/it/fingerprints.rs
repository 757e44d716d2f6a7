//! What changes a flag's fingerprint of its targeting, and what does not.

use flagkit_core::{Document, EvaluationContext, FlagSet, GuardAction};

#[track_caller]
fn flags(text: &str, previous: Option<&FlagSet>, ids: &str) -> FlagSet {
    let parsed = Document::parse_with_files(text, &mut |_| Ok(ids.into()));
    FlagSet::compile(&parsed.document.expect("a document"), previous)
}

const BEFORE: &str = "{ \"segments\": { \"qa\": { \"team\": \"qa\" }, \"dev\": { \"team\": \"dev\" } }, \"flags\": { \"base\": true, \"f\": { ";

/// The fingerprint of `f` with these members.
#[track_caller]
fn print(members: &str) -> u64 {
    let text = format!("{BEFORE}{members} }} }} }}");
    let parsed = Document::parse_with_files(&text, &mut |_| Ok("a\nb\n".into()));
    assert!(!parsed.has_errors(), "{members}: {:?}", parsed.problems);
    let flags = FlagSet::compile(&parsed.document.expect("a document"), None);
    flags.get("f").expect("a flag").targeting()
}

const VARIANTS: &str = r#""variants": { "a": 1, "b": 2, "c": 3 }, "default": "a", "rollout": { "a": 8, "b": 1, "c": 1 }"#;
const STAGES: &str =
    r#""stages": ["qa", { "name": "few", "percentage": "5%" }, "25%"], "stage": "few""#;
const RULE: &str =
    r#""rules": [{ "if": { "team": ["qa", "dev"], "age": { "ge": 18 } }, "serve": "on" }]"#;

#[test]
fn every_member_that_decides_changes_it() {
    let pairs = [
        (r#""rollout": "5%""#, r#""rollout": "6%""#),
        (r#""rollout": "5%""#, r#""rollout": "5%", "enabled": false"#),
        (r#""enabled": true"#, r#""enabled": false"#),
        (r#""rollout": "5%""#, r#""rollout": "5%", "seed": "s""#),
        (r#""rollout": "5%""#, r#""rollout": "5%", "bucket_by": "company""#),
        (r#""rollout": "5%""#, r#""rollout": "5%", "hash": "unleash""#),
        (r#""rollout": "5%""#, r#""rollout": "5%", "guard": "off""#),
        (r#""rollout": "5%""#, r#""rollout": "5%", "guard": { "alpha": 0.01 }"#),
        (
            r#""rollout": "5%", "guard": { "alpha": 0.01 }"#,
            r#""rollout": "5%", "guard": { "alpha": 0.02 }"#,
        ),
        (
            r#""rollout": "5%", "guard": { "errors": { "margin": 2 } }"#,
            r#""rollout": "5%", "guard": { "panics": { "margin": 2 } }"#,
        ),
        (
            r#""rollout": "5%", "guard": { "errors": "hold" }"#,
            r#""rollout": "5%", "guard": { "errors": "rollback" }"#,
        ),
        (
            r#""rollout": "5%", "guard": { "min_events": 3 }"#,
            r#""rollout": "5%", "guard": { "min_events": 4 }"#,
        ),
        (r#""rollout": "5%""#, r#""rollout": "5%", "guard": { "replicas": 3 }"#),
        (r#""default": true"#, r#""default": false"#),
        (r#""rollout": "5%""#, r#""rollout": "5%", "prerequisites": ["base"]"#),
        (
            r#""rollout": "5%", "prerequisites": ["base"]"#,
            r#""rollout": "5%", "prerequisites": { "base": false }"#,
        ),
        (r#""rollout": "5%""#, r#""rollout": "5%", "schedule": { "start": "2027-01-01" }"#),
        (
            r#""rollout": "5%", "schedule": { "end": "2027-01-01" }"#,
            r#""rollout": "5%", "schedule": { "start": "2027-01-01" }"#,
        ),
        (r#""rollout": "5%""#, r#""rollout": "5%", "group": { "name": "g", "to": "50%" }"#),
        (
            r#""rollout": "5%", "group": { "name": "g", "to": "50%" }"#,
            r#""rollout": "5%", "group": { "name": "h", "to": "50%" }"#,
        ),
        (
            STAGES,
            r#""stages": ["qa", { "name": "few", "percentage": "5%" }, "25%"], "stage": "25%""#,
        ),
        (
            STAGES,
            r#""stages": ["qa", { "name": "few", "percentage": "6%" }, "25%"], "stage": "few""#,
        ),
        (
            STAGES,
            r#""stages": ["dev", { "name": "few", "percentage": "5%" }, "25%"], "stage": "few""#,
        ),
        (
            STAGES,
            r#""stages": ["qa", { "name": "few", "percentage": "5%" }, "25%"], "stage": "off""#,
        ),
        (
            r#""stages": [{ "name": "qa", "segments": ["qa"], "split": 50 }], "stage": "qa""#,
            r#""stages": ["qa"], "stage": "qa""#,
        ),
        (
            r#""stages": [{ "percentage": "5%", "from": "2027-01-01" }]"#,
            r#""stages": [{ "percentage": "5%", "from": "2027-01-02" }]"#,
        ),
        (
            RULE,
            r#""rules": [{ "if": { "team": ["qa", "dev"], "age": { "ge": 18 } }, "serve": "5%" }]"#,
        ),
        (RULE, r#""rules": [{ "if": { "team": ["qa"], "age": { "ge": 18 } }, "serve": "on" }]"#),
        (
            RULE,
            r#""rules": [{ "if": { "team": ["qa", "dev"], "age": { "gt": 18 } }, "serve": "on" }]"#,
        ),
        (
            RULE,
            r#""rules": [{ "if": { "any": [{ "team": ["qa", "dev"] }, { "age": { "ge": 18 } }] }, "serve": "on" }]"#,
        ),
        (
            VARIANTS,
            r#""variants": { "a": 1, "b": 2, "c": 3 }, "default": "a", "rollout": { "a": 8, "b": 2, "c": 1 }"#,
        ),
        (
            VARIANTS,
            r#""variants": { "a": 1, "b": 2, "d": 3 }, "default": "a", "rollout": { "a": 8, "b": 1, "d": 1 }"#,
        ),
        (
            VARIANTS,
            r#""variants": { "a": 1, "b": 2, "c": 3 }, "default": "b", "rollout": { "a": 8, "b": 1, "c": 1 }"#,
        ),
        (
            r#""rules": [{ "if": { "key": { "file": "a.txt" } }, "serve": "on" }]"#,
            r#""rules": [{ "if": { "key": { "file": "b.txt" } }, "serve": "on" }]"#,
        ),
        (
            r#""rules": [{ "if": { "segment": "qa" }, "serve": "on" }]"#,
            r#""rules": [{ "if": { "segment": "dev" }, "serve": "on" }]"#,
        ),
        (
            r#""rules": [{ "if": { "app": { "semver": ">=1.2" } }, "serve": "on" }]"#,
            r#""rules": [{ "if": { "app": { "semver": ">1.2" } }, "serve": "on" }]"#,
        ),
        (
            r#""rules": [{ "if": { "ip": { "cidr": "10.0.0.0/8" } }, "serve": "on" }]"#,
            r#""rules": [{ "if": { "ip": { "cidr": "10.0.0.0/9" } }, "serve": "on" }]"#,
        ),
        (
            r#""rules": [{ "if": { "mail": { "ends_with": "x" } }, "serve": "on" }]"#,
            r#""rules": [{ "if": { "mail": { "starts_with": "x" } }, "serve": "on" }]"#,
        ),
        (
            r#""stages": [{ "shadow": "1%" }], "stage": "shadow""#,
            r#""stages": [{ "shadow": "2%" }], "stage": "shadow""#,
        ),
        (
            r#""rollout": "5%", "guard": { "min_difference": 0.1 }"#,
            r#""rollout": "5%", "guard": { "min_difference": 0.2 }"#,
        ),
    ];
    for (before, after) in pairs {
        assert_ne!(print(before), print(after), "{before} -> {after}");
    }
}

#[test]
fn what_does_not_decide_leaves_it() {
    let pairs = [
        (
            r#""rollout": "5%""#,
            r#""description": "d", "owner": "o", "issue": 7, "created": "2027-01-01", "expires": "2027-02-01", "kind": "experiment", "metadata": { "a": 1 }, "x-a": 1, "rust": "OTHER", "rollout": "5%""#,
        ),
        (
            r#""rollout": "5%", "guard": "hold", "seed": "s""#,
            r#""seed": "s", /* why */ "guard": "hold", "rollout": "5%","#,
        ),
        (r#""rollout": "5%""#, r#""rollout": { "percentage": 5, "x-why": 1 }"#),
        (r#""rollout": "5%""#, r#""rollout": "5%", "bucket_by": "key", "hash": "native""#),
        (
            RULE,
            r#""rules": [{ "name": "n", "serve": "on", "if": { "age": { "ge": 18 }, "team": ["dev", "qa"] } }]"#,
        ),
        (
            VARIANTS,
            r#""rollout": { "c": 1, "a": 8, "b": 1 }, "default": "a", "variants": { "a": 5, "b": "x", "c": null }"#,
        ),
        (
            STAGES,
            r#""stage": "some", "stages": ["qa", { "name": "some", "percentage": "5%", "hold": "24h", "min_samples": 9 }, "25%"]"#,
        ),
        (
            r#""rollout": "5%", "prerequisites": { "base": true, "f2": false } }, "f2": { "enabled": true"#,
            r#""rollout": "5%", "prerequisites": { "f2": false, "base": true } }, "f2": { "enabled": true"#,
        ),
    ];
    for (before, after) in pairs {
        assert_eq!(print(before), print(after), "{before} -> {after}");
    }
    // The short form of the same.
    let short = flags(r#"{ "f": "5%" }"#, None, "");
    assert_eq!(short.get("f").unwrap().targeting(), print(r#""rollout": "5%""#));
}

#[test]
fn who_is_in_a_segment_or_a_file_leaves_it() {
    let text = |qa: &str, other: &str| {
        format!(
            r#"{{ "segments": {{ "qa": {qa} }}, "flags": {{ {other} "f": {{ "stages": ["qa", "5%"], "stage": "5%",
                "rules": [{{ "if": {{ "key": {{ "file": "ids.txt" }} }}, "serve": "on" }}] }} }} }}"#
        )
    };
    let of = |flags: FlagSet| flags.get("f").unwrap().targeting();
    let before = of(flags(&text(r#"{ "team": "qa" }"#, ""), None, "a\nb\n"));
    let after =
        of(flags(&text(r#"{ "team": ["qa", "test"] }"#, r#""other": true,"#), None, "a\nb\nc\n"));
    assert_eq!(before, after);
}

/// Written to files: another number is another format.
#[test]
fn it_is_the_same_in_every_build() {
    let all = format!(r#"{RULE}, {STAGES}, "guard": {{ "alpha": 0.01 }}, "seed": "s""#);
    let prints = [print(r#""rollout": "5%""#), print(&all), print(VARIANTS)];
    let expected =
        [17_560_957_969_463_208_509, 7_611_449_620_506_351_161, 13_923_743_025_592_430_593];
    assert_eq!(prints, expected);
}

#[test]
fn a_flag_that_is_switched_off_by_a_broken_definition_changes_it_and_back() {
    let good = r#"{ "f": { "rollout": "5%" } }"#;
    let before = flags(good, None, "");
    let off = flags(r#"{ "f": { "enabled": false, "rolout": "5%" } }"#, Some(&before), "");
    let print = |flags: &FlagSet| flags.get("f").unwrap().targeting();
    assert_ne!(print(&before), print(&off));
    assert_eq!(print(&before), print(&flags(good, Some(&off), "")));
    // A broken definition keeps the last good one, and its fingerprint.
    assert_eq!(print(&before), print(&flags(r#"{ "f": { "rolout": "6%" } }"#, Some(&before), "")));
    assert_eq!(before.get("f").unwrap().disabled().disabled(), before.get("f").unwrap().disabled());
}

#[test]
fn a_flag_carries_its_guard_and_its_stage() {
    let text = r#"{ "replicas": 4, "flags": {
        "plain": "5%",
        "f": { "rollout": "5%", "guard": { "errors": "hold" } },
        "s": { "stages": ["5%", { "percentage": "25%", "hold": "1h", "min_samples": 10 }], "stage": "25%" },
        "off": { "stages": ["5%"], "stage": "off" },
        "dated": { "stages": [{ "percentage": "5%", "from": "2027-01-01" }, { "percentage": "25%", "from": "2027-01-02" }] }
    } }"#;
    let flags = flags(text, None, "");
    let flag = |key: &str| flags.get(key).unwrap();
    assert_eq!(flags.replicas(), Some(4));
    assert_eq!(flag("plain").guard(), None);
    assert_eq!(flag("f").guard().unwrap().errors.action, Some(GuardAction::Hold));
    let stage = flag("s").stage(0).unwrap();
    assert_eq!((&*stage.name, stage.index), ("25%", 1));
    assert_eq!((stage.hold_millis, stage.min_samples), (Some(3_600_000), Some(10)));
    assert!(flag("plain").stage(0).is_none() && flag("off").stage(0).is_none());
    let new_year = 1_798_761_600_000;
    assert!(flag("dated").stage(new_year - 1).is_none());
    assert_eq!(&*flag("dated").stage(new_year).unwrap().name, "5%");
    assert_eq!(&*flag("dated").stage(i64::MAX).unwrap().name, "25%");
    let user = EvaluationContext::new("user-1");
    assert!(flag("f").evaluate(Some(&user), &flags.at(0)).error.is_none());
}
