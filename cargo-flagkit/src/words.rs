//! What flags.json says, in words: a definition, and what differs between two.
//!
//! `list`, `diff` and `watch` speak through it; it reads no file and prints nothing.
//! Laws: whatever changes the meaning of a document has a line, and nothing else has; layout, comments and the order of
//! flags have none. Every member is compared by words that hold all of it, and shown in short.

pub(crate) mod condition;
mod document;
mod flag;
mod guard;
mod rules;
mod stages;
pub(crate) mod state;

pub(crate) use document::{Flags, difference};

use crate::print::style::obeyed_by_none;
use serde::Serialize;

/// What differs in one flag, one segment, or one file of ids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Change {
    /// What it is of.
    pub(crate) of: Subject,
    /// Its key or name; empty of the document itself.
    pub(crate) name: String,
    pub(crate) sort: Sort,
    /// Never empty.
    pub(crate) lines: Vec<Line>,
    /// The flags that it reaches, of a segment or a file of ids.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) used_by: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Subject {
    Document,
    Segment,
    File,
    Flag,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Sort {
    Added,
    Removed,
    Changed,
}

/// One thing that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Line {
    /// The member of the format that it stands in; `state` for what a short flag says.
    pub(crate) member: &'static str,
    /// Reads alone: `stage: qa → 5%`.
    pub(crate) words: String,
    /// What a person should know before it is merged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) warning: Option<String>,
}

impl Line {
    pub(crate) fn new(member: &'static str, words: impl Into<String>) -> Self {
        Self { member, words: obeyed_by_none(&words.into()), warning: None }
    }

    fn warn(mut self, warning: impl Into<String>) -> Self {
        self.warning = Some(warning.into());
        self
    }
}

impl Change {
    /// What the lines are about: `new_checkout`, `segment developers`.
    pub(crate) fn subject(&self) -> String {
        match self.of {
            Subject::Document => "document".to_owned(),
            Subject::Segment => format!("segment {}", condition::text(&self.name)),
            Subject::File => format!("file {}", condition::text(&self.name)),
            Subject::Flag => obeyed_by_none(&self.name),
        }
    }

    /// The lines, the warnings among them, and whom it reaches.
    pub(crate) fn told(&self) -> Vec<String> {
        let mut told = Vec::new();
        for line in &self.lines {
            told.push(match &line.warning {
                Some(warning) => format!("{}; {warning}", line.words),
                None => line.words.clone(),
            });
        }
        if let (Some(last), false) = (told.last_mut(), self.used_by.is_empty()) {
            let users = condition::cut(&self.used_by, 6, ", ");
            last.push_str(&format!(" (used by {users})"));
        }
        told
    }
}

/// `1 rule`, `2 rules`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

/// A member whose words differ: `owner: none → team-web`.
fn member(
    lines: &mut Vec<Line>,
    name: &'static str,
    old: Option<impl Into<String>>,
    new: Option<impl Into<String>>,
) {
    let (old, new) = (old.map(Into::into), new.map(Into::into));
    if old == new {
        return;
    }
    let or_none = |words: Option<String>| words.unwrap_or_else(|| "none".to_owned());
    lines.push(Line::new(name, format!("{name}: {} → {}", or_none(old), or_none(new))));
}

/// Pairs of places of things that have gone on from one list to another, by what they are called; each at most once,
/// and what is called nothing not at all.
fn pairs<N: PartialEq>(old: &[Option<N>], new: &[Option<N>]) -> Vec<(usize, usize)> {
    let mut taken = vec![false; old.len()];
    let mut pairs = Vec::new();
    for (index, wanted) in new.iter().enumerate().filter(|(_, name)| name.is_some()) {
        let mut left = old.iter().zip(&mut taken).enumerate();
        if let Some((place, (_, taken))) =
            left.find(|(_, (name, taken))| !**taken && *name == wanted)
        {
            *taken = true;
            pairs.push((place, index));
        }
    }
    pairs
}

/// Whether pairs, in the order of the new list, are in that of the old one, too.
fn in_order(pairs: &[(usize, usize)]) -> bool {
    pairs.is_sorted_by_key(|(old, _)| *old)
}

#[cfg(test)]
mod mutants;
#[cfg(test)]
mod tests;
