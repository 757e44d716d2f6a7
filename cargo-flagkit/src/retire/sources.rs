//! The sources of a workspace as `retire` reads them: those that mention the flag or one of its arms.
//!
//! Law: a source that mentions one of them and is no Rust stops everything.

use super::ending::Ending;
use super::function::KeptCode;
use super::mention::{Mention, mentions};
use super::names::Names;
use super::scan::{Found, Scan};
use crate::exit::{Failure, Result};
use crate::finding::{Place, TextFile};
use crate::source::text::{SourceText, Unreadable};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// One file of a target.
#[derive(Clone, Debug)]
pub(crate) struct SourceFile {
    pub(crate) file: Arc<TextFile>,
    /// Whether other crates may use what is `pub` in it.
    pub(crate) is_library: bool,
    /// Whether the flag's file is that of a package which compiles it; else only arms are looked for.
    pub(crate) may_use: bool,
    /// The packages that compile it, by any number.
    pub(crate) packages: BTreeSet<usize>,
    /// Where flags of the same name stand that are another document's.
    pub(crate) foreign: Vec<Range<usize>>,
    /// Whether its edition is 2024 or later.
    pub(crate) drops_at_tail: bool,
}

/// A source, with what was found in it.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) source: SourceFile,
    pub(super) found: Found,
    pub(super) names: Names,
    pub(super) mentions: Vec<Mention>,
}

impl SourceFile {
    /// Whether the bytes name a flag of another document.
    pub(super) fn is_foreign(&self, range: &Range<usize>) -> bool {
        self.foreign.iter().any(|foreign| foreign.start < range.end && range.start < foreign.end)
    }
}

impl Read {
    /// Whether the bytes stand in a `use` that only its own module sees.
    pub(super) fn is_in_private_import(&self, range: &Range<usize>) -> bool {
        self.found.imports.iter().filter(|import| import.is_private).any(|import| {
            import.leaves().iter().any(|leaf| {
                let is_plain = leaf.path.last() == Some(&leaf.name);
                is_plain && leaf.span.start <= range.start && range.end <= leaf.span.end
            })
        })
    }
}

/// Reads every source that has to do with the flag.
pub(super) fn read(
    sources: &[SourceFile],
    ending: &Ending,
    modules: &BTreeSet<String>,
) -> Result<Vec<Read>> {
    let mut words: BTreeSet<&str> = BTreeSet::from([&*ending.key, &*ending.constant]);
    words.extend(ending.enumeration.as_deref());
    let mut names: BTreeSet<String> = BTreeSet::new();
    for source in sources.iter().filter(|source| source.may_use && has_any(source, &words)) {
        let read = one(source, ending, modules, &BTreeSet::new())?;
        for switched in &read.found.switched {
            if let KeptCode::Path(path, _) = &switched.kept {
                names.extend(path.last().cloned());
            }
            let others = switched.losers.iter().chain(&switched.servants);
            names.extend(others.filter_map(|path| path.last().cloned()));
        }
        names.extend(read.names.attributes.iter().cloned());
        names.extend(
            read.names.handles.iter().chain(&read.names.enums).chain(&read.names.modules).cloned(),
        );
    }
    // Modules and the attribute are looked for only where the flag or an arm is.
    let of_flag: BTreeSet<&str> = names
        .iter()
        .map(String::as_str)
        .filter(|name| !modules.contains(*name) && *name != crate::source::attribute::NAME)
        .collect();
    words.extend(of_flag);
    let wanted = sources.iter().filter(|source| has_any(source, &words));
    wanted.map(|source| one(source, ending, modules, &names)).collect()
}

fn has_any(source: &SourceFile, words: &BTreeSet<&str>) -> bool {
    words.iter().any(|word| source.file.text.contains(word))
}

fn one(
    source: &SourceFile,
    ending: &Ending,
    modules: &BTreeSet<String>,
    wanted: &BTreeSet<String>,
) -> Result<Read> {
    let text = SourceText::new(&source.file).map_err(|error| unreadable(source, &error))?;
    let syntax = text.syntax().map_err(|error| unreadable(source, &error))?;
    // A flag of another document may have the same names.
    let nobody =
        Ending { key: String::new(), constant: String::new(), enumeration: None, ..ending.clone() };
    let ending = if source.may_use { ending } else { &nobody };
    let names = Names::of(&syntax, ending, modules);
    let found = Scan::new(&text, names.clone(), ending, source).run(&syntax);
    Ok(Read { source: source.clone(), found, names, mentions: mentions(&text, wanted) })
}

fn unreadable(source: &SourceFile, error: &Unreadable) -> Failure {
    let place = Place::new(&source.file, error.span.clone());
    Failure::new(format!("{} cannot be read as Rust: {}", place.shown(), error.reason))
        .help("mend it so that `cargo check` passes, and retire the flag then")
}
