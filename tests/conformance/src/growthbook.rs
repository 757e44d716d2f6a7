//! GrowthBook's SDK test cases.
//!
//! What is none of an engine's business is left out, and told: decrypting payloads, sending pages elsewhere, and
//! experiments that address pages by `urlPatterns`.

mod features;
mod imported;
mod parts;
mod result;

use crate::{Case, read_json};
use serde_json::{Map, Number, Value};
use std::path::Path;

pub use imported::run_imported;

/// What runs a case: its members behind its name.
type Section = fn(&[Value]) -> Result<(), String>;

const SECTIONS: &[(&str, Section)] = &[
    ("hash", parts::hash),
    ("getEqualWeights", parts::equal_weights),
    ("getBucketRange", parts::bucket_range),
    ("chooseVariation", parts::choose_variation),
    ("inNamespace", parts::in_namespace),
    ("getQueryStringOverride", parts::query_string_override),
    ("evalCondition", parts::condition),
    ("feature", features::feature),
    ("contextualBandit", features::feature),
    ("run", features::run),
    ("stickyBucket", features::sticky_bucket),
];

/// Sections whose cases have no name.
const NAMELESS: [&str; 2] = ["hash", "getEqualWeights"];

/// All cases, on plans.
pub fn run(folder: &Path) -> Result<Vec<Case>, String> {
    let cases = cases(folder)?;
    let mut ran = Vec::new();
    for (section, run) in SECTIONS {
        for (name, members) in section_of(&cases, section)? {
            if features::targets_addresses(section, members).is_none() {
                ran.push(Case { name, outcome: run(members) });
            }
        }
    }
    Ok(ran)
}

/// What is not run.
pub fn left_out(folder: &Path) -> Result<Vec<(String, &'static str)>, String> {
    let cases = cases(folder)?;
    let mut left_out = Vec::new();
    for (section, list) in cases.iter().filter_map(|(name, list)| Some((name, list.as_array()?))) {
        let why = match &**section {
            "decrypt" => "decrypting a payload is its transport's",
            "urlRedirect" => "sending a page elsewhere is a browser's",
            known if SECTIONS.iter().any(|(section, _)| *section == known) => {
                for (name, members) in section_of(&cases, section)? {
                    let why = features::targets_addresses(section, members);
                    left_out.extend(why.map(|why| (name, why)));
                }
                continue;
            }
            _ => "a section that this runner does not know",
        };
        left_out.push((format!("{section}, {} cases", list.len()), why));
    }
    Ok(left_out)
}

fn cases(folder: &Path) -> Result<Map<String, Value>, String> {
    read_json(&folder.join("cases.json"))
}

/// The cases of a section by their names, without them.
fn section_of<'c>(
    cases: &'c Map<String, Value>,
    section: &str,
) -> Result<Vec<(String, &'c [Value])>, String> {
    // Not every version of the suite has every section.
    let list = cases.get(section).map_or(Some(&[][..]), |list| Some(list.as_array()?.as_slice()));
    let list = list.ok_or_else(|| format!("`{section}` of cases.json is no list"))?;
    list.iter()
        .enumerate()
        .map(|(index, case)| {
            let members = case.as_array().ok_or_else(|| format!("{section} {index} is no list"))?;
            if NAMELESS.contains(&section) {
                return Ok((format!("{section}: {index}"), members.as_slice()));
            }
            let (name, members) =
                members.split_first().ok_or_else(|| format!("{section} {index} is empty"))?;
            Ok((format!("{section}: {}", name.as_str().unwrap_or("?")), members))
        })
        .collect()
}

/// The member at a place of a case.
fn member(members: &[Value], place: usize) -> Result<&Value, String> {
    members.get(place).ok_or_else(|| format!("the case has no member {place}"))
}

fn text(members: &[Value], place: usize) -> Result<&str, String> {
    let member = member(members, place)?;
    member.as_str().ok_or_else(|| format!("member {place} of the case is no text"))
}

fn number(members: &[Value], place: usize) -> Result<f64, String> {
    let member = member(members, place)?;
    member.as_f64().ok_or_else(|| format!("member {place} of the case is no number"))
}

/// Compares as JavaScript does: 1 is 1.0, and the order of members does not matter.
fn compare(expected: &Value, got: &Value) -> Result<(), String> {
    if plain(expected) == plain(got) {
        return Ok(());
    }
    Err(format!("expected {expected}, got {got}"))
}

/// The same value with all numbers of one kind.
fn plain(value: &Value) -> Value {
    match value {
        Value::Number(number) => {
            number.as_f64().and_then(Number::from_f64).map_or(Value::Null, Value::Number)
        }
        Value::Array(items) => Value::Array(items.iter().map(plain).collect()),
        Value::Object(members) => Value::Object(
            members.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
        ),
        other => other.clone(),
    }
}

/// A payload of a flag as JSON.
fn json_of(payload: &flagkit_core::Value) -> Value {
    serde_json::from_str(&payload.to_string()).unwrap_or_default()
}
