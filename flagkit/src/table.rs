//! What `flags!` leaves in a build: one declaration and one slot per flag, and the document they came from.
//!
//! Everything here is a `static` made by generated code; nothing runs before the first question.
//! Law: a declaration never changes, and holds no cell, so that `const` checks may read it.

use crate::measure::experiment::Experiment;
use crate::slot::Slot;
use flagkit_core::{FlagSet, Problem};
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::sync::OnceLock;

/// One flag as the build's document declares it.
pub struct Declaration {
    table: &'static Table,
    slot: &'static Slot,
    index: u32,
    key: &'static str,
    line: u32,
    column: u32,
    variants: &'static [&'static str],
    fallback: u8,
}

impl Declaration {
    /// Called by generated code alone. A boolean flag has the variants `off` and `on`, in this order.
    #[must_use]
    #[expect(clippy::too_many_arguments, reason = "written by `flags!`, one argument per fact")]
    pub const fn new(
        table: &'static Table,
        slot: &'static Slot,
        index: u32,
        key: &'static str,
        line: u32,
        column: u32,
        variants: &'static [&'static str],
        fallback: u8,
    ) -> Self {
        Self { table, slot, index, key, line, column, variants, fallback }
    }

    /// The flag's key in the document.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        self.key
    }

    /// The variants that the build knows, in the order of their arms.
    #[must_use]
    pub const fn variants(&self) -> &'static [&'static str] {
        self.variants
    }

    /// The arm of every failure and every rollback.
    #[must_use]
    pub const fn fallback(&self) -> u8 {
        self.fallback
    }

    /// The arm of the variant with this name.
    #[must_use]
    pub const fn arm(&self, name: &str) -> Option<u8> {
        let mut arm = 0;
        while arm < self.variants.len() {
            if equal(self.variants[arm], name) {
                // A document with more than 250 variants is refused when it is read.
                return Some(arm as u8);
            }
            arm += 1;
        }
        None
    }

    /// Whether each variant of the flag is one of `names`.
    #[must_use]
    pub const fn has_all(&self, names: &[&str]) -> bool {
        let mut arm = 0;
        while arm < self.variants.len() {
            let mut name = 0;
            while name < names.len() && !equal(self.variants[arm], names[name]) {
                name += 1;
            }
            if name == names.len() {
                return false;
            }
            arm += 1;
        }
        true
    }

    /// The byte that calls of this flag read.
    #[inline(always)]
    #[must_use]
    pub const fn slot(&self) -> &'static Slot {
        self.slot
    }

    pub(crate) fn table(&self) -> &'static Table {
        self.table
    }

    pub(crate) fn index(&self) -> usize {
        self.index as usize
    }

    /// Where the build's document declares it.
    pub(crate) fn place(&self) -> String {
        format!("{}:{}:{}", self.table.file, self.line, self.column)
    }

    pub(crate) fn variant(&self, arm: u8) -> &'static str {
        self.variants.get(usize::from(arm)).copied().unwrap_or_default()
    }
}

const fn equal(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

impl fmt::Debug for Declaration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Declaration")
            .field("key", &self.key)
            .field("place", &self.place())
            .field("variants", &self.variants)
            .finish_non_exhaustive()
    }
}

/// All flags of one `flags!`, with the document that the build embedded.
pub struct Table {
    package: &'static str,
    file: &'static str,
    path: &'static str,
    text: &'static str,
    files: &'static [(&'static str, &'static str)],
    declarations: &'static [Declaration],
    registration: OnceLock<Registration>,
}

/// What the registry knows of a table once it has met it.
pub(crate) struct Registration {
    /// The table's place in the registry and in every snapshot.
    pub(crate) id: usize,
    /// The embedded document, compiled.
    pub(crate) embedded: Arc<FlagSet>,
    /// What is amiss in it.
    pub(crate) problems: Vec<Problem>,
    /// The declarations by key, this table's before those of others, made when a prerequisite first asks for one.
    by_key: OnceLock<HashMap<&'static str, &'static Declaration>>,
    /// What is measured of each declaration, from the first flag on that is.
    experiments: OnceLock<Box<[OnceLock<&'static Experiment>]>>,
}

impl Registration {
    pub(crate) fn new(id: usize, embedded: Arc<FlagSet>, problems: Vec<Problem>) -> Self {
        let (by_key, experiments) = (OnceLock::new(), OnceLock::new());
        Self { id, embedded, problems, by_key, experiments }
    }

    /// The places of what is measured, by declaration of the table that this is the registration of.
    pub(crate) fn experiments(&self, table: &'static Table) -> &[OnceLock<&'static Experiment>] {
        self.experiments
            .get_or_init(|| table.declarations.iter().map(|_| OnceLock::new()).collect())
    }

    /// The declaration of a key in the table that this is the registration of, else in another one of the program.
    pub(crate) fn declaration(
        &self,
        table: &'static Table,
        key: &str,
    ) -> Option<&'static Declaration> {
        let by_key = self.by_key.get_or_init(|| {
            let linked =
                inventory::iter::<LinkedTable>.into_iter().map(|LinkedTable(table)| *table);
            let declarations = linked.chain([table]).flat_map(Table::declarations);
            // Of two with one key the later one stays.
            declarations.map(|declaration| (declaration.key(), declaration)).collect()
        });
        by_key.get(key).copied()
    }
}

impl Table {
    /// Called by generated code alone. `files` are those that the text names, each with its own text.
    #[must_use]
    pub const fn new(
        package: &'static str,
        file: &'static str,
        path: &'static str,
        text: &'static str,
        files: &'static [(&'static str, &'static str)],
        declarations: &'static [Declaration],
    ) -> Self {
        Self { package, file, path, text, files, declarations, registration: OnceLock::new() }
    }

    /// The package whose code declares the flags.
    pub(crate) fn package(&self) -> &'static str {
        self.package
    }

    /// The file as `flags!` names it.
    pub(crate) fn file(&self) -> &'static str {
        self.file
    }

    /// The file where the build found it; empty in a release build, whose bytes must not depend on the place.
    pub(crate) fn path(&self) -> &'static str {
        self.path
    }

    /// The document that the build embedded.
    pub(crate) fn text(&self) -> &'static str {
        self.text
    }

    /// A file of ids that the document names, as the build embedded it.
    pub(crate) fn beside(&self, name: &str) -> Result<Arc<str>, String> {
        let file = self.files.iter().find(|(known, _)| *known == name);
        let missing = || "was not there when the program was built; build it again".to_owned();
        file.map(|(_, text)| Arc::from(*text)).ok_or_else(missing)
    }

    pub(crate) fn declarations(&self) -> &'static [Declaration] {
        self.declarations
    }

    #[inline]
    pub(crate) fn registration(&self) -> Option<&Registration> {
        self.registration.get()
    }

    /// Called by the registry, under its mutex.
    pub(crate) fn set_registration(&self, registration: Registration) {
        // A second call would be a second registration, which the registry's mutex excludes.
        let _ = self.registration.set(registration);
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table")
            .field("package", &self.package)
            .field("file", &self.file)
            .field("flags", &self.declarations.len())
            .finish_non_exhaustive()
    }
}

/// A table that the linker found, so that the first question registers all tables at once.
///
/// A platform without link-time lists registers each table at its own first question instead.
#[derive(Debug)]
pub struct LinkedTable(pub &'static Table);

inventory::collect!(LinkedTable);
