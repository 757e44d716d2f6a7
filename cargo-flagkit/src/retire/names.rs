//! What the names of one source stand for: the flag's handle, its enum, the modules of flags, the attribute.
//!
//! Imports count for the whole file, wherever in it they stand. Law: a name that is not understood is nobody's handle;
//! what that misses does not compile once the flag is gone.

use super::ending::Ending;
use crate::source::attribute;
use std::collections::BTreeSet;
use syn::ext::IdentExt as _;
use syn::visit::Visit;
use syn::{Path, UseTree};

/// What the names of one source stand for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    /// Modules that `flags!` made.
    pub(crate) modules: BTreeSet<String>,
    /// The handle, by itself.
    pub(crate) handles: BTreeSet<String>,
    /// The flag's enum, by itself.
    pub(crate) enums: BTreeSet<String>,
    /// `feature_flag`, by whatever name.
    pub(crate) attributes: BTreeSet<String>,
    constant: String,
    enumeration: Option<String>,
}

impl Names {
    /// Learns the imports of a file; `modules` are the names of modules that `flags!` makes in the workspace.
    pub(crate) fn of(file: &syn::File, ending: &Ending, modules: &BTreeSet<String>) -> Self {
        let mut names = Self {
            modules: modules.clone(),
            constant: ending.constant.clone(),
            enumeration: ending.enumeration.clone(),
            ..Self::default()
        };
        names.attributes.insert(attribute::NAME.to_owned());
        let mut imports = Imports { leaves: Vec::new() };
        imports.visit_file(file);
        // A module may be renamed behind the import of what is in it.
        for (path, name) in &imports.leaves {
            if path.last().is_some_and(|last| modules.contains(last)) {
                names.modules.insert(name.clone());
            }
            if path.last().is_some_and(|last| last == attribute::NAME) {
                names.attributes.insert(name.clone());
            }
        }
        for (path, name) in &imports.leaves {
            let [.., module, last] = path.as_slice() else { continue };
            let is_inside = names.modules.contains(module) || module == "super" || module == "self";
            if !is_inside {
                continue;
            }
            if last == "*" && names.modules.contains(module) {
                names.handles.insert(ending.constant.clone());
                names.enums.extend(ending.enumeration.clone());
            } else if *last == ending.constant {
                names.handles.insert(name.clone());
            } else if ending.enumeration.as_ref() == Some(last) {
                names.enums.insert(name.clone());
            }
        }
        names
    }

    /// Whether the path is the flag's handle.
    pub(crate) fn is_handle(&self, path: &Path) -> bool {
        let segments = segments(path);
        match segments.as_slice() {
            [name] => self.handles.contains(name),
            [.., module, name] => *name == self.constant && self.modules.contains(module),
            [] => false,
        }
    }

    /// The variant that a path names: `flags::SearchRanker::Semantic`.
    pub(crate) fn variant(&self, path: &Path) -> Option<String> {
        let mut segments = segments(path);
        let variant = segments.pop()?;
        self.is_enum_named(&segments).then_some(variant)
    }

    /// Whether the flag's enum stands anywhere in the path.
    pub(crate) fn names_enum(&self, path: &Path) -> bool {
        let segments = segments(path);
        (1..=segments.len())
            .any(|end| segments.get(..end).is_some_and(|start| self.is_enum_named(start)))
    }

    fn is_enum_named(&self, segments: &[String]) -> bool {
        match segments {
            [name] => self.enums.contains(name),
            [.., module, name] => {
                self.enumeration.as_ref() == Some(name) && self.modules.contains(module)
            }
            [] => false,
        }
    }
}

fn segments(path: &Path) -> Vec<String> {
    path.segments.iter().map(|segment| segment.ident.unraw().to_string()).collect()
}

/// Each name that is imported, with the whole path that it stands for.
struct Imports {
    leaves: Vec<(Vec<String>, String)>,
}

impl Imports {
    fn walk(&mut self, tree: &UseTree, path: &mut Vec<String>) {
        match tree {
            UseTree::Path(step) => {
                path.push(step.ident.unraw().to_string());
                self.walk(&step.tree, path);
                path.pop();
            }
            UseTree::Group(group) => group.items.iter().for_each(|item| self.walk(item, path)),
            UseTree::Name(name) => self.leaf(path, &name.ident.unraw().to_string(), None),
            UseTree::Rename(rename) => {
                let alias = rename.rename.unraw().to_string();
                self.leaf(path, &rename.ident.unraw().to_string(), Some(alias));
            }
            UseTree::Glob(_) => self.leaf(path, "*", None),
        }
    }

    fn leaf(&mut self, path: &[String], name: &str, alias: Option<String>) {
        let mut whole = path.to_vec();
        // `use a::flags::{self}` imports `flags`.
        if name != "self" || whole.is_empty() {
            whole.push(name.to_owned());
        }
        let bound = alias.or_else(|| whole.last().cloned()).unwrap_or_default();
        self.leaves.push((whole, bound));
    }
}

impl<'ast> Visit<'ast> for Imports {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.walk(&item.tree, &mut Vec::new());
    }
}
