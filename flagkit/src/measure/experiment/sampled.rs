//! Which calls are looked at closely: the first one of a key at a call site in an epoch, of a part of all keys.
//!
//! # The part
//!
//! A key is looked at while a second hash of it is below a threshold, which at first is everybody's. When so many entries are
//! known that the greatest table is half full, the threshold halves and who is above it is forgotten, so that the set stays
//! small however many keys there are. A key that is met for the first time while the threshold is `2^-k` of all stands for
//! `2^k` keys: half of those that come after a halving are below it, and those that came before it are counted already.
//!
//! Laws: whether a call is looked at depends on who it is for, never on its arm or its end; of all calls with one entry
//! exactly one is the first; a call whose entry is known takes no lock.

use crate::sync::{AtomicU8, AtomicU32, AtomicU64, Mutex, Ordering};
use std::cell::Cell;
use std::ptr;
use std::sync::OnceLock;

/// The slots of the first table, as a power of two.
const FIRST: u32 = 8;

/// Each table is twice as large as the one before it; the last has 64 Ki slots, half a MiB.
const TABLES: usize = 9;

/// The bits of an entry that hold the second hash.
const HASH_BITS: u32 = 24;

/// Of calls without a key, one in so many is looked at, as a power of two: each is a new unit, and none can be remembered.
const KEYLESS: u32 = 6;

/// No entry.
const VACANT: u64 = 0;

/// The keys whose first calls are looked at.
#[derive(Debug)]
pub(crate) struct Sampled {
    /// The hashes that are looked at are below it: `2^24` at first.
    threshold: AtomicU32,
    /// The table in use.
    current: AtomicU8,
    tables: [OnceLock<Box<[AtomicU64]>>; TABLES],
    writer: Mutex<Writer>,
}

/// What only the one who writes has to know.
#[derive(Debug)]
struct Writer {
    len: usize,
    /// By how many bits the part is smaller than all.
    halvings: u32,
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
            threshold: AtomicU32::new(1 << HASH_BITS),
            current: AtomicU8::new(0),
            tables: [const { OnceLock::new() }; TABLES],
            writer: Mutex::new(Writer { len: 0, halvings: 0 }),
        }
    }

    #[inline]
    pub(crate) fn look(&self, site: u32, epoch: u16, unit: u64) -> Look {
        if unit == 0 {
            return keyless();
        }
        let hash = second_hash(unit);
        // ORDERING: a threshold of a moment ago looks at one key too many, by chance.
        if hash >= self.threshold.load(Ordering::Relaxed) {
            return Look::No;
        }
        let entry = entry(hash, site, epoch, unit);
        if self.table().is_some_and(|table| find(table, entry).is_ok()) {
            return Look::No;
        }
        self.meet(entry, self::entry(hash, ANYWHERE, epoch, unit))
    }

    #[inline]
    fn table(&self) -> Option<&[AtomicU64]> {
        // ORDERING: pairs with the release in `grow`: the entries of an older table are in this one.
        let current = self.current.load(Ordering::Acquire);
        Some(self.tables.get(usize::from(current))?.get()?)
    }

    /// Enters a key, unless somebody else did a moment ago.
    #[cold]
    fn meet(&self, entry: u64, anywhere: u64) -> Look {
        let mut writer = self.writer.lock();
        if !self.enter(&mut writer, entry) {
            return Look::No;
        }
        let weight = 1 << writer.halvings;
        if self.enter(&mut writer, anywhere) { Look::Unit { weight } } else { Look::Site }
    }

    /// Says whether the entry is new.
    fn enter(&self, writer: &mut Writer, entry: u64) -> bool {
        let first = || vacant(0);
        let Some(table) = self.table().or_else(|| Some(self.tables.first()?.get_or_init(first)))
        else {
            return false;
        };
        let half = table.len() / 2;
        let can_grow = self.next_table().is_some() || writer.halvings + 1 < HASH_BITS;
        if writer.len >= half && !can_grow {
            return false;
        }
        let Err(Some(slot)) = find(table, entry) else { return false };
        slot.store(entry, Ordering::Relaxed);
        writer.len += 1;
        if writer.len > half {
            self.grow(writer);
        }
        true
    }

    fn next_table(&self) -> Option<(u8, &OnceLock<Box<[AtomicU64]>>)> {
        let next = self.current.load(Ordering::Relaxed) + 1;
        Some((next, self.tables.get(usize::from(next))?))
    }

    /// Goes to a greater table, or to fewer keys where there is none.
    fn grow(&self, writer: &mut Writer) {
        let entries: Vec<u64> = entries(self.table().unwrap_or_default()).collect();
        if let Some((next, place)) = self.next_table() {
            let table = place.get_or_init(|| vacant(next));
            fill(table, entries.into_iter());
            // ORDERING: releases the entries; whoever still looks into the older table and misses one waits for the lock.
            self.current.store(next, Ordering::Release);
            return;
        }
        while writer.len > self.table().map_or(0, <[_]>::len) / 2 && writer.halvings + 1 < HASH_BITS
        {
            self.keep_only(writer, writer.halvings + 1, &entries);
        }
    }

    /// Forgets all but those of these entries that are below a lower threshold.
    fn keep_only(&self, writer: &mut Writer, halvings: u32, entries: &[u64]) {
        let threshold = 1 << (HASH_BITS - halvings);
        writer.halvings = halvings;
        self.threshold.store(threshold, Ordering::Relaxed);
        let Some(table) = self.table() else { return };
        // Who misses an entry meanwhile waits for the lock.
        table.iter().for_each(|slot| slot.store(VACANT, Ordering::Relaxed));
        let stay = entries.iter().copied().filter(|&entry| hash_in(entry) < threshold);
        writer.len = fill(table, stay);
    }

    /// What a later process has to know to go on: how often the threshold was halved, and who was seen.
    pub(crate) fn kept(&self) -> (u32, Vec<u64>) {
        let writer = self.writer.lock();
        (writer.halvings, entries(self.table().unwrap_or_default()).collect())
    }

    /// Goes on where an earlier process stopped.
    pub(crate) fn resume(&self, halvings: u32, seen: &[u64]) {
        let mut writer = self.writer.lock();
        let known: Vec<u64> = entries(self.table().unwrap_or_default()).collect();
        let halvings = halvings.max(writer.halvings).min(HASH_BITS - 1);
        self.keep_only(&mut writer, halvings, &known);
        for &entry in seen.iter().filter(|&&entry| entry != VACANT) {
            if hash_in(entry) < self.threshold.load(Ordering::Relaxed) {
                self.enter(&mut writer, entry);
            }
        }
    }

    /// Forgets all keys, and looks at everybody again.
    pub(crate) fn clear(&self) {
        let mut writer = self.writer.lock();
        self.keep_only(&mut writer, 0, &[]);
    }
}

fn vacant(table: u8) -> Box<[AtomicU64]> {
    (0..1_usize << (FIRST + u32::from(table))).map(|_| AtomicU64::new(VACANT)).collect()
}

fn entries(table: &[AtomicU64]) -> impl Iterator<Item = u64> {
    table.iter().map(|slot| slot.load(Ordering::Relaxed)).filter(|&entry| entry != VACANT)
}

/// Puts different entries into a vacant table; how many found room.
fn fill(table: &[AtomicU64], entries: impl Iterator<Item = u64>) -> usize {
    let mut len = 0;
    for entry in entries {
        if let Err(Some(slot)) = find(table, entry) {
            slot.store(entry, Ordering::Relaxed);
            len += 1;
        }
    }
    len
}

/// The entry, or the vacant slot where it belongs. A table is never more than half full, but for a moment.
#[inline]
fn find(table: &[AtomicU64], entry: u64) -> Result<(), Option<&AtomicU64>> {
    let mask = table.len() - 1;
    // The low bits are the mixed ones.
    let start = entry as usize;
    for step in 0..table.len() {
        let Some(slot) = table.get((start + step) & mask) else { break };
        // ORDERING: the entry is the whole message.
        match slot.load(Ordering::Relaxed) {
            VACANT => return Err(Some(slot)),
            known if known == entry => return Ok(()),
            _ => {}
        }
    }
    Err(None)
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
    // Never a vacant slot.
    (u64::from(hash) << (64 - HASH_BITS)) | ((mixed ^ (mixed >> 31)) >> HASH_BITS).max(1)
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
    use super::{FIRST, Look, Sampled, TABLES};
    use std::thread;

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
            let most = 1 << (FIRST as usize + TABLES - 2);
            let (halvings, kept) = sampled.kept();
            assert!(kept.len() <= most && halvings >= 5, "{} {halvings}", kept.len());
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

    #[test]
    fn of_all_threads_one_is_the_first() {
        let sampled = Sampled::new();
        let firsts = thread::scope(|scope| {
            let count = || {
                let looks = (0..20_000).map(|n| sampled.look(0, 0, hash(n)));
                looks.filter(|look| *look == Look::Unit { weight: 1 }).count()
            };
            let threads = [(); 4].map(|()| scope.spawn(count));
            threads.into_iter().map(|thread| thread.join().unwrap()).sum::<usize>()
        });
        // Two entries for each, of 64 Ki slots: nobody was forgotten yet but for the last ones.
        assert!((16_384..=20_000).contains(&firsts), "{firsts}");
    }

    #[test]
    fn who_was_seen_before_a_restart_is_not_new() {
        let before = Sampled::new();
        for n in 0..100_000 {
            before.look(3, 1, hash(n));
        }
        let (halvings, kept) = before.kept();
        let after = Sampled::new();
        after.resume(halvings, &kept);
        assert!((0..100_000).all(|n| after.look(3, 1, hash(n)) == Look::No));
        let new = (100_000..200_000).filter(|&n| after.look(3, 1, hash(n)) != Look::No).count();
        assert!(new > 1_000, "{new}");
        // What a file says may be anything.
        let anything: Vec<u64> = (0..1_000_000).collect();
        after.resume(u32::MAX, &anything);
        assert_eq!(after.look(0, 0, hash(7)), after.look(0, 0, hash(7)));
    }
}
