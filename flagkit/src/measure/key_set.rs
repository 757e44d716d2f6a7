//! A growing set of 64-bit keys that many threads ask at once: which units have failed already?
//!
//! It knows nothing of units or failures. Keys are hashes, so two of them may be the same by chance.
//!
//! # The law
//!
//! *Of all who insert a key between two clearings, exactly one is told that it is new, unless the set is full.*
//!
//! One table is in force. A key is looked for there without a lock, from the slot that its hash names to the next vacant one.
//! Who does not find it takes the lock and looks again; only there are keys written, and only there does a table that is
//! three quarters full give way to one of twice its size, into which all keys are copied before it is in force. Whoever still
//! reads the older table may miss a key, and then finds it under the lock. Older tables are kept for the life of the set,
//! since nobody knows who is reading them: together they are as large as the one in force.

use crate::sync::{AtomicU64, Mutex, OnceLock, Ordering, const_unless_loom};

/// The slots of the first table. Under loom two, so that a model can afford to grow.
const FIRST: usize = if cfg!(loom) { 2 } else { 64 };

/// The tables of the greatest set: of 64, 128, 256, ... slots, the last of 4 Mi.
const TABLES: usize = 17;

/// The default limit of a set: 4 Mi slots, 32 MiB, and as much again in smaller tables.
pub(crate) const LIMIT: usize = 4 << 20;

/// No key.
const VACANT: u64 = 0;

/// What stands for the one key that looks like a vacant slot.
const INSTEAD_OF_VACANT: u64 = 0x9E37_79B9_7F4A_7C15;

/// A power of two of slots.
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
    /// Each twice as large as the one before. Nobody waits inside of a [`OnceLock`]: tables are made under `writer` alone.
    tables: [OnceLock<Table>; TABLES],
    allowed: usize,
    /// The table in force.
    current: AtomicU64,
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
                current: AtomicU64::new(0),
                len: AtomicU64::new(0),
                writer: Mutex::new(()),
            }
        }
    }

    /// Puts a key into the set. A key that is there already is found without a lock.
    pub(crate) fn insert(&self, key: u64) -> Inserted {
        let key = if key == VACANT { INSTEAD_OF_VACANT } else { key };
        match self.table() {
            Some(table) if matches!(find(table, key), Found::Known) => Inserted::Known,
            _ => self.insert_new(key),
        }
    }

    /// How many keys there are.
    pub(crate) fn len(&self) -> usize {
        usize::try_from(self.len.load(Ordering::Relaxed)).unwrap_or(usize::MAX)
    }

    /// The set cannot grow any more and is over half full, so that some keys may find no place.
    pub(crate) fn is_crowded(&self) -> bool {
        self.is_last() && self.len() > self.capacity() / 2
    }

    /// Forgets all keys, and keeps the memory. An insertion at the same time counts as before it or after it.
    pub(crate) fn clear(&self) {
        let _writer = self.writer.lock();
        // The other tables are emptied when they come into force again; until then, only who began before this reads them.
        self.tables.iter().take(1).filter_map(|table| table.get()).for_each(empty);
        self.current.store(0, Ordering::Relaxed);
        self.len.store(0, Ordering::Relaxed);
    }

    /// All keys, in no order.
    pub(crate) fn keys(&self) -> Vec<u64> {
        let _writer = self.writer.lock();
        self.table().into_iter().flat_map(keys).collect()
    }

    fn place(&self) -> usize {
        // ORDERING: acquire pairs with the release in `grow`, so that who finds a table finds what was copied into it. Who did
        // not would look again under the lock.
        self.current.load(Ordering::Acquire) as usize
    }

    fn table(&self) -> Option<&Table> {
        self.tables.get(self.place())?.get()
    }

    fn capacity(&self) -> usize {
        FIRST << self.place()
    }

    fn is_last(&self) -> bool {
        self.place() + 1 == self.allowed
    }

    /// Looks again where nobody else writes.
    #[inline(never)]
    fn insert_new(&self, key: u64) -> Inserted {
        let _writer = self.writer.lock();
        loop {
            let Some(place) = self.tables.get(self.place()) else { return Inserted::Full };
            let table = place.get_or_init(|| vacant_table(self.capacity()));
            let slot = match find(table, key) {
                Found::Known => return Inserted::Known,
                Found::Vacant(slot) => slot,
                Found::Nowhere => return Inserted::Full,
            };
            // Where a vacant slot is far, so is the way to know that a key is not there.
            let most = if self.is_last() { table.len() * 7 / 8 } else { table.len() * 3 / 4 };
            if self.len() < most {
                // ORDERING: the key is the whole message.
                slot.store(key, Ordering::Relaxed);
                self.len.fetch_add(1, Ordering::Relaxed);
                return Inserted::New;
            }
            if self.is_last() {
                return Inserted::Full;
            }
            self.grow(table);
        }
    }

    /// Puts a table of twice the size in force. The caller holds the lock.
    fn grow(&self, table: &Table) {
        let next = self.place() + 1;
        let Some(place) = self.tables.get(next) else { return };
        if let Some(used) = place.get() {
            empty(used);
        }
        let larger = place.get_or_init(|| vacant_table(FIRST << next));
        for key in keys(table) {
            if let Found::Vacant(slot) = find(larger, key) {
                slot.store(key, Ordering::Relaxed);
            }
        }
        // ORDERING: releases what was copied.
        self.current.store(next as u64, Ordering::Release);
    }
}

/// Where the way of a key ended.
enum Found<'a> {
    Known,
    Vacant(&'a AtomicU64),
    /// There is no vacant slot in the whole table, which never happens: an eighth is kept free.
    Nowhere,
}

/// Looks at one slot after the other, from the key's own to a vacant one.
#[inline]
fn find(table: &Table, key: u64) -> Found<'_> {
    let start = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & (table.len() - 1);
    let (before, from) = table.split_at(start);
    for slot in from.iter().chain(before) {
        match slot.load(Ordering::Relaxed) {
            VACANT => return Found::Vacant(slot),
            other if other == key => return Found::Known,
            _ => {}
        }
    }
    Found::Nowhere
}

fn keys(table: &Table) -> impl Iterator<Item = u64> {
    table.iter().map(|slot| slot.load(Ordering::Relaxed)).filter(|&key| key != VACANT)
}

fn empty(table: &Table) {
    table.iter().for_each(|slot| slot.store(VACANT, Ordering::Relaxed));
}

fn vacant_table(slots: usize) -> Table {
    (0..slots).map(|_| AtomicU64::new(VACANT)).collect()
}

#[cfg(not(loom))]
const fn no_tables() -> [OnceLock<Table>; TABLES] {
    [const { OnceLock::new() }; TABLES]
}

#[cfg(loom)]
fn no_tables() -> [OnceLock<Table>; TABLES] {
    std::array::from_fn(|_| OnceLock::new())
}

#[cfg(all(test, not(loom)))]
#[path = "key_set_tests.rs"]
mod tests;

#[cfg(all(test, loom))]
#[path = "key_set_loom.rs"]
mod tests;
