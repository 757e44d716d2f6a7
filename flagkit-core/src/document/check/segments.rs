//! Segments must be defined, must not go round in a circle, and take the flags that use them along
//! when they are broken.

use super::{cycle, prerequisites::show};
use crate::code::Code;
use crate::document::{Document, FlagDefinition, SegmentDefinition, SegmentReference};
use crate::problem::{Problems, quote};
use std::collections::HashMap;

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
