//! Segments must be defined, must not go round in a circle, and take the flags that use them along
//! when they are broken.

use super::{cycle, prerequisites::show};
use crate::code::Code;
use crate::document::condition::Effort;
use crate::document::{Document, FlagDefinition, SegmentDefinition, SegmentReference};
use crate::problem::{Problems, quote};
use std::collections::HashMap;

/// A segment that names others may ask so many conditions: twenty segments of which each names the
/// one before it twice would ask a million.
const MOST_CONDITIONS: usize = 10_000;
/// Conditions may lie so deep in each other, segments included, since asking one needs stack.
const DEEPEST: usize = 256;

/// Positions of the segments by name.
fn positions(document: &Document) -> HashMap<&str, usize> {
    document.segments.iter().enumerate().map(|(index, s)| (&*s.name, index)).collect()
}

/// Where each segment leads, by position; a broken one leads nowhere.
fn links(document: &Document) -> Vec<Vec<usize>> {
    let positions = positions(document);
    document
        .segments
        .iter()
        .map(|segment| {
            let mut links = Vec::new();
            if let Some(condition) = &segment.condition {
                condition.segments(&mut |r| links.extend(positions.get(&*r.name).copied()));
            }
            links
        })
        .collect()
}

fn unknown(reference: &SegmentReference, document: &Document, problems: &mut Problems<'_>) {
    if document.segments.is_empty() {
        let name = quote(&reference.name);
        let message = format!("no segment {name}; define it in `segments`, beside `flags`");
        let example =
            format!("{{ `segments`: {{ {name}: {{ `key`: [`user-42`] }} }}, `flags`: {{ ... }} }}");
        problems
            .error(Code::UnknownSegment, reference.span.clone(), message)
            .help(example.replace('`', "\""));
        return;
    }
    let known = document.segments.iter().map(|segment| &*segment.name);
    let remedy = problems.remedy(&reference.name, known);
    let message = format!("no segment {} in the document; {remedy}", quote(&reference.name));
    problems.error(Code::UnknownSegment, reference.span.clone(), message);
}

/// Breaks segments that name segments which do not exist.
pub(super) fn references(document: &mut Document, problems: &mut Problems<'_>) {
    let mut broken = Vec::new();
    {
        let document = &*document;
        let positions = positions(document);
        for (index, segment) in document.segments.iter().enumerate() {
            let Some(condition) = &segment.condition else { continue };
            condition.segments(&mut |reference| {
                if !positions.contains_key(&*reference.name) {
                    unknown(reference, document, problems);
                    broken.push(index);
                }
            });
        }
    }
    mark(document, &broken);
}

/// Breaks segments that refer to each other in a circle.
pub(super) fn cycles(document: &mut Document, problems: &mut Problems<'_>) {
    let links = links(document);
    let mut broken = Vec::new();
    for circle in cycle::circles(&links) {
        let Some(&start) = circle.first() else { continue };
        let Some(first) = document.segments.get(start) else { continue };
        let places: Vec<&SegmentDefinition> = cycle::way_round(&links, start)
            .into_iter()
            .filter_map(|index| document.segments.get(index))
            .collect();
        let message =
            format!("segment {} is defined by itself; break one link", quote(&first.name));
        problems
            .error(Code::SegmentCycle, first.name_span.clone(), message)
            .note(show(places.iter().map(|segment| (&*segment.name, segment.location))));
        broken.extend(circle);
    }
    mark(document, &broken);
}

/// Breaks segments that take too long to ask, since a few names can make very much of very little.
///
/// One that names no other is as long as its text, and is left alone.
pub(super) fn efforts(document: &mut Document, problems: &mut Problems<'_>) {
    let links = links(document);
    let mut broken = Vec::new();
    {
        let document = &*document;
        let positions = positions(document);
        // `None` for one that is broken, here or before, by itself or by one that it names.
        let mut efforts: Vec<Option<Effort>> = vec![None; links.len()];
        for index in cycle::leaves_first(&links) {
            let Some(segment) = document.segments.get(index) else { continue };
            let (Some(condition), Some(links)) = (&segment.condition, links.get(index)) else {
                continue;
            };
            // `spread` breaks it and says so.
            if links.iter().any(|&inner| efforts.get(inner).is_none_or(Option::is_none)) {
                continue;
            }
            let effort = condition.effort(&|name| {
                let known = positions.get(name).and_then(|&inner| efforts.get(inner));
                known.copied().flatten().unwrap_or_default()
            });
            let leads_on = !links.is_empty();
            let name = quote(&segment.name);
            let message = if leads_on && effort.conditions > MOST_CONDITIONS {
                format!(
                    "segment {name} asks more than {MOST_CONDITIONS} conditions, each segment that it names counted \
                     again; name fewer"
                )
            } else if leads_on && effort.depth > DEEPEST {
                format!(
                    "segment {name} leads through other segments more than {DEEPEST} conditions deep; name them side \
                     by side"
                )
            } else {
                if let Some(known) = efforts.get_mut(index) {
                    *known = Some(effort);
                }
                continue;
            };
            problems.error(Code::SegmentTooLarge, segment.name_span.clone(), message);
            broken.push(index);
        }
    }
    mark(document, &broken);
}

/// Breaks segments that lead to a broken one.
pub(super) fn spread(document: &mut Document, problems: &mut Problems<'_>) {
    let links = links(document);
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); links.len()];
    for (index, targets) in links.iter().enumerate() {
        for &target in targets {
            if let Some(users) = users.get_mut(target) {
                users.push(index);
            }
        }
    }
    let mut broken: Vec<usize> = Vec::new();
    let mut known: Vec<bool> = document.segments.iter().map(SegmentDefinition::is_broken).collect();
    let mut reach: Vec<usize> = (0..known.len()).filter(|&index| known[index]).collect();
    while let Some(index) = reach.pop() {
        for &user in users.get(index).into_iter().flatten() {
            let (Some(segment), Some(cause)) =
                (document.segments.get(user), document.segments.get(index))
            else {
                continue;
            };
            if std::mem::replace(&mut known[user], true) {
                continue;
            }
            let message = format!(
                "segment {} uses segment {} ({}), which has a problem; mend that one",
                quote(&segment.name),
                quote(&cause.name),
                cause.location
            );
            problems.error(Code::BrokenSegment, segment.name_span.clone(), message);
            broken.push(user);
            reach.push(user);
        }
    }
    mark(document, &broken);
}

/// Breaks flags that use segments which are unknown or broken.
pub(super) fn uses(document: &mut Document, problems: &mut Problems<'_>) {
    let mut broken = Vec::new();
    {
        let document = &*document;
        let positions = positions(document);
        for (index, flag) in document.flags.iter().enumerate() {
            let used = used(flag);
            if used.is_empty() {
                continue;
            }
            let failed = problems.concerning(&flag.key, |problems| {
                for reference in used {
                    let segment = positions
                        .get(&*reference.name)
                        .and_then(|&position| document.segments.get(position));
                    match segment {
                        None => unknown(reference, document, problems),
                        Some(segment) if segment.is_broken() => {
                            let message = format!(
                                "segment {} ({}) has a problem, so the flag cannot use it; mend the segment",
                                quote(&segment.name),
                                segment.location
                            );
                            problems.error(Code::BrokenSegment, reference.span.clone(), message);
                        }
                        Some(_) => {}
                    }
                }
            });
            if failed {
                broken.push(index);
            }
        }
    }
    super::mark(document, &broken);
}

/// Every segment that a flag names.
fn used(flag: &FlagDefinition) -> Vec<&SegmentReference> {
    let mut used: Vec<&SegmentReference> =
        flag.stages.iter().flat_map(|stage| &stage.segments).collect();
    for rule in &flag.rules {
        rule.condition.segments(&mut |reference| used.push(reference));
    }
    used
}

fn mark(document: &mut Document, broken: &[usize]) {
    for &index in broken {
        if let Some(segment) = document.segments.get_mut(index) {
            segment.condition = None;
        }
    }
}
