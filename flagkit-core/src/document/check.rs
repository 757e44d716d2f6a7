//! Definitions against each other: one small function per rule.
//!
//! `read` has checked each by itself. Laws: a finding is put down to the flag that cannot be used for
//! it; a flag is broken exactly when an error names it that is about
//! more than names in Rust; no check takes longer than the document is
//! long, times a logarithm.

mod cycle;
mod groups;
mod names;
mod prerequisites;
mod segments;

use super::Document;
use crate::problem::Problems;

/// Checks a document that was read, and marks what is broken.
pub(super) fn document(document: &mut Document, problems: &mut Problems<'_>) {
    names::collisions(document, problems);
    segments::references(document, problems);
    segments::cycles(document, problems);
    segments::efforts(document, problems);
    segments::spread(document, problems);
    segments::uses(document, problems);
    prerequisites::references(document, problems);
    prerequisites::cycles(document, problems);
    prerequisites::efforts(document, problems);
    groups::overlaps(document, problems);
}

/// Marks flags as broken, by their positions.
fn mark(document: &mut Document, broken: &[usize]) {
    for &index in broken {
        if let Some(flag) = document.flags.get_mut(index) {
            flag.broken = true;
        }
    }
}
