//! One bad flag fails alone: the good ones answer as they would without it.

use flagkit_core::{Document, Evaluation, EvaluationContext, FlagSet, Reason};
use proptest::prelude::*;

const GOOD: [&str; 6] = [
    "true",
    "false",
    "\"37.5%\"",
    "{ \"rollout\": \"50%\", \"seed\": \"s\", \"owner\": \"x\" }",
    "{ \"variants\": { \"x\": 1, \"y\": 2 }, \"default\": \"y\" }",
    "{ \"enabled\": false, \"stages\": [\"qa\", \"5%\"], \"stage\": \"qa\" }",
];

const BAD: [&str; 14] = [
    "null",
    "5",
    "\"on\"",
    "\"101%\"",
    "[]",
    "{ \"enabld\": true }",
    "{ \"enabled\": true, \"enabled\": true }",
    "{ \"expires\": \"soon\" }",
    "{ \"variants\": [\"x\", \"y\"] }",
    "{ \"stages\": [\"nowhere\"], \"stage\": \"nowhere\" }",
    "{ \"prerequisites\": [\"nothing\"] }",
    "{ \"prerequisites\": [\"bad\"] }",
    "{ \"metadata\": { \"n\": 99999999999999999999 } }",
    "{ \"rules\": [ { \"if\": { \"a\": { \"cidr\": \"x\" } }, \"serve\": \"on\" } ] }",
];

fn document(flags: &[(String, &str)]) -> String {
    let members: Vec<String> =
        flags.iter().map(|(key, value)| format!("  {key:?}: {value}")).collect();
    format!(
        "{{ \"segments\": {{ \"qa\": {{ \"plan\": \"x\" }} }}, \"flags\": {{\n{}\n}} }}",
        members.join(",\n")
    )
}

fn answers(flags: &FlagSet) -> Vec<(String, Evaluation)> {
    let user = EvaluationContext::new("user-42");
    let answer = |flag: &std::sync::Arc<flagkit_core::Flag>| {
        (flag.key().to_owned(), flag.evaluate(Some(&user), &FlagSet::empty().at(0)))
    };
    flags.iter().map(answer).collect()
}

proptest! {
    #[test]
    fn the_good_answer_as_before(
        good in prop::collection::vec(prop::sample::select(&GOOD[..]), 1..8),
        bad in prop::sample::select(&BAD[..]),
        at in any::<prop::sample::Index>(),
    ) {
        let mut flags: Vec<(String, &str)> =
            good.iter().enumerate().map(|(n, value)| (format!("good-{n}"), *value)).collect();
        let before = FlagSet::compile(&Document::parse(&document(&flags)).document.unwrap(), None);
        flags.insert(at.index(flags.len() + 1), ("bad".to_owned(), bad));
        let parsed = Document::parse(&document(&flags));
        for problem in parsed.problems.iter().filter(|problem| problem.is_error()) {
            prop_assert_eq!(problem.flag.as_deref(), Some("bad"));
        }
        prop_assert!(parsed.has_errors());
        let after = FlagSet::compile(&parsed.document.unwrap(), None);
        prop_assert!(after.broken("bad") && after.get("bad").is_none());
        prop_assert_eq!(answers(&after), answers(&before));
    }
}

#[test]
fn a_broken_flag_keeps_its_last_good_definition() {
    let compile =
        |text: &str, previous| FlagSet::compile(&Document::parse(text).document.unwrap(), previous);
    let first = compile(r#"{ "a": true, "b": false }"#, None);
    let second = compile(r#"{ "a": "onn", "b": true, "c": 7 }"#, Some(&first));
    assert_eq!(second.get("a").unwrap().evaluate(None, &FlagSet::empty().at(0)).variant, 1);
    assert!(!second.broken("a"));
    assert_eq!(second.get("b").unwrap().evaluate(None, &FlagSet::empty().at(0)).variant, 1);
    assert!(second.broken("c") && second.get("c").is_none());
    // What is deleted is gone, good or not.
    let third = compile(r#"{ "b": true }"#, Some(&second));
    assert!(third.get("a").is_none() && !third.broken("a"));
}

#[test]
fn a_flag_given_twice_is_believed_neither_time() {
    let first = FlagSet::compile(&Document::parse(r#"{ "a": false }"#).document.unwrap(), None);
    let parsed = Document::parse(r#"{ "a": true, "b": true, "a": "5%" }"#);
    let second = FlagSet::compile(&parsed.document.unwrap(), Some(&first));
    assert_eq!(second.get("a").unwrap().evaluate(None, &FlagSet::empty().at(0)).variant, 0);
    assert_eq!(second.get("b").unwrap().evaluate(None, &FlagSet::empty().at(0)).variant, 1);
}

#[test]
fn a_broken_segment_takes_its_flags_along_and_no_others() {
    let text = r#"{
        "segments": { "qa": { "email": { "endswith": "@x" } }, "dev": { "key": "a" } },
        "flags": {
            "by_qa": { "stages": ["qa"], "stage": "qa" },
            "by_dev": { "stages": ["dev"], "stage": "dev" },
            "plain": true
        }
    }"#;
    let parsed = Document::parse(text);
    let document = parsed.document.unwrap();
    assert!(document.segment("qa").unwrap().is_broken());
    let broken: Vec<bool> = document.flags().iter().map(|flag| flag.is_broken()).collect();
    assert_eq!(broken, [true, false, false]);
    assert_eq!(parsed.problems[0].flag, None);
}

#[test]
fn what_has_no_name_in_rust_is_in_force_all_the_same() {
    let compile =
        |text: &str, previous| FlagSet::compile(&Document::parse(text).document.unwrap(), previous);
    let first = compile(r#"{ "on_flag": true, "2fa": true, "own": true }"#, None);
    assert_eq!(first.get("2fa").unwrap().evaluate(None, &FlagSet::empty().at(0)).variant, 1);
    let text = r#"{
        "on-flag": true,
        "on_flag": false,
        "2fa": false,
        "own": { "rust": "own name", "default": false },
        "empty": { "rust": "", "default": true },
        "none": { "rust": 5, "default": true },
        "split": { "variants": ["50/50", "new-nav", "newNav"], "default": "newNav" },
        "twice": { "variants": ["50/50", "50/50"], "default": "50/50" }
    }"#;
    let parsed = Document::parse(text);
    assert!(parsed.has_errors());
    let document = parsed.document.unwrap();
    let second = FlagSet::compile(&document, Some(&first));
    for (key, variant) in [
        ("on-flag", 1),
        ("on_flag", 0),
        ("2fa", 0),
        ("own", 0),
        ("empty", 1),
        ("none", 1),
        ("split", 2),
    ] {
        let flag = document.flag(key).unwrap();
        assert!(!flag.is_broken() && flag.is_nameable() == (key == "on-flag"), "{key}");
        assert_eq!(
            second.get(key).unwrap().evaluate(None, &FlagSet::empty().at(0)).variant,
            variant,
            "{key}"
        );
    }
    assert!(document.flag("twice").unwrap().is_broken());
}

#[test]
fn an_emergency_off_beats_a_mistake() {
    let compile =
        |text: &str, previous| FlagSet::compile(&Document::parse(text).document.unwrap(), previous);
    let first = compile(
        r#"{ "a": true, "v": { "variants": { "x": 1, "y": 2 }, "default": "y" }, "draw": "50%" }"#,
        None,
    );
    let broken = [
        r#"{ "enabled": false, "onwer": "me" }"#,
        r#"{ "enabled": "false" }"#,
        r#"{ "enabled": true, "enabled": false }"#,
        r#"{ "enabled": false, "enabled": true }"#,
        r#"{ "enabled": false, "prerequisites": ["a"] }"#,
        r#"{ "enabled": false, "prerequisites": ["nothing"] }"#,
        r#"{ "enabled": false, "stages": ["nobody"], "stage": "off" }"#,
        r#"{ "enabled": false, "variants": 5 }"#,
        r#"{ "enabled": false, "rollout": "500%" }, "a": { "default": true }"#,
        r#"{ "default": true }, "a": { "enabled": false }"#,
    ];
    for value in broken {
        let text = format!(r#"{{ "a": {value} }}"#);
        let document = Document::parse(&text).document.unwrap();
        assert!(document.flag("a").unwrap().is_broken(), "{text}");
        let second = compile(&text, Some(&first));
        let flag = second.get("a").unwrap();
        let answer =
            flag.evaluate(Some(&EvaluationContext::new("user-42")), &FlagSet::empty().at(0));
        assert_eq!((answer.variant, answer.reason), (0, Reason::Disabled), "{text}");
        assert_eq!(flag.constant(), Some(answer), "{text}");
        // Without a good definition it is off as well, where it is known to be on or off.
        let alone = compile(&text, None);
        let reason = alone.get("a").map(|flag| flag.evaluate(None, &FlagSet::empty().at(0)).reason);
        let known = !text.contains("variants");
        assert_eq!(reason, known.then_some(Reason::Disabled), "{text}");
        assert_eq!(alone.broken("a"), !known);
    }
    let off =
        r#"{ "v": { "enabled": false, "variants": ["x"] }, "draw": { "enabled": false, "x": 1 } }"#;
    let second = compile(off, Some(&first));
    let answer = second.get("v").unwrap().evaluate(None, &FlagSet::empty().at(0));
    assert_eq!((answer.variant, answer.reason), (1, Reason::Disabled));
    assert_eq!(second.get("v").unwrap().variants().len(), 2);
    assert_eq!(
        second.get("draw").unwrap().evaluate(None, &FlagSet::empty().at(0)).reason,
        Reason::Disabled
    );
    assert!(compile(off, None).broken("v"));
    // What is mended counts again.
    let third = compile(r#"{ "v": { "enabled": 0 }, "draw": "100%" }"#, Some(&second));
    assert_eq!(
        third.get("v").unwrap().evaluate(None, &FlagSet::empty().at(0)).reason,
        Reason::Disabled
    );
    assert_eq!(third.get("draw").unwrap().evaluate(None, &FlagSet::empty().at(0)).variant, 1);
}

#[test]
fn a_document_that_lost_its_flags_does_not_delete_them() {
    let refused = [
        r#"{ "flags": null }"#,
        r#"{ "flags": [] }"#,
        r#"{ "flags": "true" }"#,
        r#"{ "flags": { "a": true }, "flags": null }"#,
        r#"{ "flgs": { "a": true, "b": "5%" } }"#,
        r#"{ "flgs": { "a": true }, "x-note": 1 }"#,
        r#"{ "flags": {}, "featuers": { "a": true } }"#,
        r#"{ "flags": {}, "flags": {} }"#,
        r#"{ "segments": { "qa": { "plan": "x" } } }"#,
        r#"{ "flags": { "a": "ture" }, "segmants": {} }"#,
    ];
    for text in refused {
        let parsed = Document::parse(text);
        assert!(parsed.document.is_none() && parsed.has_errors(), "{text}");
    }
    let accepted = [
        "{}",
        r#"{ "$schema": "x" }"#,
        r#"{ "flags": {} }"#,
        r#"{ "flags": {}, "segments": { "qa": { "email": { "endswith": "x" } } } }"#,
        r#"{ "a": "ture" }"#,
        r#"{ "a": true, "flgs": { "b": true } }"#,
        r#"{ "flags": { "a": true }, "segmants": {} }"#,
        r#"{ "flags": { "a": { "enabled": false, "x": 1 } }, "segmants": {} }"#,
        r#"{ "a": { "enabled": false, "onwer": 1 } }"#,
        r#"{ "a": { "owner": 1 } }"#,
        r#"{ "a": { "enabld": false } }"#,
        r#"{ "a": { "percent": 5 } }"#,
    ];
    for text in accepted {
        assert!(Document::parse(text).document.is_some(), "{text}");
    }
}

#[test]
fn a_flag_that_is_called_like_a_free_member_is_no_less_a_prerequisite() {
    let text = r#"{ "flags": {
        "x-ray": false,
        "a": { "default": true, "prerequisites": { "x-ray": true, "x-note": "why", "x-number": 1 } },
        "b": { "default": true, "prerequisites": { "x-note": "why" } },
        "c": { "default": true, "prerequisites": ["x-note"] }
    } }"#;
    let document = Document::parse(text).document.unwrap();
    let named = |key: &str| -> Vec<String> {
        let flag = document.flag(key).unwrap();
        flag.prerequisites().iter().map(|other| other.flag.clone()).collect()
    };
    assert_eq!(named("a"), ["x-ray"]);
    assert!(named("b").is_empty());
    let broken: Vec<bool> = document.flags().iter().map(|flag| flag.is_broken()).collect();
    assert_eq!(broken, [false, false, false, true]);
}
