//! The flags.json that is being written, by all formats in the same way.
//!
//! Law: what is handed out reads without problems. A flag that does not is taken out again, and the
//! problem becomes a note; so a format may write what it believes in and need not know flags.json's
//! every rule.

mod layout;

use crate::{ImportError, Imported, Note};
use flagkit_core::{Document, InvalidName, Value, handle_name};
use std::sync::Arc;

/// A document in the making.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    segments: Vec<(Arc<str>, Value)>,
    flags: Vec<(Arc<str>, Value)>,
    notes: Vec<Note>,
}

impl Draft {
    /// Adds a flag; a later one of the same key replaces it. One whose key gives no name in Rust gets one.
    pub(crate) fn flag(&mut self, key: &str, definition: Value) {
        self.flags.retain(|(known, _)| &**known != key);
        self.flags.push((key.into(), named(key, definition)));
    }

    /// Adds a segment; a later one of the same name replaces it.
    pub(crate) fn segment(&mut self, name: &str, condition: Value) {
        self.segments.retain(|(known, _)| &**known != name);
        self.segments.push((name.into(), condition));
    }

    /// Says what could not be carried over of a flag, once.
    pub(crate) fn note(&mut self, flag: &str, message: impl Into<String>) {
        let note = Note { flag: Some(flag.to_owned()), message: message.into() };
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Says what could not be carried over of the document.
    pub(crate) fn note_document(&mut self, message: impl Into<String>) {
        self.notes.push(Note { flag: None, message: message.into() });
    }

    /// The text, without the flags and segments that do not read.
    pub(crate) fn finish(mut self) -> Result<Imported, ImportError> {
        loop {
            let document = layout::write(&self.value());
            let parsed = Document::parse(&document);
            let before = (self.flags.len(), self.segments.len());
            for problem in parsed.problems.iter().filter(|problem| problem.is_error()) {
                let Some(key) = problem.flag.as_deref() else { continue };
                let left = self.flags.len();
                self.flags.retain(|(known, _)| &**known != key);
                if self.flags.len() < left {
                    self.note(key, format!("{REFUSED}: {}", problem.message));
                }
            }
            // The flags that use one of these are refused in the next round.
            let segments = parsed.document.iter().flat_map(|document| document.segments());
            for broken in segments.filter(|segment| segment.condition().is_none()) {
                self.segments.retain(|(known, _)| &**known != broken.name());
                self.note_document(format!("the segment `{}` is {REFUSED}", broken.name()));
            }
            if before == (self.flags.len(), self.segments.len()) {
                if let Some(problem) = parsed.problems.first() {
                    return Err(ImportError::Unwritable(problem.render("flags.json")));
                }
                return Ok(Imported { document, notes: self.notes });
            }
        }
    }

    fn value(&self) -> Value {
        let mut root = Members::default();
        if !self.segments.is_empty() {
            root.push("segments", Value::Object(self.segments.clone().into()));
        }
        root.push("flags", Value::Object(self.flags.clone().into()));
        root.into()
    }
}

const REFUSED: &str = "left out, since flags.json does not take it";

/// A flag that can be a constant in Rust, whatever its key begins with.
fn named(key: &str, definition: Value) -> Value {
    if !matches!(handle_name(key), Err(InvalidName::LeadingDigit | InvalidName::NoLetter))
        || definition.get("rust").is_some()
    {
        return definition;
    }
    let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    let mut members = Members::default();
    members.push("rust", format!("FLAG_{}", key.chars().map(letter).collect::<String>()));
    match definition {
        Value::Object(others) => members.0.extend(others.iter().cloned()),
        Value::Bool(_) => members.push("default", definition),
        _ => members.push("rollout", definition),
    }
    members.into()
}

/// The members of an object, in the order in which they are written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Members(Vec<(Arc<str>, Value)>);

impl Members {
    pub(crate) fn push(&mut self, name: impl Into<Arc<str>>, value: impl Into<Value>) {
        self.0.push((name.into(), value.into()));
    }

    pub(crate) fn append(&mut self, mut others: Members) {
        self.0.append(&mut others.0);
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| &**known == name).map(|(_, value)| value)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Members> for Value {
    fn from(members: Members) -> Value {
        Value::Object(members.0.into())
    }
}

/// An object of one member.
pub(crate) fn object(name: impl Into<Arc<str>>, value: impl Into<Value>) -> Value {
    let mut members = Members::default();
    members.push(name, value);
    members.into()
}

/// A list.
pub(crate) fn list<V: Into<Value>>(items: impl IntoIterator<Item = V>) -> Value {
    Value::List(items.into_iter().map(Into::into).collect())
}

/// A foreign value as one of flagkit's.
pub(crate) fn value_of(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(truth) => Value::Bool(*truth),
        serde_json::Value::Number(number) => match number.as_i64() {
            Some(whole) => Value::Int(whole),
            None => Value::Float(number.as_f64().unwrap_or_default()),
        },
        serde_json::Value::String(text) => Value::String(text.as_str().into()),
        serde_json::Value::Array(items) => Value::List(items.iter().map(value_of).collect()),
        serde_json::Value::Object(members) => Value::Object(
            members.iter().map(|(name, value)| (name.as_str().into(), value_of(value))).collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_read_is_left_out_with_all_that_needs_it() {
        let mut draft = Draft::default();
        draft.segment("good", object("plan", "premium"));
        draft.segment("bad", object("plan", object("matches", "(")));
        let using = |segment: &str| {
            let mut rule = Members::default();
            rule.push("if", object("segment", segment));
            rule.push("serve", "on");
            object("rules", list([Value::from(rule)]))
        };
        draft.flag("kept", using("good"));
        draft.flag("dropped", using("bad"));
        draft.flag("waiting", object("prerequisites", list(["dropped"])));
        let imported = draft.finish().unwrap();
        let segment = r#"    "good": { "plan": "premium" }"#;
        assert!(imported.document.contains(segment), "{}", imported.document);
        assert!(!imported.document.contains("bad") && !imported.document.contains("dropped"));
        let flags: Vec<Option<&str>> =
            imported.notes.iter().map(|note| note.flag.as_deref()).collect();
        assert_eq!(flags, [Some("dropped"), None, Some("waiting")], "{:?}", imported.notes);
    }

    #[test]
    fn a_key_that_begins_with_a_digit_gets_a_name() {
        let mut draft = Draft::default();
        draft.flag("2fa", Value::Bool(true));
        draft.flag("3d", "5%".into());
        let written = draft.finish().unwrap().document;
        assert!(written.contains(r#""2fa": { "rust": "FLAG_2FA", "default": true }"#), "{written}");
        assert!(written.contains(r#""3d": { "rust": "FLAG_3D", "rollout": "5%" }"#), "{written}");
    }
}
