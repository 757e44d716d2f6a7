//! All that retiring a flag changes in the sources, and all that it leaves to a person.
//!
//! It reads texts and makes texts; nothing is written. Law: a text that it makes can be read as Rust; a source of packages
//! that use another document, and no flag of this one, is not changed.

use super::arms::Arms;
use super::changes::{Changed, Changes, Crossing};
use super::ending::Ending;
use super::import::Leaf;
use super::sources::{self, Read, SourceFile};
use crate::exit::{Failure, Result};
use crate::finding::{Place, TextFile};
use crate::source::text::SourceText;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What is to be done.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) rewrites: Vec<Rewrite>,
    /// What a person must resolve, each with the reason, by file and place.
    pub(crate) by_hand: Vec<(Place, String)>,
    /// What a person should know.
    pub(crate) notes: Vec<(Place, String)>,
}

/// One file and its new text.
#[derive(Debug)]
pub(crate) struct Rewrite {
    pub(crate) file: Arc<TextFile>,
    pub(crate) text: String,
}

/// Plans the end of a flag; `modules` are the names of the modules that `flags!` makes of its file.
pub(crate) fn plan(
    files: &[SourceFile],
    ending: &Ending,
    modules: &BTreeSet<String>,
) -> Result<Plan> {
    let read = sources::read(files, ending, modules)?;
    let arms = Arms::decide(&read).map_err(|(file, crossing)| crossed(&read, file, &crossing))?;
    let mut all = arms.changes();
    let mut by_hand = arms.unresolved();
    let gone = arms.gone();
    for (file, changes) in all.iter_mut().enumerate() {
        let Some(read) = read.get(file) else { continue };
        // The names of another document's package are not this flag's, whatever they are.
        if !read.source.may_use {
            continue;
        }
        let changed = apply(read, changes)
            .map_err(|crossing| crossed(std::slice::from_ref(read), 0, &crossing))?;
        by_hand.extend(prune(read, &changed, ending, &gone, changes));
    }
    let mut plan = Plan::default();
    let mut texts_left = Vec::new();
    for (read, changes) in read.iter().zip(&all) {
        let changed = apply(read, changes)
            .map_err(|crossing| crossed(std::slice::from_ref(read), 0, &crossing))?;
        let left = |(range, reason): &(std::ops::Range<usize>, String)| {
            changed
                .has(range.start)
                .then(|| (Place::new(&read.source.file, range.clone()), reason.clone()))
        };
        by_hand.extend(read.found.by_hand.iter().filter_map(left));
        plan.notes.extend(
            read.found
                .notes
                .iter()
                .map(|(range, note)| (Place::new(&read.source.file, range.clone()), note.clone())),
        );
        let texts = read.found.texts.iter().filter(|(range, _)| changed.has(range.start));
        texts_left.extend(texts.map(|(range, note)| {
            (Place::new(&read.source.file, range.clone()), (*note).to_owned())
        }));
        if changed.text != read.source.file.text {
            let file = Arc::clone(&read.source.file);
            check(&file, &changed.text)?;
            plan.rewrites.push(Rewrite { file, text: changed.text });
        }
    }
    // A text within what is listed anyway needs no note.
    texts_left.retain(|(text, _): &(Place, String)| {
        let overlaps = |other: &Place| {
            other.file.path == text.file.path
                && other.span.start < text.span.end
                && text.span.start < other.span.end
        };
        !by_hand.iter().any(|(place, _)| overlaps(place))
    });
    plan.notes.extend(texts_left);
    plan.notes.extend(arms.notes.clone());
    let by_place = |(place, _): &(Place, String)| (place.file.shown.clone(), place.span.start);
    by_hand.sort_by_key(by_place);
    by_hand.dedup_by(|one, other| by_place(one) == by_place(other));
    plan.notes.sort_by_key(by_place);
    plan.by_hand = by_hand;
    Ok(plan)
}

fn apply(read: &Read, changes: &Changes) -> std::result::Result<Changed, Crossing> {
    changes.apply(&read.source.file.text)
}

/// Takes out the imports that nothing needs any more; what others may import from here is listed.
fn prune(
    read: &Read,
    changed: &Changed,
    ending: &Ending,
    gone: &BTreeSet<String>,
    changes: &mut Changes,
) -> Vec<(Place, String)> {
    let mut by_hand = Vec::new();
    for import in &read.found.imports {
        let is_own = |start: usize| import.span.contains(&start);
        let is_of_flag = |leaf: &Leaf| {
            let module = leaf.path.iter().rev().nth(1);
            let last = leaf.path.last();
            let is_inside = module.is_some_and(|module| {
                read.names.modules.contains(module) || module == "super" || module == "self"
            });
            is_inside
                && !read.source.is_foreign(&leaf.span)
                && (last == Some(&ending.constant)
                    || (last.is_some() && last == ending.enumeration.as_ref()))
        };
        let goes = |leaf: &Leaf| {
            let of_name = || {
                read.mentions.iter().filter(|mention| {
                    mention.name == leaf.name
                        && !mention.in_text
                        && import.region.contains(&mention.range.start)
                        && !is_own(mention.range.start)
                })
            };
            if of_name().any(|mention| changed.has(mention.range.start)) {
                return false;
            }
            let is_lost = of_name().next().is_some();
            let last = leaf.path.last().cloned().unwrap_or_default();
            is_of_flag(leaf)
                || gone.contains(&last)
                || (is_lost
                    && (read.names.modules.contains(&last)
                        || last == crate::source::attribute::NAME))
        };
        if import.is_private {
            import.prune(&read.source.file.text, &goes, changes);
            continue;
        }
        for leaf in import.leaves().into_iter().filter(|leaf| is_of_flag(leaf)) {
            let place = Place::new(&read.source.file, leaf.span.clone());
            by_hand.push((place, "others may import it from here; remove it by hand".to_owned()));
        }
    }
    by_hand
}

/// Refuses a text that would be no Rust.
fn check(file: &Arc<TextFile>, text: &str) -> Result<()> {
    let new = Arc::new(TextFile {
        path: file.path.clone(),
        shown: file.shown.clone(),
        text: text.to_owned(),
    });
    let read = SourceText::new(&new).and_then(|source| source.syntax());
    read.map(|_| ()).map_err(|error| {
        let place = Place::new(&new, error.span.clone());
        Failure::new(format!("`{}` would be no Rust any more: {}", file.shown, error.reason))
            .note(format!("at {} of the new text", place.shown()))
            .help("this is a mistake of `retire`; take the flag out of this file by hand, and retire it then")
    })
}

fn crossed(read: &[Read], file: usize, crossing: &Crossing) -> Failure {
    let place =
        read.get(file).map(|read| Place::new(&read.source.file, crossing.0.clone()).shown());
    Failure::new(format!(
        "two changes cross at {}; take the flag out there by hand",
        place.unwrap_or_default()
    ))
}
