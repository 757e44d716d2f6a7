//! GrowthBook's documents as they are written.
//!
//! Data only. Law: members that decide something are read as JavaScript would take them where they are
//! `null`; unknown ones are passed over, as GrowthBook's own SDKs do.

use crate::{Format, ImportError};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value as Json};

/// What GrowthBook's SDK endpoint gives.
#[derive(Debug, Default)]
pub(super) struct Payload {
    /// In the order of the document.
    pub(super) features: Vec<(String, Feature)>,
    /// Features that do not read, and why.
    pub(super) unreadable: Vec<(String, String)>,
    /// Experiments that are not part of a feature.
    pub(super) experiments: Vec<Rule>,
    /// Lists of values by their ids.
    pub(super) saved_groups: Map<String, Json>,
    /// Weights by context, by their ids.
    pub(super) bandits: Map<String, Json>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Feature {
    pub(super) default_value: Json,
    #[serde(deserialize_with = "or_default")]
    pub(super) rules: Vec<Rule>,
}

/// A rule of a feature, or an experiment; an experiment's own members come last.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Rule {
    pub(super) condition: Option<Json>,
    #[serde(deserialize_with = "or_default")]
    pub(super) parent_conditions: Vec<ParentCondition>,
    /// Present even where it is `null`.
    #[serde(deserialize_with = "present")]
    pub(super) force: Option<Json>,
    pub(super) variations: Option<Vec<Json>>,
    pub(super) contextual_variations: Option<Vec<Json>>,
    pub(super) contextual_bandit_ref: Option<String>,
    pub(super) key: Option<String>,
    pub(super) weights: Option<Vec<f64>>,
    pub(super) coverage: Option<f64>,
    pub(super) range: Option<(f64, f64)>,
    pub(super) ranges: Option<Vec<(f64, f64)>>,
    pub(super) namespace: Option<(String, f64, f64)>,
    pub(super) filters: Option<Vec<Filter>>,
    pub(super) hash_attribute: Option<String>,
    pub(super) fallback_attribute: Option<String>,
    pub(super) hash_version: Option<u32>,
    pub(super) seed: Option<String>,
    pub(super) meta: Option<Vec<Meta>>,
    pub(super) disable_sticky_bucketing: Option<bool>,
    pub(super) bucket_version: Option<i64>,
    pub(super) min_bucket_version: Option<i64>,

    pub(super) active: Option<bool>,
    pub(super) status: Option<String>,
    pub(super) url_patterns: Option<Json>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct ParentCondition {
    pub(super) id: String,
    pub(super) condition: Option<Json>,
    pub(super) gate: Option<bool>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Filter {
    #[serde(default, deserialize_with = "or_default")]
    pub(super) seed: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) ranges: Vec<(f64, f64)>,
    pub(super) attribute: Option<String>,
    pub(super) hash_version: Option<u32>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Meta {
    pub(super) key: Option<String>,
    pub(super) passthrough: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Bandit {
    #[serde(deserialize_with = "or_default")]
    pub(super) contexts: Vec<Leaf>,
}

/// Weights for those who meet a condition.
#[derive(Debug, Deserialize)]
pub(super) struct Leaf {
    pub(super) condition: Option<Json>,
    pub(super) weights: Option<Vec<f64>>,
}

fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Json>, D::Error> {
    Json::deserialize(deserializer).map(Some)
}

/// Reads a payload, or its features alone.
pub(super) fn payload(text: &str) -> Result<Payload, ImportError> {
    let unreadable = |why: String| ImportError::Unreadable(Format::GrowthBook, why);
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut root: Map<String, Json> =
        serde_json::from_str(text).map_err(|error| unreadable(error.to_string()))?;
    let encrypted = root.get("encryptedFeatures").is_some_and(|value| value.is_string());
    let mut payload = Payload::default();
    let features = match root.get_mut("features").map(Json::take) {
        Some(Json::Object(features)) if !(encrypted && features.is_empty()) => {
            let mut group = |name: &str| match root.get_mut(name).map(Json::take) {
                Some(Json::Object(members)) => members,
                _ => Map::new(),
            };
            payload.saved_groups = group("savedGroups");
            payload.bandits = group("contextualBandits");
            if let Some(Json::Array(experiments)) = root.get_mut("experiments").map(Json::take) {
                for experiment in experiments {
                    let key =
                        experiment.get("key").and_then(Json::as_str).unwrap_or("?").to_owned();
                    match Rule::deserialize(experiment) {
                        Ok(experiment) => payload.experiments.push(experiment),
                        Err(error) => payload.unreadable.push((key, error.to_string())),
                    }
                }
            }
            features
        }
        _ if encrypted => {
            return Err(unreadable(
                "the features are encrypted; decrypt `encryptedFeatures`".to_owned(),
            ));
        }
        Some(_) => return Err(unreadable("`features` is no object".to_owned())),
        None => root,
    };
    for (key, feature) in features {
        // A feature without a shape is one without a value, as `"feature": {}`.
        match Feature::deserialize(feature) {
            Ok(feature) => payload.features.push((key, feature)),
            Err(error) => payload.unreadable.push((key, error.to_string())),
        }
    }
    Ok(payload)
}

impl Rule {
    pub(super) fn hash_attribute(&self) -> &str {
        self.hash_attribute.as_deref().filter(|name| !name.is_empty()).unwrap_or("id")
    }

    pub(super) fn fallback_attribute(&self) -> Option<&str> {
        self.fallback_attribute.as_deref().filter(|name| !name.is_empty())
    }

    pub(super) fn hash_version(&self) -> u32 {
        self.hash_version.filter(|version| *version != 0).unwrap_or(1)
    }

    pub(super) fn key_or<'a>(&'a self, feature: &'a str) -> &'a str {
        self.key.as_deref().filter(|key| !key.is_empty()).unwrap_or(feature)
    }

    pub(super) fn seed_or<'a>(&'a self, key: &'a str) -> &'a str {
        self.seed.as_deref().filter(|seed| !seed.is_empty()).unwrap_or(key)
    }

    /// What a rule that is an experiment has to give.
    pub(super) fn variations(&self) -> Option<&[Json]> {
        self.contextual_variations.as_deref().or(self.variations.as_deref())
    }

    pub(super) fn passes_through(&self, variation: usize) -> bool {
        let meta = self.meta.as_ref().and_then(|meta| meta.get(variation));
        meta.is_some_and(|meta| meta.passthrough == Some(true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_and_its_features_alone_are_one() {
        let alone = payload(r#"{ "b": { "defaultValue": 1 }, "a": {} }"#).unwrap();
        let whole = payload(
            r#"{ "features": { "b": { "defaultValue": 1 }, "a": {} }, "savedGroups": {"g": []} }"#,
        );
        let keys = |payload: &Payload| {
            payload.features.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>()
        };
        assert_eq!(keys(&alone), ["b", "a"]);
        assert_eq!(keys(&whole.unwrap()), ["b", "a"]);
    }

    #[test]
    fn a_feature_that_does_not_read_is_alone_with_it() {
        let read =
            payload(r#"{ "a": { "rules": [{ "coverage": "all" }] }, "b": { "rules": null } }"#)
                .unwrap();
        assert_eq!(read.features.len(), 1);
        assert_eq!(read.unreadable[0].0, "a");
    }

    #[test]
    fn null_is_a_value_to_force() {
        let rule: Rule = serde_json::from_str(r#"{ "force": null, "coverage": null }"#).unwrap();
        assert_eq!(rule.force, Some(Json::Null));
        let rule: Rule = serde_json::from_str("{}").unwrap();
        assert_eq!(rule.force, None);
    }

    #[test]
    fn what_is_no_payload_is_told() {
        let why = |text| payload(text).unwrap_err().to_string();
        assert!(why(r#"{ "features": {}, "encryptedFeatures": "a.b" }"#).contains("encrypted"));
        assert!(why(r#"{ "features": [] }"#).ends_with("`features` is no object"));
        assert!(why("[]").contains("line 1 column"), "{}", why("[]"));
    }
}
