//! Which flag of which document each name in the sources is.
//!
//! A package sees the tables of its own and of the members that it depends on. Where a name could be a flag of several
//! documents, it is a use of each.

use super::{Source, Sources, Survey, TableUse, Undeclared, Use, is_same};
use crate::finding::Place;
use crate::flags_file::FlagsFile;
use crate::source::attribute::FlagName;
use crate::source::facts::{Facts, Import};
use crate::source::paths::{PathUse, TextUse};
use crate::workspace::{Package, Workspace};
use flagkit_core::handle_name;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::PathBuf;

/// Puts documents and sources together.
pub(super) fn resolve(
    workspace: &Workspace,
    files: Vec<FlagsFile>,
    sources: Sources,
    is_only: bool,
) -> Survey {
    let tables = tables(workspace, &files, &sources);
    let packages = views(workspace, &files, &sources, &tables, is_only);
    let keys: Vec<HashMap<&str, &str>> = files.iter().map(by_handle).collect();
    let mut found = Found {
        workspace,
        files: &files,
        keys,
        packages,
        uses: vec![HashMap::new(); files.len()],
        booked: HashMap::new(),
        undeclared: Vec::new(),
        is_only,
    };
    for source in &sources.all {
        let Some(facts) = &source.facts else { continue };
        // Each package that compiles the file sees its own documents; tests count where nothing else compiles it.
        let packages: BTreeSet<usize> = source.contexts.iter().map(|at| at.package).collect();
        for package in packages {
            let of_it = || source.contexts.iter().filter(|at| at.package == package);
            let tested = of_it().all(|context| context.tested);
            found.file(facts, package, tested);
        }
    }
    let Found { uses, undeclared, .. } = found;
    let untabled = untabled(workspace, &sources);
    Survey {
        files,
        uses,
        undeclared,
        tables,
        untabled,
        sources,
        root: workspace.root.clone(),
        is_one_document: is_only,
    }
}

/// In each package the first attribute by a key where nothing in sight so much as mentions `flags!`.
fn untabled(workspace: &Workspace, sources: &Sources) -> Vec<Place> {
    let of = |package: usize| {
        let compiles =
            move |source: &&Source| source.contexts.iter().any(|at| at.package == package);
        sources.all.iter().filter(compiles)
    };
    let mentions: Vec<bool> = (0..workspace.packages.len())
        .map(|package| of(package).any(|source| source.file.text.contains("flags!")))
        .collect();
    let mut found = Vec::new();
    for (index, package) in workspace.packages.iter().enumerate() {
        let mut reached = workspace.reach(index).into_iter();
        let is_in_sight = reached.any(|seen| mentions.get(seen) == Some(&true));
        if package.flagkit.is_none() || is_in_sight {
            continue;
        }
        let facts = of(index).filter_map(|source| source.facts.as_ref());
        let mut keys = facts.flat_map(|facts| {
            facts.guarded.iter().filter_map(|guarded| match &guarded.attribute.flag {
                FlagName::Key(_, span) => Some(Place::new(&facts.file, span.clone())),
                FlagName::Handle(..) => None,
            })
        });
        found.extend(keys.next());
    }
    found
}

fn by_handle(file: &FlagsFile) -> HashMap<&str, &str> {
    file.flags().iter().map(|flag| (flag.handle(), flag.key())).collect()
}

/// Every `flags!`, once for each package that compiles it.
fn tables(workspace: &Workspace, files: &[FlagsFile], sources: &Sources) -> Vec<TableUse> {
    let mut tables = Vec::new();
    for source in &sources.all {
        let Some(facts) = &source.facts else { continue };
        let packages: BTreeSet<usize> = source.contexts.iter().map(|at| at.package).collect();
        for package in packages {
            let Some(member) = workspace.packages.get(package) else { continue };
            for table in &facts.tables {
                let path = workspace.find(member, &table.file);
                let same = |file: &FlagsFile| {
                    path.as_ref().is_some_and(|path| is_same(&file.file.path, path))
                };
                let file = files.iter().position(same);
                let place = Place::new(&facts.file, table.span.clone());
                let in_test_files = source
                    .contexts
                    .iter()
                    .filter(|context| context.package == package)
                    .all(|context| context.tested);
                let mut table = table.clone();
                table.tested |= in_test_files;
                tables.push(TableUse { table, place, package, file });
            }
        }
    }
    tables
}

/// What one package can see.
#[derive(Debug, Default)]
struct View {
    /// Documents whose handles it can name.
    tables: BTreeSet<usize>,
    /// Documents in which a key may stand: those, and the one that the attribute itself reads.
    visible: BTreeSet<usize>,
    /// Names that lead to handles: `flags`, other modules, crates.
    modules: HashSet<String>,
    /// Whether a file of the package imports handles, so that a name alone may be one.
    imports: bool,
    /// Whether handles are imported by `*` anywhere in sight, so that any module and prelude may pass them on.
    globs: bool,
    /// Whether `crate::flags` is what a `flags!` of the package makes.
    owns_flags: bool,
    /// Dependencies of which `NAME::flags` is what a `flags!` makes.
    members_with_flags: HashSet<String>,
}

fn views(
    workspace: &Workspace,
    files: &[FlagsFile],
    sources: &Sources,
    tables: &[TableUse],
    is_only: bool,
) -> Vec<View> {
    let mut views: Vec<View> = Vec::new();
    for (index, package) in workspace.packages.iter().enumerate() {
        let mut view = View { modules: HashSet::from(["flags".to_owned()]), ..View::default() };
        for seen in workspace.reach(index) {
            for table in tables.iter().filter(|table| table.package == seen) {
                view.tables.extend(table.file);
                view.modules.insert(table.table.module.clone());
            }
        }
        if is_only {
            view.tables.insert(0);
        }
        if view.tables.is_empty() {
            // A macro of the user's may write `flags!`, which nobody sees here.
            view.tables.extend(own_file(package, files));
        }
        view.modules.insert(package.name.replace('-', "_"));
        view.modules.extend(package.dependencies.iter().map(|(name, _)| name.clone()));
        view.visible = view.tables.clone();
        view.visible.extend(own_file(package, files));
        views.push(view);
    }
    rename(workspace, sources, &mut views);
    let owning = owning(workspace, sources, tables);
    for (index, package) in workspace.packages.iter().enumerate() {
        let Some(view) = views.get_mut(index) else { continue };
        view.owns_flags = owning.contains(&index);
        let with = package.dependencies.iter().filter(|(_, member)| owning.contains(member));
        view.members_with_flags = with.map(|(name, _)| name.clone()).collect();
    }
    for source in &sources.all {
        let Some(facts) = &source.facts else { continue };
        for context in &source.contexts {
            let Some(view) = views.get_mut(context.package) else { continue };
            for import in &facts.imports {
                let brings = brings_handles(import, &view.modules);
                view.imports |= brings;
                view.globs |= brings && import.glob;
            }
        }
    }
    let globs: Vec<bool> = (0..views.len())
        .map(|index| {
            let mut reached = workspace.reach(index).into_iter();
            reached.any(|seen| views.get(seen).is_some_and(|view| view.globs))
        })
        .collect();
    for (view, globs) in views.iter_mut().zip(globs) {
        view.globs = globs;
    }
    views
}

/// Packages of which `flags` at the root is what `flags!` makes, and no module of another kind.
fn owning(workspace: &Workspace, sources: &Sources, tables: &[TableUse]) -> HashSet<usize> {
    let has_module = |package: usize| {
        let compiled = sources
            .all
            .iter()
            .filter(|source| source.contexts.iter().any(|context| context.package == package));
        let mut facts = compiled.filter_map(|source| source.facts.as_ref());
        facts.any(|facts| facts.modules.iter().any(|module| module == "flags"))
    };
    let makes = |package: usize| {
        let mut own = tables.iter().filter(|table| table.package == package);
        own.any(|table| table.table.module == "flags")
    };
    (0..workspace.packages.len()).filter(|index| makes(*index) && !has_module(*index)).collect()
}

/// Adds the other names of modules, `use shop::flags as switches`, to the views of all who may come by them: such a name
/// may be given another one in turn, in any file of any package.
fn rename(workspace: &Workspace, sources: &Sources, views: &mut [View]) {
    let mut given: Vec<Vec<(&String, &String)>> = vec![Vec::new(); views.len()];
    for source in &sources.all {
        let imports = source.facts.iter().flat_map(|facts| &facts.imports);
        let renamed =
            imports.filter_map(|import| Some((import.segments.last()?, import.alias.as_ref()?)));
        let renamed: Vec<_> = renamed.collect();
        for context in &source.contexts {
            if let Some(given) = given.get_mut(context.package) {
                given.extend(&renamed);
            }
        }
    }
    for (index, view) in views.iter_mut().enumerate() {
        let reached = workspace.reach(index);
        let in_sight = || reached.iter().filter_map(|seen| given.get(*seen)).flatten();
        loop {
            let known = view.modules.len();
            for (module, alias) in in_sight() {
                if view.modules.contains(*module) && !view.modules.contains(*alias) {
                    view.modules.insert((*alias).clone());
                }
            }
            if view.modules.len() == known {
                break;
            }
        }
    }
}

/// The document that the attribute reads in a package.
fn own_file(package: &Package, files: &[FlagsFile]) -> Option<usize> {
    let path = package.flags_path.as_ref()?;
    files.iter().position(|file| is_same(&file.file.path, path))
}

/// Whether behind this import a handle may stand without a path: `use flags::*`, `use flags::A`.
fn brings_handles(import: &Import, modules: &HashSet<String>) -> bool {
    let before_last = import.segments.len().saturating_sub(usize::from(!import.glob));
    let owner = before_last.checked_sub(1).and_then(|at| import.segments.get(at));
    owner.is_some_and(|owner| modules.contains(owner))
}

struct Found<'f> {
    workspace: &'f Workspace,
    files: &'f [FlagsFile],
    /// Keys by handle, for each document.
    keys: Vec<HashMap<&'f str, &'f str>>,
    packages: Vec<View>,
    uses: Vec<HashMap<String, Vec<Use>>>,
    /// Where among a flag's uses each place is, by document, source and byte.
    booked: HashMap<(usize, PathBuf, usize), usize>,
    undeclared: Vec<Undeclared>,
    /// The caller's document stands for no package's own: what it lacks, the build's definition serves.
    is_only: bool,
}

impl Found<'_> {
    /// What one file says, in the eyes of one package.
    fn file(&mut self, facts: &Facts, package: usize, tested: bool) {
        for guarded in &facts.guarded {
            let tested = tested || guarded.tested;
            // A handle is among the paths as well, where it counts.
            if let FlagName::Key(key, span) = &guarded.attribute.flag {
                let place = Place::new(&facts.file, span.clone());
                let is_ours = self.is_ours(&guarded.attribute.path, facts, package);
                self.key(key, &Use { place, tested, package }, is_ours);
            }
        }
        for (path, in_test) in &facts.paths {
            self.path(path, facts, tested || *in_test, package);
        }
        for (text, in_test) in &facts.texts {
            self.text(text, facts, tested || *in_test, package);
        }
    }

    /// Whether an attribute is flagkit's as far as its path and the imports tell, and no other crate's.
    fn is_ours(&self, path: &[String], facts: &Facts, package: usize) -> bool {
        let Some(member) = self.workspace.packages.get(package) else { return false };
        let leads_to_us = |first: &String| {
            member.flagkit.as_ref() == Some(first)
                || matches!(&**first, "crate" | "self" | "super" | "flagkit")
                || member.dependencies.iter().any(|(name, _)| name == first)
                || member.name.replace('-', "_") == *first
        };
        match path {
            [only] => facts.imports.iter().all(|import| {
                let name = import.alias.as_ref().or(import.segments.last());
                name != Some(only) || import.segments.first().is_some_and(leads_to_us)
            }),
            [first, ..] => leads_to_us(first),
            [] => false,
        }
    }

    fn key(&mut self, key: &str, usage: &Use, is_ours: bool) {
        let Some(view) = self.packages.get(usage.package) else { return };
        let defines = |file: &&usize| {
            let document = self.files.get(**file).and_then(|file| file.document.as_ref());
            // What cannot be read may define anything.
            document.is_none_or(|document| document.flag(key).is_some())
        };
        let defining: Vec<usize> = view.visible.iter().filter(defines).copied().collect();
        let place = usage.place.clone();
        for file in &defining {
            self.book(*file, key, usage.clone());
        }
        if is_ours && defining.is_empty() && !view_is_empty(self.packages.get(usage.package)) {
            self.miss(key, true, place, usage.package);
        }
    }

    /// A text that a macro may take for a key: one that is a flag's is a use, another one is nothing.
    fn text(&mut self, text: &TextUse, facts: &Facts, tested: bool, package: usize) {
        let Some(view) = self.packages.get(package) else { return };
        let defines = |file: &&usize| {
            let document = self.files.get(**file).and_then(|file| file.document.as_ref());
            document.is_some_and(|document| document.flag(&text.text).is_some())
        };
        let defining: Vec<usize> = view.visible.iter().filter(defines).copied().collect();
        for file in defining {
            let place = Place::new(&facts.file, text.span.clone());
            self.book(file, &text.text, Use { place, tested, package });
        }
    }

    fn path(&mut self, path: &PathUse, facts: &Facts, tested: bool, package: usize) {
        let Some((name, before)) = path.segments.split_last() else { return };
        let Some(view) = self.packages.get(package) else { return };
        let is_plausible = match before.last() {
            Some(owner) => {
                let is_module = owner.starts_with(|first: char| !first.is_uppercase());
                view.modules.contains(owner)
                    || matches!(&**owner, "self" | "super" | "crate")
                    || (view.globs && is_module)
            }
            None => view.imports || view.globs || path.in_macro,
        };
        if !is_plausible {
            return;
        }
        let by_handle =
            |file: &usize| Some((*file, (*self.keys.get(*file)?.get(&**name)?).to_owned()));
        let meant: Vec<(usize, String)> = view.tables.iter().filter_map(by_handle).collect();
        let place = Place::new(&facts.file, path.span.clone());
        let is_missed = meant.is_empty() && self.is_surely_a_handle(before, facts, package);
        for (file, key) in meant {
            self.book(file, &key, Use { place: place.clone(), tested, package });
        }
        if is_missed && !path.in_macro {
            self.miss(name, false, place, package);
        }
    }

    /// Whether a path provably leads to the module that a `flags!` makes, and to no other that is called so.
    fn is_surely_a_handle(&self, before: &[String], facts: &Facts, package: usize) -> bool {
        let Some(view) = self.packages.get(package) else { return false };
        let readable =
            |file: &usize| self.files.get(*file).is_some_and(|file| file.document.is_some());
        let is_import = |import: &Import| {
            import.alias.as_ref().or(import.segments.last()).is_some_and(|name| name == "flags")
        };
        let leads = match before {
            // In the file that `flags!` stands in itself.
            [module] => {
                module == "flags"
                    && facts.tables.iter().any(|table| table.module == "flags")
                    && !facts.imports.iter().any(is_import)
            }
            [start, module] if module == "flags" && start == "crate" => view.owns_flags,
            [start, module] if module == "flags" => view.members_with_flags.contains(start),
            _ => false,
        };
        leads
            && !view.tables.is_empty()
            && view.tables.iter().all(readable)
            && !facts.modules.iter().any(|module| module == "flags")
    }

    fn book(&mut self, file: usize, key: &str, usage: Use) {
        let Some(uses) = self.uses.get_mut(file) else { return };
        let uses = uses.entry(key.to_owned()).or_default();
        // A file that several packages compile is one place.
        let place = (file, usage.place.file.path.clone(), usage.place.span.start);
        match self.booked.get(&place).and_then(|at| uses.get_mut(*at)) {
            Some(other) if other.place.span == usage.place.span => other.tested &= usage.tested,
            _ => {
                self.booked.insert(place, uses.len());
                uses.push(usage);
            }
        }
    }

    fn miss(&mut self, name: &str, is_key: bool, place: Place, package: usize) {
        if self.is_only {
            return;
        }
        let Some(view) = self.packages.get(package) else { return };
        let again = |other: &Undeclared| {
            other.place.span == place.span && other.place.file.path == place.file.path
        };
        if self.undeclared.iter().any(again) {
            return;
        }
        // The handle of a key that is misspelt by its signs alone is no other mistake.
        let is_named = is_key || handle_name(name).is_ok();
        if is_named && self.workspace.packages.get(package).is_some() {
            let visible = view.visible.iter().copied().collect();
            self.undeclared.push(Undeclared { name: name.to_owned(), is_key, place, visible });
        }
    }
}

fn view_is_empty(view: Option<&View>) -> bool {
    view.is_none_or(|view| view.visible.is_empty())
}
