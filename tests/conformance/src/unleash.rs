//! Unleash's client specification: is a feature on, and which variant does it have?

mod context;

use crate::{Case, read_json};
use context::UnleashContext;
use flagkit_core::{Document, Evaluation, Flag, FlagSet, Value as Payload};
use flagkit_import::{Format, Imported};
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
///
/// A feature of which is noted only that certain values fare differently is run for all others.
pub fn run_imported(folder: &Path) -> Result<Vec<Case>, String> {
    let mut cases = Vec::new();
    for (file, specification) in specifications(folder)? {
        let state = specification.state.to_string();
        let imported = flagkit_import::import(Format::Unleash, &state)
            .map_err(|error| format!("{file}: {error}"))?;
        let document = parsed(&imported).map_err(|problem| format!("{file}: {problem}"))?;
        let flags = FlagSet::compile(&document, None);
        for test in specification.tests.iter().filter(|test| is_exact(test, &document, &imported)) {
            let on = evaluate(&flags, test).is_some_and(|(flag, answer)| is_on(flag, answer));
            cases.push(case(&file, test, &json!(on)));
        }
        let variant_tests = specification.variant_tests.iter();
        for test in variant_tests.filter(|test| is_exact(test, &document, &imported)) {
            let mut expected = test.expected_result.clone();
            if let Some(payload) = expected.get_mut("payload") {
                *payload = carried(payload);
            }
            let got = evaluate(&flags, test).map(|(flag, answer)| imported_variant(flag, answer));
            let name = format!("{file}: {}", test.description);
            cases.push(Case::compare(name, &Some(expected), &got));
        }
    }
    Ok(cases)
}

fn parsed(imported: &Imported) -> Result<Document, String> {
    let parsed = Document::parse(&imported.document);
    match parsed.problems.first() {
        Some(problem) => Err(problem.render("flags.json")),
        None => parsed.document.ok_or_else(|| "no document".to_owned()),
    }
}

/// Whether flags.json must answer a case as Unleash does.
fn is_exact(test: &Test, document: &Document, imported: &Imported) -> bool {
    let mut asked = vec![test.toggle_name.as_str()];
    while let Some(key) = asked.pop() {
        let Some(flag) = document.flag(key) else { return false };
        let mut notes = imported.notes.iter().filter(|note| note.flag.as_deref() == Some(key));
        if notes.any(|note| !is_moot(&note.message, &test.context)) {
            return false;
        }
        asked.extend(flag.prerequisites().iter().map(|other| &*other.flag));
    }
    true
}

/// Whether a note is about values that the context of a case does not have.
fn is_moot(note: &str, context: &Value) -> bool {
    let value = |field: &str| {
        let property = || context.get("properties").and_then(|properties| properties.get(field));
        context.get(field).or_else(property).and_then(Value::as_str)
    };
    let field = |start: &str| note.strip_prefix(start).and_then(|rest| rest.split('`').next());
    if let Some(field) = field("who has no `") {
        return value(field).is_some();
    }
    if let Some(field) = field("`v1.2.3` and `1.2` in `") {
        let is_strict =
            |version: &str| !version.starts_with('v') && version.matches('.').count() > 1;
        return value(field).is_none_or(is_strict);
    }
    false
}

fn is_on(flag: &Flag, answer: Evaluation) -> bool {
    answer.variant != flag.fallback_variant()
}

fn imported_variant(flag: &Flag, answer: Evaluation) -> Value {
    let on = is_on(flag, answer);
    let Some(variant) = flag.variants().get(answer.variant).filter(|_| on && !flag.is_boolean())
    else {
        return json!({ "name": "disabled", "enabled": false, "feature_enabled": on });
    };
    let mut result = json!({ "name": &*variant.name, "enabled": true, "feature_enabled": true });
    if variant.payload != Payload::Null {
        result["payload"] = serde_json::from_str(&variant.payload.to_string()).unwrap_or_default();
    }
    result
}

/// What flags.json carries of a payload: its value, in the type that it has.
fn carried(payload: &Value) -> Value {
    let value = payload.get("value").cloned().unwrap_or_default();
    match (payload.get("type").and_then(Value::as_str), value.as_str()) {
        (Some("json" | "number"), Some(text)) => serde_json::from_str(text).unwrap_or(value),
        _ => value,
    }
}
