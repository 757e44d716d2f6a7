//! Overrides for the whole process: the environment's, read once, and an operator's.
//!
//! Overrides of one scope (tests) live in `scope`.
//! Law: a forced flag answers the same everywhere, inside scopes too: it is an emergency.

use crate::report::Report;
use crate::table::Table;
use std::collections::BTreeMap;

/// The start of every environment variable that forces a flag.
pub(crate) const PREFIX: &str = "FLAGKIT_FLAG_";

/// Who forced a flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub enum ForcedBy {
    /// `FLAGKIT_FLAG_<NAME>`, read once at the first question.
    Environment,
    /// [`operator::set`](crate::operator::set).
    Operator,
}

/// An override in force for the whole process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Forced {
    pub(crate) variant: String,
    pub(crate) by: ForcedBy,
    /// A table has a flag with this key and this variant.
    pub(crate) applied: bool,
}

/// All overrides of the process: the environment's by the flag's handle, those in force by its key.
#[derive(Debug)]
pub(crate) struct ForcedFlags {
    environment: Option<BTreeMap<String, String>>,
    flags: BTreeMap<String, Forced>,
}

impl ForcedFlags {
    pub(crate) const fn new() -> Self {
        Self { environment: None, flags: BTreeMap::new() }
    }

    /// What is in force or meant to be: by key, and by variable where no flag has the name.
    pub(crate) fn all(&self) -> Vec<(String, Forced)> {
        let mut all: Vec<_> =
            self.flags.iter().map(|(key, forced)| (key.clone(), forced.clone())).collect();
        let claimed = |handle: &String| {
            self.flags
                .keys()
                .any(|key| flagkit_core::handle_name(key).is_ok_and(|name| name == *handle))
        };
        for (handle, value) in
            self.environment.iter().flatten().filter(|(handle, _)| !claimed(handle))
        {
            let variant = spelled(value).to_owned();
            let forced = Forced { variant, by: ForcedBy::Environment, applied: false };
            all.push((format!("{PREFIX}{handle}"), forced));
        }
        all
    }

    /// Applies what is in force to a table that was just registered.
    pub(crate) fn apply(&mut self, table: &'static Table, report: &mut Report) {
        let environment = self.environment.get_or_insert_with(|| read_environment(report));
        for declaration in table.declarations() {
            let key = declaration.key();
            let handle = flagkit_core::handle_name(key).unwrap_or_default();
            if let Some(value) = environment.get(&handle) {
                let variant = spelled(value).to_owned();
                let by = ForcedBy::Environment;
                let forced = Forced { variant, by, applied: false };
                // An operator who is at work is newer than the environment.
                if self.flags.get(key).is_none_or(|known| known.by == ForcedBy::Environment) {
                    self.flags.insert(key.to_owned(), forced);
                }
            }
            let Some(forced) = self.flags.get_mut(key) else { continue };
            match declaration.arm(&forced.variant) {
                Some(arm) => {
                    declaration.slot().force(Some(arm));
                    if !forced.applied && forced.by == ForcedBy::Environment {
                        let variant = &forced.variant;
                        report.info(format!("{PREFIX}{handle}: `{key}` is forced to `{variant}`"));
                    }
                    forced.applied = true;
                }
                None => report.error(format!(
                    "{PREFIX}{handle}: `{key}` has no variant `{}`; use one of {}",
                    forced.variant,
                    listed(declaration.variants()),
                )),
            }
        }
    }

    /// Puts an override in force on every table, or takes it away and lets the environment's stand again.
    pub(crate) fn set(
        &mut self,
        key: &str,
        forced: Option<Forced>,
        tables: &[&'static Table],
        report: &mut Report,
    ) {
        self.flags.remove(key);
        if let Some(forced) = forced {
            self.flags.insert(key.to_owned(), forced);
        }
        for table in tables {
            for declaration in table.declarations().iter().filter(|d| d.key() == key) {
                declaration.slot().force(None);
            }
            self.apply(table, report);
        }
    }
}

fn read_environment(report: &mut Report) -> BTreeMap<String, String> {
    let mut flags = BTreeMap::new();
    // `vars_os`: `vars` panics on a value that is not Unicode.
    for (name, value) in std::env::vars_os() {
        let Some(name) = name.to_str().and_then(|name| name.strip_prefix(PREFIX)) else { continue };
        match value.into_string() {
            Ok(value) => {
                flags.insert(name.to_owned(), value);
            }
            Err(_) => report.error(format!(
                "{PREFIX}{name}: the value is not UTF-8; use `on`, `off` or a variant's name"
            )),
        }
    }
    flags
}

/// People also write the words of JSON and of shells.
fn spelled(value: &str) -> &str {
    match value.trim() {
        "true" | "1" => "on",
        "false" | "0" => "off",
        variant => variant,
    }
}

fn listed(variants: &[&str]) -> String {
    let quoted: Vec<String> = variants.iter().map(|variant| format!("`{variant}`")).collect();
    quoted.join(", ")
}
