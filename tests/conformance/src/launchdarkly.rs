//! LaunchDarkly's server-side evaluations: flags and segments, a context, and the whole answer.
//!
//! What a program adds to an engine is added here: the default of the code that asks and the type that
//! it wants. Law: a case is compared whole (value with its JSON type, variation, every member of the
//! reason).

mod imported;

pub use imported::run_imported;

use crate::{Case, read_json};
use flagkit_core::Value;
use flagkit_import::launchdarkly::{Contexts, Flags, Reason};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::path::{Path, PathBuf};

/// Some evaluations of one document.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Suite {
    #[serde(default)]
    variant: Json,
    suite: String,
    sdk_data: Json,
    evaluations: Vec<Question>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Question {
    name: Option<String>,
    flag_key: String,
    context: Json,
    value_type: Option<String>,
    #[serde(default, deserialize_with = "some")]
    default: Option<Json>,
    expect: Expected,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Expected {
    value: Json,
    variation_index: Option<usize>,
    reason: Json,
}

/// Tells `null` from nothing.
fn some<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Json>, D::Error> {
    Json::deserialize(deserializer).map(Some)
}

/// All cases.
pub fn run(folder: &Path) -> Result<Vec<Case>, String> {
    let mut cases = Vec::new();
    for (file, suites) in suites(folder)? {
        for suite in suites {
            let flags = Flags::parse(&suite.sdk_data.to_string())
                .map_err(|error| format!("{file}, {}: {error}", suite.suite))?;
            for question in &suite.evaluations {
                let expected = question.expected();
                let got = question.ask(&flags, &suite.sdk_data);
                cases.push(Case {
                    name: suite.name_of(&file, question),
                    outcome: compare(&expected, got),
                });
            }
        }
    }
    Ok(cases)
}

/// The files by name, with what they hold.
fn suites(folder: &Path) -> Result<Vec<(String, Vec<Suite>)>, String> {
    let folder = folder.join("server-side-eval");
    let unreadable = |error| format!("{}: {error}", folder.display());
    let entries = std::fs::read_dir(&folder).map_err(unreadable)?;
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .map_err(unreadable)?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    if files.is_empty() {
        return Err(format!("{}: there is no file", folder.display()));
    }
    let name = |file: &Path| file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    files.iter().map(|file| Ok((name(file), read_json(file)?))).collect()
}

/// A whole answer as the suite writes it.
#[derive(Debug, PartialEq)]
struct Whole {
    value: Json,
    variation: Option<usize>,
    reason: Json,
}

fn compare(expected: &Whole, got: Result<Whole, String>) -> Result<(), String> {
    let got = got?;
    let same = equal(&expected.value, &got.value)
        && expected.variation == got.variation
        && expected.reason == got.reason;
    if same {
        return Ok(());
    }
    let show = |whole: &Whole| {
        let index = whole.variation.map_or("none".to_owned(), |index| index.to_string());
        format!("{} (variation {index}, {})", whole.value, whole.reason)
    };
    Err(format!("expected {}, got {}", show(expected), show(&got)))
}

/// Whether two values are the same of the same JSON type, which has one for all numbers.
fn equal(left: &Json, right: &Json) -> bool {
    match (left, right) {
        (Json::Number(left), Json::Number(right)) => left.as_f64() == right.as_f64(),
        (Json::Array(left), Json::Array(right)) => {
            left.len() == right.len()
                && left.iter().zip(right).all(|(left, right)| equal(left, right))
        }
        (Json::Object(left), Json::Object(right)) => {
            let found = |(name, value): (&String, &Json)| {
                right.get(name).is_some_and(|right| equal(value, right))
            };
            left.len() == right.len() && left.iter().all(found)
        }
        _ => left == right,
    }
}

impl Suite {
    fn name_of(&self, file: &str, question: &Question) -> String {
        let name = question.name.as_deref().unwrap_or(&question.flag_key);
        format!("{file}: {} #{}: {name}", self.suite, self.variant)
    }
}

impl Question {
    fn expected(&self) -> Whole {
        let Expected { value, variation_index, reason } = &self.expect;
        Whole { value: value.clone(), variation: *variation_index, reason: reason.clone() }
    }

    fn ask(&self, flags: &Flags, data: &Json) -> Result<Whole, String> {
        let context = Contexts::parse(&self.context.to_string())
            .map_err(|error| format!("context: {error}"))?;
        let answer = flags.evaluate(&self.flag_key, &context);
        let default = self.default_value(data);
        let Some(value) = answer.value.map(json_of) else {
            return Ok(Whole { value: default, variation: None, reason: words(answer.reason) });
        };
        if !self.wants(&value, &default) {
            let reason = json!({ "kind": "ERROR", "errorKind": "WRONG_TYPE" });
            return Ok(Whole { value: default, variation: None, reason });
        }
        Ok(Whole { value, variation: answer.variation, reason: words(answer.reason) })
    }

    /// The default of the code that asks; where the case has none, the plainest value of the flag's type.
    fn default_value(&self, data: &Json) -> Json {
        let first = || data.get("flags")?.get(&self.flag_key)?.get("variations")?.get(0);
        self.default.clone().unwrap_or_else(|| match first() {
            Some(Json::Bool(_)) => json!(false),
            Some(Json::Number(_)) => json!(0),
            Some(Json::String(_)) => json!(""),
            _ => Json::Null,
        })
    }

    /// Whether a value is of the type that the code wants.
    fn wants(&self, value: &Json, default: &Json) -> bool {
        match self.value_type.as_deref() {
            Some("bool") => value.is_boolean(),
            Some("int" | "double") => value.is_number(),
            Some("string") => value.is_string(),
            Some(_) => true,
            None => match default {
                Json::Bool(_) => value.is_boolean(),
                Json::Number(_) => value.is_number(),
                Json::String(_) => value.is_string(),
                _ => true,
            },
        }
    }
}

/// A reason as LaunchDarkly writes it.
fn words(reason: Reason<'_>) -> Json {
    let mut words = match reason {
        Reason::Off => json!({ "kind": "OFF" }),
        Reason::PrerequisiteFailed { key } => {
            json!({ "kind": "PREREQUISITE_FAILED", "prerequisiteKey": key })
        }
        Reason::TargetMatch => json!({ "kind": "TARGET_MATCH" }),
        Reason::RuleMatch { index, id: Some(id), .. } => {
            json!({ "kind": "RULE_MATCH", "ruleIndex": index, "ruleId": id })
        }
        Reason::RuleMatch { index, .. } => json!({ "kind": "RULE_MATCH", "ruleIndex": index }),
        Reason::Fallthrough { .. } => json!({ "kind": "FALLTHROUGH" }),
        Reason::FlagNotFound => json!({ "kind": "ERROR", "errorKind": "FLAG_NOT_FOUND" }),
        Reason::MalformedFlag => json!({ "kind": "ERROR", "errorKind": "MALFORMED_FLAG" }),
        _ => json!({}),
    };
    let experiment = matches!(
        reason,
        Reason::RuleMatch { in_experiment: true, .. } | Reason::Fallthrough { in_experiment: true }
    );
    if let (true, Json::Object(members)) = (experiment, &mut words) {
        members.insert("inExperiment".to_owned(), Json::Bool(true));
    }
    words
}

fn json_of(value: &Value) -> Json {
    match value {
        Value::Bool(truth) => json!(truth),
        Value::Int(number) => json!(number),
        Value::Float(number) => json!(number),
        Value::String(text) => json!(&**text),
        Value::List(items) => Json::Array(items.iter().map(json_of).collect()),
        Value::Object(members) => Json::Object(
            members.iter().map(|(name, value)| (name.to_string(), json_of(value))).collect(),
        ),
        _ => Json::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_compared_whole() {
        let whole = |value: Json, variation, reason: Json| Whole { value, variation, reason };
        let expected = || {
            whole(
                json!([1, { "a": true }]),
                Some(1),
                json!({ "kind": "RULE_MATCH", "ruleIndex": 0 }),
            )
        };
        let reason = expected().reason;
        let same = whole(
            json!([1.0, { "a": true }]),
            Some(1),
            json!({ "ruleIndex": 0, "kind": "RULE_MATCH" }),
        );
        assert_eq!(compare(&expected(), Ok(same)), Ok(()));
        for other in [
            whole(json!([true, { "a": true }]), Some(1), reason.clone()),
            whole(json!([1, { "a": true, "b": null }]), Some(1), reason.clone()),
            whole(expected().value, None, reason),
            whole(expected().value, Some(1), json!({ "kind": "RULE_MATCH" })),
        ] {
            assert!(compare(&expected(), Ok(other)).is_err());
        }
        assert!(compare(&expected(), Err("no context".to_owned())).is_err());
    }
}
