//! The segments of a document: named conditions.
//!
//! A segment's problems concern no flag; `check` tells the flags that use a broken one.

use super::{Reader, is_free};
use crate::code::Code;
use crate::document::{Condition, Document, SegmentDefinition};
use crate::json::{Data, Node};
use crate::problem::quote;
use std::collections::HashMap;

/// Words that stages use for themselves.
pub const RESERVED: [&str; 2] = ["off", "everyone"];

impl Reader<'_, '_> {
    pub(super) fn segments(&mut self, node: &Node<'_>, document: &mut Document) {
        let Data::Object(members) = &node.data else {
            return self.wrong_type(node, "`segments`", "an object of segments");
        };
        let mut seen: HashMap<String, usize> = HashMap::new();
        for (index, segment) in document.segments.iter().enumerate() {
            seen.insert(segment.name.clone(), index);
        }
        for member in members.iter().filter(|member| !is_free(&member.name)) {
            let name = &*member.name;
            let outer = self.problems.errors();
            self.report_findings(&member.span());
            self.segment_name(name, &member.name_span);
            let what = format!("segment {}", quote(name));
            let condition = self.members_of(&member.value, &what);
            let failed = self.problems.errors() > outer;
            if let Some(first) = seen.get(name) {
                // Reported by the parser; neither of the two is believed.
                if let Some(first) = document.segments.get_mut(*first) {
                    first.condition = None;
                }
                continue;
            }
            seen.insert(name.to_owned(), document.segments.len());
            document.segments.push(SegmentDefinition {
                name: name.to_owned(),
                location: self.problems.location(member.name_span.start),
                name_span: member.name_span.clone(),
                condition: condition.filter(|_| !failed),
            });
        }
    }

    /// Who belongs to a segment: a condition, or in short a file of ids.
    fn members_of(&mut self, node: &Node<'_>, what: &str) -> Option<Condition> {
        if let Data::Object(members) = &node.data
            && let [only] = &**members
            && only.name == "file"
            && matches!(only.value.data, Data::Text(_))
        {
            let what = format!("`file` of {what}");
            return self.ids_file(&only.value, &what).map(Condition::Key);
        }
        self.condition(node, what)
    }

    fn segment_name(&mut self, name: &str, span: &crate::json::Span) {
        let why = if name.is_empty() {
            "is empty"
        } else if RESERVED.contains(&name) {
            "is a word that stages use themselves"
        } else if name.ends_with('%') {
            "looks like a percentage"
        } else {
            return;
        };
        let message = format!("the segment's name {} {why}; rename it", quote(name));
        self.problems.error(Code::InvalidKey, span.clone(), message);
    }
}
