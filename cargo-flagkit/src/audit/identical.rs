//! Functions of which both arms are the same, token for token.
//!
//! The old code is looked for where a path without surprises leads: in the same file and container, or in another file of
//! the package where only one function fits. Where several do, nothing is said.

use crate::finding::{Finding, Place};
use crate::source::attribute::{FlagName, PathArgument};
use crate::source::facts::{Facts, Guarded};
use crate::source::functions::{Fingerprint, Function};
use crate::survey::{Source, Survey};
use flagkit_core::Code;
use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

pub(super) fn findings(survey: &Survey) -> Vec<Finding> {
    let search = Search { declaring: declaring(survey), read: RefCell::default() };
    let mut found = Vec::new();
    for source in &survey.sources.all {
        let Some(facts) = &source.facts else { continue };
        for guarded in &facts.guarded {
            found.extend(search.of(guarded, facts, source));
        }
    }
    found
}

struct Search<'s> {
    /// The sources that may declare a function of a name.
    declaring: HashMap<&'s str, Vec<&'s Source>>,
    /// The functions of files, read when another file's old code is looked for in them.
    read: RefCell<HashMap<PathBuf, Rc<Vec<Function>>>>,
}

/// One pass over all texts for the functions that attributes name.
fn declaring(survey: &Survey) -> HashMap<&str, Vec<&Source>> {
    let facts = survey.sources.all.iter().filter_map(|source| source.facts.as_ref());
    let attributes = facts.flat_map(|facts| facts.guarded.iter().map(|guarded| &guarded.attribute));
    let paths = attributes.flat_map(|attribute| {
        let arms = attribute.variants.iter().flatten().filter_map(|arm| arm.path.as_ref());
        arms.chain(&attribute.fallback)
    });
    let mut declaring: HashMap<&str, Vec<&Source>> =
        paths.filter_map(|path| Some((path.segments.last()?.as_str(), Vec::new()))).collect();
    if declaring.is_empty() {
        return declaring;
    }
    for source in &survey.sources.all {
        for (at, before) in source.file.text.match_indices("fn ") {
            let rest = source.file.text.get(at + before.len()..).unwrap_or_default();
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            let sources = rest.get(..end).and_then(|name| declaring.get_mut(name));
            if let Some(sources) = sources
                && sources.last().is_none_or(|last| !std::ptr::eq(*last, source))
            {
                sources.push(source);
            }
        }
    }
    declaring
}

/// What a function does, and whether it stands elsewhere.
type Does = (Fingerprint, bool);

/// One arm: what it is called, where it is named, and what it does.
struct Arm {
    name: String,
    place: Place,
    does: Fingerprint,
    /// Whether it stands elsewhere, where names may mean other things.
    elsewhere: bool,
}

impl Search<'_> {
    fn of(&self, guarded: &Guarded, facts: &Facts, source: &Source) -> Vec<Finding> {
        let attribute = &guarded.attribute;
        let mut arms = Vec::new();
        let mut add = |name: &str, span: &std::ops::Range<usize>, does: Option<Does>| {
            let place = Place::new(&facts.file, span.clone());
            let name = name.to_owned();
            arms.extend(does.map(|(does, elsewhere)| Arm { name, place, does, elsewhere }));
        };
        let flag = match &attribute.flag {
            FlagName::Key(_, span) | FlagName::Handle(_, span) => span,
        };
        let here = |does| (does, false);
        add(&guarded.name, flag, guarded.own.map(here));
        let listed = attribute.variants.iter().flatten();
        let listed = listed.filter_map(|arm| arm.path.as_ref());
        for path in listed.chain(&attribute.fallback) {
            let does = self.function(path, guarded, facts, source);
            add(path.segments.last().map_or("", String::as_str), &path.span, does);
        }
        if let Some(span) = &attribute.otherwise {
            add("otherwise", span, guarded.otherwise.map(here));
        }
        let mut found = Vec::new();
        for (index, arm) in arms.iter().enumerate() {
            let Some(same) = arms
                .get(..index)
                .and_then(|before| before.iter().find(|other| other.does == arm.does))
            else {
                continue;
            };
            found.push(finding(guarded, same, arm));
        }
        found
    }

    /// What the function at a path does.
    fn function(
        &self,
        path: &PathArgument,
        guarded: &Guarded,
        facts: &Facts,
        source: &Source,
    ) -> Option<Does> {
        let (name, before) = path.segments.split_last()?;
        let own = matches!(before, [] | [_]) && before.first().is_none_or(|first| first == "Self");
        if own {
            let mut here = facts.functions.iter().filter(|function| {
                function.name == *name && function.container == guarded.container
            });
            match (here.next(), here.next()) {
                (Some(only), None) => return Some((only.fingerprint, false)),
                // Each behind a `cfg` of its own.
                (Some(_), Some(_)) => return None,
                (None, _) => {}
            }
        }
        let around =
            before.last().filter(|last| !["Self", "self", "crate", "super"].contains(&&***last));
        let mut fitting = None;
        for other in self.declaring.get(&**name).into_iter().flatten() {
            let shared = other
                .contexts
                .iter()
                .any(|context| source.contexts.iter().any(|own| own.package == context.package));
            if !shared {
                continue;
            }
            for function in self.functions(other).iter() {
                if function.name != *name || !leads(around, function, &other.file.path) {
                    continue;
                }
                if fitting.replace(function.fingerprint).is_some() {
                    return None;
                }
            }
        }
        fitting.map(|does| (does, true))
    }

    fn functions(&self, source: &Source) -> Rc<Vec<Function>> {
        let path = &source.file.path;
        if let Some(read) = self.read.borrow().get(path) {
            return Rc::clone(read);
        }
        let functions = Rc::new(Facts::functions_of(&source.file));
        self.read.borrow_mut().insert(path.clone(), Rc::clone(&functions));
        functions
    }
}

/// Whether a function stands in what the path names before it: a type, a module, or the module of its file.
fn leads(around: Option<&String>, function: &Function, path: &Path) -> bool {
    let Some(around) = around else { return function.container.is_empty() };
    if let Some(last) = function.container.last() {
        return last == around;
    }
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    let directory = path.parent().and_then(Path::file_name).and_then(|name| name.to_str());
    stem == Some(around) || stem == Some("mod") && directory == Some(around)
}

fn finding(guarded: &Guarded, first: &Arm, second: &Arm) -> Finding {
    let name = &guarded.name;
    let (one, other) = (&first.name, &second.name);
    let message = if first.elsewhere || second.elsewhere {
        format!(
            "`{one}` and `{other}` are the same, token for token; unless names mean other things there, the flag decides \
             nothing"
        )
    } else if one == name && other == "otherwise" {
        format!(
            "`otherwise` does what `{name}` does, token for token; the flag decides nothing here"
        )
    } else {
        format!(
            "`{one}` and `{other}` are the same, token for token; the flag decides nothing here"
        )
    };
    Finding::warning(Code::IdenticalArms, second.place.clone(), message)
        .also(first.place.clone().labelled("the same as this arm"))
        .help("change the arm that is meant to differ, or remove the attribute")
}
