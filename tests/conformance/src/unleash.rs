//! Unleash's client specification: is a feature on, and which variant does it have?

mod context;

use crate::{Case, read_json};
use context::UnleashContext;
use flagkit_core::{Evaluation, Flag, FlagSet, Value as Payload};
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

#[derive(Deserialize)]
struct Specification {
    state: Value,
    #[serde(default)]
    tests: Vec<Test>,
    #[serde(default, rename = "variantTests")]
    variant_tests: Vec<Test>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Test {
    description: String,
    context: Value,
    toggle_name: String,
    expected_result: Value,
}

/// All cases, on plans.
pub fn run(folder: &Path) -> Result<Vec<Case>, String> {
    let mut cases = Vec::new();
    for (file, specification) in specifications(folder)? {
        let flags = flagkit_import::unleash::flags(&specification.state.to_string())
            .map_err(|error| format!("{file}: {error}"))?;
        for test in &specification.tests {
            let got = evaluate(&flags, test).is_some_and(|(_, answer)| answer.variant != 0);
            cases.push(case(&file, test, &json!(got)));
        }
        for test in &specification.variant_tests {
            cases.push(case(&file, test, &variant(evaluate(&flags, test))));
        }
    }
    Ok(cases)
}

fn specifications(folder: &Path) -> Result<Vec<(String, Specification)>, String> {
    let folder = folder.join("specifications");
    let files: Vec<String> = read_json(&folder.join("index.json"))?;
    files.into_iter().map(|file| Ok((file.clone(), read_json(&folder.join(&file))?))).collect()
}

fn case(file: &str, test: &Test, got: &Value) -> Case {
    Case::compare(format!("{file}: {}", test.description), &test.expected_result, got)
}

fn evaluate<'f>(flags: &'f FlagSet, test: &Test) -> Option<(&'f Flag, Evaluation)> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    let now = i64::try_from(now).unwrap_or(i64::MAX);
    let context = UnleashContext { fields: &test.context, now };
    let flag = flags.get(&test.toggle_name)?;
    Some((flag, flag.evaluate(Some(&context), &flags.at(now))))
}

/// What Unleash says of a variant: off and on are the first two of a plan's.
fn variant(answer: Option<(&Flag, Evaluation)>) -> Value {
    let (flag, index) = match answer {
        Some((flag, answer)) if answer.variant > 1 => (flag, answer.variant),
        other => {
            let on = other.is_some_and(|(_, answer)| answer.variant == 1);
            return json!({ "name": "disabled", "enabled": false, "feature_enabled": on });
        }
    };
    let Some(variant) = flag.variants().get(index) else { return Value::Null };
    let mut result = json!({ "name": &*variant.name, "enabled": true, "feature_enabled": true });
    if variant.payload != Payload::Null
        && let Ok(payload) = serde_json::from_str::<Value>(&variant.payload.to_string())
    {
        result["payload"] = payload;
    }
    result
}

/// The cases of the features that were imported without a note, on the flags.json that was written.
pub fn run_imported(_folder: &Path) -> Result<Vec<Case>, String> {
    Err("not built yet".to_owned())
}
