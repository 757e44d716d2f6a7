//! Flags of one exclusive group must be open to different parts of it, and draw the same unit's place in it.

use crate::code::Code;
use crate::document::{Document, FlagDefinition, GroupRange};
use crate::problem::{Problems, quote};
use std::collections::BTreeMap;

/// Breaks the later one of two flags whose ranges overlap, or who draw by different attributes.
pub(super) fn overlaps(document: &mut Document, problems: &mut Problems<'_>) {
    let mut broken = Vec::new();
    let mut groups: BTreeMap<&str, Vec<(usize, &FlagDefinition, &GroupRange)>> = BTreeMap::new();
    for (index, flag) in document.flags.iter().enumerate() {
        if let Some(group) = flag.group() {
            groups.entry(&group.name).or_default().push((index, flag, group));
        }
    }
    for (name, mut members) in groups {
        // A person whose key is in one part of the group may have an address in another.
        let mut others = members.iter();
        if let Some((_, first, taken)) = others.next() {
            for (index, flag, range) in others.filter(|(_, flag, _)| unit(flag) != unit(first)) {
                let message = format!(
                    "group {}: the flag draws by {}, and flag {} ({}) by {}, so a user could be in both; give them one \
                     `bucket_by`",
                    quote(name),
                    quote(unit(flag)),
                    quote(&first.key),
                    taken.location,
                    quote(unit(first)),
                );
                problems.concerning(&flag.key, |problems| {
                    problems.error(Code::GroupUnit, range.span.clone(), message);
                });
                broken.push(*index);
            }
        }
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

/// What a flag draws by.
fn unit(flag: &FlagDefinition) -> &str {
    flag.bucket_by().unwrap_or("key")
}
