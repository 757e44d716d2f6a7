//! Each member of the format, changed: what is said of it, and that nothing is said of what changes nothing.

use super::{Flags, difference};
use flagkit_core::{Context, Document, EvaluationContext, FlagSet, vocabulary};
use std::collections::BTreeSet;

const SEGMENTS: &str = r#""segments": {
    "staff": { "role": "staff" }, "beta": { "plan": "pro" }, "users": { "file": "users.txt" }
}"#;

fn document(text: &str) -> Document {
    files(text, "minsu\njiwoo\n")
}

#[track_caller]
fn files(text: &str, users: &str) -> Document {
    let parsed = Document::parse_with_files(text, &mut |_| Ok(users.into()));
    let errors: Vec<_> = parsed.problems.iter().filter(|problem| problem.is_error()).collect();
    assert!(errors.is_empty(), "{text}: {errors:?}");
    parsed.document.unwrap()
}

#[track_caller]
fn flag(value: &str) -> Document {
    document(&format!(
        r#"{{ {SEGMENTS}, "flags": {{ "f": {value}, "base": true, "old": false }} }}"#
    ))
}

fn told(old: &Document, new: &Document) -> Vec<String> {
    let changes = difference(&Flags::of(old), &Flags::of(new));
    let lines = changes.iter().flat_map(|change| {
        let subject = change.subject();
        change.told().into_iter().map(move |line| format!("{subject}: {line}"))
    });
    lines.collect()
}

fn targeting(document: &Document) -> u64 {
    FlagSet::compile(document, None).get("f").unwrap().targeting()
}

/// A member, a flag with it, the same with another value, and what is said of that.
const MUTATIONS: &[(&str, &str, &str, &[&str])] = &[
    ("", "\"5%\"", "\"25%\"", &["f: 5% → 25%"]),
    ("", "true", "false", &["f: on → off"]),
    ("", "true", "\"5%\"", &["f: on → 5%"]),
    (
        "enabled",
        r#"{ "rollout": "5%" }"#,
        r#"{ "rollout": "5%", "enabled": false }"#,
        &["f: switched off for everyone"],
    ),
    ("enabled", r#"{ "enabled": true }"#, r#"{ "enabled": false }"#, &["f: on → off"]),
    (
        "rollout",
        r#"{ "variants": ["a", "b"], "default": "a", "rollout": { "a": 9, "b": 1 } }"#,
        r#"{ "variants": ["a", "b"], "default": "a", "rollout": { "b": 2, "a": 8 } }"#,
        &["f: rollout: a 9, b 1 → a 8, b 2"],
    ),
    (
        "rollout",
        r#"{ "variants": ["a", "b"], "default": "a", "rollout": { "a": 9, "b": 1 } }"#,
        r#"{ "variants": ["a", "b"], "default": "a", "rollout": { "a": 0, "b": 1 } }"#,
        &["f: rollout: a 9, b 1 → `b` for everyone"],
    ),
    (
        "rollout",
        r#"{ "variants": ["a", "b"], "default": "a", "rollout": { "a": 9, "b": 1 }, "stages": ["5%"], "stage": "5%" }"#,
        r#"{ "variants": ["a", "b"], "default": "a", "rollout": { "b": 1 }, "stages": ["5%"], "stage": "5%" }"#,
        &["f: rollout: a 9, b 1 → b"],
    ),
    (
        "default",
        r#"{ "variants": ["a", "b"], "default": "a" }"#,
        r#"{ "variants": ["a", "b"], "default": "b" }"#,
        &["f: default: a → b"],
    ),
    ("default", r#"{ "default": true }"#, r#"{ "default": false }"#, &["f: on → off"]),
    (
        "variants",
        r#"{ "variants": { "a": 1, "b": [2], "c": null }, "default": "a" }"#,
        r#"{ "variants": { "a": 5, "b": { "x": 1 }, "d": "D" }, "default": "a" }"#,
        &[
            "f: variant c is gone",
            "f: variant a: 1 → 5",
            "f: variant b: [2] → {\"x\":1}",
            "f: new variant d: \"D\"",
        ],
    ),
    (
        "variants",
        r#"{ "variants": ["a", "b", "c"], "default": "a" }"#,
        r#"{ "variants": ["b", "a", "c"], "default": "a" }"#,
        &["f: variants in another order: b, a, c; draws among them may give others"],
    ),
    (
        "variants",
        "true",
        r#"{ "variants": ["a", "b"], "default": "a" }"#,
        &["f: default: on → a", "f: on or off → variants a, b"],
    ),
    (
        "stage",
        r#"{ "stages": ["staff", "5%", "everyone"], "stage": "staff" }"#,
        r#"{ "stages": ["staff", "5%", "everyone"], "stage": "5%" }"#,
        &["f: stage: staff → 5%"],
    ),
    (
        "stages",
        r#"{ "stages": ["staff", "5%", "everyone"], "stage": "5%" }"#,
        r#"{ "stages": ["beta", "staff", "5%", "50%"], "stage": "5%" }"#,
        &["f: stage everyone is gone", "f: new stage beta, first", "f: new stage 50%, behind 5%"],
    ),
    (
        "stages",
        r#"{ "stages": ["staff", { "name": "few", "percentage": "5%" }], "stage": "few" }"#,
        r#"{ "stages": ["staff", { "name": "some", "percentage": "5%" }], "stage": "some" }"#,
        &["f: stage: few → some", "f: stage few is called some"],
    ),
    (
        "stages",
        r#"{ "stages": ["staff", "beta"], "stage": "staff" }"#,
        r#"{ "stages": ["beta", "staff"], "stage": "staff" }"#,
        &["f: stages in another order: beta, staff"],
    ),
    (
        "stages",
        "\"5%\"",
        r#"{ "stages": ["5%", "everyone"], "stage": "off" }"#,
        &["f: rollout: 5% → none", "f: stage: none → off", "f: new stages: 5%, everyone"],
    ),
    (
        "rules",
        r#"{ "rules": [{ "name": "partners wait", "if": { "role": "partner" }, "serve": "off" }], "rollout": "5%" }"#,
        r#"{ "rules": [{ "if": { "plan": "pro" }, "serve": "20%" }, { "name": "partners wait", "if": { "role": ["partner", "guest"] }, "serve": "on" }], "rollout": "5%" }"#,
        &[
            "f: new rule 1: plan is pro → 20%",
            "f: rule `partners wait`: + guest",
            "f: rule `partners wait` serves: off → on",
        ],
    ),
    (
        "rules",
        "true",
        r#"{ "default": true, "rules": [{ "name": "partners wait", "if": { "role": "partner" }, "serve": "off" }] }"#,
        &["f: new rule `partners wait`: role is partner → off"],
    ),
    (
        "rules",
        r#"{ "rules": [{ "if": { "a": 1 }, "serve": "on" }, { "if": { "b": 1 }, "serve": "off" }] }"#,
        r#"{ "rules": [{ "if": { "b": 1 }, "serve": "off" }, { "if": { "a": 1 }, "serve": "on" }] }"#,
        &["f: rules in another order: 1, 2"],
    ),
    (
        "rules",
        r#"{ "rules": [{ "if": { "a": 1 }, "serve": "on" }, { "name": "gone", "if": { "b": 1 }, "serve": "off" }] }"#,
        r#"{ "rules": [{ "if": { "a": 1 }, "serve": "5%" }, { "name": "come", "if": { "c": 1 }, "serve": "on" }] }"#,
        &[
            "f: rule `gone` is gone: b is 1 → off",
            "f: rule 1 serves: on → 5%",
            "f: new rule `come`, behind 1: c is 1 → on",
        ],
    ),
    (
        "rules",
        r#"{ "rules": [{ "name": "a", "if": { "a": 1 }, "serve": "on" }] }"#,
        r#"{ "rules": [{ "name": "b", "if": { "a": 1 }, "serve": "on" }] }"#,
        &["f: rule `b`: name: `a` → `b`"],
    ),
    (
        "prerequisites",
        r#"{ "enabled": true, "prerequisites": ["base"] }"#,
        r#"{ "enabled": true, "prerequisites": { "base": false, "old": false } }"#,
        &["f: no longer needs base on", "f: now needs base off", "f: now needs old off"],
    ),
    (
        "schedule",
        r#"{ "enabled": true, "schedule": { "start": "2027-01-01" } }"#,
        r#"{ "enabled": true, "schedule": { "start": "2027-01-01", "end": "2027-02-01T09:00:00Z" } }"#,
        &["f: schedule: from 2027-01-01 → from 2027-01-01 until 2027-02-01T09:00:00Z"],
    ),
    (
        "group",
        r#"{ "enabled": true, "group": { "name": "g", "from": "0%", "to": "30%" } }"#,
        r#"{ "enabled": true, "group": { "name": "g", "from": "0%", "to": "40%" } }"#,
        &["f: group: g from 0% to 30% → g from 0% to 40%"],
    ),
    (
        "seed",
        "\"5%\"",
        r#"{ "rollout": "5%", "seed": "x" }"#,
        &["f: seed: none → x; all users are drawn anew"],
    ),
    // The key is the seed that is not said.
    ("seed", "\"5%\"", r#"{ "rollout": "5%", "seed": "f" }"#, &["f: seed: none → f"]),
    ("seed", "true", r#"{ "enabled": true, "seed": "x" }"#, &["f: seed: none → x"]),
    (
        "bucket_by",
        "\"5%\"",
        r#"{ "rollout": "5%", "bucket_by": "company" }"#,
        &["f: bucket_by: key → company; all users are drawn anew"],
    ),
    (
        "hash",
        "\"5%\"",
        r#"{ "rollout": "5%", "hash": "unleash" }"#,
        &["f: hash: native → unleash; all users are drawn anew"],
    ),
    ("guard", "\"5%\"", r#"{ "rollout": "5%", "guard": false }"#, &["f: guard: none → off"]),
    (
        "guard",
        r#"{ "rollout": "5%", "guard": { "errors": "rollback", "alpha": 0.01, "replicas": 2 } }"#,
        r#"{ "rollout": "5%", "guard": { "errors": { "action": "hold", "margin": 1.5, "min_difference": 0.1 }, "panics": "off", "latency": "hold", "alpha": 0.02, "min_events": 5, "replicas": 3 } }"#,
        &[
            "f: guard: alpha 0.01 → alpha 0.02, min_events 5",
            "f: guard of errors: rollback → hold, min_difference 0.1, margin 1.5",
            "f: guard of panics: none → off",
            "f: guard of latency: none → hold",
            "f: guard's replicas: 2 → 3",
        ],
    ),
    (
        "kind",
        r#"{ "enabled": true }"#,
        r#"{ "enabled": true, "kind": "kill-switch" }"#,
        &["f: kind: release → kill-switch"],
    ),
    ("owner", r#"{ "owner": "a" }"#, r#"{ "owner": "b" }"#, &["f: owner: a → b"]),
    ("description", "{}", r#"{ "description": "New" }"#, &["f: description: none → New"]),
    ("issue", r#"{ "issue": 7 }"#, r#"{ "issue": 8 }"#, &["f: issue: 7 → 8"]),
    (
        "created",
        r#"{ "created": "2026-01-01" }"#,
        r#"{ "created": "2026-01-02" }"#,
        &["f: created: 2026-01-01 → 2026-01-02"],
    ),
    ("expires", r#"{ "expires": "2027-01-01" }"#, "{}", &["f: expires: 2027-01-01 → none"]),
    ("permanent", "{}", r#"{ "permanent": true }"#, &["f: permanent: no → yes"]),
    (
        "metadata",
        "{}",
        r#"{ "metadata": { "b": 1, "a": [true] } }"#,
        &["f: metadata: none → {\"a\":[true],\"b\":1}"],
    ),
    ("rust", "{}", r#"{ "rust": "EFF" }"#, &["f: rust: F → EFF"]),
];

#[test]
fn each_member_has_words() {
    for (member, old, new, words) in MUTATIONS {
        assert_eq!(told(&flag(old), &flag(new)), *words, "{member}: {old} to {new}");
        assert!(!told(&flag(new), &flag(old)).is_empty(), "{member}: {new} to {old}");
        assert_eq!(told(&flag(old), &flag(old)), [""; 0], "{old}");
    }
    let tried: BTreeSet<&str> = MUTATIONS.iter().map(|(member, ..)| *member).collect();
    let missed: Vec<_> = vocabulary::FLAG.iter().filter(|name| !tried.contains(**name)).collect();
    assert!(missed.is_empty(), "{missed:?}");
}

#[test]
fn each_member_of_a_stage_has_words() {
    let stage = |members: &str| {
        flag(&format!(
            r#"{{ "stages": [{{ "name": "s", {members} }}, {{ "percentage": "90%", "from": "2028-01-01" }}] }}"#
        ))
    };
    let base = r#""segments": "staff", "percentage": "5%", "from": "2027-01-01""#;
    let mutations: &[(&str, &str, &str)] = &[
        (
            "segments",
            r#""segments": ["staff", "beta"], "percentage": "5%", "from": "2027-01-01""#,
            "f: stage s: staff, 5%, from 2027-01-01 → beta staff, 5%, from 2027-01-01",
        ),
        (
            "percentage",
            r#""segments": "staff", "percentage": "6%", "from": "2027-01-01""#,
            "f: stage s: staff, 5%, from 2027-01-01 → staff, 6%, from 2027-01-01",
        ),
        (
            "from",
            r#""segments": "staff", "percentage": "5%", "from": "2027-01-02""#,
            "f: stage s: staff, 5%, from 2027-01-01 → staff, 5%, from 2027-01-02",
        ),
        (
            "ramp",
            r#""segments": "staff", "percentage": "5%", "from": "2027-01-01", "ramp": "linear""#,
            "f: stage s: staff, 5%, from 2027-01-01 → staff, 5%, from 2027-01-01, ramp linear",
        ),
        (
            "hold",
            r#""segments": "staff", "percentage": "5%", "from": "2027-01-01", "hold": "36h""#,
            "f: stage s: staff, 5%, from 2027-01-01 → staff, 5%, from 2027-01-01, hold 36h",
        ),
        (
            "min_samples",
            r#""segments": "staff", "percentage": "5%", "from": "2027-01-01", "min_samples": 9"#,
            "f: stage s: staff, 5%, from 2027-01-01 → staff, 5%, from 2027-01-01, min_samples 9",
        ),
        (
            "split",
            r#""segments": "staff", "split": "50%", "percentage": "5%", "from": "2027-01-01""#,
            "f: stage s: staff, 5%, from 2027-01-01 → staff, split 50%, 5%, from 2027-01-01",
        ),
        (
            "shadow",
            r#""segments": "staff", "shadow": "1%", "from": "2027-01-01""#,
            "f: stage s: staff, 5%, from 2027-01-01 → staff, shadow 1%, from 2027-01-01",
        ),
    ];
    for (member, new, words) in mutations {
        assert_eq!(told(&stage(base), &stage(new)), [*words], "{member}");
    }
    let tried: BTreeSet<&str> = mutations.iter().map(|(member, ..)| *member).collect();
    let mut rest =
        vocabulary::STAGE.iter().filter(|name| !tried.contains(**name) && **name != "name");
    assert_eq!(rest.next(), None);
}

#[test]
fn what_changes_nothing_is_not_told() {
    let same =
        |old: &str, new: &str| assert_eq!(told(&flag(old), &flag(new)), [""; 0], "{old} to {new}");
    same("\"5%\"", "/* more */ \"5%\"");
    same(r#"{ "rollout": "5%", "owner": "a" }"#, r#"{ "owner": "a", "x-note": 1, "rollout": 5 }"#);
    same(r#"{ "rollout": "5%" }"#, "\"5%\"");
    let rule =
        |condition: &str| format!(r#"{{ "rules": [{{ "if": {condition}, "serve": "on" }}] }}"#);
    same(
        &rule(r#"{ "a": [1, 2], "b": 3 }"#),
        &rule(r#"{ "b": { "eq": 3 }, "a": { "in": [2, 1] } }"#),
    );
    let variants = |weights: &str| {
        format!(r#"{{ "variants": ["a", "b"], "default": "a", "rollout": {weights} }}"#)
    };
    same(&variants(r#"{ "a": 1, "b": 2 }"#), &variants(r#"{ "b": 2, "a": 1 }"#));
    let payload =
        |object: &str| format!(r#"{{ "variants": {{ "a": {object} }}, "default": "a" }}"#);
    same(&payload(r#"{ "x": 1, "y": 2 }"#), &payload(r#"{ "y": 2, "x": 1 }"#));
    let one = document(r#"{ "flags": { "a": true, "b": "5%" } }"#);
    let other = document("{\"b\":\"5%\",\"a\":true}");
    assert_eq!(told(&one, &other), [""; 0]);
    let text = format!(r#"{{ {SEGMENTS}, "flags": {{}} }}"#);
    assert_eq!(told(&files(&text, "a\nb\n"), &files(&text, "# beta\nb\na\n\n")), [""; 0]);
}

#[test]
fn what_comes_and_goes_is_told() {
    let old = r#"{ "replicas": 2, "segments": { "developers": { "key": ["minsu", "ana"] }, "gone": { "a": 1 } },
        "flags": { "f": { "stages": ["developers", "5%"], "stage": "5%" }, "was": "5%" } }"#;
    let new = r#"{ "segments": { "developers": { "key": ["jiwoo", "ana"] }, "more": { "not": { "segment": "developers" } } },
        "flags": { "is": { "owner": "web", "rollout": "5%" }, "f": { "stages": ["developers", "5%"], "stage": "5%" } } }"#;
    assert_eq!(
        told(&document(old), &document(new)),
        [
            "document: replicas: 2 → none",
            "segment developers: + jiwoo, - minsu (used by f)",
            "segment more: added; it is not (in segment developers)",
            "segment gone: removed; it was a is 1",
            "is: added; it is 5%, owner web",
            "was: removed; it was 5%",
        ]
    );
    let text = r#"{ "segments": { "beta": { "file": "users.txt" }, "both": { "any": [{ "segment": "beta" }, { "a": 1 }] } },
        "flags": { "f": { "stages": ["both"], "stage": "both" } } }"#;
    let many: String = (0..20).map(|number| format!("u{number}\n")).collect();
    assert_eq!(
        told(&files(text, "a\nb\n"), &files(text, &format!("b\n{many}"))),
        ["file users.txt: + u0, + u1, + u10, + u11, + u12, + u13, … 14 more, - a (used by f)"]
    );
}

#[test]
fn a_text_of_the_file_stays_in_its_line() {
    let lines = told(&flag("{}"), &flag(r#"{ "description": "a\nb\u001b[2J" }"#));
    assert_eq!(lines, ["f: description: none → a\u{FFFD}b\u{FFFD}[2J"]);
}

#[test]
fn a_broken_flag_is_told_as_such() {
    let parse = |text: &str| Document::parse(text).document.unwrap();
    let (good, bad) =
        (parse(r#"{ "f": "5%", "g": true }"#), parse(r#"{ "f": "five", "g": true }"#));
    assert_eq!(told(&good, &bad), ["f: 5% → broken"]);
    assert_eq!(told(&bad, &good), ["f: broken → 5%"]);
    let kept = Flags::of(&bad).or_last_good(&Flags::of(&good));
    assert_eq!(difference(&Flags::of(&good), &kept), []);
    let off = parse(r#"{ "flags": { "f": { "enabled": false, "onwer": 1 }, "g": true } }"#);
    let kept = Flags::of(&off).or_last_good(&Flags::of(&good));
    let changes = difference(&Flags::of(&good), &kept);
    assert_eq!(changes[0].told(), ["5% → broken, off"]);
}

/// Ways to write flags that are near each other.
fn near() -> Vec<String> {
    let mut all =
        vec!["true".to_owned(), "false".to_owned(), "\"5%\"".to_owned(), "\"0%\"".to_owned()];
    let enabled = ["", r#""enabled": true,"#, r#""enabled": false,"#];
    let serving = [
        "",
        r#""default": true,"#,
        r#""default": false,"#,
        r#""rollout": "5%","#,
        r#""rollout": "100%","#,
    ];
    let more = [
        "",
        r#""rules": [{ "if": { "role": "staff" }, "serve": "on" }],"#,
        r#""rules": [{ "if": { "role": "staff" }, "serve": "50%" }],"#,
        r#""seed": "f","#,
        r#""bucket_by": "key","#,
        r#""guard": {},"#,
        r#""prerequisites": ["base"],"#,
        r#""prerequisites": ["old"],"#,
    ];
    for enabled in enabled {
        for serving in serving {
            for more in more {
                all.push(format!("{{ {enabled} {serving} {more} }}"));
            }
        }
    }
    all
}

/// Who gets what, of people that differ in what the flags ask for.
fn answers(document: &Document) -> Vec<usize> {
    let flags = FlagSet::compile(document, None);
    let flag = flags.get("f").unwrap();
    let people = (0..300).map(|number| {
        let role = if number % 3 == 0 { "staff" } else { "guest" };
        EvaluationContext::new(format!("user-{number}")).with("role", role)
    });
    let answer = |person: EvaluationContext| {
        flag.evaluate(Some(&person as &dyn Context), &flags.at(0)).variant
    };
    people.map(answer).chain([flag.evaluate(None, &flags.at(0)).variant]).collect()
}

#[test]
fn silence_and_the_same_effect_are_true() {
    let texts = near();
    let parse = |text: &String| {
        let text = format!(r#"{{ "flags": {{ "f": {text}, "base": true, "old": false }} }}"#);
        let document = Document::parse(&text).document?;
        let sound = !document.flag("f")?.is_broken();
        sound.then(|| (answers(&document), targeting(&document), document))
    };
    let all: Vec<_> = texts.iter().filter_map(parse).collect();
    assert!(all.len() > 80, "{}", all.len());
    let mut silent = 0;
    for (before, was, old) in &all {
        for (after, is, new) in &all {
            let lines = told(old, new);
            assert!(was == is || !lines.is_empty(), "{old:?} to {new:?}");
            let same_effect = lines.iter().all(|line| line.contains("with the same effect"));
            if same_effect {
                silent += 1;
                assert_eq!(before, after, "{old:?} to {new:?}: {lines:?}");
            }
        }
    }
    assert!(silent > all.len(), "{silent}");
}
