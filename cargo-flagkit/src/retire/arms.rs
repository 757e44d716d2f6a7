//! What becomes of the functions that were arms: which go, which move into the function that named them, which stay.
//!
//! Law: a function goes only when nothing that stays mentions it; it is asked again after each one that has to stay, since
//! that one may mention another.

use super::changes::{Changed, Changes, Crossing, Piece};
use super::function::{Function, KeptCode, Switched};
use super::lines;
use super::scan::Scope;
use super::sources::Read;
use crate::finding::Place;
use std::collections::{BTreeMap, BTreeSet};

/// A function, by its file and its place in there.
type Id = (usize, usize);

/// Which arms go, and the changes that this makes.
pub(super) struct Arms<'r> {
    read: &'r [Read],
    /// Functions that go.
    going: BTreeSet<Id>,
    /// Functions that served attributes alone: whether they stay is nobody's question.
    quiet: BTreeSet<Id>,
    /// Functions whose code moves into the switched one at the same place of the same file.
    moving: BTreeMap<Id, Id>,
    /// Why a function stays that nobody asked to stay.
    pub(super) notes: Vec<(Place, String)>,
}

impl<'r> Arms<'r> {
    pub(super) fn decide(read: &'r [Read]) -> Result<Self, (usize, Crossing)> {
        let mut arms = Self {
            read,
            going: BTreeSet::new(),
            quiet: BTreeSet::new(),
            moving: BTreeMap::new(),
            notes: Vec::new(),
        };
        arms.nominate();
        arms.going.extend(arms.quiet.iter().copied());
        loop {
            let changed = arms.changed()?;
            let mut again = false;
            for (switched, old) in arms.moving.clone() {
                if arms.still_mentioned(old, &changed).is_some() {
                    arms.moving.remove(&switched);
                    arms.going.remove(&old);
                    again = true;
                }
            }
            for id in arms.going.clone() {
                if let Some(place) = arms.still_mentioned(id, &changed) {
                    arms.going.remove(&id);
                    if !arms.quiet.contains(&id) {
                        arms.stays(id, &format!("{} mentions it", place.shown()));
                    }
                    again = true;
                }
            }
            if !again {
                return Ok(arms);
            }
        }
    }

    fn switched(&self) -> impl Iterator<Item = (Id, &'r Switched)> + use<'r> {
        let read = self.read;
        read.iter().enumerate().flat_map(|(file, read)| {
            let each = read.found.switched.iter().enumerate();
            each.map(move |(number, switched)| ((file, number), switched))
        })
    }

    fn function(&self, (file, number): Id) -> Option<&'r Function> {
        self.read.get(file)?.found.functions.get(number)
    }

    fn place(&self, id: Id) -> Option<Place> {
        let file = &self.read.get(id.0)?.source.file;
        Some(Place::new(file, self.function(id)?.name_range.clone()))
    }

    fn stays(&mut self, id: Id, reason: &str) {
        if let (Some(place), Some(function)) = (self.place(id), self.function(id)) {
            let note = (place, format!("`{}` stays, since {reason}", function.name));
            if !self.notes.iter().any(|(_, known)| *known == note.1) {
                self.notes.push(note);
            }
        }
    }

    /// All that might go or move, as long as nobody objects.
    fn nominate(&mut self) {
        let mut kept: BTreeMap<Id, usize> = BTreeMap::new();
        for ((file, _), switched) in self.switched() {
            if let KeptCode::Path(path, _) = &switched.kept {
                for id in self.resolve(file, &switched.function, path) {
                    *kept.entry(id).or_default() += 1;
                }
            }
        }
        for (at, switched) in self.switched() {
            if let KeptCode::Path(path, _) = &switched.kept
                && let &[old] = self.resolve(at.0, &switched.function, path).as_slice()
                && kept.get(&old) == Some(&1)
                && old.0 == at.0
                && !self.has_generic_arguments(at.0, &switched.kept)
                && let Some(function) = self.function(old)
                && function.is_called_by_name()
                && switched.function.can_take(function)
                && !self.is_for_others(old)
            {
                self.moving.insert(at, old);
                self.going.insert(old);
            }
            for path in &switched.servants {
                let served = self.resolve(at.0, &switched.function, path);
                let may_go = |id: &Id| {
                    !kept.contains_key(id)
                        && self.may_change(*id)
                        && !self.is_for_others(*id)
                        && self.function(*id).is_some_and(|function| function.may_go)
                };
                let served: Vec<Id> = served.into_iter().filter(may_go).collect();
                self.quiet.extend(served);
            }
            for path in &switched.losers {
                for id in self.resolve(at.0, &switched.function, path) {
                    // A function that this path cannot mean may be another package's, by the same name.
                    if kept.contains_key(&id) || !self.may_change(id) && !self.is_for_others(id) {
                        continue;
                    }
                    if self.is_for_others(id) {
                        self.stays(id, "it is `pub` and other crates may use it; remove it by hand if none does");
                    } else if self.function(id).is_some_and(|function| !function.may_go) {
                        self.stays(id, "an attribute makes it known elsewhere");
                    } else {
                        self.going.insert(id);
                    }
                }
            }
        }
    }

    /// Whether the path that stays gives generic arguments, which code that moves would lose.
    fn has_generic_arguments(&self, file: usize, kept: &KeptCode) -> bool {
        let KeptCode::Path(_, range) = kept else { return false };
        let text = self.read.get(file).map(|read| read.source.file.text.as_str());
        text.and_then(|text| text.get(range.clone())).is_some_and(|path| path.contains('<'))
    }

    /// Whether the function's file may be changed: not where its packages use another document.
    fn may_change(&self, id: Id) -> bool {
        self.read.get(id.0).is_some_and(|read| read.source.may_use)
    }

    fn is_for_others(&self, id: Id) -> bool {
        let is_library = self.read.get(id.0).is_some_and(|read| read.source.is_library);
        is_library && self.function(id).is_some_and(|function| function.is_public)
    }

    /// The functions that a path of an attribute can mean; several where `cfg` chooses.
    fn resolve(&self, file: usize, from: &Function, path: &[String]) -> Vec<Id> {
        let Some(name) = path.last() else { return Vec::new() };
        let named: Vec<Id> = self
            .read
            .iter()
            .enumerate()
            .flat_map(|(file, read)| {
                let each = read.found.functions.iter().enumerate();
                each.filter(|(_, function)| function.name == *name && function.is_called_by_name())
                    .map(move |(number, _)| (file, number))
            })
            .collect();
        let here = |wanted: &dyn Fn(&Scope) -> bool| -> Vec<Id> {
            let is_there = |id: &&Id| {
                id.0 == file
                    && self
                        .function(**id)
                        .and_then(|function| function.scopes.last())
                        .is_some_and(wanted)
            };
            named.iter().filter(is_there).copied().collect()
        };
        match path {
            [_] => {
                // The nearest module or block around the attribute that has such a function.
                for scope in
                    from.scopes.iter().rev().filter(|scope| matches!(scope, Scope::Module(..)))
                {
                    let found = here(&|other| other == scope);
                    if !found.is_empty() {
                        return found;
                    }
                    // Beyond the module no name is seen.
                    if matches!(scope, Scope::Module(_, Some(_))) {
                        break;
                    }
                }
                unique(named.into_iter().filter(|id| self.is_free(*id)).collect())
            }
            [first, _] if first == "Self" => {
                let found = from
                    .scopes
                    .last()
                    .map(|scope| here(&|other| other == scope))
                    .unwrap_or_default();
                if !found.is_empty() {
                    return found;
                }
                match from.scopes.last() {
                    Some(Scope::Inherent(_, ty)) => {
                        here(&|other| matches!(other, Scope::Inherent(_, of) if of == ty))
                    }
                    // The impl of a trait; which type's, only the name can tell.
                    _ => unique(here(&|other| matches!(other, Scope::Inherent(..)))),
                }
            }
            [.., before, _] => {
                unique(named.into_iter().filter(|id| self.is_below(*id, before)).collect())
            }
            [] => Vec::new(),
        }
    }

    fn is_free(&self, id: Id) -> bool {
        self.function(id)
            .is_some_and(|function| matches!(function.scopes.last(), Some(Scope::Module(..))))
    }

    /// Whether the function stands in a module or an impl of that name.
    fn is_below(&self, id: Id, before: &str) -> bool {
        let Some(function) = self.function(id) else { return false };
        match function.scopes.last() {
            Some(Scope::Inherent(_, ty)) => ty
                .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
                .any(|word| word == before),
            Some(Scope::Module(_, Some(name))) => name == before || is_step(before),
            Some(Scope::Module(..)) => {
                let path = self
                    .read
                    .get(id.0)
                    .map(|read| read.source.file.path.clone())
                    .unwrap_or_default();
                let stem = |path: &std::path::Path| {
                    path.file_stem().map(|stem| stem.to_string_lossy().into_owned())
                };
                is_step(before)
                    || stem(&path).is_some_and(|stem| stem == before)
                    || path.parent().and_then(stem).is_some_and(|stem| stem == before)
            }
            _ => false,
        }
    }

    /// Where a function is still mentioned, apart from imports that would go with it.
    fn still_mentioned(&self, id: Id, changed: &[Changed]) -> Option<Place> {
        let Function { name, is_public, .. } = self.function(id)?;
        let own = &self.read.get(id.0)?.source.packages;
        for (read, changed) in self.read.iter().zip(changed) {
            // Another package sees only what is `pub`.
            if !is_public && own.is_disjoint(&read.source.packages) {
                continue;
            }
            let defined: Vec<usize> =
                read.found.functions.iter().map(|function| function.name_range.start).collect();
            let live = read.mentions.iter().filter(|mention| {
                mention.name == *name
                    && changed.has(mention.range.start)
                    && !defined.contains(&mention.range.start)
            });
            for mention in live {
                if !read.is_in_private_import(&mention.range) {
                    return Some(Place::new(&read.source.file, mention.range.clone()));
                }
            }
        }
        None
    }

    /// The texts as they stand decided so far.
    fn changed(&self) -> Result<Vec<Changed>, (usize, Crossing)> {
        self.changes()
            .iter()
            .zip(self.read)
            .enumerate()
            .map(|(file, (changes, read))| {
                changes.apply(&read.source.file.text).map_err(|crossing| (file, crossing))
            })
            .collect()
    }

    /// The names of the functions that go.
    pub(super) fn gone(&self) -> BTreeSet<String> {
        self.going.iter().filter_map(|id| Some(self.function(*id)?.name.clone())).collect()
    }

    /// What changes in each file.
    pub(super) fn changes(&self) -> Vec<Changes> {
        let mut all: Vec<Changes> =
            self.read.iter().map(|read| read.found.changes.clone()).collect();
        for &(file, number) in &self.going {
            if let (Some(changes), Some(read), Some(function)) =
                (all.get_mut(file), self.read.get(file), self.function((file, number)))
            {
                changes.remove(lines::with_paragraph(&read.source.file.text, &function.span));
            }
        }
        for (at, switched) in self.switched() {
            if let (Some(changes), Some(read)) = (all.get_mut(at.0), self.read.get(at.0)) {
                let text = &read.source.file.text;
                let moved = self.moving.get(&at).and_then(|old| self.function(*old));
                // What cannot be done is listed by `unresolved`.
                let _ = switch(text, switched, moved, self.is_safe(at, switched), changes);
            }
        }
        all
    }

    /// Whether the path that stays leads to a function that is not `unsafe`.
    fn is_safe(&self, at: Id, switched: &Switched) -> bool {
        let KeptCode::Path(path, _) = &switched.kept else { return false };
        let found = self.resolve(at.0, &switched.function, path);
        !found.is_empty()
            && found.iter().all(|id| self.function(*id).is_some_and(|function| !function.is_unsafe))
    }

    /// What cannot be switched, each with the reason.
    pub(super) fn unresolved(&self) -> Vec<(Place, String)> {
        self.switched()
            .filter_map(|(at, switched)| {
                let read = self.read.get(at.0)?;
                let moved = self.moving.get(&at).and_then(|old| self.function(*old));
                let mut changes = Changes::default();
                let reason =
                    switch(&read.source.file.text, switched, moved, false, &mut changes).err()?;
                Some((Place::new(&read.source.file, switched.shown.clone()), reason))
            })
            .collect()
    }
}

/// `crate::old`, `self::old`, `super::old` say nothing of where they lead.
fn is_step(segment: &str) -> bool {
    matches!(segment, "crate" | "self" | "super")
}

fn unique(found: Vec<Id>) -> Vec<Id> {
    if found.len() == 1 { found } else { Vec::new() }
}

/// The changes that make a switched function an ordinary one.
fn switch(
    text: &str,
    switched: &Switched,
    moved: Option<&Function>,
    is_safe: bool,
    changes: &mut Changes,
) -> Result<(), String> {
    let function = &switched.function;
    let indentation = lines::indentation(text, function.body.start).to_owned();
    let indentation = if lines::line_start(text, function.name_range.start)
        == lines::line_start(text, function.body.start)
    {
        indentation
    } else {
        lines::indentation(text, function.name_range.start).to_owned()
    };
    let line_break = lines::line_break(text);
    let around = |piece: Piece| {
        vec![
            Piece::Text(format!("{{{line_break}{indentation}    ")),
            piece,
            Piece::Text(format!("{line_break}{indentation}}}")),
        ]
    };
    let mut attribute = Vec::new();
    match (&switched.kept, moved) {
        (KeptCode::Body, _) => {}
        (KeptCode::Path(..), Some(old)) => {
            changes.put(function.rest.clone(), vec![Piece::Moved(old.rest.clone())]);
            let is_line = text
                .get(switched.attribute.clone())
                .is_some_and(|attribute| attribute.ends_with('\n'));
            for lint in &old.lints {
                if is_line {
                    attribute.push(Piece::Text(indentation.clone()));
                }
                attribute.push(Piece::Moved(lint.clone()));
                attribute.push(Piece::Text(if is_line {
                    line_break.to_owned()
                } else {
                    " ".to_owned()
                }));
            }
        }
        (KeptCode::Path(_, path), None) => {
            let path = text.get(path.clone()).unwrap_or_default();
            changes.put(function.body.clone(), around(Piece::Text(function.call(path, is_safe)?)));
            function.idle_mut.iter().for_each(|word| changes.remove(word.clone()));
        }
        (KeptCode::Expression { is_unit: true, .. }, _) => {
            changes.replace(function.body.clone(), "{}")
        }
        (KeptCode::Expression { range, is_block: true, .. }, _) => {
            changes.put(function.body.clone(), vec![Piece::Moved(range.clone())]);
        }
        (KeptCode::Expression { range, .. }, _) => {
            changes.put(function.body.clone(), around(Piece::Moved(range.clone())));
        }
    }
    changes.put(switched.attribute.clone(), attribute);
    Ok(())
}
