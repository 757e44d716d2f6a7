//! The names of metrics, as numbers.
//!
//! Law: a metric keeps its number for as long as the process lives, and there are never more than 64.

use crate::sync::Mutex;
use std::sync::{PoisonError, RwLock};

/// How many different metrics are counted. Who tracks more names each event after somebody.
const METRICS: usize = 64;

/// The longest name that is kept; the rest of a longer one is not looked at.
const LENGTH: usize = 256;

// Read by each event, written at most 64 times; no part of the publishing protocol.
static NAMES: RwLock<Vec<&'static str>> = RwLock::new(Vec::new());
static WRITER: Mutex<()> = Mutex::new(());

/// A metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Metric(u8);

impl Metric {
    /// The metric of this name; nothing where there are too many others.
    pub(super) fn of(name: &str) -> Option<Self> {
        let name = &name[..name.floor_char_boundary(LENGTH)];
        Self::known(name).or_else(|| {
            let _alone = WRITER.lock();
            // Somebody may have been faster.
            if let Some(known) = Self::known(name) {
                return Some(known);
            }
            let mut names = NAMES.write().unwrap_or_else(PoisonError::into_inner);
            let number = u8::try_from(names.len()).ok().filter(|&n| usize::from(n) < METRICS)?;
            names.push(Box::leak(Box::from(name)));
            Some(Self(number))
        })
    }

    fn known(name: &str) -> Option<Self> {
        let names = NAMES.read().unwrap_or_else(PoisonError::into_inner);
        let number = names.iter().position(|known| *known == name)?;
        u8::try_from(number).ok().map(Self)
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        let names = NAMES.read().unwrap_or_else(PoisonError::into_inner);
        names.get(usize::from(self.0)).copied().unwrap_or_default()
    }
}
