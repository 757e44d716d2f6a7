//! Unleash's documents: a whole state, delta events that lead to one, and the export of an environment.
//!
//! Law: members that are not known here are none that decide; what decides has its own field.

use crate::{Format, ImportError};
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// All features and segments.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Given")]
pub(super) struct State {
    pub(super) features: Vec<Feature>,
    pub(super) segments: Vec<Segment>,
    /// The names of the features that do not read, where they have one, and why.
    pub(super) unreadable: Vec<(Option<String>, String)>,
}

/// A state of which any feature may be broken.
#[derive(Debug, Deserialize)]
struct Given {
    #[serde(default, deserialize_with = "or_default")]
    features: Vec<Value>,
    #[serde(default, deserialize_with = "or_default")]
    segments: Vec<Segment>,
}

impl From<Given> for State {
    fn from(given: Given) -> State {
        let mut state = State { segments: given.segments, ..State::default() };
        for feature in &given.features {
            match Feature::deserialize(feature) {
                Ok(feature) => state.features.push(feature),
                Err(why) => {
                    let name = feature.get("name").and_then(Value::as_str).map(str::to_owned);
                    state.unreadable.push((name, why.to_string()));
                }
            }
        }
        state
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Feature {
    pub(super) name: String,
    #[serde(default)]
    pub(super) enabled: bool,
    #[serde(default)]
    pub(super) description: Option<String>,
    #[serde(default)]
    pub(super) r#type: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) strategies: Vec<Strategy>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) variants: Vec<Variant>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) dependencies: Vec<Dependency>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Strategy {
    pub(super) name: String,
    #[serde(default, deserialize_with = "or_default")]
    parameters: Map<String, Value>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) constraints: Vec<Constraint>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) segments: Vec<i64>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) variants: Vec<Variant>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) disabled: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Constraint {
    pub(super) context_name: String,
    pub(super) operator: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) values: Vec<String>,
    #[serde(default)]
    value: Value,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) inverted: bool,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) case_insensitive: bool,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Segment {
    pub(super) id: i64,
    #[serde(default)]
    pub(super) name: Option<String>,
    /// `None` in an export, which names segments only.
    #[serde(default)]
    pub(super) constraints: Option<Vec<Constraint>>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Variant {
    pub(super) name: String,
    #[serde(default)]
    weight: f64,
    #[serde(default)]
    pub(super) payload: Option<Payload>,
    #[serde(default)]
    pub(super) stickiness: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) overrides: Vec<Override>,
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
pub(super) struct Payload {
    pub(super) r#type: String,
    pub(super) value: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Override {
    pub(super) context_name: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) values: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Dependency {
    pub(super) feature: String,
    #[serde(default)]
    pub(super) enabled: Option<bool>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) variants: Vec<String>,
}

/// One change of a state.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
enum Event {
    Hydration(State),
    FeatureUpdated {
        feature: Feature,
    },
    FeatureRemoved {
        #[serde(rename = "featureName")]
        feature_name: String,
    },
    SegmentUpdated {
        segment: Segment,
    },
    SegmentRemoved {
        #[serde(rename = "segmentId")]
        segment_id: i64,
    },
}

/// Which kind of document a text is.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Shape {
    #[serde(default)]
    features: Option<IgnoredAny>,
    #[serde(default)]
    events: Option<IgnoredAny>,
    #[serde(default)]
    feature_strategies: Option<IgnoredAny>,
    #[serde(default)]
    feature_environments: Option<IgnoredAny>,
}

#[derive(Debug, Deserialize)]
struct Events {
    events: Vec<Event>,
}

/// What an export says: what belongs to a feature stands beside the features.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Export {
    #[serde(default, deserialize_with = "or_default")]
    features: Vec<Value>,
    #[serde(default, deserialize_with = "or_default")]
    segments: Vec<Segment>,
    #[serde(default, deserialize_with = "or_default")]
    feature_strategies: Vec<Value>,
    #[serde(default, deserialize_with = "or_default")]
    feature_environments: Vec<Environment>,
    #[serde(default, deserialize_with = "or_default")]
    dependencies: Vec<Dependencies>,
}

/// Where a strategy of an export belongs.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Owner {
    feature_name: String,
    #[serde(default)]
    environment: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Environment {
    feature_name: String,
    #[serde(default)]
    environment: Option<String>,
    #[serde(default)]
    enabled: bool,
    #[serde(default, deserialize_with = "or_default")]
    variants: Vec<Variant>,
}

#[derive(Debug, Deserialize)]
struct Dependencies {
    feature: String,
    #[serde(default, deserialize_with = "or_default")]
    dependencies: Vec<Dependency>,
}

/// Reads a document of any of the three kinds.
pub(super) fn state(text: &str) -> Result<State, ImportError> {
    let shape: Shape = parse(text)?;
    if shape.feature_strategies.is_some() || shape.feature_environments.is_some() {
        return parse::<Export>(text)?.into_state();
    }
    if shape.events.is_some() {
        let events: Events = parse(text)?;
        let mut state = State::default();
        events.events.into_iter().for_each(|event| state.apply(event));
        return Ok(state);
    }
    if shape.features.is_none() {
        return Err(unreadable("it has neither `features` nor `events`"));
    }
    parse(text)
}

fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, ImportError> {
    serde_json::from_str(text).map_err(unreadable)
}

fn unreadable(why: impl std::fmt::Display) -> ImportError {
    ImportError::Unreadable(Format::Unleash, why.to_string())
}

/// `null` is what a member is without one.
fn or_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

impl State {
    pub(super) fn feature(&self, name: &str) -> Option<&Feature> {
        self.features.iter().find(|feature| feature.name == name)
    }

    fn apply(&mut self, event: Event) {
        match event {
            Event::Hydration(state) => *self = state,
            Event::FeatureUpdated { feature } => {
                match self.features.iter_mut().find(|known| known.name == feature.name) {
                    Some(known) => *known = feature,
                    None => self.features.push(feature),
                }
            }
            Event::FeatureRemoved { feature_name } => {
                self.features.retain(|feature| feature.name != feature_name);
            }
            Event::SegmentUpdated { segment } => {
                match self.segments.iter_mut().find(|known| known.id == segment.id) {
                    Some(known) => *known = segment,
                    None => self.segments.push(segment),
                }
            }
            Event::SegmentRemoved { segment_id } => {
                self.segments.retain(|segment| segment.id != segment_id);
            }
        }
    }
}

impl Export {
    fn into_state(self) -> Result<State, ImportError> {
        let mut state = State::from(Given { features: self.features, segments: self.segments });
        let mut environments: Vec<String> = Vec::new();
        let mut seen = |environment: Option<String>| match environment {
            Some(name) if !environments.contains(&name) => {
                environments.push(name);
                environments.len() < 2
            }
            _ => true,
        };
        let mut one = true;
        for environment in self.feature_environments {
            one &= seen(environment.environment);
            let found = state.features.iter_mut().find(|f| f.name == environment.feature_name);
            if let Some(feature) = found {
                feature.enabled = environment.enabled;
                feature.variants = environment.variants;
            }
        }
        for strategy in self.feature_strategies {
            let owner: Owner = serde_json::from_value(strategy.clone()).map_err(unreadable)?;
            one &= seen(owner.environment);
            let strategy: Strategy = serde_json::from_value(strategy).map_err(unreadable)?;
            if let Some(feature) = state.features.iter_mut().find(|f| f.name == owner.feature_name)
            {
                feature.strategies.push(strategy);
            }
        }
        if !one {
            return Err(unreadable("it is of several environments; export one"));
        }
        for of in self.dependencies {
            if let Some(feature) = state.features.iter_mut().find(|f| f.name == of.feature) {
                feature.dependencies = of.dependencies;
            }
        }
        Ok(state)
    }
}

impl Feature {
    /// The strategies that count. One that is switched off does not; where all are, none matches.
    pub(super) fn active(&self) -> impl Iterator<Item = &Strategy> {
        self.strategies.iter().filter(|strategy| !strategy.disabled)
    }
}

impl Strategy {
    /// A parameter, however it is written; `None` where it is missing or empty.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        self.parameters.get(name).and_then(text).filter(|text| !text.is_empty())
    }
}

impl Variant {
    /// Of whole numbers, as Unleash counts. The cast saturates, so what is below 0 is 0.
    pub(super) fn weight(&self) -> u32 {
        self.weight.round() as u32
    }
}

impl Constraint {
    /// The operand of the operators that take one.
    pub(super) fn value(&self) -> Option<String> {
        text(&self.value)
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_is_joined() {
        let text = r#"{
            "features": [{ "name": "a", "type": "release" }, { "name": "b" }],
            "featureEnvironments": [{ "featureName": "a", "environment": "production", "enabled": true }],
            "featureStrategies": [{ "featureName": "a", "environment": "production", "name": "default" }],
            "dependencies": [{ "feature": "b", "dependencies": [{ "feature": "a" }] }]
        }"#;
        let state = state(text).unwrap();
        let a = state.feature("a").unwrap();
        assert!(a.enabled && a.strategies.len() == 1);
        assert!(!state.feature("b").unwrap().dependencies.is_empty());
    }

    #[test]
    fn one_bad_feature_fails_alone() {
        let state =
            state(r#"{ "features": [{ "name": "a" }, { "name": "b", "enabled": 1 }, {}] }"#)
                .unwrap();
        assert_eq!(state.features.len(), 1);
        let unreadable: Vec<Option<&str>> =
            state.unreadable.iter().map(|(name, _)| name.as_deref()).collect();
        assert_eq!(unreadable, [Some("b"), None]);
    }

    #[test]
    fn what_is_no_state_says_why() {
        let why = |text: &str| state(text).unwrap_err().to_string();
        assert_eq!(
            why("{}"),
            "the text is no document of unleash: it has neither `features` nor `events`"
        );
        assert!(
            why(r#"{ "features": {} }"#)
                .contains("invalid type: map, expected a sequence at line 1")
        );
        let two = r#"{ "features": [], "featureEnvironments": [
            { "featureName": "a", "environment": "x" }, { "featureName": "a", "environment": "y" }] }"#;
        assert!(why(two).contains("several environments"));
    }
}
