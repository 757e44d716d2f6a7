//! OpenFeature's evaluation scenarios and its merging of contexts.
//!
//! The suite's flags become a document of flagd's; the two expressions that occur in them are translated by table.
//! What an OpenFeature SDK does around an evaluation stands in `details.rs`.

mod details;

use crate::{Case, read_json};
use details::{Question, details};
use flagkit_core::{Document, EvaluationContext, FlagSet};
use flagkit_import::{Format, Imported};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::path::Path;

#[derive(Deserialize)]
struct Cases<T> {
    cases: Vec<T>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Scenario {
    id: String,
    provider: String,
    expect: Map<String, Value>,
    #[serde(default)]
    context: Map<String, Value>,
    flag_key: Option<String>,
    flag_type: Option<String>,
    #[serde(default)]
    default: Value,
}

#[derive(Deserialize)]
struct Merging {
    id: String,
    set: Vec<Entry>,
    expect: Map<String, Value>,
}

#[derive(Deserialize)]
struct Entry {
    level: String,
    key: String,
    value: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TestFlag {
    variants: Value,
    #[serde(default)]
    default_variant: Value,
    #[serde(default)]
    disabled: bool,
    #[serde(default)]
    flag_metadata: Value,
    #[serde(default)]
    context_evaluator: Option<String>,
}

/// All cases: evaluations on plans, and merged contexts.
pub fn run(folder: &Path) -> Result<Vec<Case>, String> {
    let flagd = flagd(folder)?;
    let flags = flagkit_import::flagd::flags(&flagd).map_err(|error| error.to_string())?;
    let (_, document) = imported(&flagd)?;
    let mut cases: Vec<Case> = scenarios(folder)?
        .iter()
        .filter_map(|scenario| Some(case(scenario, &question(scenario)?, &flags, &document)))
        .collect();
    let merging: Cases<Merging> = read_json(&folder.join("context-merging.json"))?;
    for merging in merging.cases {
        let got = merged(&merging)?;
        cases.push(Case::compare(merging.id, &Value::Object(merging.expect), &got));
    }
    Ok(cases)
}

/// The cases of the flags that were imported without a note, on the flags.json that was written.
pub fn run_imported(folder: &Path) -> Result<Vec<Case>, String> {
    let (imported, document) = imported(&flagd(folder)?)?;
    let flags = FlagSet::compile(&document, None);
    let noted = |key: &str| imported.notes.iter().any(|note| note.flag.as_deref() == Some(key));
    let run = |scenario: &Scenario| {
        let question = question(scenario)?;
        let exact = document.flag(question.key).is_some() && !noted(question.key);
        exact.then(|| case(scenario, &question, &flags, &document))
    };
    Ok(scenarios(folder)?.iter().filter_map(run).collect())
}

/// What is not run.
pub fn left_out(folder: &Path) -> Result<Vec<(String, &'static str)>, String> {
    let scenarios = scenarios(folder)?;
    let outside = scenarios.iter().filter(|scenario| question(scenario).is_none());
    let mut left_out: Vec<(String, &'static str)> = outside
        .map(|scenario| {
            let why = "a provider's status is the OpenFeature SDK's; flagkit always has the flags of its build";
            (scenario.id.clone(), why)
        })
        .collect();
    left_out.push((
        "hooks.feature, 3 scenarios".to_owned(),
        "hooks around an evaluation are the OpenFeature SDK's; flagkit has none",
    ));
    Ok(left_out)
}

fn scenarios(folder: &Path) -> Result<Vec<Scenario>, String> {
    Ok(read_json::<Cases<Scenario>>(&folder.join("cases.json"))?.cases)
}

/// What a scenario asks, where it asks for a flag of a provider that is ready.
fn question(scenario: &Scenario) -> Option<Question<'_>> {
    if scenario.provider != "stable" {
        return None;
    }
    Some(Question {
        key: scenario.flag_key.as_deref()?,
        r#type: scenario.flag_type.as_deref()?,
        default: &scenario.default,
        context: &scenario.context,
    })
}

fn case(
    scenario: &Scenario,
    question: &Question<'_>,
    flags: &FlagSet,
    document: &Document,
) -> Case {
    let got = details(question, flags, document);
    let mut asked = Map::new();
    for (name, expected) in &scenario.expect {
        let value = got.get(name).cloned().unwrap_or_default();
        // 0 and 0.0 are one number.
        let same = expected.as_f64().is_some() && expected.as_f64() == value.as_f64();
        asked.insert(name.clone(), if same { expected.clone() } else { value });
    }
    Case::compare(&*scenario.id, &scenario.expect, &asked)
}

fn imported(flagd: &str) -> Result<(Imported, Document), String> {
    let imported =
        flagkit_import::import(Format::Flagd, flagd).map_err(|error| error.to_string())?;
    let parsed = Document::parse(&imported.document);
    match (parsed.problems.first(), parsed.document) {
        (None, Some(document)) => Ok((imported, document)),
        (problem, _) => Err(format!("flags.json does not read: {problem:?}")),
    }
}

/// The suite's flags as flagd writes them.
fn flagd(folder: &Path) -> Result<String, String> {
    let flags: std::collections::BTreeMap<String, TestFlag> =
        read_json(&folder.join("test-flags.json"))?;
    let mut document = Map::new();
    for (key, flag) in flags {
        let mut definition = json!({
            "state": if flag.disabled { "DISABLED" } else { "ENABLED" },
            "variants": flag.variants,
            "defaultVariant": flag.default_variant,
            "metadata": flag.flag_metadata,
        });
        if let Some(expression) = &flag.context_evaluator {
            definition["targeting"] = targeting(expression)?;
        }
        document.insert(key, definition);
    }
    Ok(json!({ "flags": document }).to_string())
}

/// The expressions of the suite in JSONLogic. What is missing makes a comparison false there, so a truth value is
/// compared, too.
fn targeting(expression: &str) -> Result<Value, String> {
    let ballmer = json!({ "==": [{ "var": "email" }, "ballmer@macrosoft.com"] });
    match expression {
        "email == 'ballmer@macrosoft.com' ? 'zero' : ''" => {
            Ok(json!({ "if": [ballmer, "zero", null] }))
        }
        "!customer && email == 'ballmer@macrosoft.com' && age > 10 ? 'internal' : ''" => {
            let customer = json!({ "===": [{ "var": "customer" }, false] });
            let age = json!({ ">": [{ "var": "age" }, 10] });
            Ok(json!({ "if": [{ "and": [customer, ballmer, age] }, "internal", null] }))
        }
        other => Err(format!("test-flags.json: an expression that has no translation: {other}")),
    }
}

/// The context that an evaluation sees, by the levels of OpenFeature.
fn merged(merging: &Merging) -> Result<Value, String> {
    const LEVELS: [&str; 5] = ["API", "Transaction", "Client", "Invocation", "Before Hooks"];
    let mut levels = LEVELS.map(|_| EvaluationContext::anonymous());
    for entry in &merging.set {
        let level = LEVELS.iter().position(|level| *level == entry.level);
        let level = level.and_then(|level| levels.get_mut(level));
        let Some(level) = level else {
            return Err(format!("{}: no level {}", merging.id, entry.level));
        };
        *level = std::mem::take(level).with(&*entry.key, details::value_of(&entry.value));
    }
    let merged =
        levels.iter().fold(EvaluationContext::anonymous(), |below, over| below.merge(over));
    let attribute =
        |(name, value): (&str, &flagkit_core::Value)| (name.to_owned(), details::json_of(value));
    let got = merged.attributes().map(attribute);
    Ok(Value::Object(got.filter(|(name, _)| merging.expect.contains_key(name)).collect()))
}
