//! What `check` finds: the only diagnostic type of the command.
//!
//! It words nothing (who finds a mistake does) and prints nothing (`print` does, in three ways).
//! Law: a finding has exactly one primary place, the text that a person would edit.

use flagkit_core::{Code, Problem, Severity};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

/// A text file as it was read, which findings point into.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TextFile {
    /// Where it is; absolute.
    pub(crate) path: PathBuf,
    /// As people see it: relative to the workspace's root, or as they gave it.
    pub(crate) shown: String,
    /// All of it, a byte order mark included.
    pub(crate) text: String,
}

/// A stretch of a file.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) file: Arc<TextFile>,
    /// Bytes of the file's text.
    pub(crate) span: Range<usize>,
    /// What to say beside it.
    pub(crate) label: Option<String>,
}

impl Place {
    pub(crate) fn new(file: &Arc<TextFile>, span: Range<usize>) -> Self {
        Self { file: Arc::clone(file), span, label: None }
    }

    pub(crate) fn labelled(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Line and column, from 1; columns count characters.
    pub(crate) fn line_column(&self) -> (usize, usize) {
        let before = self.file.text.get(..self.span.start).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        let line = line.strip_prefix('\u{FEFF}').unwrap_or(line);
        (before.matches('\n').count() + 1, line.chars().count() + 1)
    }

    /// `src/checkout.rs:8:16`
    pub(crate) fn shown(&self) -> String {
        let (line, column) = self.line_column();
        format!("{}:{line}:{column}", self.file.shown)
    }
}

/// An edit that mends the finding.
#[derive(Clone, Debug)]
pub(crate) struct Fix {
    pub(crate) place: Place,
    /// What stands there then.
    pub(crate) replacement: String,
    /// What it does, in the words of a help: `remove the flag`.
    pub(crate) words: String,
}

/// One thing that is wrong.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub(crate) code: Code,
    pub(crate) severity: Severity,
    /// The fact, and behind a semicolon the remedy; lower case, no full stop.
    pub(crate) message: String,
    /// The text that a person would edit.
    pub(crate) primary: Place,
    /// Other places that explain it.
    pub(crate) secondary: Vec<Place>,
    pub(crate) notes: Vec<String>,
    pub(crate) helps: Vec<String>,
    pub(crate) fix: Option<Fix>,
    /// The flag that it is about.
    pub(crate) flag: Option<String>,
    /// The segment that it is about.
    pub(crate) segment: Option<String>,
}

impl Finding {
    pub(crate) fn warning(code: Code, primary: Place, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Warning,
            message: message.into(),
            primary,
            secondary: Vec::new(),
            notes: Vec::new(),
            helps: Vec::new(),
            fix: None,
            flag: None,
            segment: None,
        }
    }

    pub(crate) fn error(code: Code, primary: Place, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, ..Self::warning(code, primary, message) }
    }

    pub(crate) fn of_flag(mut self, key: &str) -> Self {
        self.flag = Some(key.to_owned());
        self
    }

    pub(crate) fn also(mut self, place: Place) -> Self {
        self.secondary.push(place);
        self
    }

    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.helps.push(help.into());
        self
    }

    pub(crate) fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// What the parser says of the document in `file`.
    pub(crate) fn of_document(problem: &Problem, file: &Arc<TextFile>) -> Self {
        Self {
            severity: problem.severity,
            notes: problem.notes.clone(),
            helps: problem.help.iter().cloned().collect(),
            flag: problem.flag.clone(),
            ..Self::warning(problem.code, Place::new(file, problem.span.clone()), &*problem.message)
        }
    }
}
