//! What LaunchDarkly's own suite does not ask, or asks in other words.

use super::{Answer, Contexts, Flags, Reason};
use crate::Format;
use flagkit_core::bucketing::Bucketing;
use serde_json::{Value as Json, json};

fn flags(flags: &Json) -> Flags {
    with_segments(flags, &json!({}))
}

fn with_segments(flags: &Json, segments: &Json) -> Flags {
    let document = json!({ "flags": flags, "segments": segments });
    Flags::parse(&document.to_string()).expect("a document")
}

fn context(context: &Json) -> Contexts {
    Contexts::parse(&context.to_string()).expect("a context")
}

fn user(key: &str) -> Contexts {
    context(&json!({ "kind": "user", "key": key }))
}

/// A flag that is on, with two variations and what is given.
fn on(rest: Json) -> Json {
    let mut flag =
        json!({ "on": true, "variations": ["a", "b"], "offVariation": 1, "salt": "saltyA" });
    if let (Some(flag), Json::Object(rest)) = (flag.as_object_mut(), rest) {
        flag.extend(rest);
    }
    flag
}

const MALFORMED: Answer<'_> =
    Answer { value: None, variation: None, reason: Reason::MalformedFlag };

/// The reference values of LaunchDarkly's Go SDK, for the flag `hashKey` with the salt `saltyA`.
const BUCKETS: [(&str, Option<i64>, f32); 8] = [
    ("userKeyA", None, 0.421_575_87),
    ("userKeyB", None, 0.670_848_5),
    ("userKeyC", None, 0.103_431_06),
    ("33333", None, 0.547_714_23),
    ("99999", None, 0.730_965_8),
    ("userKeyA", Some(61), 0.098_012_07),
    ("userKeyB", Some(61), 0.144_837_77),
    ("userKeyC", Some(61), 0.924_264_1),
];

#[test]
fn reference_buckets() {
    for (key, seed, bucket) in BUCKETS {
        let prefix = seed.map_or("hashKey.saltyA".to_owned(), |seed| seed.to_string());
        let bucketing = Bucketing::launchdarkly(&prefix);
        let got = bucketing.position(key.as_bytes()) as f32 / bucketing.space() as f32;
        assert!((got - bucket).abs() < 1e-7, "{key} {seed:?}: {got}");
        // The same through a flag: the first variation gets one step more, and one less.
        let step = (bucket * 100_000.0) as u32;
        for (weight, variation) in [(step + 1, 0), (step, 1)] {
            let weights = [
                json!({ "variation": 0, "weight": weight }),
                json!({ "variation": 1, "weight": 1 }),
            ];
            let rollout = json!({ "seed": seed, "variations": weights });
            let flags =
                flags(&json!({ "hashKey": on(json!({ "fallthrough": { "rollout": rollout } })) }));
            assert_eq!(
                flags.evaluate("hashKey", &user(key)).variation,
                Some(variation),
                "{key} {weight}"
            );
        }
    }
}

#[test]
fn a_rollout_draws_by_texts_and_whole_numbers() {
    let rollout = json!({ "bucketBy": "id", "variations": [
        { "variation": 0, "weight": 40_000 }, { "variation": 1, "weight": 60_000 },
    ] });
    let flags = flags(&json!({ "hashKey": on(json!({ "fallthrough": { "rollout": rollout } })) }));
    let variation = |id: Json| {
        let user = context(&json!({ "kind": "user", "key": "u", "id": id }));
        flags.evaluate("hashKey", &user).variation
    };
    // 33333 is at 0.54771423, and nothing that can be drawn by is at 0.
    assert_eq!(variation(json!("33333")), Some(1));
    assert_eq!(variation(json!(33_333)), Some(1));
    assert_eq!(variation(json!(33_333.0)), Some(1));
    // The empty text is a text: SHA-1 of `hashKey.saltyA.` is at 0.48491.
    assert_eq!(variation(json!("")), Some(1));
    for nothing in [json!(null), json!(33_333.5), json!(true), json!(["33333"]), json!({})] {
        assert_eq!(variation(nothing.clone()), Some(0), "{nothing}");
    }
}

#[test]
fn only_a_context_that_is_there_is_in_an_experiment() {
    let experiment = json!({ "kind": "experiment", "contextKind": "org", "bucketBy": "name", "variations": [
        { "variation": 0, "weight": 0 }, { "variation": 1, "weight": 50_000 },
        { "variation": 0, "weight": 50_000, "untracked": true },
    ] });
    let flags =
        flags(&json!({ "hashKey": on(json!({ "fallthrough": { "rollout": experiment } })) }));
    let answer = |context: &Contexts| {
        let answer = flags.evaluate("hashKey", context);
        (answer.variation, answer.reason)
    };
    let org = |key: &str| context(&json!({ "kind": "org", "key": key }));
    assert_eq!(answer(&org("userKeyA")), (Some(1), Reason::Fallthrough { in_experiment: true }));
    assert_eq!(answer(&org("userKeyB")), (Some(0), Reason::Fallthrough { in_experiment: false }));
    assert_eq!(answer(&user("userKeyB")), (Some(1), Reason::Fallthrough { in_experiment: false }));
}

#[test]
fn a_variation_that_is_missing_fails_those_who_fall_to_it() {
    let rollout = json!({ "variations": [
        { "variation": 0, "weight": 30_000 }, { "variation": 7, "weight": 20_000 }, { "variation": 1, "weight": 0 },
    ] });
    let flags = flags(&json!({ "hashKey": on(json!({ "fallthrough": { "rollout": rollout } })) }));
    assert_eq!(flags.evaluate("hashKey", &user("userKeyC")).variation, Some(0));
    assert_eq!(flags.evaluate("hashKey", &user("userKeyA")), MALFORMED);
    assert_eq!(flags.evaluate("hashKey", &user("userKeyB")).variation, Some(1));
}

#[test]
fn a_mistake_fails_where_it_is_met() {
    let everyone = json!([{ "attribute": "key", "op": "in", "values": [""], "negate": true }]);
    let broken = json!({ "attribute": "", "op": "in", "values": [1] });
    let listed = json!({ "attribute": "key", "op": "in", "values": ["listed"] });
    let flags = flags(&json!({
        "behind": on(json!({ "rules": [{ "variation": 0, "clauses": everyone },
                                       { "variation": 1, "clauses": [broken] }] })),
        "second": on(json!({ "fallthrough": { "variation": 1 },
                             "rules": [{ "variation": 0, "clauses": [listed, broken] }] })),
        "no-off": { "on": true, "variations": ["a"], "offVariation": 3, "fallthrough": { "variation": 0 },
                    "prerequisites": [{ "key": "second", "variation": 1 }] },
        "unread": { "on": "yes" },
    }));
    let behind = flags.evaluate("behind", &user("u"));
    assert_eq!(behind.reason, Reason::RuleMatch { index: 0, id: None, in_experiment: false });
    assert_eq!(flags.evaluate("second", &user("u")).variation, Some(1));
    assert_eq!(flags.evaluate("second", &user("listed")), MALFORMED);
    // The off variation that is missing is met only where the prerequisite is not.
    assert_eq!(flags.evaluate("no-off", &user("u")).variation, Some(0));
    assert_eq!(flags.evaluate("no-off", &user("listed")), MALFORMED);
    assert_eq!(flags.evaluate("unread", &user("u")), MALFORMED);
}

#[test]
fn prerequisites_in_a_circle_are_malformed() {
    let waits = |key: &str| {
        on(json!({ "fallthrough": { "variation": 0 },
        "prerequisites": [{ "key": key, "variation": 0 }] }))
    };
    let flags =
        flags(&json!({ "a": waits("b"), "b": waits("a"), "c": waits("a"), "self": waits("self") }));
    for key in ["a", "b", "c", "self"] {
        assert_eq!(flags.evaluate(key, &user("u")), MALFORMED, "{key}");
    }
}

#[test]
fn segments_in_a_circle_fail_only_those_who_come_there() {
    let names = |key: &str| json!({ "attribute": "", "op": "segmentMatch", "values": [key] });
    let flags = with_segments(
        &json!({ "f": on(json!({ "fallthrough": { "variation": 1 },
            "rules": [{ "variation": 0, "clauses": [names("first")] }] })) }),
        &json!({
            "first": { "included": ["in"], "excluded": ["out"], "rules": [{ "clauses": [names("second")] }] },
            "second": { "excluded": ["no"], "rules": [{ "clauses": [names("first")] }] },
        }),
    );
    assert_eq!(flags.evaluate("f", &user("in")).variation, Some(0));
    assert_eq!(flags.evaluate("f", &user("out")).variation, Some(1));
    assert_eq!(flags.evaluate("f", &user("no")).variation, Some(1));
    assert_eq!(flags.evaluate("f", &user("u")), MALFORMED);
}

#[test]
fn segments_cost_what_they_are_worth() {
    let names =
        |keys: Vec<String>| json!([{ "clauses": [{ "op": "segmentMatch", "values": keys }] }]);
    // Each names all others: there are more ways round than anybody can go.
    let all: Vec<String> = (0..40).map(|index| format!("s{index}")).collect();
    let circle: serde_json::Map<String, Json> =
        all.iter().map(|key| (key.clone(), json!({ "rules": names(all.clone()) }))).collect();
    // Each names the next, deeper than a stack.
    let chain: serde_json::Map<String, Json> = (0..50_000)
        .map(|index| {
            (format!("s{index}"), json!({ "rules": names(vec![format!("s{}", index + 1)]) }))
        })
        .collect();
    let rule = json!({ "variation": 0, "clauses": [{ "op": "segmentMatch", "values": ["s0"] }] });
    for segments in [circle, chain] {
        let flags =
            with_segments(&json!({ "f": on(json!({ "rules": [rule] })) }), &Json::Object(segments));
        assert_eq!(flags.evaluate("f", &user("u")), MALFORMED);
    }
}

#[test]
fn a_weighted_segment_wants_a_context_of_its_kind() {
    let rule = |rest: Json| {
        let mut rule = json!({ "clauses": [], "weight": 50_000 });
        if let (Some(rule), Json::Object(rest)) = (rule.as_object_mut(), rest) {
            rule.extend(rest);
        }
        json!({ "salt": "saltyA", "rules": [rule] })
    };
    let asks = |segment: &str| {
        let clause = json!({ "op": "segmentMatch", "values": [segment] });
        on(
            json!({ "fallthrough": { "variation": 1 }, "rules": [{ "variation": 0, "clauses": [clause] }] }),
        )
    };
    let flags = with_segments(
        &json!({ "plain": asks("hashKey"), "org": asks("org"), "broken": asks("broken") }),
        &json!({
            "hashKey": rule(json!({})),
            "org": rule(json!({ "rolloutContextKind": "org", "bucketBy": "/name" })),
            "broken": rule(json!({ "rolloutContextKind": "org", "bucketBy": "///" })),
        }),
    );
    // 0.42157587 and 0.6708485.
    assert_eq!(flags.evaluate("plain", &user("userKeyA")).variation, Some(0));
    assert_eq!(flags.evaluate("plain", &user("userKeyB")).variation, Some(1));
    assert_eq!(flags.evaluate("org", &user("userKeyA")).variation, Some(1));
    assert_eq!(
        flags.evaluate("org", &context(&json!({ "kind": "org", "key": "o" }))).variation,
        Some(0)
    );
    assert_eq!(flags.evaluate("broken", &user("u")), MALFORMED);
}

fn imported(flags: &Json, segments: &Json) -> (String, Vec<String>) {
    let document = json!({ "flags": flags, "segments": segments }).to_string();
    let imported = crate::import(Format::LaunchDarkly, &document).expect("a document");
    (imported.document, imported.notes.iter().map(ToString::to_string).collect())
}

#[test]
fn a_document_is_written_as_a_person_would() {
    let clause = |attribute: &str, op: &str, values: Json| json!({ "attribute": attribute, "op": op, "values": values });
    let (document, notes) = imported(
        &json!({
            "banner": { "on": true, "variations": [true, false], "offVariation": 1, "fallthrough": { "variation": 0 } },
            "new-nav": { "on": true, "variations": [true, false], "offVariation": 1, "salt": "s",
                "targets": [{ "variation": 0, "values": ["minsu", "jiwoo"] }],
                "rules": [
                    { "id": "pro", "variation": 0, "clauses": [clause("plan", "in", json!(["pro"])), clause("age", "greaterThan", json!([17]))] },
                    { "id": "testers", "variation": 0, "clauses": [json!({ "op": "segmentMatch", "values": ["qa"] })] },
                ],
                "fallthrough": { "rollout": { "variations": [{ "variation": 0, "weight": 5000 }, { "variation": 1, "weight": 95000 }] } },
                "prerequisites": [{ "key": "banner", "variation": 0 }] },
            "ranker": { "on": true, "variations": ["bm25", "hybrid", "semantic"], "offVariation": 0,
                "fallthrough": { "rollout": { "kind": "experiment", "seed": 61, "variations": [
                    { "variation": 0, "weight": 33333 }, { "variation": 1, "weight": 33333 }, { "variation": 2, "weight": 33334 } ] } } },
            "limits": { "on": true, "variations": [{ "max": 1 }, { "max": 5 }], "offVariation": 0, "fallthrough": { "variation": 1 } },
        }),
        &json!({ "qa": { "included": ["u-1"], "excluded": ["u-2"],
                         "rules": [{ "clauses": [clause("email", "endsWith", json!(["@qa.example.com"]))] }] } }),
    );
    assert_eq!(notes, [""; 0]);
    assert_eq!(
        document,
        r#"{
  "segments": {
    "qa": {
      "any": [
        { "key": "u-1" },
        { "key": { "not_in": ["u-2"] }, "email": { "ends_with": "@qa.example.com" } }
      ]
    }
  },
  "flags": {
    "banner": true,
    "new-nav": {
      "rules": [
        { "name": "targets of on", "if": { "key": ["minsu", "jiwoo"] }, "serve": true },
        { "name": "pro", "if": { "plan": "pro", "age": { "gt": 17 } }, "serve": true },
        { "name": "testers", "if": { "segment": "qa" }, "serve": true }
      ],
      "rollout": "5%",
      "hash": "launchdarkly",
      "seed": "new-nav.s",
      "prerequisites": { "banner": true }
    },
    "ranker": {
      "kind": "experiment",
      "variants": { "bm25": "bm25", "hybrid": "hybrid", "semantic": "semantic" },
      "default": "bm25",
      "rollout": { "bm25": 33.333, "hybrid": 33.333, "semantic": 33.334 },
      "hash": "launchdarkly",
      "seed": "61"
    },
    "limits": {
      "variants": { "variation-0": { "max": 1 }, "variation-1": { "max": 5 } },
      "default": "variation-0",
      "rollout": { "variation-1": 100 }
    }
  }
}
"#
    );
}

#[test]
fn what_cannot_be_said_is_told() {
    let rule = |clause: Json| {
        on(
            json!({ "fallthrough": { "variation": 1 }, "rules": [{ "variation": 0, "clauses": [clause] }] }),
        )
    };
    let rollout = |rest: Json| {
        let mut rollout = json!({ "variations": [{ "variation": 0, "weight": 1 }, { "variation": 1, "weight": 1 }] });
        if let (Some(rollout), Json::Object(rest)) = (rollout.as_object_mut(), rest) {
            rollout.extend(rest);
        }
        json!({ "rollout": rollout })
    };
    let note = |flag: Json| {
        let (_, notes) = imported(&json!({ "f": flag }), &json!({ "big": { "unbounded": true } }));
        notes.into_iter().find(|note| note.starts_with("`f`: ")).unwrap_or_default()
    };
    let mut two_seeds = on(json!({ "fallthrough": rollout(json!({ "seed": 1 })) }));
    two_seeds["rules"] = json!([rollout(json!({}))]);
    two_seeds["rules"][0]["clauses"] = json!([{ "attribute": "x", "op": "in", "values": [1] }]);
    let told = [
        (
            rule(json!({ "contextKind": "org", "attribute": "x", "op": "in", "values": [1] })),
            "contexts of kind `org`",
        ),
        (
            rule(json!({ "attribute": "kind", "op": "in", "values": ["user"] })),
            "asks for the kinds",
        ),
        (
            rule(json!({ "attribute": "not", "op": "in", "values": [1] })),
            "has a name that conditions",
        ),
        (rule(json!({ "attribute": "x", "op": "startsWith", "values": [""] })), "of an empty text"),
        (
            rule(json!({ "attribute": "x", "op": "near", "values": [1] })),
            "the operator `near` is not known",
        ),
        (rule(json!({ "attribute": "x", "op": "before", "values": [1] })), "may be a bare date"),
        (
            rule(json!({ "attribute": "x", "op": "semVerEqual", "values": ["2"] })),
            "may begin with a `v`",
        ),
        (rule(json!({ "op": "segmentMatch", "values": ["big"] })), "is a big segment"),
        (rule(json!({ "op": "segmentMatch", "values": ["none"] })), "there is no segment `none`"),
        (on(json!({})), "serves nothing"),
        (on(json!({ "fallthrough": { "variation": 2 } })), "there is no variation 2"),
        (on(json!({ "fallthrough": rollout(json!({ "bucketBy": "team" })) })), "who has none"),
        (two_seeds, "drawn by different seeds"),
        (on(json!({ "on": false })), "kept off"),
        (
            on(json!({ "fallthrough": { "variation": 0 }, "offVariation": null })),
            "has no off variation",
        ),
        (json!({ "on": 1 }), "left out: it cannot be read"),
    ];
    for (flag, words) in told {
        let note = note(flag.clone());
        assert!(note.contains(words), "{flag}\n{note}");
    }
}
