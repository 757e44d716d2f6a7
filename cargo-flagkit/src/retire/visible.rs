//! Whether a name that looks like the flag's handle is it: what the imports of its own module prove.
//!
//! It does not look into other files. Law: a path is proven by a `use` of the same module or of a block around it, by
//! `flags!` in the same module, by `crate::flags`, or by the name of another crate; else it is not.

use super::names::Names;
use super::scan::Scan;
use std::collections::BTreeSet;
use std::ops::Range;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{ItemMod, ItemUse, Path, UseTree};

/// The modules of one file, the file itself first, and what each makes known.
#[derive(Debug)]
pub(super) struct Modules {
    all: Vec<Module>,
}

#[derive(Debug)]
struct Module {
    range: Range<usize>,
    parent: Option<usize>,
    /// Whether `flags!` stands in it.
    has_table: bool,
    /// The modules that it has.
    children: BTreeSet<String>,
    leaves: Vec<Leaf>,
}

/// One name that a `use` brings in.
#[derive(Debug)]
struct Leaf {
    /// The module or block that sees it.
    region: Range<usize>,
    path: Vec<String>,
    name: String,
}

impl Modules {
    pub(super) fn of(scan: &Scan<'_>, file: &syn::File) -> Self {
        let whole = 0..scan.text().len();
        let root = Module::new(whole.clone(), None);
        let mut reader =
            Reader { scan, modules: Self { all: vec![root] }, current: 0, region: whole };
        reader.visit_file(file);
        reader.modules
    }

    /// Whether the path at `at`, which ends as the handle's, is the handle's.
    pub(super) fn proves(&self, names: &Names, path: &Path, at: usize) -> bool {
        let mut segments: Vec<String> =
            path.segments.iter().map(|segment| segment.ident.unraw().to_string()).collect();
        let Some(last) = segments.pop() else { return false };
        let Some(module) = self.around(at) else { return false };
        if segments.is_empty() {
            return self.brings(names, module, at, &last, true, 0);
        }
        self.is_table(names, module, at, &segments, 0)
    }

    /// The innermost module around the byte.
    fn around(&self, at: usize) -> Option<usize> {
        let modules = self.all.iter().enumerate();
        let around = modules.filter(|(_, module)| module.range.contains(&at));
        around.min_by_key(|(_, module)| module.range.len()).map(|(number, _)| number)
    }

    /// Whether the name is the handle, or the flags' module, by an import that the byte sees.
    fn brings(
        &self,
        names: &Names,
        number: usize,
        at: usize,
        name: &str,
        is_handle: bool,
        depth: usize,
    ) -> bool {
        let Some(module) = self.all.get(number).filter(|_| depth < 9) else { return false };
        let mut leaves = module.leaves.iter().filter(|leaf| leaf.region.contains(&at));
        leaves.any(|leaf| {
            let Some((last, before)) = leaf.path.split_last() else { return false };
            let inner = leaf.region.start;
            if leaf.name == name && *before == ["super"] {
                return module.parent.is_some_and(|parent| {
                    let at = self.all.get(parent).map_or(0, |parent| parent.range.start);
                    self.knows(names, parent, at, last, is_handle, depth + 1)
                });
            }
            match (last.as_str(), is_handle) {
                ("*", _) => {
                    let of_table =
                        is_handle && self.is_table(names, number, inner, before, depth + 1);
                    let parent = module.parent.filter(|_| *before == ["super"]);
                    of_table
                        || (!is_handle && *before == ["crate"] && names.modules.contains(name))
                        || parent.is_some_and(|parent| {
                            let at = self.all.get(parent).map_or(0, |parent| parent.range.start);
                            self.knows(names, parent, at, name, is_handle, depth + 1)
                        })
                }
                (_, true) => {
                    leaf.name == name && self.is_table(names, number, inner, before, depth + 1)
                }
                // A `use` says of itself that another crate or the root has it.
                (last, false) => {
                    leaf.name == name
                        && names.modules.contains(last)
                        && before
                            .first()
                            .is_some_and(|first| first == "crate" || self.is_outside(module, first))
                        && before.len() == 1
                }
            }
        })
    }

    fn knows(
        &self,
        names: &Names,
        number: usize,
        at: usize,
        name: &str,
        is_handle: bool,
        depth: usize,
    ) -> bool {
        let Some(module) = self.all.get(number) else { return false };
        (!is_handle
            && module.has_table
            && !module.children.contains(name)
            && names.modules.contains(name))
            || self.brings(names, number, at, name, is_handle, depth)
    }

    /// Whether the path, seen from the module, is a module that `flags!` made.
    fn is_table(
        &self,
        names: &Names,
        number: usize,
        at: usize,
        path: &[String],
        depth: usize,
    ) -> bool {
        let Some(module) = self.all.get(number).filter(|_| depth < 9) else { return false };
        match path {
            [only] => self.knows(names, number, at, only, false, depth),
            [first, rest @ ..] if first == "self" => {
                self.is_table(names, number, module.range.start, rest, depth + 1)
            }
            [first, rest @ ..] if first == "super" => module.parent.is_some_and(|parent| {
                let at = self.all.get(parent).map_or(0, |parent| parent.range.start);
                self.is_table(names, parent, at, rest, depth + 1)
            }),
            [first, name] => {
                names.modules.contains(name) && (first == "crate" || self.is_outside(module, first))
            }
            _ => false,
        }
    }

    /// Whether the name can only be another crate's.
    fn is_outside(&self, module: &Module, name: &str) -> bool {
        !matches!(name, "self" | "super" | "Self")
            && !module.children.contains(name)
            && !module.leaves.iter().any(|leaf| leaf.name == name)
    }
}

impl Module {
    fn new(range: Range<usize>, parent: Option<usize>) -> Self {
        Self { range, parent, has_table: false, children: BTreeSet::new(), leaves: Vec::new() }
    }
}

struct Reader<'r> {
    scan: &'r Scan<'r>,
    modules: Modules,
    current: usize,
    region: Range<usize>,
}

impl Reader<'_> {
    fn leaves(&mut self, tree: &UseTree, path: &[String]) {
        let mut leaf = |last: String, alias: Option<String>| {
            let mut path = path.to_vec();
            if last != "self" || path.is_empty() {
                path.push(last);
            }
            let name = alias.or_else(|| path.last().cloned()).unwrap_or_default();
            let leaf = Leaf { region: self.region.clone(), path, name };
            if let Some(module) = self.modules.all.get_mut(self.current) {
                module.leaves.push(leaf);
            }
        };
        match tree {
            UseTree::Path(step) => {
                let mut path = path.to_vec();
                path.push(step.ident.unraw().to_string());
                self.leaves(&step.tree, &path);
            }
            UseTree::Group(group) => group.items.iter().for_each(|item| self.leaves(item, path)),
            UseTree::Name(name) => leaf(name.ident.unraw().to_string(), None),
            UseTree::Rename(rename) => {
                leaf(rename.ident.unraw().to_string(), Some(rename.rename.unraw().to_string()));
            }
            UseTree::Glob(_) => leaf("*".to_owned(), None),
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.leaves(&item.tree, &[]);
    }

    fn visit_block(&mut self, block: &'ast syn::Block) {
        let outer = std::mem::replace(&mut self.region, self.scan.range(block));
        visit::visit_block(self, block);
        self.region = outer;
    }

    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        let is_table = item.mac.path.segments.last().is_some_and(|last| last.ident == "flags");
        if let Some(module) = self.modules.all.get_mut(self.current).filter(|_| is_table) {
            module.has_table = true;
        }
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if let Some(module) = self.modules.all.get_mut(self.current) {
            module.children.insert(item.ident.unraw().to_string());
        }
        let range = self.scan.source.range(item.span());
        let (outer, region) = (self.current, std::mem::replace(&mut self.region, range.clone()));
        self.modules.all.push(Module::new(range, Some(outer)));
        self.current = self.modules.all.len() - 1;
        visit::visit_item_mod(self, item);
        (self.current, self.region) = (outer, region);
    }
}
