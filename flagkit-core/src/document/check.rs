//! Definitions against each other: one small function per rule.
//!
//! `read` has checked each by itself. Laws: a finding is put down to the flag that cannot be used for
//! it; a flag is broken exactly when an error names it that is about
//! more than names in Rust; no check takes longer than the document is
//! long, times a logarithm.

mod cycle;
mod names;
mod prerequisites;
mod segments;

use super::{Document, coverage};
use crate::code::Code;
use crate::problem::{Problems, quote};

/// Checks a document that was read, and marks what is broken.
pub(super) fn document(document: &mut Document, problems: &mut Problems<'_>) {
    names::collisions(document, problems);
    segments::references(document, problems);
    segments::cycles(document, problems);
    segments::spread(document, problems);
    segments::uses(document, problems);
    prerequisites::references(document, problems);
    prerequisites::cycles(document, problems);
    not_evaluated(document, problems);
}

/// One warning per flag that this version cannot decide.
fn not_evaluated(document: &Document, problems: &mut Problems<'_>) {
    for flag in document.flags.iter().filter(|flag| !flag.broken) {
        let members = coverage::unevaluated(flag);
        if members.is_empty() {
            continue;
        }
        let verb = if members.len() == 1 { "is" } else { "are" };
        let message = format!(
            "{} of flag {} {verb} checked but not evaluated by this version; the fallback serves",
            members.join(", "),
            quote(&flag.key)
        );
        problems.concerning(&flag.key, |problems| {
            problems.warn(Code::NotEvaluated, flag.name_span.clone(), message);
        });
    }
}

/// Marks flags as broken, by their positions.
fn mark(document: &mut Document, broken: &[usize]) {
    for &index in broken {
        if let Some(flag) = document.flags.get_mut(index) {
            flag.broken = true;
        }
    }
}
