//! Which flags are read, and by whom: by code, and by flags that need them.
//!
//! Law: a flag that decides about another one is read wherever that one is.

use crate::survey::{Survey, Use};
use flagkit_core::FlagDefinition;
use std::collections::{HashMap, HashSet};

/// The flags of one document that are read, directly or as prerequisites.
pub(super) struct Reads<'s> {
    /// Read by code that ships.
    pub(super) shipped: HashSet<&'s str>,
    /// Read by tests, and perhaps by others.
    pub(super) tested: HashSet<&'s str>,
    uses: HashMap<&'s str, &'s [Use]>,
}

impl<'s> Reads<'s> {
    pub(super) fn of(survey: &'s Survey, file: usize) -> Self {
        let flags = survey.files.get(file).map_or(&[][..], |file| file.flags());
        let uses: HashMap<&str, &[Use]> =
            flags.iter().map(|flag| (flag.key(), survey.uses(file, flag.key()))).collect();
        let read = |tested: bool| {
            let by_code = flags.iter().map(FlagDefinition::key);
            let by_code = by_code.filter(|key| {
                uses.get(key).is_some_and(|uses| uses.iter().any(|usage| usage.tested == tested))
            });
            with_prerequisites(by_code.collect(), flags)
        };
        Self { shipped: read(false), tested: read(true), uses }
    }

    /// Where a flag is read.
    pub(super) fn uses(&self, key: &str) -> &'s [Use] {
        self.uses.get(key).copied().unwrap_or_default()
    }
}

fn with_prerequisites<'s>(read: Vec<&'s str>, flags: &'s [FlagDefinition]) -> HashSet<&'s str> {
    let by_key: HashMap<&str, &FlagDefinition> =
        flags.iter().map(|flag| (flag.key(), flag)).collect();
    let mut all = HashSet::new();
    let mut open = read;
    while let Some(key) = open.pop() {
        if let Some(flag) = by_key.get(key)
            && all.insert(flag.key())
        {
            open.extend(flag.prerequisites().iter().map(|needed| &*needed.flag));
        }
    }
    all
}
