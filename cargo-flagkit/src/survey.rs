//! The whole workspace at once: every flags.json it uses, and where each flag is read.
//!
//! It judges nothing (`audit` does) and changes nothing. Laws: code under any `cfg`, feature or target counts as a use; where
//! a name cannot be resolved for certain, it counts as a use too, so that nothing in use is ever called unused.
//!
//! Not seen: names that a macro puts together (`paste!`), files that a build script writes, crates outside the workspace.

mod files;
mod resolve;

pub(crate) use files::{Source, Sources};

use crate::exit::Result;
use crate::finding::Place;
use crate::flags_file::FlagsFile;
use crate::source::facts::Table;
use crate::workspace::Workspace;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

/// What is known of a workspace.
#[derive(Debug)]
pub(crate) struct Survey {
    /// Each flags.json that a package uses, by path; or the one that the caller names.
    pub(crate) files: Vec<FlagsFile>,
    /// For each of them, its flags' uses by key, in the order of the sources.
    uses: Vec<HashMap<String, Vec<Use>>>,
    /// Flags in the code that no document in sight defines.
    pub(crate) undeclared: Vec<Undeclared>,
    /// Every `flags!`.
    pub(crate) tables: Vec<TableUse>,
    /// In each package the first attribute that names a flag by its key where no `flags!` is in sight.
    pub(crate) untabled: Vec<Place>,
    /// Every source that a target reaches.
    pub(crate) sources: Sources,
    /// Where the workspace's Cargo.toml is.
    pub(crate) root: PathBuf,
    /// Whether the caller named the one document to hold against the code.
    pub(crate) is_one_document: bool,
}

/// One place that reads a flag.
#[derive(Clone, Debug)]
pub(crate) struct Use {
    /// The key or the handle.
    pub(crate) place: Place,
    /// Whether only tests compile it.
    pub(crate) tested: bool,
    /// The place in `Workspace::packages`.
    pub(crate) package: usize,
}

/// A flag that the code names and no document defines.
#[derive(Clone, Debug)]
pub(crate) struct Undeclared {
    /// As the code names it: a key or a handle.
    pub(crate) name: String,
    pub(crate) is_key: bool,
    pub(crate) place: Place,
    /// The documents that were looked into, by their place in `files`.
    pub(crate) visible: Vec<usize>,
}

/// One `flags!`.
#[derive(Clone, Debug)]
pub(crate) struct TableUse {
    pub(crate) table: Table,
    pub(crate) place: Place,
    pub(crate) package: usize,
    /// The document that it names, by its place in `files`.
    pub(crate) file: Option<usize>,
}

impl Survey {
    /// Reads every document and every source.
    ///
    /// With `only`, that document is held against the code in place of the packages' own. Sources below `excluded`, from
    /// the workspace's root, are left out.
    pub(crate) fn of(
        workspace: &Workspace,
        only: Option<(&Path, &str)>,
        excluded: &[PathBuf],
    ) -> Result<Self> {
        let files = match only {
            Some((path, shown)) => vec![FlagsFile::read(path, shown)?],
            None => {
                let paths = workspace.flags_paths();
                let read = |path: &Path| FlagsFile::read(path, &workspace.shown(path));
                paths.into_iter().map(read).collect::<Result<_>>()?
            }
        };
        let sources = files::read(workspace, &files, excluded)?;
        Ok(resolve::resolve(workspace, files, sources, only.is_some()))
    }

    /// Where a flag of a document is read.
    pub(crate) fn uses(&self, file: usize, key: &str) -> &[Use] {
        self.uses.get(file).and_then(|uses| uses.get(key)).map_or(&[], Vec::as_slice)
    }

    /// Places that read a flag of another document than this one: the file, and the byte of the name.
    pub(crate) fn uses_elsewhere(&self, file: usize) -> HashSet<(&Path, usize)> {
        let others = self.uses.iter().enumerate().filter(|(other, _)| *other != file);
        let uses = others.flat_map(|(_, uses)| uses.values().flatten());
        uses.map(|usage| {
            let written = usage.place.file.text.get(usage.place.span.clone()).unwrap_or_default();
            // A key stands in quotes.
            let quote = usize::from(written.starts_with('"'));
            (&*usage.place.file.path, usage.place.span.start + quote)
        })
        .collect()
    }

    /// The document at a path.
    pub(crate) fn file(&self, path: &Path) -> Option<usize> {
        let same = |file: &FlagsFile| is_same(&file.file.path, path);
        self.files.iter().position(same)
    }
}

/// Whether two paths lead to one file.
fn is_same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| PathBuf::from(path));
    one == other || real(one) == real(other)
}
