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
    span: Range<usize>,
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
            changes.remove(lines::with_line(text, &self.span));
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
    let end_of_kept = entries.get(last_kept).map_or(group.end, |(range, _)| range.end);
    if let (&[only], Some((range, Tree::Leaf(leaf)))) = (kept.as_slice(), entries.get(last_kept)) {
        let is_alone = text
            .get(range.clone())
            .is_some_and(|name| name != "self" && !name.starts_with("self "));
        let has_comment =
            text.get(group.clone()).is_some_and(|list| list.contains("//") || list.contains("/*"));
        if is_alone && !has_comment && only == last_kept && !leaf.name.is_empty() {
            changes.remove(group.start..range.start);
            changes.remove(range.end..group.end);
            return false;
        }
    }
    for (number, (range, _)) in entries.iter().enumerate() {
        if gone.get(number) == Some(&true)
            && number < last_kept
            && let Some((next, _)) = entries.get(number + 1)
        {
            changes.remove(range.start..next.start);
        }
    }
    if let Some((last, _)) = entries.last()
        && last_kept + 1 < entries.len()
    {
        changes.remove(end_of_kept..last.end);
    }
    changes.extend(inner);
    false
}
