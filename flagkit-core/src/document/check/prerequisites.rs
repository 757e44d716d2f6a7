//! Prerequisites must name flags, ask for what these can serve, and not go round in a circle.

use super::cycle;
use crate::code::Code;
use crate::document::{Document, FlagDefinition, Prerequisite, Wanted};
use crate::plan::{DEEPEST, MOST};
use crate::problem::{Problems, quote};
use std::fmt::Write as _;

/// A way round is shown up to so many links.
const SHOWN: usize = 10;

/// Breaks flags whose prerequisites are unknown, or cannot serve what is asked of them.
pub(super) fn references(document: &mut Document, problems: &mut Problems<'_>) {
    let index = document.index.clone();
    for flag in &mut document.flags {
        flag.prerequisites.retain(|other| !other.may_be_free || index.contains_key(&*other.flag));
    }
    let mut broken = Vec::new();
    for (index, flag) in document.flags.iter().enumerate() {
        if flag.prerequisites.is_empty() {
            continue;
        }
        let failed = problems.concerning(&flag.key, |problems| {
            for prerequisite in &flag.prerequisites {
                match document.flag(&prerequisite.flag) {
                    Some(other) => fits(prerequisite, other, problems),
                    None => {
                        let known = document.flags.iter().map(|flag| &*flag.key);
                        let remedy = problems.remedy(&prerequisite.flag, known);
                        let message = format!(
                            "prerequisite {} is not a flag; {remedy}",
                            quote(&prerequisite.flag)
                        );
                        problems.error(Code::UnknownFlag, prerequisite.span.clone(), message);
                    }
                }
            }
        });
        if failed {
            broken.push(index);
        }
    }
    super::mark(document, &broken);
}

fn fits(prerequisite: &Prerequisite, other: &FlagDefinition, problems: &mut Problems<'_>) {
    // What a broken flag can serve is not known.
    if other.broken {
        return;
    }
    let name = quote(&other.key);
    let span = prerequisite.span.clone();
    match &prerequisite.wanted {
        Wanted::Boolean(_) if other.variants.is_empty() => {}
        Wanted::Boolean(_) => {
            let first = other.variants.last().map_or("", |variant| &variant.name);
            let message = format!("prerequisite {name} has variants; say which one must be served");
            problems
                .error(Code::PrerequisiteVariant, span, message)
                .help(format!("for example `{{ {:?}: {first:?} }}`", other.key));
        }
        Wanted::Variants(names) if other.variants.is_empty() => {
            if names.iter().any(|name| name != "on" && name != "off") {
                let message =
                    format!("prerequisite {name} is a boolean flag; it takes `true` or `false`");
                problems.error(Code::PrerequisiteVariant, span, message);
            }
        }
        Wanted::Variants(names) => {
            for wanted in names {
                if other.has_variant(wanted) {
                    continue;
                }
                let known = other.variants.iter().map(|variant| &*variant.name);
                let remedy = problems.remedy(wanted, known);
                let message =
                    format!("prerequisite {name} has no variant {}; {remedy}", quote(wanted));
                problems.error(Code::PrerequisiteVariant, span.clone(), message);
            }
        }
    }
}

/// Breaks every flag of a circle of prerequisites, and shows the way round once.
pub(super) fn cycles(document: &mut Document, problems: &mut Problems<'_>) {
    if document.flags.iter().all(|flag| flag.prerequisites.is_empty()) {
        return;
    }
    let links = links(document);
    let mut broken = Vec::new();
    for circle in cycle::circles(&links) {
        let mut members = circle.iter().filter_map(|&index| document.flags.get(index));
        let Some(first) = members.next() else { continue };
        let way = cycle::way_round(&links, circle.first().copied().unwrap_or(0));
        let places: Vec<&FlagDefinition> =
            way.iter().filter_map(|&index| document.flags.get(index)).collect();
        let note = show(places.iter().map(|flag| (&*flag.key, flag.location)));
        report(
            first,
            problems,
            format!("prerequisites of {} form a cycle; break one link", quote(&first.key)),
        )
        .note(note);
        for flag in members {
            let message = format!(
                "{} is in the cycle of prerequisites of {} ({}); break one link",
                quote(&flag.key),
                quote(&first.key),
                first.location
            );
            report(flag, problems, message);
        }
        broken.extend(circle);
    }
    super::mark(document, &broken);
}

/// Breaks flags whose prerequisites take too long to ask, which evaluation would refuse each time.
pub(super) fn efforts(document: &mut Document, problems: &mut Problems<'_>) {
    if document.flags.iter().all(|flag| flag.prerequisites.is_empty()) {
        return;
    }
    let links = links(document);
    // How many are asked, and how deep they wait for each other.
    let mut efforts: Vec<(u32, u32)> = vec![(0, 0); links.len()];
    let mut broken = Vec::new();
    for index in cycle::leaves_first(&links) {
        let (Some(flag), Some(links)) = (document.flags.get(index), links.get(index)) else {
            continue;
        };
        let inner = links.iter().filter_map(|&other| efforts.get(other));
        let (asked, deep) = inner.fold((0_u32, 0_u32), |(asked, deep), (more, below)| {
            (asked.saturating_add(*more).saturating_add(1), deep.max(below.saturating_add(1)))
        });
        let why = if asked > MOST {
            format!("ask more than {MOST} flags, each one's own counted again; name fewer")
        } else if deep > DEEPEST {
            format!("wait for each other more than {DEEPEST} deep; name them side by side")
        } else {
            if let Some(effort) = efforts.get_mut(index) {
                *effort = (asked, deep);
            }
            continue;
        };
        if flag.broken {
            continue;
        }
        let message = format!("prerequisites of {} {why}", quote(&flag.key));
        problems.concerning(&flag.key, |problems| {
            problems.error(Code::TooManyPrerequisites, flag.name_span.clone(), message);
        });
        broken.push(index);
    }
    super::mark(document, &broken);
}

/// Where the prerequisites of each flag lead.
fn links(document: &Document) -> Vec<Vec<usize>> {
    let link = |prerequisite: &Prerequisite| document.index.get(&*prerequisite.flag).copied();
    let flags = document.flags.iter();
    flags.map(|flag| flag.prerequisites.iter().filter_map(link).collect()).collect()
}

fn report<'p>(
    flag: &FlagDefinition,
    problems: &'p mut Problems<'_>,
    message: String,
) -> &'p mut crate::Problem {
    let problem = problems.error(Code::PrerequisiteCycle, flag.name_span.clone(), message);
    problem.flag = Some(flag.key().to_owned());
    problem
}

/// A way round, each with its place but the last, which is the first again.
pub(super) fn show<'n>(
    way: impl ExactSizeIterator<Item = (&'n str, crate::Location)> + Clone,
) -> String {
    let length = way.len();
    let mut text = String::new();
    for (index, (name, location)) in way.enumerate() {
        if index > 0 {
            text.push_str(" -> ");
        }
        // Writing to a `String` cannot fail.
        let _ = if index + 1 == length {
            write!(text, "{}", quote(name))
        } else if index < SHOWN {
            write!(text, "{} ({location})", quote(name))
        } else if index == SHOWN {
            write!(text, "{} more", length - SHOWN - 1)
        } else {
            text.truncate(text.len() - " -> ".len());
            continue;
        };
    }
    text
}
