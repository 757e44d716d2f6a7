//! Who asks: contexts as people write them, in JSON.
//!
//! `{"key":"42","country":"KR"}`: `key`, or OpenFeature's `targetingKey`, is the targeting key, every other member an
//! attribute. Law: what cannot be read as it stands is refused with its place; no member is dropped.

pub(crate) mod crowd;
mod json;

use crate::exit::{Failure, Result};
use flagkit_core::EvaluationContext;
use std::fmt;
use std::path::Path;

/// Where and why a text is no context.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NoContext {
    line: usize,
    /// In characters, from 1.
    column: usize,
    why: String,
}

/// What to write instead.
pub(crate) const FORM: &str =
    r#"write an object with the targeting key and attributes: {"key":"42","country":"KR"}"#;

impl fmt::Display for NoContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 1 {
            write!(f, "line {}, ", self.line)?;
        }
        write!(f, "column {}: {}", self.column, self.why)
    }
}

/// Reads one context.
pub(crate) fn parse(text: &str) -> std::result::Result<EvaluationContext, NoContext> {
    json::context(text).map_err(|error| {
        let told = error.to_string();
        let end = format!(" at line {} column {}", error.line(), error.column());
        let why = told.strip_suffix(&end).unwrap_or(&told).to_owned();
        // serde counts bytes.
        let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
        let before = line.as_bytes().get(..error.column()).unwrap_or(line.as_bytes());
        let column = String::from_utf8_lossy(before).chars().count().max(1);
        NoContext { line: error.line().max(1), column, why }
    })
}

/// What `--context` or `--context-file` gives; `None` without both: somebody of whom nothing is known.
pub(crate) fn given(
    context: Option<&str>,
    file: Option<&Path>,
) -> Result<Option<EvaluationContext>> {
    if let Some(text) = context {
        let refused =
            |error| Failure::new(format!("`--context` cannot be read at {error}")).help(FORM);
        return parse(text).map(Some).map_err(refused);
    }
    let Some(path) = file else { return Ok(None) };
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::new(format!("cannot read `{shown}`: {error}")))?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    let refused = |error| Failure::new(format!("`{shown}` cannot be read at {error}")).help(FORM);
    parse(text).map(Some).map_err(refused)
}

#[cfg(test)]
mod tests {
    use super::parse;
    use flagkit_core::{AttributeValue, Context as _, EvaluationContext};

    #[test]
    fn members_are_the_key_and_attributes() {
        let context = parse(r#"{"key":"42","country":"KR","age":31,"vip":true,"n":1.5}"#).unwrap();
        let wanted = EvaluationContext::new("42").with("country", "KR").with("age", 31);
        assert_eq!(context, wanted.with("vip", true).with("n", 1.5));
        let context =
            parse(r#"{"targetingKey":7,"address":{"city":"Busan"},"gone":null}"#).unwrap();
        assert_eq!(context.targeting_key().unwrap().as_str(), "7");
        assert_eq!(context.attribute("address.city"), Some(AttributeValue::Str("Busan")));
        assert_eq!(context.attribute("gone"), None);
        assert_eq!(parse(r#"{"country":"KR"}"#).unwrap().targeting_key(), None);
    }

    #[track_caller]
    fn refused(text: &str, why: &str) {
        assert_eq!(parse(text).unwrap_err().to_string(), why, "{text}");
    }

    #[test]
    fn mistakes_have_a_column() {
        refused("{key:42}", "column 2: key must be a string");
        refused(r#"{"key":"42""#, "column 11: EOF while parsing an object");
        refused("42", "column 2: this is a number, and a context is an object");
        refused("", "column 1: EOF while parsing a value");
        refused(r#"{"나라":"KR",}"#, "column 12: trailing comma");
        refused(r#"{"a":1,"a":2}"#, "column 10: `a` is given twice");
        refused(
            r#"{"key":true}"#,
            "column 12: `key` is `true`, and a key is a text or a whole number",
        );
        refused(
            r#"{"key":"1","targetingKey":"2"}"#,
            "column 30: `key` and `targetingKey` are both given; keep one",
        );
        refused(r#"{"key":"1"} x"#, "column 13: trailing characters");
        refused("{\n\"a\": tru}", "line 2, column 9: expected ident");
        refused(r#"{"n":1e999}"#, "column 10: number out of range");
    }
}
