//! Nothing in a document can panic: arbitrary texts, damaged documents, and documents that are made
//! of the right words in the wrong places.

use flagkit_core::{Code, Document, FlagSet, Parsed, Reason};
use proptest::prelude::*;

/// Parses, and checks every promise that holds for any text.
fn check(text: &str) -> Result<Parsed, TestCaseError> {
    let parsed = Document::parse(text);
    let lines = text.lines().count().max(1) + text.matches('\r').count() + 1;
    let characters = text.chars().count();
    let mut errors = std::collections::HashSet::new();
    let mut names = std::collections::HashSet::new();
    let mut place = 0;
    for problem in &parsed.problems {
        let span = problem.span.clone();
        prop_assert!(text.get(span.clone()).is_some(), "{span:?} in {text:?}");
        prop_assert!(span.start >= place, "not sorted");
        place = span.start;
        prop_assert!(problem.location.line >= 1 && problem.location.line as usize <= lines);
        prop_assert!(problem.location.column >= 1);
        prop_assert!(problem.location.column as usize <= characters + 1);
        prop_assert!(!problem.render("flags.json").is_empty());
        if problem.is_error() && problem.code.is_about_names() {
            names.insert(problem.flag.as_deref());
        } else if problem.is_error() {
            errors.insert(problem.flag.as_deref());
        }
    }
    let is_full = parsed.problems.last().is_some_and(|p| p.code == Code::TooManyProblems);
    let Some(document) = &parsed.document else {
        prop_assert!(parsed.has_errors());
        return Ok(parsed);
    };
    let flags = FlagSet::compile(document, None);
    for flag in document.flags() {
        let error = errors.contains(&Some(flag.key()));
        // Beyond a thousand problems a flag is broken without being listed.
        let error = error || (is_full && flag.is_broken());
        prop_assert_eq!(flag.is_broken(), error, "{} in {}", flag.key(), text);
        let nameless = names.contains(&Some(flag.key())) || (is_full && !flag.is_nameable());
        prop_assert_eq!(flag.is_nameable(), !nameless, "{} in {}", flag.key(), text);
        if flag.enabled() == Some(false) {
            let compiled = flags.get(flag.key());
            let reason = compiled.map(|flag| flag.evaluate(None, &flags.at(0)).reason);
            prop_assert!(reason.is_none_or(|reason| reason == Reason::Disabled));
            prop_assert!(flag.is_broken() || compiled.is_some());
        } else {
            prop_assert_eq!(flag.is_broken(), flags.broken(flag.key()));
        }
        prop_assert_eq!(flag.default_variant().is_some(), !flag.variants().is_empty());
        if let Some(flag) = flags.get(flag.key()) {
            prop_assert!(
                flag.evaluate(None, &FlagSet::empty().at(0)).variant < flag.variants().len()
            );
            prop_assert!(flag.fallback_variant() < flag.variants().len());
        }
    }
    Ok(parsed)
}

/// Values that the format knows, or nearly knows.
fn word() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "true",
        "false",
        "null",
        "0",
        "5",
        "-1",
        "0.5",
        "1e3",
        "\"5%\"",
        "\"100%\"",
        "\"on\"",
        "\"off\"",
        "\"a\"",
        "\"b\"",
        "\"qa\"",
        "\"everyone\"",
        "\"\"",
        "\"2027-01-01\"",
        "\"2026-13-01\"",
        "\"24h\"",
        "\"rollback\"",
        "\"linear\"",
        "\"unleash\"",
        "\">=1.2\"",
        "\"10.0.0.0/8\"",
        "\"kill-switch\"",
        "99999999999999999999",
        "[]",
        "{}",
    ])
    .prop_map(str::to_owned)
}

fn member() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "flags",
        "segments",
        "$schema",
        "replicas",
        "a",
        "b",
        "c-d",
        "c_d",
        "qa",
        "description",
        "owner",
        "issue",
        "created",
        "expires",
        "kind",
        "permanent",
        "enabled",
        "variants",
        "default",
        "rollout",
        "stages",
        "stage",
        "rules",
        "prerequisites",
        "schedule",
        "group",
        "to",
        "file",
        "matches",
        "seed",
        "bucket_by",
        "hash",
        "guard",
        "metadata",
        "rust",
        "name",
        "if",
        "serve",
        "segments",
        "percentage",
        "from",
        "ramp",
        "hold",
        "min_samples",
        "split",
        "shadow",
        "start",
        "end",
        "errors",
        "latency",
        "alpha",
        "all",
        "any",
        "not",
        "segment",
        "key",
        "eq",
        "in",
        "ge",
        "semver",
        "cidr",
        "before",
        "exists",
        "x-free",
        "2fa",
        "",
    ])
    .prop_map(str::to_owned)
}

/// Documents made of the right words in the wrong places.
fn jumble() -> impl Strategy<Value = String> {
    word().prop_recursive(7, 96, 6, |inner| {
        prop_oneof![
            3 => prop::collection::vec((member(), inner.clone()), 0..6).prop_map(|members| {
                let members: Vec<String> =
                    members.iter().map(|(name, value)| format!("{name:?}: {value}")).collect();
                format!("{{ {} }}", members.join(", "))
            }),
            1 => prop::collection::vec(inner, 0..4).prop_map(|items| format!("[{}]", items.join(", "))),
        ]
    })
}

/// One flag that is right in most places.
fn flag() -> impl Strategy<Value = String> {
    let value = prop_oneof![3 => word(), 1 => jumble()];
    prop::collection::vec((member(), value), 0..5).prop_map(|members| {
        let members: Vec<String> =
            members.iter().map(|(name, value)| format!("{name:?}: {value}")).collect();
        format!("{{ {} }}", members.join(", "))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn arbitrary_texts(text in any::<String>()) {
        check(&text)?;
    }

    #[test]
    fn arbitrary_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        check(&String::from_utf8_lossy(&bytes))?;
    }

    #[test]
    fn texts_of_json_punctuation(text in "[{}\\[\\]:,\"\\\\/* \n\r\ta0-9.truefalsn-]{0,60}") {
        check(&text)?;
    }

    #[test]
    fn documents_cut_short(at in 0..4000_usize) {
        let text = include_str!("full.json");
        if let Some(head) = text.get(..at) {
            check(head)?;
        }
    }

    #[test]
    fn documents_with_one_place_changed(
        at in any::<prop::sample::Index>(),
        length in 0..12_usize,
        with in prop_oneof![any::<String>(), word(), member(), "[{}\\[\\]:,\"]{1,3}"],
    ) {
        let mut text: Vec<char> = include_str!("full.json").chars().collect();
        let at = at.index(text.len());
        let end = (at + length).min(text.len());
        text.splice(at..end, with.chars());
        check(&text.into_iter().collect::<String>())?;
    }

    #[test]
    fn the_right_words_in_the_wrong_places(text in jumble()) {
        check(&text)?;
    }

    #[test]
    fn flags_and_segments_that_are_nearly_right(
        flags in prop::collection::vec((member(), flag()), 0..6),
        segments in prop::collection::vec((member(), flag()), 0..4),
    ) {
        let list = |members: &[(String, String)]| -> String {
            let members: Vec<String> =
                members.iter().map(|(name, value)| format!("{name:?}: {value}")).collect();
            members.join(",\n")
        };
        check(&format!("{{ \"segments\": {{ {} }}, \"flags\": {{ {} }} }}", list(&segments), list(&flags)))?;
    }
}

#[test]
fn what_is_huge_is_refused_or_read_in_good_time() {
    let deep = "[".repeat(1_000_000);
    let deep_objects = "{\"a\":".repeat(100_000);
    let unknown: String =
        (0..20_000).map(|n| format!("\"f{n}\": {{ \"prerequisites\": [\"g{n}\"] }},")).collect();
    let ring: String = (0..20_000)
        .map(|n| format!("\"f{n}\": {{ \"prerequisites\": [\"f{}\"] }},", (n + 1) % 20_000))
        .collect();
    let segments: String =
        (0..20_000).map(|n| format!("\"s{n}\": {{ \"segment\": \"s{}\" }},", n + 1)).collect();
    let stages: String = (0..20_000).map(|n| format!("\"s{n}\",")).collect();
    for text in [
        deep,
        deep_objects,
        format!("{{ {unknown} }}"),
        format!("{{ {ring} }}"),
        format!("{{ \"segments\": {{ {segments} }}, \"flags\": {{}} }}"),
        format!("{{ \"f\": {{ \"stages\": [{stages}], \"stage\": \"x\" }} }}"),
        format!("{{ \"f\": {{ \"variants\": [{stages}], \"default\": \"x\" }} }}"),
        format!("{{ \"f\": \"{}\" }}", "y".repeat(1_000_000)),
    ] {
        check(&text).unwrap();
    }
}
