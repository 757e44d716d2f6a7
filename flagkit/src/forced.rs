//! Overrides for the whole process: the environment's, read once, and an operator's.
//!
//! Overrides of one scope (tests) live in `scope`.
//! Law: a forced flag answers the same everywhere, inside scopes too: it is an emergency.

use crate::news::News;
use crate::table::{Declaration, Table};
use flagkit_core::suggest;
use std::collections::{BTreeMap, BTreeSet};

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

/// All overrides of the process, by the flag's key.
#[derive(Debug)]
pub(crate) struct ForcedFlags {
    /// What the variables say, by the flag's handle; read at the first registration.
    variables: Option<BTreeMap<String, String>>,
    /// The variables that name a flag of some table.
    environment: BTreeMap<String, Forced>,
    /// The handles of these.
    claimed: BTreeSet<String>,
    /// All handles, where there are variables at all.
    handles: BTreeSet<String>,
    operator: BTreeMap<String, Forced>,
}

impl ForcedFlags {
    pub(crate) const fn new() -> Self {
        Self {
            variables: None,
            environment: BTreeMap::new(),
            claimed: BTreeSet::new(),
            handles: BTreeSet::new(),
            operator: BTreeMap::new(),
        }
    }

    /// The handles of variables that name no flag, each with the handle that is nearest.
    pub(crate) fn unclaimed(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        let variables = self.variables.iter().flatten().map(|(handle, _)| handle);
        variables.filter(|handle| !self.claimed.contains(*handle)).map(|handle| {
            let known = self.handles.iter().map(String::as_str);
            (handle.as_str(), suggest::nearest(handle, known))
        })
    }

    /// What is in force or meant to be: by key, and by variable where no flag has the name.
    pub(crate) fn all(&self) -> Vec<(String, Forced)> {
        let both = self.operator.iter().chain(
            // An operator who is at work is newer than the environment.
            self.environment.iter().filter(|(key, _)| !self.operator.contains_key(*key)),
        );
        let mut all: Vec<_> = both.map(|(key, forced)| (key.clone(), forced.clone())).collect();
        let variables = self.variables.iter().flatten();
        for (handle, value) in variables.filter(|(handle, _)| !self.claimed.contains(*handle)) {
            let variant = spelled(value).to_owned();
            let forced = Forced { variant, by: ForcedBy::Environment, applied: false };
            all.push((format!("{PREFIX}{handle}"), forced));
        }
        all
    }

    /// Puts in force what is meant for a table. `handle` names a flag's handle by its key.
    ///
    /// It must be called before the table can be found by a caller: an emergency has no first moment without it.
    pub(crate) fn meet(
        &mut self,
        table: &Table,
        handle: impl Fn(&str) -> Option<String>,
        news: &mut News,
    ) {
        self.read_variables(table, handle, news);
        for declaration in table.declarations() {
            declaration.slot().force(self.arm(declaration));
        }
    }

    fn read_variables(
        &mut self,
        table: &Table,
        handle: impl Fn(&str) -> Option<String>,
        news: &mut News,
    ) {
        let variables = self.variables.get_or_insert_with(|| read_environment(news));
        if variables.is_empty() {
            return;
        }
        for declaration in table.declarations() {
            let key = declaration.key();
            let Some(named) = handle(key) else { continue };
            let variable = variables.get_key_value(&named);
            self.handles.insert(named.clone());
            if let Some((handle, value)) = variable {
                let variant = spelled(value);
                let applied = declaration.arm(variant).is_some();
                if applied {
                    news.info(format!("{PREFIX}{handle}: `{key}` is forced to `{variant}`"));
                } else {
                    news.error(format!(
                        "{PREFIX}{handle}: `{key}` has no variant `{variant}`; use one of {}",
                        listed(declaration.variants()),
                    ));
                }
                self.claimed.insert(handle.clone());
                let variant = variant.to_owned();
                let forced = Forced { variant, by: ForcedBy::Environment, applied };
                self.environment.insert(key.to_owned(), forced);
            }
        }
    }

    /// Puts an operator's override in force on every table, or takes it away and lets the environment's stand again.
    /// Whether there was an override of the operator's before.
    pub(crate) fn set(
        &mut self,
        key: &str,
        variant: Option<&str>,
        tables: &[&'static Table],
    ) -> bool {
        let declarations = || {
            let all = tables.iter().flat_map(|table| table.declarations());
            all.filter(|declaration| declaration.key() == key)
        };
        let before = match variant {
            None => self.operator.remove(key),
            Some(variant) => {
                let applied = declarations().any(|declaration| declaration.arm(variant).is_some());
                let forced =
                    Forced { variant: variant.to_owned(), by: ForcedBy::Operator, applied };
                self.operator.insert(key.to_owned(), forced)
            }
        };
        for declaration in declarations() {
            // One store: there is no moment between two overrides in which neither is in force.
            declaration.slot().force(self.arm(declaration));
        }
        before.is_some()
    }

    fn arm(&self, declaration: &Declaration) -> Option<u8> {
        let arm = |forced: &Forced| declaration.arm(&forced.variant);
        let key = declaration.key();
        let operator = self.operator.get(key).and_then(arm);
        operator.or_else(|| self.environment.get(key).and_then(arm))
    }
}

fn read_environment(news: &mut News) -> BTreeMap<String, String> {
    let mut flags = BTreeMap::new();
    // `vars_os`: `vars` panics on a value that is not Unicode.
    for (name, value) in std::env::vars_os() {
        let Some(name) = name.to_str().and_then(|name| name.strip_prefix(PREFIX)) else { continue };
        match value.into_string() {
            Ok(value) => {
                flags.insert(name.to_owned(), value);
            }
            Err(_) => news.error(format!(
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
