//! The cases of features and of experiments: who asks, and which flag is asked.

use super::result::{self, Answer};
use super::{compare, member, text};
use flagkit_import::growthbook::{Assignments, Attributes, Features, How, Outcome};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// `[context, feature, expected]`
pub(super) fn feature(members: &[Value]) -> Result<(), String> {
    let (context, key) = (member(members, 0)?, text(members, 1)?);
    let answer = ask(context, &[], key, key, &attributes(context))?;
    compare(member(members, 2)?, &result::feature(context, key, answer.as_ref()))
}

/// Why a case is left out, if its experiment is for some pages alone.
pub(super) fn targets_addresses(section: &str, members: &[Value]) -> Option<&'static str> {
    let patterns = members.get(1).filter(|_| section == "run")?.get("urlPatterns")?;
    (!patterns.is_null()).then_some("which pages `urlPatterns` mean is not evaluated")
}

/// `[context, experiment, value, in the experiment, hash used]`
pub(super) fn run(members: &[Value]) -> Result<(), String> {
    let definition = member(members, 1)?;
    let answer = experiment(member(members, 0)?, definition)?;
    let got = variation(&answer);
    compare(member(members, 2)?, &answer.value)?;
    compare(member(members, 3)?, &json!(got.is_some()))?;
    compare(member(members, 4)?, &json!(got.is_some_and(|(_, how)| how != How::Forced)))
}

/// The answer of an experiment that is part of no feature.
pub(super) fn experiment(context: &Value, definition: &Value) -> Result<Answer, String> {
    let key = definition.get("key").and_then(Value::as_str).unwrap_or_default();
    let flag = format!("experiment:{key}");
    let answer = ask(context, &[definition], &flag, key, &attributes(context))?;
    answer.ok_or_else(|| "there is no flag of the experiment".to_owned())
}

/// The variation that an experiment gave, and how it came about.
pub(super) fn variation(answer: &Answer) -> Option<(usize, How)> {
    match answer.outcome {
        Outcome::Experiment { variation, how, .. } => Some((variation, how)),
        _ => None,
    }
}

/// `[context, documents, feature, expected result, expected documents]`
pub(super) fn sticky_bucket(members: &[Value]) -> Result<(), String> {
    let (context, key) = (member(members, 0)?, text(members, 2)?);
    let who = attributes(context);
    let identifiers = result::identifiers(context);
    let is_own = |document: &Assignments| {
        identifiers.contains(&document.attribute)
            && who.unit(&document.attribute).as_ref() == Some(&document.value)
    };
    let stored = member(members, 1)?.as_array().map_or(&[][..], Vec::as_slice);
    let mut documents: BTreeMap<String, Assignments> = stored
        .iter()
        .filter_map(assignments)
        .filter(is_own)
        .chain(
            group(context, "stickyBucketAssignmentDocs")
                .iter()
                .filter_map(|(_, document)| assignments(document)),
        )
        .map(|document| (document.key(), document))
        .collect();
    let known: Vec<Assignments> = documents.values().cloned().collect();
    let answer = ask(context, &[], key, key, &who.remembering(&known))?;
    let answer = answer.map(|answer| Answer { remembering: true, ..answer });

    let whole = result::feature(context, key, answer.as_ref());
    let result = whole.get("experimentResult").unwrap_or(&Value::Null);
    let remembers = whole["experiment"]["disableStickyBucketing"] != json!(true);
    if remembers && result["hashUsed"] == json!(true) {
        let (experiment, version) = result::experiment_version(&whole["experiment"]);
        let text = |name: &str| match &result[name] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let drawn = Assignments::new(text("hashAttribute"), text("hashValue"));
        let document = documents.entry(drawn.key()).or_insert(drawn);
        document.add(&experiment, version, &text("key"));
    }
    let written = documents.into_iter().map(|(key, document)| {
        let Assignments { attribute, value, assignments } = document;
        let value = json!({ "attributeName": attribute, "attributeValue": value, "assignments": assignments });
        (key, value)
    });
    compare(member(members, 3)?, result)?;
    compare(member(members, 4)?, &Value::Object(written.collect()))
}

fn assignments(document: &Value) -> Option<Assignments> {
    let attribute = document.get("attributeName")?.as_str()?;
    let mut known = Assignments::new(attribute, document.get("attributeValue")?.as_str()?);
    for (name, variation) in document.get("assignments")?.as_object()? {
        known.assignments.insert(name.clone(), variation.as_str()?.to_owned());
    }
    Some(known)
}

/// Asks the flag of a feature or an experiment; nothing where there is none.
fn ask(
    context: &Value,
    experiments: &[&Value],
    flag: &str,
    feature: &str,
    who: &Attributes,
) -> Result<Option<Answer>, String> {
    let payload = json!({
        "features": group(context, "features"),
        "savedGroups": group(context, "savedGroups"),
        "contextualBandits": group(context, "contextualBandits"),
        "experiments": experiments,
    });
    let features = Features::read(&payload.to_string()).map_err(|error| error.to_string())?;
    let Some(asked) = features.flags().get(flag) else { return Ok(None) };
    let evaluation = asked.evaluate(Some(who), &features.flags().at(0));
    let explained = asked.explain(Some(who), &features.flags().at(0)).evaluation;
    if explained != evaluation {
        return Err(format!("explained as {explained:?}, evaluated as {evaluation:?}"));
    }
    let outcome = features.outcome(flag, &evaluation);
    let outcome = outcome
        .ok_or_else(|| format!("variant {} of `{feature}` means nothing", evaluation.variant))?;
    let variant = asked.variants().get(evaluation.variant);
    let value = variant.map_or(Value::Null, |variant| super::json_of(&variant.payload));
    Ok(Some(Answer { evaluation, outcome, value, remembering: false }))
}

pub(super) fn group(context: &Value, name: &str) -> Map<String, Value> {
    context.get(name).and_then(Value::as_object).cloned().unwrap_or_default()
}

/// Who asks, and what the host adds.
fn attributes(context: &Value) -> Attributes {
    let mut who = Attributes::from_json(context.get("attributes").unwrap_or(&Value::Null));
    for (experiment, variation) in group(context, "forcedVariations") {
        who = who.forcing(&experiment, variation.as_i64().unwrap_or(-1));
    }
    if let Some(url) = context.get("url").and_then(Value::as_str) {
        who = who.at_url(url);
    }
    if context.get("qaMode") == Some(&json!(true)) {
        who = who.in_qa_mode();
    }
    if context.get("enabled") == Some(&json!(false)) {
        who = who.without_experiments();
    }
    who
}
