//! What is written, held against the grammar of the format by a reader of its own.

use super::*;
use crate::callsite::Callsite;
use crate::export::series::of;
use crate::guard::{ArmStatus, GuardCounts, GuardState, GuardStatus, GuardVerdict, Guarded};
use crate::measure::figures::{
    ArmFigures, CallFigures, EpochFigures, FlagFigures, SiteFigures, UnitFigures,
};
use crate::slot::Slot;
use crate::table::{Declaration, Table};
use flagkit_stats::histogram::{Histogram, Layout};
use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

static TABLE: Table = Table::new("export", "flags.json", "", "{}", &[], &DECLARATIONS);
static SLOTS: [Slot; 1] = [const { Slot::new() }; 1];
static DECLARATIONS: [Declaration; 1] =
    [Declaration::new(&TABLE, &SLOTS[0], 0, "new_checkout", 1, 1, &["off", "on"], 0)];
static SITE: Callsite = Callsite::new(
    &DECLARATIONS[0],
    "checkout",
    "old_checkout",
    "src\\\"cart\"\n.rs",
    12,
    1,
    "shop",
);

/// One sample: its name, its labels and its value.
#[derive(Debug)]
struct Sample {
    name: String,
    labels: BTreeMap<String, String>,
    value: f64,
}

impl Sample {
    fn label(&self, name: &str) -> &str {
        self.labels.get(name).map_or("", String::as_str)
    }
}

/// Reads a text by the grammar of version 0.0.4, and refuses everything else.
fn read(text: &str) -> Vec<Sample> {
    assert!(text.ends_with('\n'), "the last line has no end");
    let (mut samples, mut typed) = (Vec::new(), BTreeMap::new());
    let (mut family, mut seen) = (String::new(), HashSet::new());
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').expect("a name and a kind");
            assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
            assert!(
                typed.insert(name.to_owned(), kind.to_owned()).is_none(),
                "typed twice: {name}"
            );
            name.clone_into(&mut family);
        } else if line.starts_with('#') {
            assert!(line.starts_with("# HELP "), "{line}");
        } else {
            let sample = sample(line);
            let base = match typed.get(&family).map(String::as_str) {
                Some("histogram") => ["_bucket", "_sum", "_count"]
                    .iter()
                    .find_map(|suffix| sample.name.strip_suffix(suffix))
                    .expect("a part of a histogram"),
                _ => &sample.name,
            };
            assert_eq!(base, family, "a sample stands below its own type");
            assert!(seen.insert((sample.name.clone(), sample.labels.clone())), "twice: {line}");
            samples.push(sample);
        }
    }
    samples
}

fn name(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == ':'));
    let (name, rest) = text.split_at(end.expect("something after a name"));
    assert!(!name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit()), "{text}");
    (name, rest)
}

fn sample(line: &str) -> Sample {
    let (name_, mut rest) = name(line);
    let mut labels = BTreeMap::new();
    if let Some(inside) = rest.strip_prefix('{') {
        rest = inside;
        loop {
            let (label, after) = name(rest);
            let mut value = String::new();
            let mut chars = after.strip_prefix("=\"").expect("a value in quotes").chars();
            loop {
                match chars.next().expect("the value's end") {
                    '"' => break,
                    '\\' => value.push(match chars.next() {
                        Some('n') => '\n',
                        Some(c @ ('\\' | '"')) => c,
                        other => panic!("escaped {other:?} in {line}"),
                    }),
                    other => value.push(other),
                }
            }
            assert!(labels.insert(label.to_owned(), value).is_none(), "{line}");
            rest = chars.as_str();
            match rest.strip_prefix(',') {
                Some(more) => rest = more,
                None => break,
            }
        }
        rest = rest.strip_prefix('}').expect("the labels' end");
    }
    let value = rest.strip_prefix(' ').expect("a space before the value");
    Sample { name: name_.to_owned(), labels, value: value.parse().expect("a number") }
}

fn figures() -> FlagFigures {
    let calls =
        |calls, adverse| CallFigures { calls, adverse, panics: 1, cancelled: 2, rescued: 3 };
    let mut latency = Histogram::new(Layout::LATENCY);
    for millis in [1, 2, 20, 200_000] {
        latency.record(millis * 1_000_000);
    }
    let arm = |n| ArmFigures {
        drawn: vec![calls(n, 1), calls(10 * n, 1)],
        placed: calls(7, 0),
        latency: latency.clone(),
    };
    let units = |units, failed| UnitFigures { sampled: units, units, failed, panicked: 0 };
    let epoch = |shares: [f64; 2]| EpochFigures {
        shares: shares.into(),
        arms: Box::new([units(95, 1), units(5, 2)]),
    };
    FlagFigures {
        key: "new_checkout",
        variants: &["off", "on"],
        fallback: 0,
        epochs: vec![epoch([0.95, 0.05]), epoch([0.75, 0.25])],
        sites: vec![SiteFigures { site: &SITE, arms: Box::new([arm(100), arm(5)]) }],
        keys: 20,
        is_crowded: false,
        test: 2,
    }
}

fn guard() -> GuardStatus {
    let held = GuardVerdict {
        key: "new_checkout",
        variant: "on",
        guarded: Guarded::Latency,
        state: GuardState::Held,
        share: Some(0.25),
        control: GuardCounts::default(),
        treatment: GuardCounts::default(),
        p_value: Some(0.001),
        place: None,
        test: 2,
    };
    GuardStatus {
        key: "new_checkout",
        control: "off",
        test: 2,
        age: Duration::from_secs(1),
        keys: 20,
        is_crowded: false,
        arms: vec![ArmStatus {
            variant: "on",
            share: Some(0.25),
            stopped: None,
            guards: Vec::new(),
            held: vec![held],
        }],
        mismatch: None,
        code_changed: false,
    }
}

#[test]
fn every_line_is_of_the_format() {
    let samples = read(&text(&of(&[(figures(), guard())])));
    let find = |name: &str, labels: &[(&str, &str)]| {
        let is_meant = |sample: &&Sample| {
            sample.name == name && labels.iter().all(|(l, v)| sample.label(l) == *v)
        };
        let found: Vec<f64> = samples.iter().filter(is_meant).map(|sample| sample.value).collect();
        assert_eq!(found.len(), 1, "{name} {labels:?}: {found:?}");
        found[0]
    };
    let on = [("flag", "new_checkout"), ("variant", "on")];
    let lane = |lane| [("variant", "on"), ("function", "checkout"), ("lane", lane)];
    assert_eq!(find("flagkit_calls_total", &lane("drawn")), 55.0);
    assert_eq!(find("flagkit_calls_total", &lane("placed")), 7.0);
    assert_eq!(find("flagkit_adverse_calls_total", &lane("drawn")), 2.0);
    assert_eq!(find("flagkit_keys", &on), 10.0);
    assert_eq!(find("flagkit_failed_keys", &on), 4.0);
    assert_eq!(find("flagkit_share", &on), 0.25);
    assert_eq!(find("flagkit_guard_state", &on), 3.0);
    assert_eq!(find("flagkit_test", &[]), 2.0);
    assert_eq!(find("flagkit_info", &[("version", env!("CARGO_PKG_VERSION"))]), 1.0);
    // What a label escapes comes back.
    let place = samples.iter().find(|sample| sample.name == "flagkit_calls_total").unwrap();
    assert_eq!(place.label("place"), "src\\\"cart\"\n.rs:12:1");
}

#[test]
fn a_histogram_adds_up() {
    let samples = read(&text(&of(&[(figures(), guard())])));
    let of = |name: &str| {
        let is_meant = |sample: &&Sample| sample.name == name && sample.label("variant") == "on";
        samples.iter().filter(is_meant).collect::<Vec<_>>()
    };
    let buckets = of("flagkit_latency_seconds_bucket");
    assert!(buckets.is_sorted_by(|a, b| a.value <= b.value), "{buckets:?}");
    let bounds: Vec<f64> =
        buckets.iter().map(|bucket| bucket.label("le").parse().unwrap()).collect();
    assert!(bounds.is_sorted() && bounds.last() == Some(&f64::INFINITY), "{bounds:?}");
    let up_to = |bound: &str| {
        buckets.iter().find(|bucket| bucket.label("le") == bound).map(|bucket| bucket.value)
    };
    let some = ["0.001", "0.003", "0.03", "30", "+Inf"].map(up_to);
    assert_eq!(some, [1.0, 2.0, 3.0, 3.0, 4.0].map(Some));
    assert_eq!(of("flagkit_latency_seconds_count")[0].value, 4.0);
    let sum = of("flagkit_latency_seconds_sum")[0].value;
    assert!((sum / 200.023 - 1.0).abs() < 0.032, "{sum}");
}

#[test]
fn a_process_without_figures_is_of_the_format_too() {
    let samples = read(&prometheus());
    assert!(samples.iter().any(|sample| sample.name == "flagkit_info"));
}
