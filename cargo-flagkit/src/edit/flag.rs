//! Edits of one flag's text: its value, a member of its object, a new flag.
//!
//! What to write, `set`, `stage`, `rollback` and `addition` know. Law: only the first flag of that key is touched.

use super::insertion::{self, Words};
use super::layout::{Layout, Written};
use super::splice::Splices;
use super::tree::{self, Member, Object, Tree, Value, name_range, value_range};
use crate::exit::{Failure, Result};
use flagkit_core::vocabulary;
use std::ops::Range;

/// A line that is longer is spread over several.
const WIDEST: usize = 100;

/// The names of the flag's members; `None` where its value is no object.
pub(super) fn members(text: &str, key: &str) -> Result<Option<Vec<String>>> {
    let mut names = None;
    tree::edit(text, |tree, _| {
        let (_, flag) = find(tree, key)?;
        if let Value::Object(object) = &flag.value {
            let each = object.properties.iter().map(|member| member.name.as_str().to_owned());
            names = Some(each.collect());
        }
        Ok(())
    })?;
    Ok(names)
}

/// The text with another value of the flag.
pub(super) fn set_value(text: &str, key: &str, value: &Written) -> Result<String> {
    tree::edit(text, |tree, splices| {
        let (flags, flag) = find(tree, key)?;
        splices.replace(value_range(flag), Layout::of(tree, flags).value(value));
        Ok(())
    })
}

/// The text with another value of a member of the flag's object, or of one inside of that; where it is missing it is
/// put behind those that come before it by custom.
pub(super) fn set_member(text: &str, key: &str, path: &[&str], value: &Written) -> Result<String> {
    tree::edit(text, |tree, splices| {
        let (_, flag) = find(tree, key)?;
        set_in(tree, flag, path, value, splices)
    })
}

fn set_in(
    tree: &Tree<'_>,
    member: &Member<'_>,
    path: &[&str],
    value: &Written,
    splices: &mut Splices,
) -> Result<()> {
    let Value::Object(object) = &member.value else {
        let name = member.name.as_str();
        return Err(Failure::new(format!("`{name}` is no object; mend it first")));
    };
    let Some((name, rest)) = path.split_first() else { return Ok(()) };
    match (object.get(name), rest) {
        (Some(member), []) => {
            splices.replace(value_range(member), Layout::of(tree, object).value(value));
        }
        (Some(member), rest) => return set_in(tree, member, rest, value, splices),
        (None, _) => {
            insertion::member(tree, object, custom(object, name), (name, value), splices);
        }
    }
    Ok(())
}

/// The text without a member of the flag's object.
pub(super) fn remove_member(text: &str, key: &str, name: &str) -> Result<String> {
    tree::edit(text, |tree, splices| {
        let (_, flag) = find(tree, key)?;
        if let Value::Object(object) = &flag.value {
            super::removal::members(tree, object, |member| member.name.as_str() == name, splices);
        }
        Ok(())
    })
}

/// The same, where no comment would go with the member.
pub(super) fn without_member(text: &str, key: &str, name: &str) -> Result<Option<String>> {
    let shorter = remove_member(text, key, name)?;
    let comments = |text: &str| {
        let mut count = 0;
        tree::edit(text, |tree, _| {
            count = tree.after(0).iter().filter(|token| tree::is_comment(token)).count();
            Ok(())
        })
        .map(|_| count)
    };
    Ok((comments(text)? == comments(&shorter)?).then_some(shorter))
}

/// The text with a new flag behind all others.
pub(super) fn add(text: &str, key: &str, value: &Written) -> Result<String> {
    tree::edit(text, |tree, splices| {
        let Some(flags) = tree.flags().into_iter().next_back() else {
            return Err(Failure::new("`flags` is no object of flags; mend it first"));
        };
        let words = |layout: &Layout<'_>, indent: &str| {
            let line = layout.member(key, value);
            match value {
                Written::Object(members)
                    if has_lines(tree, flags)
                        && (indent.len() + line.len() > WIDEST || spreads(tree, flags)) =>
                {
                    layout.spread(key, members, indent)
                }
                _ => line,
            }
        };
        let last = flags.properties.len().checked_sub(1);
        let words = Words { words: &words, is_apart: are_apart(tree, flags) };
        insertion::insert(tree, flags, last, &words, splices);
        Ok(())
    })
}

/// Whether the document has the short form, in which there is nothing but flags.
pub(super) fn is_bare(text: &str) -> Result<bool> {
    let mut is_bare = true;
    tree::edit(text, |tree, _| {
        is_bare = tree.root().get("flags").is_none();
        Ok(())
    })?;
    Ok(is_bare)
}

/// The bytes of a member of the flag, or of its key where it has no such member.
pub(super) fn place(text: &str, key: &str, member: Option<&str>) -> Result<Range<usize>> {
    let mut place = 0..0;
    tree::edit(text, |tree, _| {
        let (_, flag) = find(tree, key)?;
        let inner = match (&flag.value, member) {
            (Value::Object(object), Some(name)) => object.get(name),
            _ => None,
        };
        place = name_range(inner.unwrap_or(flag));
        Ok(())
    })?;
    let mark = text.len() - text.trim_start_matches(tree::MARK).len();
    Ok(place.start + mark..place.end + mark)
}

fn find<'p, 't>(tree: &'p Tree<'t>, key: &str) -> Result<(&'p Object<'t>, &'p Member<'t>)> {
    let flags = tree.flags().into_iter();
    let mut found = flags.filter_map(|flags| Some((flags, flags.get(key)?)));
    found.next().ok_or_else(|| Failure::new(format!("no flag `{key}` in the file")))
}

/// Behind which member of a flag another one stands by custom: the nearest of those that come before it.
fn custom(object: &Object<'_>, name: &str) -> Option<usize> {
    let rank = |name: &str| vocabulary::FLAG.iter().position(|known| *known == name);
    let Some(own) = rank(name) else { return object.properties.len().checked_sub(1) };
    let ranks = object.properties.iter().map(|member| rank(member.name.as_str()));
    let before = ranks.enumerate().filter(|(_, rank)| rank.is_some_and(|rank| rank < own));
    before.max_by_key(|(_, rank)| *rank).map(|(place, _)| place)
}

/// Whether the flags have lines of their own, or are about to get them.
fn has_lines(tree: &Tree<'_>, flags: &Object<'_>) -> bool {
    let is_bare = flags.properties.is_empty();
    is_bare || tree.has_line_end(flags.range.start..flags.range.end)
}

/// Whether an empty line stands before the last flag.
fn are_apart(tree: &Tree<'_>, flags: &Object<'_>) -> bool {
    let [.., before, last] = &flags.properties[..] else { return false };
    let between = tree.slice(value_range(before).end..name_range(last).start);
    // Before the first line end is the rest of another line, behind the last one the indentation.
    let mut lines = between.lines().skip(1).peekable();
    while let Some(line) = lines.next() {
        if lines.peek().is_some() && tree::is_blank(line) {
            return true;
        }
    }
    false
}

/// Whether the last flag that is an object has several lines.
fn spreads(tree: &Tree<'_>, flags: &Object<'_>) -> bool {
    let objects = flags.properties.iter().rev();
    let mut objects = objects.filter(|member| matches!(member.value, Value::Object(_)));
    objects.next().is_some_and(|member| tree.has_line_end(value_range(member)))
}
