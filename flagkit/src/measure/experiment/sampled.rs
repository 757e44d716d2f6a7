//! Which calls are looked at closely: the first one of a key at a call site in an epoch, of a part of all keys.
//!
//! # The part
//!
//! A key is looked at while a second hash of it is below a threshold, which at first is everybody's. When the set has grown to
//! [`CROWDED`] entries, the threshold halves and who is above it is forgotten, so that the set stays small however many keys
//! there are. A key that is met for the first time while the threshold is `2^-k` of all stands for `2^k` keys: half of those that
//! come after a halving are below it, and those that came before it are counted already.
//!
//! Law: whether a call is looked at depends on who it is for, never on its arm or its end.

use crate::measure::key_set::{Inserted, KeySet};
use crate::sync::{AtomicBool, AtomicU32, Ordering};
use std::cell::Cell;
use std::ptr;

/// When the threshold halves.
const CROWDED: usize = 32 << 10;

/// The slots of the set: four times as many as are used, so that hardly a key finds no place.
const SLOTS: usize = 4 * CROWDED;

/// The bits of an entry that hold the second hash.
const HASH_BITS: u32 = 24;

/// Of calls without a key, one in so many is looked at, as a power of two: each is a new unit, and none can be remembered.
const KEYLESS: u32 = 6;

/// The keys whose first calls are looked at.
#[derive(Debug)]
pub(crate) struct Sampled {
    /// By how many bits the part is smaller than all.
    halvings: AtomicU32,
    /// The hashes that are looked at are below it: `2^24` at first.
    threshold: AtomicU32,
    halving: AtomicBool,
    seen: KeySet,
}

/// What a call is to the set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// Nothing: its key is not looked at, or was before.
    No,
    /// The first call of a key at this call site, in this epoch.
    Site,
    /// The same, and the first one at any call site. It stands for so many keys.
    Unit { weight: u64 },
}

/// In the place of a call site's number: at any.
const ANYWHERE: u32 = u32::MAX;

impl Sampled {
    pub(crate) const fn new() -> Self {
        Self {
            halvings: AtomicU32::new(0),
            threshold: AtomicU32::new(1 << HASH_BITS),
            halving: AtomicBool::new(false),
            seen: KeySet::new(SLOTS),
        }
    }

    #[inline]
    pub(crate) fn look(&self, site: u32, epoch: u16, unit: u64) -> Look {
        if unit == 0 {
            return keyless();
        }
        let hash = second_hash(unit);
        // ORDERING: a threshold of a moment ago forgets a key or looks at one too many, by chance.
        if hash >= self.threshold.load(Ordering::Relaxed) {
            return Look::No;
        }
        self.look_for(hash, site, epoch, unit)
    }

    fn look_for(&self, hash: u32, site: u32, epoch: u16, unit: u64) -> Look {
        // While entries are put aside, who was seen looks as if they were not.
        if self.halving.load(Ordering::Relaxed)
            || self.seen.insert(entry(hash, site, epoch, unit)) != Inserted::New
        {
            return Look::No;
        }
        let look = match self.seen.insert(entry(hash, ANYWHERE, epoch, unit)) {
            Inserted::New => Look::Unit { weight: 1 << self.halvings.load(Ordering::Relaxed) },
            Inserted::Known | Inserted::Full => Look::Site,
        };
        if self.seen.len() >= CROWDED {
            self.halve();
        }
        look
    }

    #[cold]
    fn halve(&self) {
        if self.halving.swap(true, Ordering::Acquire) {
            return;
        }
        while self.seen.len() >= CROWDED {
            let halvings = self.halvings.load(Ordering::Relaxed) + 1;
            if halvings >= HASH_BITS {
                break;
            }
            let threshold = 1 << (HASH_BITS - halvings);
            self.halvings.store(halvings, Ordering::Relaxed);
            self.threshold.store(threshold, Ordering::Relaxed);
            let entries = self.seen.keys();
            self.seen.clear();
            entries.into_iter().filter(|&entry| hash_in(entry) < threshold).for_each(|entry| {
                self.seen.insert(entry);
            });
        }
        self.halving.store(false, Ordering::Release);
    }

    /// What an earlier process has to know to go on: how often the threshold was halved, and who was seen.
    pub(crate) fn kept(&self) -> (u32, Vec<u64>) {
        (self.halvings.load(Ordering::Relaxed), self.seen.keys())
    }

    /// Goes on where an earlier process stopped.
    pub(crate) fn resume(&self, halvings: u32, seen: &[u64]) {
        let halvings = halvings.max(self.halvings.load(Ordering::Relaxed)).min(HASH_BITS - 1);
        let threshold = 1 << (HASH_BITS - halvings);
        self.halvings.store(halvings, Ordering::Relaxed);
        self.threshold.store(threshold, Ordering::Relaxed);
        for &entry in seen.iter().filter(|&&entry| hash_in(entry) < threshold) {
            self.seen.insert(entry);
        }
    }

    /// Forgets all keys, and looks at everybody again.
    pub(crate) fn clear(&self) {
        self.seen.clear();
        self.halvings.store(0, Ordering::Relaxed);
        self.threshold.store(1 << HASH_BITS, Ordering::Relaxed);
    }
}

/// Independent of what the set makes of an entry, and of the epochs and call sites that a key comes to.
fn second_hash(unit: u64) -> u32 {
    let mixed = (unit ^ (unit >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    (mixed >> (64 - HASH_BITS)) as u32
}

/// The second hash above, so that it can be read from an entry, and all else mixed below.
fn entry(hash: u32, site: u32, epoch: u16, unit: u64) -> u64 {
    let place = (u64::from(site) << 16 | u64::from(epoch)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (unit ^ place ^ (place >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (u64::from(hash) << (64 - HASH_BITS)) | ((mixed ^ (mixed >> 31)) >> HASH_BITS)
}

fn hash_in(entry: u64) -> u32 {
    (entry >> (64 - HASH_BITS)) as u32
}

fn keyless() -> Look {
    thread_local! {
        static STATE: Cell<u64> = const { Cell::new(0) };
    }
    let turn = STATE.with(|state| {
        // A Weyl sequence, which begins elsewhere in each thread.
        let begun = if state.get() == 0 { ptr::from_ref(state).addr() as u64 } else { state.get() };
        let next = begun.wrapping_add(0x9E37_79B9_7F4A_7C15);
        state.set(next);
        next
    });
    let mixed = (turn ^ (turn >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    if mixed >> (64 - KEYLESS) == 0 { Look::Unit { weight: 1 << KEYLESS } } else { Look::No }
}

#[cfg(test)]
mod tests {
    use super::{CROWDED, Look, Sampled};

    fn hash(n: u64) -> u64 {
        let mixed = (n + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB)
    }

    #[test]
    fn a_keys_first_call_of_a_site_and_an_epoch() {
        let sampled = Sampled::new();
        assert_eq!(sampled.look(1, 0, 77), Look::Unit { weight: 1 });
        assert_eq!(sampled.look(1, 0, 77), Look::No);
        assert_eq!(sampled.look(2, 0, 77), Look::Site);
        assert_eq!(sampled.look(2, 0, 77), Look::No);
        assert_eq!(sampled.look(1, 1, 77), Look::Unit { weight: 1 });
        sampled.clear();
        assert_eq!(sampled.look(1, 0, 77), Look::Unit { weight: 1 });
    }

    #[test]
    fn a_million_keys_are_counted_within_three_percent_in_a_small_set() {
        for sites in [1, 3] {
            let sampled = Sampled::new();
            let mut units = 0;
            for n in 0..1_000_000 {
                for site in 0..sites {
                    if let Look::Unit { weight } = sampled.look(site, 0, hash(n)) {
                        units += weight;
                    }
                    assert_eq!(sampled.look(site, 0, hash(n)), Look::No);
                }
            }
            assert!((970_000..1_030_000).contains(&units), "{units} with {sites} sites");
            assert!(sampled.seen.len() < CROWDED && !sampled.seen.is_crowded());
        }
    }

    #[test]
    fn who_came_before_a_halving_is_not_counted_again() {
        let sampled = Sampled::new();
        let meet = |n| matches!(sampled.look(0, 0, hash(n)), Look::Unit { .. });
        assert!((0..100).all(meet));
        (100..200_000).for_each(|n| {
            meet(n);
        });
        assert!(!(0..100).any(meet));
    }

    #[test]
    fn of_calls_without_a_key_some_are_looked_at() {
        let sampled = Sampled::new();
        let units: u64 = (0..100_000)
            .map(|_| match sampled.look(0, 0, 0) {
                Look::Unit { weight } => weight,
                _ => 0,
            })
            .sum();
        assert!((90_000..110_000).contains(&units), "{units}");
    }
}
