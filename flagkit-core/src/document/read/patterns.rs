//! Regular expressions of a document: each compiled once, and not without end.
//!
//! Law: what a document can make its reader compile, and keep, is bounded, since a pattern of a few bytes may take a
//! megabyte and milliseconds.

use crate::plan::{InvalidPattern, Pattern};
use std::collections::HashMap;

/// How many different patterns a document may have.
pub(super) const MOST: usize = 256;

/// What a pattern counts that was found too large: the work was done all the same.
const TOO_LARGE: usize = 16;

/// The patterns of a document so far.
#[derive(Default)]
pub(super) struct Patterns {
    known: HashMap<String, Result<Pattern, InvalidPattern>>,
    effort: usize,
}

impl Patterns {
    /// The pattern, or why it is none; `None` where the document has had its share.
    pub(super) fn pattern(&mut self, text: &str) -> Option<Result<Pattern, InvalidPattern>> {
        if let Some(known) = self.known.get(text) {
            return Some(known.clone());
        }
        if self.effort >= MOST {
            return None;
        }
        let pattern = Pattern::new(text);
        let too_large = pattern.as_ref().is_err_and(InvalidPattern::is_too_large);
        self.effort += if too_large { TOO_LARGE } else { 1 };
        self.known.insert(text.to_owned(), pattern.clone());
        Some(pattern)
    }
}
