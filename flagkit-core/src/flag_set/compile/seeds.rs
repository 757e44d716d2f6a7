//! Which flags draw by a seed that decides elsewhere, too, whether they are asked at all.
//!
//! Law: a chance is told only where those who are asked are like everyone else.

use crate::document::{Document, FlagDefinition};
use std::collections::HashSet;

/// The seeds by which more than one flag draws.
#[derive(Default)]
pub(super) struct Seeds<'d>(HashSet<&'d str>);

impl<'d> Seeds<'d> {
    pub(super) fn of(document: &'d Document) -> Seeds<'d> {
        let mut shared = Seeds::default();
        if document.flags.iter().all(|flag| flag.prerequisites.is_empty()) {
            // Flags that do not ask each other may share what they like.
            return shared;
        }
        let mut known = HashSet::with_capacity(document.flags.len());
        for flag in &document.flags {
            let group = flag.group().map(|group| &*group.name).filter(|name| *name != seed(flag));
            for drawn_by in [Some(seed(flag)), group].into_iter().flatten() {
                if !known.insert(drawn_by) {
                    shared.0.insert(drawn_by);
                }
            }
        }
        shared
    }

    /// Whether a flag that must hold first, or its group, has drawn by the flag's own seed before the flag does.
    pub(super) fn decide_before(&self, flag: &FlagDefinition) -> bool {
        let grouped = flag.group().is_some_and(|group| group.name == seed(flag));
        grouped || (!flag.prerequisites().is_empty() && self.0.contains(seed(flag)))
    }
}

fn seed(flag: &FlagDefinition) -> &str {
    flag.seed().unwrap_or(flag.key())
}
