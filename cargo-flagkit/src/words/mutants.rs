//! Documents that are one step away from a rich one: what a running program makes of them decides what must be said.

use super::{Flags, difference};
use flagkit_core::{Document, FlagSet};

/// A document in which every member of the format stands.
const RICH: &str = r#"{
    "replicas": 3,
    "segments": {
        "staff": { "role": "staff" },
        "beta": { "any": [{ "plan": ["pro", "max"] }, { "not": { "age": { "lt": 18 } } }, { "segment": "staff" }] },
        "net": { "all": [{ "ip": { "cidr": ["10.0.0.0/8", "192.168.0.0/16"] } }, { "app": { "semver": ">=2.1.0, <3" } }] },
        "mail": { "mail": { "ends_with": ["@x.com", "@y.com"] }, "name": { "matches": "^a" }, "seen": { "after": "2026-01-01" } }
    },
    "flags": {
        "staged": {
            "description": "d", "owner": "o", "issue": "7", "created": "2026-01-01", "expires": "2027-01-01",
            "kind": "experiment", "permanent": true, "enabled": true, "metadata": { "team": "a" }, "rust": "STAGED_X",
            "stages": ["staff", { "name": "half", "segments": ["beta", "net"], "split": "50%", "percentage": "5%", "hold": "24h", "min_samples": 10 },
                       { "name": "quiet", "shadow": "1%" }, "20%", "everyone"],
            "stage": "half",
            "rules": [
                { "name": "first", "if": { "key": ["minsu", "ana"], "country": { "ne": "KR" } }, "serve": "on" },
                { "if": { "segment": "mail", "level": { "ge": 3 } }, "serve": "25%" },
                { "if": { "city": { "exists": false } }, "serve": false }
            ],
            "prerequisites": { "base": true, "ranker": "b" },
            "schedule": { "start": "2026-02-01", "end": "2028-01-01" },
            "group": { "name": "g", "from": "0%", "to": "40%" },
            "seed": "s", "bucket_by": "company",
            "guard": { "errors": { "action": "hold", "alpha": 0.01 }, "panics": "rollback", "latency": { "margin": 1.5 }, "min_events": 20, "min_difference": 0.05, "replicas": 2 }
        },
        "dated": { "stages": [{ "percentage": "5%", "from": "2027-01-01", "ramp": "linear" }, { "percentage": "90%", "from": "2027-02-01" }], "seed": "d" },
        "ranker": {
            "variants": { "a": { "k": 1, "l": [1, 2] }, "b": "text", "c": 1.5 }, "default": "a", "rollout": { "a": 5, "b": 3, "c": 2 },
            "rules": [{ "if": { "role": ["x", "y"] }, "serve": { "a": 1, "b": 1 } }, { "if": { "role": "z" }, "serve": "c" }],
            "hash": "unleash"
        },
        "base": "50%", "on": true, "off": false,
        "open": { "default": true, "rules": [{ "if": { "word": { "contains": "q" } }, "serve": "off" }] }
    }
}"#;

/// Every document that is one step away, and whether the step only turns a list round.
fn mutants(value: &serde_json::Value) -> Vec<(serde_json::Value, bool)> {
    use serde_json::{Value, json};
    const WORDS: &[&str] = &[
        "x",
        "7%",
        "staff",
        "beta",
        "mail",
        "on",
        "off",
        "a",
        "b",
        "c",
        "half",
        "quiet",
        "20%",
        "everyone",
        "hold",
        "rollback",
        "release",
        "permission",
        "native",
        "growthbook",
        "36h",
        "2026-03-03",
        "2027-01-15",
        "11.0.0.0/8",
        ">=2.2",
        "linear",
        "EFF",
    ];
    let mut all = Vec::new();
    match value {
        Value::Bool(truth) => all.push((json!(!truth), false)),
        Value::Number(number) => {
            all.push((json!(number.as_f64().unwrap() * 2.0 + 0.125), false));
            all.extend(number.as_i64().map(|number| (json!(number + 1), false)));
        }
        Value::String(_) => all.extend(WORDS.iter().map(|word| (json!(word), false))),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                all.extend(mutants(item).into_iter().map(|(item, turned)| {
                    let mut items = items.clone();
                    items[index] = item;
                    (items.into(), turned)
                }));
                let mut rest = items.clone();
                rest.remove(index);
                all.push((rest.into(), false));
                let mut other = items.clone();
                other.swap(0, index);
                all.push((other.into(), true));
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                all.extend(mutants(member).into_iter().map(|(member, turned)| {
                    let mut members = members.clone();
                    members.insert(name.clone(), member);
                    (members.into(), turned)
                }));
                let mut rest = members.clone();
                rest.remove(name);
                all.push((rest.into(), false));
            }
        }
        Value::Null => {}
    }
    all.retain(|(mutant, _)| mutant != value);
    all
}

/// What a running program makes of each flag: the compiled flags compare all that decides, segments included.
#[test]
fn no_mutant_that_means_another_thing_goes_unsaid() {
    let sound = |text: &str| {
        let parsed = Document::parse(text);
        let document =
            parsed.document.filter(|_| parsed.problems.iter().all(|problem| !problem.is_error()));
        document.map(|document| (FlagSet::compile(&document, None), document))
    };
    let value: serde_json::Value = serde_json::from_str(RICH).unwrap();
    let (flags, document) =
        sound(RICH).unwrap_or_else(|| panic!("{:?}", Document::parse(RICH).problems));
    let base = Flags::of(&document);
    let (mut tried, mut rewritten) = (0, 0);
    for (mutant, turned) in mutants(&value) {
        let text = mutant.to_string();
        let Some((others, other)) = sound(&text) else { continue };
        tried += 1;
        let changes = difference(&base, &Flags::of(&other));
        let same = flags.len() == others.len()
            && flags.replicas() == others.replicas()
            && flags.iter().all(|flag| {
                others.get(flag.key()).is_some_and(|other| match turned {
                    // Lists of which the order decides nothing compile to another order.
                    true => other.targeting() == flag.targeting(),
                    false => other == flag,
                })
            });
        assert!(same || !changes.is_empty(), "{text}");
        for change in &changes {
            let lines = change.told();
            assert!(
                lines.iter().all(|line| !line.is_empty() && !line.ends_with("→ ")),
                "{lines:?}"
            );
            if !lines.iter().any(|line| line.contains("written another way")) {
                continue;
            }
            rewritten += 1;
            // Then only the fingerprint tells them apart.
            let [one, two] = [&flags, &others].map(|flags| flags.get(&change.name).unwrap());
            let guard = |flag: &flagkit_core::Flag| flag.guard().cloned().unwrap_or_default();
            assert_eq!((one.plan(), guard(one)), (two.plan(), guard(two)), "{text}");
        }
    }
    assert!(rewritten > 0);
    assert!(tried > 400, "{tried}");
}
