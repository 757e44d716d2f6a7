//! flags.json as the macros see it: found, read, and parsed once per compiler process.
//!
//! Not its meaning, which is `flagkit_core`'s; the files of ids that it names are `ids`'s.
//! Law: the cache is keyed by path and content, so that a long-lived process (rust-analyzer) sees every edit.

use crate::ids::IdsFiles;
use crate::manifest::{self, Manifest};
use flagkit_core::{FlagDefinition, Location, Parsed, Problem};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The file when Cargo.toml names no other.
pub(crate) const USUAL: &str = "flags.json";

/// A document that could be read.
pub(crate) struct Document {
    shown: String,
    path: PathBuf,
    ids: IdsFiles,
    parsed: Parsed,
}

/// What the attribute finds.
pub(crate) enum Consulted {
    /// There is no file to ask: the flags are another package's, or there is no `flags!`, and rustc says which.
    Nothing,
    /// `flags!` has an error of its own about the file.
    Reported,
    Read(Arc<Document>),
}

/// Why there is no document. Reads on after "error: ".
pub(crate) struct Absent(pub(crate) String);

impl Document {
    /// The path as the user wrote it.
    pub(crate) fn shown(&self) -> &str {
        &self.shown
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The files of ids that could be read: each one's name in the document, and its path.
    pub(crate) fn ids(&self) -> impl Iterator<Item = (&str, &Path)> {
        self.ids.readable()
    }

    pub(crate) fn flags(&self) -> &[FlagDefinition] {
        self.parsed.document.as_ref().map_or(&[], |document| document.flags())
    }

    pub(crate) fn flag(&self, key: &str) -> Option<&FlagDefinition> {
        self.parsed.document.as_ref()?.flag(key)
    }

    /// What the file defines, if it could be read.
    pub(crate) fn definitions(&self) -> Option<&flagkit_core::Document> {
        self.parsed.document.as_ref()
    }

    pub(crate) fn is_readable(&self) -> bool {
        self.parsed.document.is_some()
    }

    pub(crate) fn errors(&self) -> impl Iterator<Item = &Problem> {
        self.parsed.problems.iter().filter(|problem| problem.is_error())
    }

    /// `flags.json:14:5`
    pub(crate) fn place(&self, location: Location) -> String {
        format!("{}:{location}", self.shown)
    }
}

/// The document of the package that is being compiled, for `#[feature_flag]`.
pub(crate) fn consult() -> Consulted {
    if is_reported() {
        return Consulted::Reported;
    }
    match attributes() {
        Ok(document) if document.is_readable() => Consulted::Read(document),
        Ok(_) => Consulted::Reported,
        Err(_) => Consulted::Nothing,
    }
}

/// The file that the attribute reads, whatever `flags!` names.
pub(crate) fn attributes() -> Result<Arc<Document>, Absent> {
    let package = manifest::package_directory().ok_or_else(no_package)?;
    let manifest = Manifest::of(&package);
    let name = manifest.flags_file().unwrap_or(USUAL);
    load(find(&package, name)?, name)
}

fn no_package() -> Absent {
    Absent(
        "`flags!` looks for its file beside Cargo.toml, and `CARGO_MANIFEST_DIR` is not set; build with cargo"
            .to_owned(),
    )
}

/// The document that `flags!(NAME)` names.
pub(crate) fn open(name: &str) -> Result<Arc<Document>, Absent> {
    // Until it is found; a process that lives on sees it again when the mistake is mended.
    set_reported(true);
    let package = manifest::package_directory().ok_or_else(no_package)?;
    let manifest = Manifest::of(&package);
    let named = manifest.flags_file().unwrap_or(USUAL);
    if named != name {
        return Err(Absent(disagreement(name, named, manifest.flags_file().is_some())));
    }
    let document = load(find(&package, name)?, name)?;
    set_reported(false);
    Ok(document)
}

fn disagreement(name: &str, named: &str, in_manifest: bool) -> String {
    if in_manifest {
        format!(
            "`flags!` names `{name}` and Cargo.toml names `{named}`, which `#[feature_flag]` reads; make them agree"
        )
    } else {
        format!(
            "`flags!` names `{name}`, but `#[feature_flag]` reads `{USUAL}`; tell both in Cargo.toml:\n\
             help: [package.metadata.flagkit]\n\
             \x20     file = \"{name}\""
        )
    }
}

/// Beside Cargo.toml, then upward to the root of the workspace.
fn find(package: &Path, name: &str) -> Result<PathBuf, Absent> {
    let mut searched = Vec::new();
    for directory in manifest::up_to_workspace(package) {
        let path = directory.join(name);
        if path.is_file() {
            return Ok(path);
        }
        searched.push(directory);
    }
    let beyond =
        if searched.len() > 1 { ", nor in any directory up to the workspace root" } else { "" };
    Err(Absent(format!(
        "no `{name}` beside Cargo.toml{beyond}; create it, for a start with `{{ \"my_flag\": false }}`"
    )))
}

/// What was read last from each path, with the text it was parsed from.
type Cache = HashMap<PathBuf, (String, Arc<Document>)>;

fn load(path: PathBuf, shown: &str) -> Result<Arc<Document>, Absent> {
    static CACHE: Mutex<Option<Cache>> = Mutex::new(None);
    let text = std::fs::read_to_string(&path).map_err(|error| Absent(unreadable(shown, &error)))?;
    let mut cache = CACHE.lock().unwrap_or_else(PoisonError::into_inner);
    let cache = cache.get_or_insert_default();
    if let Some((cached, document)) = cache.get(&path)
        && *cached == text
        && document.shown == shown
        && document.ids.are_as_they_were()
    {
        return Ok(Arc::clone(document));
    }
    let mut ids = IdsFiles::beside(&path);
    let parsed = flagkit_core::Document::parse_with_files(&text, &mut |name| ids.read(name));
    let document = Arc::new(Document { shown: shown.to_owned(), path: path.clone(), ids, parsed });
    cache.insert(path, (text, Arc::clone(&document)));
    Ok(document)
}

fn unreadable(shown: &str, error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::InvalidData => format!("`{shown}` is not UTF-8; save it as UTF-8"),
        _ => format!("cannot read `{shown}`: {error}"),
    }
}

/// The crates whose `flags!` has told that it has no file. It spares each attribute the same error, and nothing else
/// depends on it.
static REPORTED: Mutex<Option<HashSet<String>>> = Mutex::new(None);

fn set_reported(is_reported: bool) {
    let mut reported = REPORTED.lock().unwrap_or_else(PoisonError::into_inner);
    let reported = reported.get_or_insert_default();
    if is_reported {
        reported.insert(this_crate());
    } else {
        reported.remove(&this_crate());
    }
}

fn is_reported() -> bool {
    let reported = REPORTED.lock().unwrap_or_else(PoisonError::into_inner);
    reported.as_ref().is_some_and(|reported| reported.contains(&this_crate()))
}

fn this_crate() -> String {
    ["CARGO_MANIFEST_DIR", "CARGO_CRATE_NAME"]
        .map(|name| std::env::var(name).unwrap_or_default())
        .join("\n")
}
