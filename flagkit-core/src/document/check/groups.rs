//! Flags of one exclusive group must be open to different parts of it.

use crate::code::Code;
use crate::document::{Document, FlagDefinition, GroupRange};
use crate::problem::{Problems, quote};
use std::collections::BTreeMap;

/// Breaks the later one of two flags whose ranges overlap.
pub(super) fn overlaps(document: &mut Document, problems: &mut Problems<'_>) {
    let mut broken = Vec::new();
    let mut groups: BTreeMap<&str, Vec<(usize, &FlagDefinition, &GroupRange)>> = BTreeMap::new();
    for (index, flag) in document.flags.iter().enumerate() {
        if let Some(group) = flag.group() {
            groups.entry(&group.name).or_default().push((index, flag, group));
        }
    }
    for (name, mut members) in groups {
        members.sort_by_key(|(index, _, range)| (range.from, *index));
        // Whoever reaches farthest so far is the one that the next may run into.
        let mut farthest: Option<(&FlagDefinition, &GroupRange)> = None;
        for (index, flag, range) in members {
            if let Some((other, taken)) = farthest
                && range.from < taken.to
            {
                let message = format!(
                    "group {}: {} to {} overlaps with flag {} ({}), which has {} to {}; move one of them",
                    quote(name),
                    range.from,
                    range.to,
                    quote(&other.key),
                    taken.location,
                    taken.from,
                    taken.to,
                );
                problems.concerning(&flag.key, |problems| {
                    problems.error(Code::GroupOverlap, range.span.clone(), message);
                });
                broken.push(index);
            }
            if farthest.is_none_or(|(_, taken)| range.to > taken.to) {
                farthest = Some((flag, range));
            }
        }
    }
    super::mark(document, &broken);
}
