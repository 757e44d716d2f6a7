//! What an evaluation may ask of the run time: the clock, other flags, who has overridden them.
//!
//! It decides nothing. Law: asked only where a flag depends on it, so that a plain share pays for none of it.

use crate::current;
use crate::epoch::Constants;
use crate::measure::unit::fingerprint;
use crate::publisher;
use crate::scope::{self, Surroundings};
use crate::snapshot::Snapshot;
use crate::table::{Declaration, Registration, Table};
use flagkit_core::plan::{Chance, World};
use flagkit_core::{Flag, Kind};
use std::cell::{Cell, OnceCell};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// The world of one call.
pub(crate) struct CallWorld<'a> {
    table: &'static Table,
    registration: &'a Registration,
    snapshot: &'a Snapshot,
    /// The newest snapshot, for a prerequisite that pierces the scope around the call.
    newest: OnceCell<Arc<Snapshot>>,
    /// Who was drawn, and by what chance; `None` where nobody wants to know.
    drawn: Option<Cell<Option<Drawn>>>,
}

/// A unit that was drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Drawn {
    /// Its fingerprint.
    pub(crate) unit: u64,
    pub(crate) chance: Chance,
}

impl<'a> CallWorld<'a> {
    pub(crate) fn new(
        table: &'static Table,
        registration: &'a Registration,
        snapshot: &'a Snapshot,
    ) -> Self {
        Self { table, registration, snapshot, newest: OnceCell::new(), drawn: None }
    }

    /// The same for a call whose draw somebody wants to know.
    pub(crate) fn watched(self) -> Self {
        Self { drawn: Some(Cell::new(None)), ..self }
    }

    pub(crate) fn drawn(&self) -> Option<Drawn> {
        self.drawn.as_ref().and_then(Cell::get)
    }

    /// The snapshot that answers the call.
    pub(crate) fn snapshot(&self) -> &Snapshot {
        self.snapshot
    }

    fn flag_of<'s>(&'s self, snapshot: &'s Snapshot, key: &str) -> Option<&'s Flag> {
        let document = snapshot.document();
        // One that is switched off by a broken definition serves nothing that could be asked for.
        let embedded =
            || self.registration.embedded.get(key).filter(|_| !document.switched_off(key));
        let flag = document.get(key).or_else(embedded);
        flag.map(|flag| &**flag)
    }

    fn declaration(&self, key: &str) -> Option<&'static Declaration> {
        self.registration.declaration(self.table, key)
    }
}

impl World for CallWorld<'_> {
    fn now_millis(&self) -> i64 {
        // A clock before 1970 or after the year 292 million is as good as no clock.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }

    fn flag(&self, key: &str) -> Option<&Flag> {
        let found = self.flag_of(self.snapshot, key);
        if self.snapshot.generation() == publisher::epoch().generation() {
            return found;
        }
        // A scope holds an older snapshot, which counts for all but emergencies.
        let newest = self.newest.get_or_init(|| current::with(Arc::clone));
        let latest = self.flag_of(newest, key);
        let pierces = match self.declaration(key) {
            Some(declaration) => declaration.slot().pierces(),
            None => [found, latest].iter().flatten().any(|flag| flag.kind() == Kind::KillSwitch),
        };
        if pierces { latest } else { found }
    }

    fn forced(&self, flag: &Flag) -> Option<usize> {
        let declaration = self.declaration(flag.key())?;
        let overridden =
            scope::surroundings(declaration, |around: Surroundings<'_>| around.overridden);
        let arm = overridden.or_else(|| declaration.slot().forced())?;
        let name = declaration.variant(arm);
        flag.variants().iter().position(|variant| &*variant.name == name)
    }

    #[inline]
    fn drawn(&self, unit: &[u8], chance: Chance) {
        if let Some(drawn) = &self.drawn {
            drawn.set(Some(Drawn { unit: fingerprint(unit), chance }));
        }
    }

    fn rolled_back(&self, flag: &Flag, variant: usize) -> bool {
        self.declaration(flag.key()).is_some_and(|declaration| {
            let arm =
                flag.variants().get(variant).and_then(|variant| declaration.arm(&variant.name));
            arm.is_some_and(|arm| declaration.slot().is_rolled_back(arm))
        })
    }

    fn random(&self) -> u32 {
        RandomState::new().build_hasher().finish() as u32
    }
}
