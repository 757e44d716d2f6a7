//! What LaunchDarkly's server-side SDKs are given, as it is written.
//!
//! Nothing is decided here. Laws: what is absent or `null` has the meaning that the SDKs give it; a flag
//! that cannot be read is kept as such and does not keep the others from being read.

use crate::{Format, ImportError};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// A document.
#[derive(Debug, Default)]
pub(super) struct Payload {
    pub(super) flags: Vec<(String, Result<Flag, String>)>,
    pub(super) segments: Vec<(String, Result<Segment, String>)>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Flag {
    #[serde(deserialize_with = "or_default")]
    pub(super) on: bool,
    pub(super) off_variation: Option<i64>,
    #[serde(deserialize_with = "or_default")]
    pub(super) fallthrough: Fallthrough,
    #[serde(deserialize_with = "or_default")]
    pub(super) variations: Vec<Value>,
    #[serde(deserialize_with = "or_default")]
    pub(super) prerequisites: Vec<Prerequisite>,
    #[serde(deserialize_with = "or_default")]
    pub(super) targets: Vec<Target>,
    #[serde(deserialize_with = "or_default")]
    pub(super) context_targets: Vec<Target>,
    #[serde(deserialize_with = "or_default")]
    pub(super) rules: Vec<Rule>,
    #[serde(deserialize_with = "or_default")]
    pub(super) salt: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Prerequisite {
    pub(super) key: String,
    #[serde(default)]
    pub(super) variation: i64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Target {
    pub(super) context_kind: Option<String>,
    #[serde(default)]
    pub(super) variation: i64,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) values: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Rule {
    pub(super) id: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) clauses: Vec<Clause>,
    pub(super) variation: Option<i64>,
    pub(super) rollout: Option<Rollout>,
}

/// What everyone else gets.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Fallthrough {
    pub(super) variation: Option<i64>,
    pub(super) rollout: Option<Rollout>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Rollout {
    pub(super) kind: Option<String>,
    pub(super) context_kind: Option<String>,
    pub(super) bucket_by: Option<String>,
    pub(super) seed: Option<i64>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) variations: Vec<Weighted>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Weighted {
    #[serde(default)]
    pub(super) variation: i64,
    #[serde(default)]
    pub(super) weight: f64,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) untracked: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Clause {
    pub(super) context_kind: Option<String>,
    pub(super) attribute: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) op: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) values: Vec<Value>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) negate: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Segment {
    #[serde(deserialize_with = "or_default")]
    pub(super) included: Vec<String>,
    #[serde(deserialize_with = "or_default")]
    pub(super) excluded: Vec<String>,
    #[serde(deserialize_with = "or_default")]
    pub(super) included_contexts: Vec<SegmentTarget>,
    #[serde(deserialize_with = "or_default")]
    pub(super) excluded_contexts: Vec<SegmentTarget>,
    #[serde(deserialize_with = "or_default")]
    pub(super) rules: Vec<SegmentRule>,
    #[serde(deserialize_with = "or_default")]
    pub(super) salt: String,
    /// Its keys are kept elsewhere.
    #[serde(deserialize_with = "or_default")]
    pub(super) unbounded: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SegmentTarget {
    pub(super) context_kind: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) values: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SegmentRule {
    #[serde(default, deserialize_with = "or_default")]
    pub(super) clauses: Vec<Clause>,
    pub(super) weight: Option<f64>,
    pub(super) bucket_by: Option<String>,
    pub(super) rollout_context_kind: Option<String>,
}

impl Segment {
    /// The segments that this one names.
    pub(super) fn segments(&self) -> impl Iterator<Item = &str> {
        let clauses = self.rules.iter().flat_map(|rule| &rule.clauses);
        clauses.flat_map(Clause::segments)
    }
}

impl Clause {
    /// The segments that this clause names.
    pub(super) fn segments(&self) -> impl Iterator<Item = &str> {
        let values = if self.op == "segmentMatch" { self.values.as_slice() } else { &[] };
        values.iter().filter_map(Value::as_str)
    }
}

impl Rollout {
    pub(super) fn is_experiment(&self) -> bool {
        self.kind.as_deref() == Some("experiment")
    }
}

/// LaunchDarkly's files write `null` where there is nothing.
fn or_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Root {
    flags: Option<Map<String, Value>>,
    flag_values: Option<Map<String, Value>>,
    segments: Option<Map<String, Value>>,
    data: Option<Value>,
    items: Option<Value>,
}

/// Reads what the SDKs poll, the `put` event that they stream, or the file of their file data source.
pub(super) fn payload(text: &str) -> Result<Payload, ImportError> {
    let unreadable = |why: String| ImportError::Unreadable(Format::LaunchDarkly, why);
    let mut root: Root =
        serde_json::from_str(text).map_err(|error| unreadable(error.to_string()))?;
    if let (None, Some(data)) = (&root.flags, root.data.take()) {
        root =
            serde_json::from_value(data).map_err(|error| unreadable(format!("`data`: {error}")))?;
    }
    if root.flags.is_none() && root.flag_values.is_none() {
        let why = match root.items {
            Some(_) => {
                "it is a list of the REST API, which leaves segments and salts out; give what the \
                 server-side SDKs get, `{ \"flags\": { .. }, \"segments\": { .. } }`"
            }
            None => "there are no `flags`; give `{ \"flags\": { .. }, \"segments\": { .. } }`",
        };
        return Err(unreadable(why.to_owned()));
    }
    let mut payload = Payload::default();
    for (key, flag) in alive(root.flags) {
        payload.flags.push((key, serde_json::from_value(flag).map_err(|error| error.to_string())));
    }
    // The short form of the file data source: the same for everyone.
    for (key, value) in root.flag_values.into_iter().flatten() {
        let fallthrough = Fallthrough { variation: Some(0), rollout: None };
        let flag = Flag { on: true, fallthrough, variations: vec![value], ..Flag::default() };
        payload.flags.push((key, Ok(flag)));
    }
    for (key, segment) in alive(root.segments) {
        let segment = serde_json::from_value(segment).map_err(|error| error.to_string());
        payload.segments.push((key, segment));
    }
    Ok(payload)
}

/// Those that are no tombstone.
fn alive(all: Option<Map<String, Value>>) -> impl Iterator<Item = (String, Value)> {
    let deleted = |value: &Value| value.get("deleted") == Some(&Value::Bool(true));
    all.into_iter().flatten().filter(move |(_, value)| !deleted(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_in_which_sdks_get_flags() {
        let keys = |text: &str| {
            let payload = payload(text).unwrap();
            payload.flags.into_iter().map(|(key, flag)| (key, flag.is_ok())).collect::<Vec<_>>()
        };
        let all = r#"{ "flags": { "a": { "on": true, "rules": null }, "b": { "deleted": true }, "c": { "on": 1 } } }"#;
        assert_eq!(keys(all), [("a".to_owned(), true), ("c".to_owned(), false)]);
        let streamed = format!(r#"{{ "path": "/", "data": {all} }}"#);
        assert_eq!(keys(&streamed), keys(all));
        assert_eq!(keys(r#"{ "flagValues": { "f": "blue" } }"#), [("f".to_owned(), true)]);
    }

    #[test]
    fn what_is_no_payload_says_what_is() {
        let why = |text: &str| payload(text).unwrap_err().to_string();
        assert!(why(r#"{ "items": [] }"#).contains("a list of the REST API"));
        assert!(why("{}").contains("there are no `flags`"));
        assert!(why("[").contains("line 1 column 1"));
    }
}
