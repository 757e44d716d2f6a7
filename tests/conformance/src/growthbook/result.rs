//! Answers in the shape that GrowthBook's suite expects.
//!
//! Nothing is decided here: what an answer means is its outcome, and the rest is copied from the definition.

use super::features::group;
use flagkit_core::Evaluation;
use flagkit_import::growthbook::{How, Outcome, equal_weights};
use serde_json::{Map, Value, json};

/// What a flag answered.
pub(super) struct Answer {
    pub(super) evaluation: Evaluation,
    pub(super) outcome: Outcome,
    pub(super) value: Value,
    /// Whether the host remembers assignments.
    pub(super) remembering: bool,
}

/// The result of a feature; without an answer, of one that is not known.
pub(super) fn feature(context: &Value, key: &str, answer: Option<&Answer>) -> Value {
    let value = answer.map_or(Value::Null, |answer| answer.value.clone());
    let outcome = answer.map(|answer| answer.outcome);
    let rule_of = |rule: usize| -> Value {
        let feature = context.get("features").and_then(|features| features.get(key));
        feature.and_then(|feature| feature.get("rules")?.get(rule)).cloned().unwrap_or_default()
    };
    let (source, rule) = match outcome {
        None => ("unknownFeature", None),
        Some(Outcome::Cyclic) => ("cyclicPrerequisite", None),
        Some(Outcome::Prerequisite { .. }) => ("prerequisite", None),
        Some(Outcome::Force { rule }) => ("force", Some(rule_of(rule))),
        Some(Outcome::Experiment { rule, .. }) => ("experiment", Some(rule_of(rule))),
        _ => ("defaultValue", None),
    };
    let on = truth(&value);
    let id = rule.as_ref().and_then(|rule| rule.get("id")).cloned().unwrap_or(json!(""));
    let mut result =
        json!({ "value": value, "on": on, "off": !on, "source": source, "ruleId": id });
    if let (Some(answer), Some(rule)) = (answer, &rule)
        && let Outcome::Experiment { leaf, variation, how, .. } = answer.outcome
    {
        let (mut experiment, bandit) = experiment_of(context, rule, key, leaf);
        let mut own = experiment_result(context, &experiment, key, answer, variation, how);
        if let Some(bandit) = bandit.filter(|_| how != How::Forced) {
            for (name, value) in bandit.as_object().into_iter().flatten() {
                own[name] = value.clone();
            }
            experiment["contextualBandit"] = bandit;
        }
        result["experiment"] = experiment;
        result["experimentResult"] = own;
    }
    result
}

/// The experiment that a rule describes, and what its bandit adds to it.
fn experiment_of(
    context: &Value,
    rule: &Value,
    feature: &str,
    leaf: Option<usize>,
) -> (Value, Option<Value>) {
    const TRUTHY: [&str; 13] = [
        "weights",
        "hashAttribute",
        "fallbackAttribute",
        "disableStickyBucketing",
        "namespace",
        "meta",
        "ranges",
        "name",
        "phase",
        "seed",
        "hashVersion",
        "filters",
        "condition",
    ];
    let get = |name: &str| rule.get(name).cloned().unwrap_or_default();
    let mut experiment = Map::new();
    let variations = match get("contextualVariations") {
        Value::Null => get("variations"),
        variations => variations,
    };
    let key = rule.get("key").filter(|key| truth(key)).cloned().unwrap_or(json!(feature));
    experiment.insert("variations".to_owned(), variations.clone());
    experiment.insert("key".to_owned(), key);
    for name in ["coverage", "bucketVersion", "minBucketVersion"] {
        experiment.extend(rule.get(name).map(|value| (name.to_owned(), value.clone())));
    }
    for name in TRUTHY {
        let value = rule.get(name).filter(|value| truth(value));
        experiment.extend(value.map(|value| (name.to_owned(), value.clone())));
    }
    let bandits = group(context, "contextualBandits");
    let bandit = get("contextualBanditRef").as_str().and_then(|id| bandits.get(id)).cloned();
    let bandit = bandit.map(|bandit| {
        let leaf = leaf.and_then(|leaf| bandit.get("contexts")?.get(leaf));
        let weights = match leaf {
            Some(leaf) => leaf["weights"].clone(),
            None => experiment
                .get("weights")
                .cloned()
                .unwrap_or_else(|| json!(equal_weights(variations.as_array().map_or(0, Vec::len)))),
        };
        if leaf.is_some() {
            experiment.insert("weights".to_owned(), weights.clone());
        }
        let id = leaf.map_or(json!(-1), |leaf| leaf["leafId"].clone());
        let mut added = json!({ "leafId": id, "variationWeights": weights });
        if let Some(version) = bandit.get("banditVersion") {
            added["banditVersion"] = version.clone();
        }
        added
    });
    (Value::Object(experiment), bandit)
}

fn experiment_result(
    context: &Value,
    experiment: &Value,
    feature: &str,
    answer: &Answer,
    variation: usize,
    how: How,
) -> Value {
    let attributes = group(context, "attributes");
    let attribute = |name: &str| attributes.get(name).filter(|value| truth(value));
    let own = experiment.get("hashAttribute").and_then(Value::as_str).unwrap_or("id");
    let remembering = answer.remembering && experiment.get("disableStickyBucketing").is_none();
    let fallback = experiment.get("fallbackAttribute").filter(|_| remembering);
    let fallback = fallback.and_then(Value::as_str);
    let (name, value) = match (attribute(own), fallback) {
        (None, Some(fallback)) if attribute(fallback).is_some() => (fallback, attribute(fallback)),
        (value, _) => (own, value),
    };
    let meta = experiment.get("meta").and_then(|meta| meta.get(variation));
    let meta = |name: &str| meta.and_then(|meta| meta.get(name)).filter(|value| truth(value));
    let mut result = json!({
        "key": meta("key").cloned().unwrap_or_else(|| json!(variation.to_string())),
        "featureId": feature,
        "inExperiment": true,
        "hashUsed": how != How::Forced,
        "variationId": variation,
        "value": answer.value,
        "hashAttribute": name,
        "hashValue": value.cloned().unwrap_or(json!("")),
        "stickyBucketUsed": how == How::Remembered,
    });
    for name in ["name", "passthrough"] {
        if let Some(value) = meta(name) {
            result[name] = value.clone();
        }
    }
    if let Some(bucket) = answer.evaluation.bucket.filter(|_| how != How::Forced) {
        result["bucket"] = json!(f64::from(bucket) / f64::from(flagkit_core::bucketing::BUCKETS));
    }
    result
}

/// The attributes by which a host looks for what is remembered.
pub(super) fn identifiers(context: &Value) -> Vec<String> {
    let mut names = Vec::new();
    for (_, feature) in group(context, "features") {
        let rules = feature.get("rules").and_then(Value::as_array).cloned().unwrap_or_default();
        for rule in rules.iter().filter(|rule| rule.get("variations").is_some()) {
            let text = |name: &str| rule.get(name).and_then(Value::as_str).map(str::to_owned);
            names.push(text("hashAttribute").unwrap_or("id".to_owned()));
            names.extend(text("fallbackAttribute"));
        }
    }
    names
}

/// Under what an assignment is remembered.
pub(super) fn experiment_version(experiment: &Value) -> (String, i64) {
    let key = experiment["key"].as_str().unwrap_or_default().to_owned();
    (key, experiment["bucketVersion"].as_i64().unwrap_or(0))
}

/// What counts as true in JavaScript.
fn truth(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}
