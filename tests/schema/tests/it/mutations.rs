//! Valid documents with something changed: both judges see the same mistakes.
//!
//! Law: a document is changed as a person would, by renaming, dropping, moving or replacing one thing.

use crate::fixtures::{files, own, readme};
use crate::jsonc;
use crate::judges::{Verdict, judge};
use flagkit_core::vocabulary;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

static DOCUMENTS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let fixtures = files().into_iter().chain(readme()).chain(own("accepted"));
    fixtures.filter_map(|fixture| jsonc::read(&fixture.text)).collect()
});

/// Names that a member may be given instead of its own.
static NAMES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let lists = [
        vocabulary::ROOT,
        vocabulary::FLAG,
        vocabulary::SCHEDULE,
        vocabulary::GROUP,
        vocabulary::GUARD,
        vocabulary::GUARD_RULE,
        vocabulary::OPERATORS,
        vocabulary::RULE,
        vocabulary::STAGE,
        schema::about::COMBINERS,
        &["", "x-free", "x-2", "2fa", "a b", "off", "on", "5%", "everyone", "naïve", "-", "new"],
    ];
    lists.concat()
});

/// Values that may stand where another one did.
static VALUES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let texts = [
        "",
        "x",
        "a b",
        "self",
        "2x",
        "on",
        "off",
        "everyone",
        "true",
        "5%",
        "101%",
        "0.0001%",
        "5",
        "2027-03-01",
        "2027-02-30",
        "2024-02-29T23:59:60Z",
        "24h",
        "1 day",
        ">=2.1.0, <3",
        "1.2.3.4",
        "10.0.0.0/8",
        "10.0.0.1/8",
        "::1",
        "localhost",
        "ids.txt",
        "../ids.txt",
        "^a+$",
        "(",
        "KEY",
        "unleash",
        "split",
        "linear",
        "rollback",
        "hold",
        "release",
        "developers",
        "bm25",
    ];
    let others = json!([
        null, true, false, 0, 1, 5, -1, 101, 250, 0.05, 12.5, 1.5, 0.12345, [], {}, ["x"], ["x", "x"],
        ["5%", "everyone"], [1], [null], [[]], [{}], { "x": 1 }, { "x": 0 }, { "eq": 1 }, { "ge": "1" },
        { "in": [1, "a"] }, { "file": "ids.txt" }, { "percentage": 5 }, { "on": 1 }, { "name": "x" },
        { "segment": "developers" }, { "rust": "NAME" }, { "from": "2027-01-01", "percentage": 5 },
        { "variants": ["x", "y"], "default": "x" }, { "if": { "plan": "x" }, "serve": "on" },
    ]);
    let others = others.as_array().cloned().unwrap_or_default();
    texts.iter().map(|text| json!(text)).chain(others).collect()
});

/// One change: which kind, where, and what with.
#[derive(Clone, Copy, Debug)]
struct Change {
    kind: u8,
    place: usize,
    pick: usize,
}

/// The values inside a value, itself included.
fn places(value: &Value) -> Vec<String> {
    fn walk(value: &Value, at: String, found: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    let name = name.replace('~', "~0").replace('/', "~1");
                    walk(value, format!("{at}/{name}"), found);
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    walk(item, format!("{at}/{index}"), found);
                }
            }
            _ => {}
        }
        found.push(at);
    }
    let mut found = Vec::new();
    walk(value, String::new(), &mut found);
    found
}

fn one<T>(list: &[T], pick: usize) -> Option<&T> {
    list.get(pick.checked_rem(list.len())?)
}

fn change(document: &mut Value, change: Change) {
    let places = places(document);
    let Some(at) = one(&places, change.place) else { return };
    let elsewhere = one(&places, change.pick).and_then(|at| document.pointer(at)).cloned();
    let Some(value) = document.pointer_mut(at) else { return };
    match (change.kind, value) {
        (0 | 1, value) => *value = one(&VALUES, change.pick).cloned().unwrap_or_default(),
        (2, value) => *value = elsewhere.unwrap_or_default(),
        (3, Value::Object(members)) => {
            let name = members.keys().nth(change.pick.checked_rem(members.len()).unwrap_or(0));
            if let Some(name) = name.cloned() {
                members.remove(&name);
            }
        }
        (3, Value::Array(items)) if !items.is_empty() => {
            items.remove(change.pick % items.len());
        }
        (4, Value::Object(members)) => {
            let given = one(&NAMES, change.pick).copied().unwrap_or_default();
            let from = change.pick / NAMES.len();
            let renamed = members.keys().nth(from.checked_rem(members.len()).unwrap_or(0)).cloned();
            let rename = |(name, value)| {
                if Some(&name) == renamed.as_ref() {
                    (given.to_owned(), value)
                } else {
                    (name, value)
                }
            };
            *members = std::mem::take(members).into_iter().map(rename).collect::<Map<_, _>>();
        }
        (5, Value::Object(members)) => {
            let given = one(&NAMES, change.pick).copied().unwrap_or_default();
            let value = one(&VALUES, change.pick / NAMES.len()).cloned().unwrap_or_default();
            members.insert(given.to_owned(), value);
        }
        (5, Value::Array(items)) => {
            items.push(one(&VALUES, change.pick).cloned().unwrap_or_default());
        }
        // What else there is has no members to change.
        (_, value) => *value = one(&VALUES, change.pick).cloned().unwrap_or_default(),
    }
}

/// Every single change of a document, what stands beside the example left alone.
fn single_changes(document: &Value) -> Vec<Change> {
    let around = ["/flags/payments_v2", "/flags/search_ranker", "/segments"];
    let is_around = |at: &str| {
        document.pointer("/flags/f").is_some() && around.iter().any(|part| at.starts_with(part))
    };
    let places = places(document);
    let mut changes = Vec::new();
    let mut push = |kind, place, pick| changes.push(Change { kind, place, pick });
    for (place, at) in places.iter().enumerate().filter(|(_, at)| !is_around(at)) {
        for pick in 0..VALUES.len() {
            push(0, place, pick);
        }
        let count = match document.pointer(at) {
            Some(Value::Object(members)) => members.len(),
            Some(Value::Array(items)) => {
                (0..VALUES.len()).for_each(|pick| push(5, place, pick));
                (0..items.len()).for_each(|pick| push(3, place, pick));
                continue;
            }
            _ => continue,
        };
        (0..count).for_each(|pick| push(3, place, pick));
        for name in 0..NAMES.len() {
            (0..count).for_each(|from| push(4, place, name + from * NAMES.len()));
            [&Value::Bool(true), &json!({})].into_iter().for_each(|added| {
                let value = VALUES.iter().position(|value| value == added).unwrap_or(0);
                push(5, place, name + value * NAMES.len());
            });
        }
    }
    changes
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let one = (0..6_u8, any::<usize>(), 0..1_000_000_usize)
        .prop_map(|(kind, place, pick)| Change { kind, place, pick });
    prop::collection::vec(one, 1..4)
}

/// Documents that are small, so that each of their members is changed.
fn small_documents() -> Vec<Value> {
    let examples = crate::examples::documents().into_iter().map(|(_, text)| text);
    let own = own("accepted").into_iter().map(|fixture| fixture.text);
    examples.chain(own).filter_map(|text| jsonc::read(&text)).collect()
}

/// Single changes, so that no mistake hides behind another: each seventeenth, or with `FLAGKIT_EVERY_CHANGE=1` all of
/// them, which takes minutes.
#[test]
fn single_changes_are_judged_alike() {
    let step = if std::env::var_os("FLAGKIT_EVERY_CHANGE").is_some() { 1 } else { 17 };
    let mut count = 0;
    for document in small_documents() {
        let changes = single_changes(&document);
        // They begin at another one in each document.
        for single in changes.into_iter().skip(count % step).step_by(step) {
            let mut changed = document.clone();
            change(&mut changed, single);
            count += 1;
            if let Err(why) = judge(&changed.to_string()) {
                panic!("{document}: {single:?}: {why}");
            }
        }
    }
    assert!(count > 10_000, "{count}");
}

#[test]
fn changed_documents_are_judged_alike() {
    let seen = [const { AtomicUsize::new(0) }; 3];
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    let config = ProptestConfig {
        cases: cases.unwrap_or(4000),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |(document in 0..DOCUMENTS.len(), changes in changes())| {
        let mut document = DOCUMENTS[document].clone();
        for step in changes {
            change(&mut document, step);
        }
        match judge(&document.to_string()) {
            Ok(verdict) => { seen[verdict as usize].fetch_add(1, Ordering::Relaxed); }
            Err(why) => prop_assert!(false, "{why}"),
        }
    });
    // A test in which one side is never seen shows nothing.
    let seen = seen.map(AtomicUsize::into_inner);
    assert!(seen.iter().all(|count| *count > 50), "{seen:?}");
    assert_eq!(
        [Verdict::Accepted, Verdict::Refused, Verdict::RefusedByTheParser].map(|v| v as usize),
        [0, 1, 2]
    );
}
