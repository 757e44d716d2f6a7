//! What a rule serves, and the weights that draw it.
//!
//! Law: the positions that core makes of the weights are compared with GrowthBook's before they are written; a draw that would
//! move a single position is not carried over.

use crate::draft::{Members, object};
use flagkit_core::bucketing::{BUCKETS, Bucketing};
use flagkit_core::{Percentage, Value};
use std::sync::Arc;

/// A part of the positions, up to an end, and the variant that it gets.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Part {
    pub(super) end: u64,
    pub(super) variant: Arc<str>,
}

/// The weights of parts that follow each other and end with the last position.
///
/// The shortest of several ways to write them that gives the same positions.
pub(super) fn weights(bucketing: &Bucketing, parts: &[Part]) -> Option<Value> {
    let space = bucketing.space() as f64;
    let starts = std::iter::once(0).chain(parts.iter().map(|part| part.end));
    let counts: Vec<f64> =
        starts.zip(parts).map(|(start, part)| (part.end - start) as f64).collect();
    let ends: Vec<u64> = parts.iter().map(|part| part.end).collect();
    // Hundredths of the whole, of which 100 are written as such; else parts of 1; else positions.
    let percent = counts.iter().map(|count| (count * 1e7 / space).round() / 1e5).collect();
    let fractions = counts.iter().map(|count| count / space).collect();
    let ways: [Vec<f64>; 3] = [percent, fractions, counts.clone()];
    let exact = ways.into_iter().find(|way| bucketing.cuts(way) == ends)?;
    let mut members = Members::default();
    for (part, weight) in parts.iter().zip(exact) {
        if members.has(&part.variant) {
            return None;
        }
        members.push(part.variant.clone(), number(weight));
    }
    Some(members.into())
}

/// A share that ends at a position.
pub(super) fn percentage(bucketing: &Bucketing, end: u64) -> Option<String> {
    let all = u64::from(BUCKETS);
    if end >= bucketing.space() {
        return Some("100%".to_owned());
    }
    let nearest = end * all / bucketing.space();
    let step = all.div_ceil(bucketing.space());
    // A share includes its bound, so the right one is at the position before the end or just above it.
    let candidates = [nearest.saturating_sub(step), nearest, nearest.saturating_sub(step) + 1];
    candidates.into_iter().map(|share| format!("{}%", share as f64 / (all as f64 / 100.0))).find(
        |text| text.parse::<Percentage>().is_ok_and(|share| bucketing.share(share) == Some(end)),
    )
}

/// A number without a fraction that it does not have.
pub(super) fn number(number: f64) -> Value {
    let whole = number as i64;
    if whole as f64 == number { Value::Int(whole) } else { Value::Float(number) }
}

/// A rule of flags.json.
pub(super) fn rule(name: Option<&str>, condition: Value, serve: Value) -> Value {
    let mut members = Members::default();
    if let Some(name) = name {
        members.push("name", name);
    }
    members.push("if", condition);
    members.push("serve", serve);
    members.into()
}

/// Somebody whom a draw can be made by.
pub(super) fn drawable(name: &str) -> Value {
    object(name, object("ne", ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(ends: &[u64]) -> Vec<Part> {
        let part =
            |(index, end): (usize, &u64)| Part { end: *end, variant: format!("v{index}").into() };
        ends.iter().enumerate().map(part).collect()
    }

    #[test]
    fn weights_are_written_as_people_would() {
        let v2 = Bucketing::growthbook_v2("");
        let text = |ends: &[u64]| weights(&v2, &parts(ends)).unwrap().to_string();
        assert_eq!(text(&[5000, 10_000]), r#"{"v0":50,"v1":50}"#);
        assert_eq!(text(&[1000, 4000, 10_000]), r#"{"v0":10,"v1":30,"v2":60}"#);
        // 33.34 of 100 is no longer 0.3334 of 1, in floating point.
        assert_eq!(text(&[3334, 6667, 10_000]), r#"{"v0":0.3334,"v1":0.3333,"v2":0.3333}"#);
    }

    #[test]
    fn no_position_is_lost() {
        for bucketing in [Bucketing::growthbook_v1(""), Bucketing::growthbook_v2("")] {
            let space = bucketing.space();
            for end in (1..space).step_by(7) {
                assert!(weights(&bucketing, &parts(&[end, space])).is_some(), "{end}");
                assert!(percentage(&bucketing, end).is_some(), "{end}");
            }
        }
    }

    #[test]
    fn a_share_includes_its_bound() {
        let v1 = Bucketing::growthbook_v1("");
        assert_eq!(percentage(&v1, 501).as_deref(), Some("50%"));
        assert_eq!(percentage(&v1, 1000).as_deref(), Some("100%"));
        assert_eq!(percentage(&v1, 0).as_deref(), Some("0%"));
    }

    #[test]
    fn a_variant_has_one_weight() {
        let twice = [5000, 10_000].map(|end| Part { end, variant: "a".into() });
        assert_eq!(weights(&Bucketing::growthbook_v2(""), &twice), None);
    }
}
