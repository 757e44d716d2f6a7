//! The cases of features, asked of the flags.json that was written.
//!
//! Only of flags that were imported without a note, and only where nobody forces a variation, since that is a host's doing.

use super::{cases, compare, json_of, member, section_of, text};
use crate::Case;
use flagkit_core::{Document, EvaluationContext, FlagSet, Value as Attribute};
use flagkit_import::{Format, import};
use serde_json::{Value, json};
use std::path::Path;

/// What a host adds to a case.
const OF_A_HOST: [&str; 4] = ["forcedVariations", "url", "qaMode", "enabled"];

/// The cases of flags that went through flags.json.
pub fn run_imported(folder: &Path) -> Result<Vec<Case>, String> {
    let cases = cases(folder)?;
    let mut ran = Vec::new();
    for section in ["feature", "contextualBandit"] {
        for (name, members) in section_of(&cases, section)? {
            if let Some(outcome) = outcome(members).transpose() {
                ran.push(Case { name, outcome });
            }
        }
    }
    Ok(ran)
}

/// What became of a case; nothing where its flag was not imported as it is.
fn outcome(members: &[Value]) -> Result<Option<()>, String> {
    let (context, key) = (member(members, 0)?, text(members, 1)?);
    if OF_A_HOST.iter().any(|name| context.get(name).is_some()) {
        return Ok(None);
    }
    let get = |name: &str| context.get(name).cloned().unwrap_or(json!({}));
    let payload = json!({
        "features": get("features"),
        "savedGroups": get("savedGroups"),
        "contextualBandits": get("contextualBandits"),
    });
    let imported =
        import(Format::GrowthBook, &payload.to_string()).map_err(|error| error.to_string())?;
    if !imported.notes.is_empty() {
        return Ok(None);
    }
    let document =
        Document::parse(&imported.document).document.ok_or("the document does not parse")?;
    let flags = FlagSet::compile(&document, None);
    let Some(flag) = flags.get(key) else { return Ok(None) };
    let answer = flag.evaluate(Some(&user(&get("attributes"))), &flags.at(0));
    let payload = flag.variants().get(answer.variant).map(|variant| json_of(&variant.payload));
    let expected = member(members, 2)?.get("value").cloned().unwrap_or_default();
    compare(&expected, &payload.unwrap_or_default())
        .map(Some)
        .map_err(|why| format!("{why}, of {}", imported.document))
}

/// Who asks: GrowthBook's `id` is the targeting key.
fn user(attributes: &Value) -> EvaluationContext {
    let mut user = match attributes.get("id") {
        Some(Value::String(id)) => EvaluationContext::new(id.as_str()),
        // 0 counts as false, and GrowthBook draws nobody by that.
        Some(Value::Number(id)) if id.as_f64() != Some(0.0) => {
            EvaluationContext::new(id.to_string())
        }
        _ => EvaluationContext::anonymous(),
    };
    for (name, value) in attributes.as_object().into_iter().flatten() {
        user = user.with(name.as_str(), attribute(value));
    }
    user
}

fn attribute(value: &Value) -> Attribute {
    match value {
        Value::Null => Attribute::Null,
        Value::Bool(truth) => (*truth).into(),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => whole.into(),
            None => number.as_f64().unwrap_or_default().into(),
        },
        Value::String(text) => text.as_str().into(),
        Value::Array(items) => Attribute::List(items.iter().map(attribute).collect()),
        Value::Object(members) => Attribute::Object(
            members.iter().map(|(name, value)| (name.as_str().into(), attribute(value))).collect(),
        ),
    }
}
