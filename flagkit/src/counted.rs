//! Calls in which something went otherwise than hoped: counted each time, told once per version.
//!
//! What is counted, and in which words it is told, is for those who count.

use crate::sync::{AtomicU64, Ordering};

/// A count, and the last version in which it was told of.
#[derive(Debug)]
pub(crate) struct Counted {
    calls: AtomicU64,
    /// The generation in which it was last told.
    told: AtomicU64,
}

impl Counted {
    pub(crate) const fn new() -> Self {
        Self { calls: AtomicU64::new(0), told: AtomicU64::new(0) }
    }

    // ORDERING: here and below, two counters that nobody orders anything by.
    pub(crate) fn count(&self) {
        self.calls.fetch_add(1, Ordering::Relaxed);
    }

    /// How often it was counted.
    pub(crate) fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// Whether this version's telling falls to this call.
    pub(crate) fn is_news(&self, generation: u64) -> bool {
        self.told.load(Ordering::Relaxed) < generation
            && self.told.fetch_max(generation, Ordering::Relaxed) < generation
    }
}
