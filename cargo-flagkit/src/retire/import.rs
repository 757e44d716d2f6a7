//! Imports: which names a `use` brings in, and the `use` without some of them.
//!
//! Law: a name goes only when nothing in its module mentions it any more; the list around it keeps its layout.

use super::changes::Changes;
use super::lines;
use super::scan::Scan;
use std::ops::Range;
use syn::ext::IdentExt as _;
use syn::{ItemUse, UseTree, Visibility};

/// One `use`.
#[derive(Clone, Debug)]
pub(crate) struct Import {
    pub(crate) span: Range<usize>,
    /// The module or block that it is for.
    pub(crate) region: Range<usize>,
    /// Whether others may use what it brings in.
    pub(crate) is_private: bool,
    tree: Tree,
}

#[derive(Clone, Debug)]
enum Tree {
    Leaf(Leaf),
    /// The whole of `{...}`, its entries with their bytes.
    Group(Range<usize>, Vec<(Range<usize>, Tree)>),
}

/// One name that is brought in.
#[derive(Clone, Debug)]
pub(crate) struct Leaf {
    /// The path that it stands for, without `self`.
    pub(crate) path: Vec<String>,
    /// What it is called here.
    pub(crate) name: String,
    pub(crate) span: Range<usize>,
}

impl Import {
    pub(super) fn read(scan: &Scan<'_>, item: &ItemUse) -> Self {
        Self {
            span: scan.range(item),
            region: scan.region.clone(),
            is_private: matches!(item.vis, Visibility::Inherited),
            tree: read(scan, &item.tree, &[]),
        }
    }

    /// Every name that it brings in.
    pub(crate) fn leaves(&self) -> Vec<&Leaf> {
        let mut found = Vec::new();
        collect(&self.tree, &mut found);
        found
    }

    /// Takes the leaves out that `goes` names.
    pub(crate) fn prune(&self, text: &str, goes: &dyn Fn(&Leaf) -> bool, changes: &mut Changes) {
        if prune(&self.tree, text, goes, changes) {
            changes.remove(lines::with_blank_line(text, &self.span));
        }
    }
}

fn read(scan: &Scan<'_>, tree: &UseTree, path: &[String]) -> Tree {
    let leaf = |last: String, alias: Option<String>| {
        let mut path = path.to_vec();
        if last != "self" || path.is_empty() {
            path.push(last);
        }
        let name = alias.or_else(|| path.last().cloned()).unwrap_or_default();
        Tree::Leaf(Leaf { path, name, span: scan.range(tree) })
    };
    match tree {
        UseTree::Path(step) => {
            let mut path = path.to_vec();
            path.push(step.ident.unraw().to_string());
            read(scan, &step.tree, &path)
        }
        UseTree::Group(group) => {
            let entries = group.items.iter().map(|item| (scan.range(item), read(scan, item, path)));
            Tree::Group(scan.range(tree), entries.collect())
        }
        UseTree::Name(name) => leaf(name.ident.unraw().to_string(), None),
        UseTree::Rename(rename) => {
            leaf(rename.ident.unraw().to_string(), Some(rename.rename.unraw().to_string()))
        }
        UseTree::Glob(_) => leaf("*".to_owned(), None),
    }
}

fn collect<'t>(tree: &'t Tree, found: &mut Vec<&'t Leaf>) {
    match tree {
        Tree::Leaf(leaf) => found.push(leaf),
        Tree::Group(_, entries) => entries.iter().for_each(|(_, entry)| collect(entry, found)),
    }
}

/// Whether nothing is left of the tree; else takes out what goes.
fn prune(tree: &Tree, text: &str, goes: &dyn Fn(&Leaf) -> bool, changes: &mut Changes) -> bool {
    let (group, entries) = match tree {
        Tree::Leaf(leaf) => return goes(leaf),
        Tree::Group(group, entries) => (group, entries),
    };
    let mut inner = Changes::default();
    let gone: Vec<bool> =
        entries.iter().map(|(_, entry)| prune(entry, text, goes, &mut inner)).collect();
    let kept: Vec<usize> =
        (0..gone.len()).filter(|number| gone.get(*number) == Some(&false)).collect();
    let Some(&last_kept) = kept.last() else { return !entries.is_empty() };
    if kept.len() == entries.len() {
        changes.extend(inner);
        return false;
    }
    if let (&[only], Some((range, Tree::Leaf(_)))) = (kept.as_slice(), entries.get(last_kept)) {
        let name = text.get(range.clone()).unwrap_or_default();
        let has_comment =
            text.get(group.clone()).is_some_and(|list| list.contains("//") || list.contains("/*"));
        let steps = text.get(..group.start).is_some_and(|before| before.ends_with("::"));
        if only == last_kept && !has_comment {
            if name == "self" && steps {
                changes.remove(group.start - "::".len()..group.end);
                return false;
            }
            if name != "self" && !name.starts_with("self ") {
                changes.remove(group.start..range.start);
                changes.remove(range.end..group.end);
                return false;
            }
        }
    }
    for (number, (range, _)) in entries.iter().enumerate() {
        if gone.get(number) == Some(&true) {
            let before = number.checked_sub(1).and_then(|number| entries.get(number));
            changes.remove(entry(text, range, before.map(|(range, _)| range.end)));
        }
    }
    changes.extend(inner);
    false
}

/// An entry of a list with its comma: the one behind it, or at the end of a list the one before.
fn entry(text: &str, range: &Range<usize>, before: Option<usize>) -> Range<usize> {
    let behind = text.get(range.end..).unwrap_or_default();
    if let Some(rest) = behind.trim_start().strip_prefix(',') {
        let end = text.len() - rest.len();
        return lines::with_line(text, &(range.start..end));
    }
    match before {
        Some(before)
            if text.get(before..range.start).is_some_and(|between| between.trim() == ",") =>
        {
            before..range.end
        }
        _ => lines::with_line(text, range),
    }
}
