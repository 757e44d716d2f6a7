//! One flag's place in memory: the byte that a call reads.
//!
//! A slot knows neither its flag nor its snapshot; `epoch` decides what stands in it.
//! Laws: only `epoch` writes `state`, and only under the publisher's mutex; only the guard of the flag writes `rolled_back`,
//! and only under its own.

use crate::sync::{AtomicU8, AtomicU16, AtomicU64, Ordering, const_unless_loom};

/// The call must ask: the answer depends on the caller, or nobody has looked yet.
pub const ASK: u8 = 0;

/// A boolean flag is on for everyone: its second arm, and one.
pub const ON: u8 = 2;

/// The byte that a call reads, and what the publisher has to know to write it.
///
/// `state` is [`ASK`] or `arm + 1`, where `arm` counts the flag's variants as the build declares them.
#[derive(Debug)]
pub struct Slot {
    state: AtomicU8,
    /// `arm + 1` while an operator or the environment forces the flag, else 0.
    forced: AtomicU8,
    /// 1 while the flag answers from the current snapshot even inside a scope.
    pierces: AtomicU8,
    /// How many overrides want every call of this flag to ask.
    askers: AtomicU16,
    /// One bit for each arm that a guard has taken back: the bit of the arm's number, of 63 for every arm behind.
    rolled_back: AtomicU64,
}

impl Slot {
    const_unless_loom! {
        /// A slot that asks.
        #[must_use]
        pub fn new() -> Self {
            Self {
                state: AtomicU8::new(ASK),
                forced: AtomicU8::new(0),
                pierces: AtomicU8::new(0),
                askers: AtomicU16::new(0),
                rolled_back: AtomicU64::new(0),
            }
        }
    }

    /// [`ASK`], or `arm + 1`.
    #[inline(always)]
    pub fn state(&self) -> u8 {
        // ORDERING: the byte is the whole message; a scope's guarantee comes from `Epoch::pin`, not from here.
        self.state.load(Ordering::Relaxed)
    }

    pub(crate) fn set_state(&self, state: u8) {
        // ORDERING: `Epoch::publish` orders these stores with its release store of the generation.
        self.state.store(state, Ordering::Relaxed);
    }

    /// The arm that is forced on every call of the process.
    pub(crate) fn forced(&self) -> Option<u8> {
        // ORDERING: as for `state`; a forced arm is a message by itself.
        self.forced.load(Ordering::Relaxed).checked_sub(1)
    }

    pub(crate) fn force(&self, arm: Option<u8>) {
        self.forced.store(arm.map_or(0, |arm| arm + 1), Ordering::Relaxed);
    }

    pub(crate) fn pierces(&self) -> bool {
        self.pierces.load(Ordering::Relaxed) != 0
    }

    pub(crate) fn set_pierces(&self, pierces: bool) {
        self.pierces.store(u8::from(pierces), Ordering::Relaxed);
    }

    /// Whether a guard has taken any arm back.
    #[inline]
    pub(crate) fn has_rolled_back(&self) -> bool {
        self.rolled_back.load(Ordering::Relaxed) != 0
    }

    /// Whether a guard has taken this arm back, for every scope.
    #[inline]
    pub(crate) fn is_rolled_back(&self, arm: u8) -> bool {
        // ORDERING: as for `forced`.
        let arms = self.rolled_back.load(Ordering::Relaxed);
        arms != 0 && arms >> arm.min(63) & 1 != 0
    }

    /// Takes these arms back, and no others. The caller holds the mutex of the flag's guard.
    pub(crate) fn roll_back(&self, arms: impl IntoIterator<Item = u8>) {
        let bits = arms.into_iter().fold(0, |bits, arm| bits | 1_u64 << arm.min(63));
        self.rolled_back.store(bits, Ordering::Relaxed);
    }

    pub(crate) fn has_askers(&self) -> bool {
        self.askers.load(Ordering::Relaxed) != 0
    }

    /// Counts an override in. The caller holds the publisher's mutex.
    pub(crate) fn add_asker(&self) {
        // A saturated count stays saturated: such a flag asks for ever, which is slow and right.
        let askers = self.askers.load(Ordering::Relaxed);
        self.askers.store(askers.saturating_add(1), Ordering::Relaxed);
    }

    /// Counts an override out. The caller holds the publisher's mutex.
    pub(crate) fn remove_asker(&self) {
        let askers = self.askers.load(Ordering::Relaxed);
        if askers != u16::MAX {
            self.askers.store(askers.saturating_sub(1), Ordering::Relaxed);
        }
    }
}

impl Default for Slot {
    fn default() -> Self {
        Self::new()
    }
}
