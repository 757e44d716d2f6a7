//! What a clause asks of an attribute, in the operators of flags.json.
//!
//! Law: operands are what LaunchDarkly compares with; what it cannot compare with is left out here, as it
//! is there.

use super::condition::Refusal;
use super::whom::operator;
use crate::draft::list;
use crate::launchdarkly::plan::{instant, version};
use crate::launchdarkly::read::Clause;
use flagkit_core::plan::Pattern;
use flagkit_core::{Relation, Value};
use serde_json::Value as Json;

/// The values that can be compared with, if there are any.
pub(super) fn scalars(values: &[Json]) -> Option<Vec<Value>> {
    let comparable = |value: &&Json| value.is_string() || value.is_number() || value.is_boolean();
    let scalars: Vec<Value> =
        values.iter().filter(comparable).map(crate::draft::value_of).collect();
    (!scalars.is_empty()).then_some(scalars)
}

/// What is asked of the attribute, of which one must hold.
pub(super) fn tests(
    clause: &Clause,
    name: &str,
    notes: &mut Vec<String>,
) -> Result<Vec<Value>, Refusal> {
    let values = &clause.values;
    let texts = || values.iter().filter_map(Json::as_str);
    let of_texts = |operator_name: &str| {
        if texts().any(str::is_empty) {
            return Err(format!("`{}` of an empty text; flags.json has none", clause.op));
        }
        let texts: Vec<Value> = texts().map(Value::from).collect();
        let some = (!texts.is_empty()).then(|| operator(operator_name, one_or_list(texts)));
        Ok(some.into_iter().collect())
    };
    let numbers = |operator_name: &str| {
        let numbers = values.iter().filter(|value| value.is_number());
        numbers.map(|number| operator(operator_name, crate::draft::value_of(number))).collect()
    };
    Ok(match &*clause.op {
        "in" => scalars(values).map(one_or_list).into_iter().collect(),
        "startsWith" => of_texts("starts_with")?,
        "endsWith" => of_texts("ends_with")?,
        "contains" => of_texts("contains")?,
        "matches" if texts().any(str::is_empty) => of_texts("matches")?,
        "matches" => {
            let patterns = texts().filter(|text| Pattern::new(text).is_ok());
            patterns.map(|pattern| operator("matches", pattern)).collect()
        }
        "lessThan" => numbers("lt"),
        "lessThanOrEqual" => numbers("le"),
        "greaterThan" => numbers("gt"),
        "greaterThanOrEqual" => numbers("ge"),
        "before" | "after" => dates(clause, name, notes)?,
        "semVerEqual" => versions(clause, name, Relation::Equal, notes),
        "semVerLessThan" => versions(clause, name, Relation::Less, notes),
        "semVerGreaterThan" => versions(clause, name, Relation::Greater, notes),
        unknown => {
            notes.push(format!(
                "the operator `{unknown}` is not known, so what it asks for never holds"
            ));
            Vec::new()
        }
    })
}

/// An instant is a text here, or a number; LaunchDarkly's has two operators in one.
fn dates(clause: &Clause, name: &str, notes: &mut Vec<String>) -> Result<Vec<Value>, Refusal> {
    let mut tests = Vec::new();
    for value in &clause.values {
        let Some(millis) = instant(value) else { continue };
        let text = match value {
            Json::String(text) => text.clone(),
            _ => crate::launchdarkly::instant::text(millis)
                .ok_or_else(|| format!("the instant {millis} is not within the years 0 to 9999"))?,
        };
        tests.push(operator(&clause.op, text));
        // Of a number LaunchDarkly takes the whole milliseconds.
        tests.push(match &*clause.op {
            "before" => operator("lt", millis),
            _ => operator("ge", millis.saturating_add(1)),
        });
    }
    if !tests.is_empty() {
        notes.push(format!(
            "`{name}` may be a bare date such as `2027-03-01` here, which LaunchDarkly does not take for an instant"
        ));
    }
    Ok(tests)
}

fn versions(
    clause: &Clause,
    name: &str,
    relation: Relation,
    notes: &mut Vec<String>,
) -> Vec<Value> {
    let sign = match relation {
        Relation::Less => "<",
        Relation::Greater => ">",
        _ => "=",
    };
    let mut tests = Vec::new();
    for comparator in
        clause.values.iter().filter_map(Json::as_str).filter_map(|text| version(text, relation))
    {
        let number = |part: Option<u64>| part.unwrap_or(0);
        let (minor, patch) = (number(comparator.minor), number(comparator.patch));
        let mut text = format!("{sign}{}.{minor}.{patch}", comparator.major);
        if !comparator.pre_release.is_empty() {
            text = format!("{text}-{}", comparator.pre_release);
        }
        tests.push(operator("semver", text));
    }
    if !tests.is_empty() {
        notes.push(format!(
            "`{name}` may begin with a `v` here, as in `v2.1.0`, which LaunchDarkly does not take for a version"
        ));
    }
    tests
}

pub(super) fn one_or_list(values: impl IntoIterator<Item = Value>) -> Value {
    let mut values: Vec<Value> = values.into_iter().collect();
    if values.len() == 1 { values.remove(0) } else { list(values) }
}
