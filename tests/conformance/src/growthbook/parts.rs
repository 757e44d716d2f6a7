//! The cases of single parts: hashes, ranges, namespaces, conditions.
//!
//! Law: where an engine would decide, a flag is asked; only arithmetic is called by itself.

use super::features::{experiment, variation};
use super::{compare, member, number, text};
use flagkit_import::growthbook::{Attributes, bucket_ranges, bucketing, holds};
use serde_json::{Map, Value, json};

/// `[seed, value, version, expected]`
pub(super) fn hash(members: &[Value]) -> Result<(), String> {
    let version = member(members, 2)?.as_u64().and_then(|version| u32::try_from(version).ok());
    let value = text(members, 1)?;
    let part = bucketing(text(members, 0)?, version.unwrap_or_default())
        .map(|bucketing| bucketing.position(value.as_bytes()) as f64 / bucketing.space() as f64);
    compare(member(members, 3)?, &json!(part))
}

/// `[variations, expected]`
pub(super) fn equal_weights(members: &[Value]) -> Result<(), String> {
    let variations = member(members, 0)?.as_u64().unwrap_or_default() as usize;
    let weights: Vec<f64> =
        flagkit_import::growthbook::equal_weights(variations).into_iter().map(truncated).collect();
    compare(member(members, 1)?, &json!(weights))
}

/// `[[variations, coverage, weights], expected]`
pub(super) fn bucket_range(members: &[Value]) -> Result<(), String> {
    let input = member(members, 0)?.as_array().ok_or("the input is no list")?;
    let variations = member(input, 0)?.as_u64().unwrap_or_default() as usize;
    let weights: Option<Vec<f64>> =
        serde_json::from_value(member(input, 2)?.clone()).map_err(|error| error.to_string())?;
    let ranges: Vec<[f64; 2]> =
        bucket_ranges(variations, member(input, 1)?.as_f64(), weights.as_deref())
            .into_iter()
            .map(|(start, end)| [truncated(start), truncated(end)])
            .collect();
    compare(member(members, 1)?, &json!(ranges))
}

/// As the suite compares: eight digits behind the point.
fn truncated(number: f64) -> f64 {
    (number * 1e8).floor() / 1e8
}

/// `[n, ranges, index]`, asked of an experiment with these ranges, for somebody who is drawn at that place.
pub(super) fn choose_variation(members: &[Value]) -> Result<(), String> {
    let n = number(members, 0)?;
    let ranges = member(members, 1)?;
    let bucketing = bucketing("seed", 2).ok_or("there is no second version")?;
    let position = (n * bucketing.space() as f64).round() as u64;
    let is_there = |id: &u32| bucketing.position(id.to_string().as_bytes()) == position;
    let id = (0..1_000_000_u32).find(is_there).ok_or("nobody is drawn there")?;
    let variations: Vec<usize> = (0..ranges.as_array().map_or(0, Vec::len)).collect();
    let definition = json!({ "key": "e", "seed": "seed", "hashVersion": 2, "variations": variations, "ranges": ranges });
    let context = json!({ "attributes": { "id": id.to_string() } });
    let drawn = variation(&experiment(&context, &definition)?);
    compare(member(members, 2)?, &drawn.map_or(json!(-1), |(variation, _)| json!(variation)))
}

/// `[id, namespace, expected]`, asked of an experiment that everybody in the namespace is part of.
pub(super) fn in_namespace(members: &[Value]) -> Result<(), String> {
    let namespace = member(members, 1)?;
    let definition = json!({ "key": "e", "variations": [0, 1], "namespace": namespace });
    let context = json!({ "attributes": { "id": member(members, 0)? } });
    let drawn = variation(&experiment(&context, &definition)?);
    compare(member(members, 2)?, &json!(drawn.is_some()))
}

/// `[key, url, variations, expected]`, asked of an experiment in which nobody is drawn.
pub(super) fn query_string_override(members: &[Value]) -> Result<(), String> {
    let variations: Vec<u64> = (0..member(members, 2)?.as_u64().unwrap_or_default()).collect();
    let definition = json!({ "key": text(members, 0)?, "variations": variations });
    let context = json!({ "url": text(members, 1)? });
    let forced = variation(&experiment(&context, &definition)?);
    compare(member(members, 3)?, &json!(forced.map(|(variation, _)| variation)))
}

/// `[condition, attributes, expected, groups]`
pub(super) fn condition(members: &[Value]) -> Result<(), String> {
    let none = Map::new();
    let groups = members.get(3).and_then(Value::as_object).unwrap_or(&none);
    let who = Attributes::from_json(member(members, 1)?);
    compare(member(members, 2)?, &json!(holds(member(members, 0)?, groups, &who)))
}
