//! Edits of flags.json: text in, text out, every byte that the edit is not about as it was.
//!
//! Nothing is printed from a tree: `tree` finds where things stand, `removal` and `insertion` say what to cut and what
//! to put where, and `splice` does it to the text. So comments, order, layout, line ends, a byte order mark and trailing
//! commas are kept because nobody touches them. `set`, `stage`, `rollback` and `addition` know which edit is meant,
//! `verdict` whether it may be, `replace` writes the file in one step, `report` tells it, and `way_back` how to undo it.
//!
//! Law: what comes out is a document again, with exactly the change that was asked for.

pub(crate) mod addition;
mod attempt;
mod conditions;
mod flag;
mod insertion;
mod layout;
#[cfg(test)]
mod layouts;
#[cfg(test)]
mod outcomes;
mod removal;
pub(crate) mod replace;
pub(crate) mod report;
pub(crate) mod rollback;
pub(crate) mod set;
mod splice;
pub(crate) mod stage;
mod tree;
mod verdict;
mod way_back;

pub(crate) use attempt::{Edit, attempt};

use crate::exit::{Failure, Result};
use crate::finding::TextFile;
use crate::flags_file::FlagsFile;
use splice::Splices;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use tree::{Member, Object, Tree, Value};

/// Who asks for an edit. Advice is given in the words of that command, since whoever only asks what would be must not be
/// led to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asker {
    /// `set`, `stage`.
    Command,
    /// `simulate --to`, `simulate --to-stage`.
    Simulation,
}

impl Asker {
    /// How to ask for a stage.
    fn stage(self, key: &str, name: &str) -> String {
        let argument = argument(name);
        match self {
            Self::Command => format!("`cargo flagkit stage {key} {argument}`"),
            Self::Simulation if argument == name => format!("`--to-stage \"{name}\"`"),
            Self::Simulation => format!("`--to-stage {argument}`"),
        }
    }

    /// How to ask for a value.
    fn value(self, key: &str, value: &str) -> String {
        match self {
            Self::Command => format!("`cargo flagkit set {key} {}`", argument(value)),
            Self::Simulation => format!("`--to {}`", argument(value)),
        }
    }
}

/// A name as a shell takes it.
fn argument(name: &str) -> String {
    let plain = |character: char| character.is_alphanumeric() || "_-.%".contains(character);
    if name.chars().all(plain) { name.to_owned() } else { format!("'{name}'") }
}

/// What a command makes of a file.
#[derive(Debug)]
pub(crate) enum Plan {
    /// What is asked for is so; in words.
    Already(String),
    /// Another text, and the member of the flag that is another in it; `None` where it is the flag's value.
    Edit { text: String, member: Option<&'static str> },
}

impl Plan {
    fn edit(text: Result<String>, member: Option<&'static str>) -> Result<Self> {
        text.map(|text| Self::Edit { text, member })
    }
}

/// What the file would be with another text.
fn with_text(file: &FlagsFile, text: String) -> FlagsFile {
    let TextFile { path, shown, .. } = &*file.file;
    FlagsFile::of(TextFile { path: path.clone(), shown: shown.clone(), text })
}

/// The text without these flags: gone with them are the comments that stand directly above them, and those behind them
/// on their line.
pub(crate) fn remove_flags(text: &str, keys: &[&str]) -> Result<String> {
    remove(text, keys, "flag", Tree::flags)
}

/// The same for segments.
pub(crate) fn remove_segments(text: &str, names: &[&str]) -> Result<String> {
    remove(text, names, "segment", Tree::segments)
}

/// The text in which no flag has this prerequisite; a list of nothing else goes whole.
pub(crate) fn remove_prerequisite(text: &str, key: &str) -> Result<String> {
    let is_list = |member: &Member<'_>| member.name.as_str() == "prerequisites";
    let is_named = |member: &Member<'_>| member.name.as_str() == key;
    let is_text = |value: &Value<'_>| matches!(value, Value::StringLit(text) if text.value == key);
    tree::edit(text, |tree, splices| {
        let flags = tree.flags().into_iter().flat_map(|object| &object.properties);
        for flag in flags {
            let Value::Object(flag) = &flag.value else { continue };
            let goes_whole = |member: &Member<'_>| match &member.value {
                Value::Array(list) => {
                    !list.elements.is_empty() && list.elements.iter().all(is_text)
                }
                Value::Object(list) => {
                    !list.properties.is_empty() && list.properties.iter().all(is_named)
                }
                _ => false,
            };
            removal::members(tree, flag, |member| is_list(member) && goes_whole(member), splices);
            for list in
                flag.properties.iter().filter(|member| is_list(member) && !goes_whole(member))
            {
                match &list.value {
                    Value::Array(list) => removal::elements(tree, list, is_text, splices),
                    Value::Object(list) => removal::members(tree, list, is_named, splices),
                    _ => {}
                }
            }
        }
        Ok(())
    })
}

/// Refuses a text that has errors which the file has not.
pub(crate) fn brings_no_error(file: &TextFile, text: &str) -> Result<()> {
    let with = |text: &str| {
        let (path, shown) = (file.path.clone(), file.shown.clone());
        FlagsFile::of(TextFile { path, shown, text: text.to_owned() })
    };
    verdict::without_new_errors(&with(&file.text), &with(text)).map(|_| ())
}

/// One replacement of bytes, and what stands there then.
pub(crate) type Replacement = (Range<usize>, String);

/// For each flag what would remove it alone, for editors that offer it; `None` where the file has no such flag.
pub(crate) fn flag_removals(text: &str, keys: &[&str]) -> Result<Vec<Option<Replacement>>> {
    removals(text, keys, Tree::flags)
}

/// The same for segments.
pub(crate) fn segment_removals(text: &str, names: &[&str]) -> Result<Vec<Option<Replacement>>> {
    removals(text, names, Tree::segments)
}

fn removals<'a>(
    text: &'a str,
    names: &[&str],
    objects: impl for<'t> Fn(&'t Tree<'a>) -> Vec<&'t Object<'a>>,
) -> Result<Vec<Option<Replacement>>> {
    let mut found = Vec::new();
    tree::edit(text, |tree, _| {
        // A byte order mark stands before the tree's text.
        let mark = text.len() - tree.text.len();
        let objects = objects(tree);
        let mut places: HashMap<&str, (&Object<'_>, usize)> = HashMap::new();
        for object in &objects {
            for (place, member) in object.properties.iter().enumerate() {
                places.insert(member.name.as_str(), (object, place));
            }
        }
        for name in names {
            let mut splices = Splices::default();
            if let Some((object, place)) = places.get(name) {
                removal::member(tree, object, *place, &mut splices);
            }
            let joined = splices.joined(tree.text);
            found.push(joined.map(|(range, new)| (range.start + mark..range.end + mark, new)));
        }
        Ok(())
    })?;
    Ok(found)
}

fn remove<'a>(
    text: &'a str,
    names: &[&str],
    what: &str,
    objects: impl for<'t> Fn(&'t Tree<'a>) -> Vec<&'t Object<'a>>,
) -> Result<String> {
    tree::edit(text, |tree, splices| {
        let objects = objects(tree);
        let members = objects.iter().flat_map(|object| &object.properties);
        let known: HashSet<&str> = members.map(|member| member.name.as_str()).collect();
        let gone: HashSet<&str> = names.iter().copied().collect();
        for name in names {
            if !known.contains(name) {
                return Err(Failure::new(format!(
                    "no {what} `{name}` in the file; it may be gone already"
                )));
            }
        }
        for object in objects {
            removal::members(tree, object, |member| gone.contains(member.name.as_str()), splices);
        }
        Ok(())
    })
}
