//! A growing set of 64-bit keys that many threads ask at once: which units have failed already?
//!
//! It knows nothing of units or failures. Keys are hashes, so two of them may be the same by chance.
//!
//! # The law
//!
//! *Of all who insert a key between two clearings, exactly one is told that it is new, unless the set is full.*
//!
//! A key is looked for along one path: a few slots of the first table, then of the second, and so on. It is written to
//! the first vacant slot of its path, under the lock. A slot that is taken stays taken, and tables are only added at the
//! end, so the path to a known key never has a gap: growing moves nothing, and who reads needs no lock. As each table
//! doubles the number of slots, at most half of the memory is empty for having grown.

use crate::sync::{AtomicU64, Mutex, OnceLock, Ordering, const_unless_loom};

/// The slots of the first table. Under loom two, so that a model can afford to grow.
const FIRST: usize = if cfg!(loom) { 2 } else { 64 };

/// The tables of the greatest set: with 64, 64, 128, 256, ... slots, 4 Mi together.
const TABLES: usize = 17;

/// How many slots of one table are looked at: two cache lines.
const PROBED: usize = if cfg!(loom) { 2 } else { 16 };

/// The default limit of a set: 4 Mi slots, 32 MiB when all tables are there.
pub(crate) const LIMIT: usize = 4 << 20;

/// No key.
const VACANT: u64 = 0;

/// What stands for the one key that looks like a vacant slot.
const INSTEAD_OF_VACANT: u64 = 0x9E37_79B9_7F4A_7C15;

type Table = Box<[AtomicU64]>;

/// What became of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inserted {
    /// It was not in the set, and is now.
    New,
    /// It was there already.
    Known,
    /// It is not in the set, and there is no place for it.
    Full,
}

/// A set of keys that grows up to a limit.
#[derive(Debug)]
pub(crate) struct KeySet {
    /// Nobody waits inside of a [`OnceLock`]: tables are made under `writer` alone.
    tables: [OnceLock<Table>; TABLES],
    allowed: usize,
    len: AtomicU64,
    writer: Mutex<()>,
}

impl KeySet {
    const_unless_loom! {
        /// A set of at most `limit` slots, rounded down to a power of two between 64 and 4 Mi; it allocates nothing yet.
        pub(crate) fn new(limit: usize) -> Self {
            let mut allowed = 1;
            while allowed < TABLES && (FIRST << allowed) <= limit {
                allowed += 1;
            }
            Self {
                tables: no_tables(),
                allowed,
                len: AtomicU64::new(0),
                writer: Mutex::new(()),
            }
        }
    }

    /// Puts a key into the set. A key that is there already is found without a lock.
    pub(crate) fn insert(&self, key: u64) -> Inserted {
        let key = if key == VACANT { INSTEAD_OF_VACANT } else { key };
        match self.find(key) {
            Found::Known => Inserted::Known,
            Found::Nowhere => Inserted::Full,
            Found::Vacant => self.insert_new(key),
        }
    }

    /// How many keys there are.
    pub(crate) fn len(&self) -> usize {
        usize::try_from(self.len.load(Ordering::Relaxed)).unwrap_or(usize::MAX)
    }

    /// The set cannot grow any more and is over half full, so that some keys may find no place.
    pub(crate) fn is_crowded(&self) -> bool {
        let capacity = FIRST << (self.allowed - 1);
        self.tables[self.allowed - 1].get().is_some() && self.len() > capacity / 2
    }

    /// Forgets all keys, and keeps the memory. An insertion at the same time counts as before it or after it.
    pub(crate) fn clear(&self) {
        let _writer = self.writer.lock();
        for slot in self.slots() {
            slot.store(VACANT, Ordering::Relaxed);
        }
        self.len.store(0, Ordering::Relaxed);
    }

    /// All keys, in no order.
    pub(crate) fn keys(&self) -> Vec<u64> {
        let _writer = self.writer.lock();
        self.slots().map(|slot| slot.load(Ordering::Relaxed)).filter(|&key| key != VACANT).collect()
    }

    fn slots(&self) -> impl Iterator<Item = &AtomicU64> {
        self.tables.iter().map_while(|table| table.get()).flatten()
    }

    /// Goes the path of a key as far as there are tables.
    fn find(&self, key: u64) -> Found {
        for (place, table) in self.tables[..self.allowed].iter().enumerate() {
            let Some(table) = table.get() else { return Found::Vacant };
            for slot in path(table, place, key) {
                // ORDERING: the key is the whole message.
                match slot.load(Ordering::Relaxed) {
                    VACANT => return Found::Vacant,
                    other if other == key => return Found::Known,
                    _ => {}
                }
            }
        }
        Found::Nowhere
    }

    /// Goes the path again where nobody else writes, and adds the table that it lacks.
    #[cold]
    fn insert_new(&self, key: u64) -> Inserted {
        let _writer = self.writer.lock();
        for (place, table) in self.tables[..self.allowed].iter().enumerate() {
            let table = table.get_or_init(|| vacant_table(place));
            for slot in path(table, place, key) {
                match slot.load(Ordering::Relaxed) {
                    VACANT => {
                        slot.store(key, Ordering::Relaxed);
                        self.len.fetch_add(1, Ordering::Relaxed);
                        return Inserted::New;
                    }
                    other if other == key => return Inserted::Known,
                    _ => {}
                }
            }
        }
        Inserted::Full
    }
}

/// Where the path of a key ended.
enum Found {
    Known,
    /// At a vacant slot, or where a table is missing.
    Vacant,
    /// At the end of the last table that is allowed.
    Nowhere,
}

#[cfg(not(loom))]
const fn no_tables() -> [OnceLock<Table>; TABLES] {
    [const { OnceLock::new() }; TABLES]
}

#[cfg(loom)]
fn no_tables() -> [OnceLock<Table>; TABLES] {
    std::array::from_fn(|_| OnceLock::new())
}

fn vacant_table(place: usize) -> Table {
    let slots = FIRST << place.saturating_sub(1);
    (0..slots).map(|_| AtomicU64::new(VACANT)).collect()
}

/// The slots of one table that a key may be in, always in the same order.
///
/// Each table mixes the key in another way: keys that crowd one spot of a table are spread in the next.
fn path(table: &[AtomicU64], place: usize, key: u64) -> impl Iterator<Item = &AtomicU64> {
    let mixed = (key ^ (place as u64).wrapping_mul(0xD1B5_4A32_D192_ED03))
        .wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mask = table.len() - 1;
    let start = (mixed >> 32) as usize;
    (0..PROBED).filter_map(move |step| table.get((start + step) & mask))
}

#[cfg(all(test, not(loom)))]
#[path = "key_set_tests.rs"]
mod tests;

#[cfg(all(test, loom))]
#[path = "key_set_loom.rs"]
mod tests;
