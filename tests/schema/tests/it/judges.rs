//! The two judges of a document, and the rule by which their verdicts are one.

use crate::differences::is_knowable;
use crate::jsonc;
use flagkit_core::{Document, Problem};
use jsonschema::Validator;
use std::sync::{Arc, LazyLock};

static VALIDATOR: LazyLock<Validator> =
    LazyLock::new(|| jsonschema::draft7::new(&schema::schema()).expect("a schema"));

/// What stands beside the documents.
fn beside(name: &str) -> Result<Arc<str>, String> {
    match name {
        "ids.txt" | "beta-users.txt" => Ok("minsu\njiwoo\n".into()),
        "nobody.txt" => Ok("# nobody yet\n\n".into()),
        _ => Err("is not there".to_owned()),
    }
}

/// Why the schema refuses a text; nothing where it accepts it.
fn refusals(text: &str) -> Vec<String> {
    let Some(value) = jsonc::read(text) else { return vec!["not JSON".to_owned()] };
    VALIDATOR
        .iter_errors(&value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// What the two said of one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Accepted,
    Refused,
    /// The parser refuses for reasons that a schema cannot know, and the schema accepts.
    RefusedByTheParser,
}

/// Has both judge a document.
///
/// # Errors
///
/// Their verdicts differ otherwise than `differences` lists: what each said.
pub(crate) fn judge(text: &str) -> Result<Verdict, String> {
    judge_with_files(text, &mut beside)
}

/// Has both judge a document that has these files beside it.
///
/// # Errors
///
/// As [`judge`].
pub(crate) fn judge_with_files(
    text: &str,
    files: &mut dyn FnMut(&str) -> Result<Arc<str>, String>,
) -> Result<Verdict, String> {
    let mut errors = Document::parse_with_files(text, files).problems;
    errors.retain(Problem::is_error);
    let refusals = refusals(text);
    match (errors.is_empty(), refusals.is_empty()) {
        (true, true) => Ok(Verdict::Accepted),
        (false, false) => Ok(Verdict::Refused),
        (true, false) => {
            Err(format!("the parser accepts, the schema refuses\n{}\n{text}", refusals.join("\n")))
        }
        (false, true) => {
            let knowable: Vec<String> = errors
                .iter()
                .filter(|problem| is_knowable(problem, text))
                .map(|problem| problem.render("flags.json"))
                .collect();
            if knowable.is_empty() {
                return Ok(Verdict::RefusedByTheParser);
            }
            Err(format!(
                "the schema accepts what it can know to be wrong\n{}\n{text}",
                knowable.join("\n")
            ))
        }
    }
}
