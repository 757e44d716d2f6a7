//! The suite's cases on the flags.json that its flags were imported into.
//!
//! Law: a case is left out only where the flag, or one that it waits for, was imported with a note; where
//! there is no user to ask about; or where the answer is one that only LaunchDarkly's code can give (an
//! unknown flag, a wrong type).

use super::{Question, equal, json_of, suites};
use crate::Case;
use flagkit_core::{Document, EvaluationContext, FlagSet, Value};
use flagkit_import::{Format, Imported, import};
use serde_json::{Map, Value as Json};
use std::collections::HashSet;
use std::path::Path;

/// The cases of flags that went through flags.json.
pub fn run_imported(folder: &Path) -> Result<Vec<Case>, String> {
    let mut cases = Vec::new();
    for (file, suites) in suites(folder)? {
        for suite in suites {
            let imported = import(Format::LaunchDarkly, &suite.sdk_data.to_string())
                .map_err(|error| format!("{file}, {}: {error}", suite.suite))?;
            let exact = Exact::of(&imported)?;
            let asked = suite
                .evaluations
                .iter()
                .filter_map(|question| Some((question, exact.ask(question)?)));
            cases.extend(
                asked.map(|(question, outcome)| Case {
                    name: suite.name_of(&file, question),
                    outcome,
                }),
            );
        }
    }
    Ok(cases)
}

/// A document that was written, and the flags of it that have notes.
struct Exact<'i> {
    document: Document,
    flags: FlagSet,
    noted: HashSet<&'i str>,
}

impl Exact<'_> {
    fn of(imported: &Imported) -> Result<Exact<'_>, String> {
        let parsed = Document::parse(&imported.document);
        let document = parsed.document.ok_or("what was written does not read")?;
        let flags = FlagSet::compile(&document, None);
        let noted = imported.notes.iter().filter_map(|note| note.flag.as_deref()).collect();
        Ok(Exact { document, flags, noted })
    }

    /// What came of a case; `None` where it does not apply.
    fn ask(&self, question: &Question) -> Option<Result<(), String>> {
        let reason = &question.expect.reason;
        let error = reason.get("errorKind").and_then(Json::as_str);
        let of_the_code = matches!(error, Some("FLAG_NOT_FOUND" | "WRONG_TYPE"));
        let user = user(&question.context)?;
        if of_the_code || !self.is_exact(&question.flag_key) {
            return None;
        }
        let Some(flag) = self.flags.get(&question.flag_key) else {
            return Some(Err("the flag is neither in the document nor in the notes".to_owned()));
        };
        let answer = flag.evaluate(Some(&user), &self.flags.at(0));
        let got = flag.variants().get(answer.variant).map(|variant| json_of(&variant.payload));
        let got = got.unwrap_or_default();
        if equal(&question.expect.value, &got) {
            return Some(Ok(()));
        }
        Some(Err(format!("expected {}, got {got} ({})", question.expect.value, answer.reason)))
    }

    /// Whether neither the flag nor one that it waits for has a note.
    fn is_exact(&self, key: &str) -> bool {
        let (mut seen, mut open) = (HashSet::new(), vec![key]);
        while let Some(key) = open.pop() {
            if self.noted.contains(key) {
                return false;
            }
            if seen.insert(key) {
                let prerequisites = self.document.flag(key).map(|flag| flag.prerequisites());
                open.extend(prerequisites.into_iter().flatten().map(|other| &*other.flag));
            }
        }
        true
    }
}

/// The user of a context as a program would tell flagkit.
fn user(context: &Json) -> Option<EvaluationContext> {
    let members = match context.get("kind").and_then(Json::as_str) {
        Some("multi") => context.get("user")?,
        Some("user") | None => context,
        Some(_) => return None,
    };
    let members = members.as_object()?;
    let mut user = EvaluationContext::new(members.get("key")?.as_str()?);
    let custom =
        members.get("custom").and_then(Json::as_object).filter(|_| context.get("kind").is_none());
    let known = |name: &str| !["kind", "key", "custom", "_meta"].contains(&name);
    let all = custom.into_iter().chain([members]).flat_map(Map::iter);
    for (name, value) in all.filter(|(name, _)| known(name)) {
        user = user.with(name.as_str(), value_of(value));
    }
    Some(user)
}

fn value_of(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(truth) => Value::from(*truth),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => Value::from(whole),
            None => Value::from(number.as_f64().unwrap_or_default()),
        },
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(items) => Value::List(items.iter().map(value_of).collect()),
        Json::Object(members) => Value::Object(
            members.iter().map(|(name, value)| (name.as_str().into(), value_of(value))).collect(),
        ),
    }
}
