//! The path from a publisher to the readers: generations, pins, and when a slot may be constant.
//!
//! It knows nothing of flags: `S` is any immutable state that can say which of its slots are constant.
//!
//! # The law
//!
//! *A slot is constant exactly when the current snapshot and every pinned one agree on it,
//! and nothing wants its calls to ask; else it asks.*
//!
//! A call reads one byte with a relaxed load and, when it is a constant, looks no further.
//! So a constant may be written only if no scope could be misled by it.
//!
//! **Publish**, under the publisher's mutex:
//!
//! 1. slots whose answer changes := ask (relaxed);
//! 2. current snapshot and generation (release);
//! 3. `fence(SeqCst)`;
//! 4. read all pin cells (acquire);
//! 5. write the constant where current and pinned snapshots agree; the rest waits for the last unpin or a tick.
//!
//! **Pin**, without a lock while the thread's cached snapshot is the current one:
//!
//! 1. take the current snapshot, of generation g (acquire);
//! 2. own cell := g (release);
//! 3. `fence(SeqCst)`;
//! 4. re-read the generation; if it moved, repeat.
//!
//! **Unpin**: own cell := none (release).
//!
//! Either the publisher's fence comes first in the total order of fences, and step 4 of the pin sees the new
//! generation; or the pin's does, and step 4 of the publish sees the cell.
//! In the first case the acquire of the new generation also makes step 1's `ask` visible,
//! so a scope never reads a constant of an older generation than its own.
//! Dropping either fence races: loom shows it within a minute (`tests` below).

use crate::slot::{ASK, Slot};
use crate::sync::{AtomicBool, AtomicU64, Mutex, Ordering, const_unless_loom, fence};
use std::sync::Arc;

/// No generation is pinned.
const UNPINNED: u64 = 0;

/// Where a slot is found: its table's place in the registry and its own place in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SlotId {
    pub(crate) table: usize,
    pub(crate) index: usize,
}

/// An immutable state that can say which of its slots have one answer for everyone.
pub(crate) trait Constants {
    /// 1 or more, and growing.
    fn generation(&self) -> u64;
    /// [`ASK`], or `arm + 1`.
    fn constant(&self, slot: SlotId) -> u8;
    /// Whether the slot's flag answers from the current state even where an older one is pinned.
    fn pierces(&self, slot: SlotId) -> bool;
}

/// The slots that a publisher writes.
pub(crate) trait Slots {
    /// Calls `visit` once for each slot.
    fn each(&self, visit: &mut dyn FnMut(SlotId, &Slot));
}

/// Which generation a scope holds, readable by the publisher.
#[derive(Debug)]
pub(crate) struct PinCell(AtomicU64);

impl PinCell {
    pub(crate) fn new() -> Self {
        Self(AtomicU64::new(UNPINNED))
    }
}

/// The snapshots that a pin may still hold; lives inside the publisher's mutex.
#[derive(Debug)]
pub(crate) struct History<S>(Vec<Arc<S>>);

impl<S> History<S> {
    const_unless_loom! {
        pub(crate) fn new() -> Self {
            Self(Vec::new())
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arc<S>> {
        self.0.iter()
    }
}

/// The current snapshot, its generation and everybody who holds an older one.
#[derive(Debug)]
pub(crate) struct Epoch<S> {
    generation: AtomicU64,
    current: Mutex<Option<Arc<S>>>,
    cells: Mutex<Vec<Arc<PinCell>>>,
    /// A slot waits for an unpin.
    pending: AtomicBool,
}

impl<S: Constants> Epoch<S> {
    const_unless_loom! {
        pub(crate) fn new() -> Self {
            Self {
                generation: AtomicU64::new(UNPINNED),
                current: Mutex::new(None),
                cells: Mutex::new(Vec::new()),
                pending: AtomicBool::new(false),
            }
        }
    }

    /// The generation that a reader compares its cached snapshot with; 0 before the first publish.
    #[inline]
    pub(crate) fn generation(&self) -> u64 {
        // ORDERING: pairs with the release store in `publish`: who sees a generation sees its slots' `ask`.
        self.generation.load(Ordering::Acquire)
    }

    /// The current snapshot, under a lock; readers keep what they get until the generation moves.
    pub(crate) fn current(&self) -> Option<Arc<S>> {
        self.current.lock().clone()
    }

    /// A new cell that the publisher reads from now on.
    pub(crate) fn enrol(&self) -> Arc<PinCell> {
        let cell = Arc::new(PinCell::new());
        self.cells.lock().push(Arc::clone(&cell));
        cell
    }

    /// Pins the newest snapshot to `cell`; `load` returns the current one, from a cache if it likes.
    ///
    /// Says whether a publisher came between, who may have taken the first try for a pin and left slots waiting.
    pub(crate) fn pin(&self, cell: &PinCell, mut load: impl FnMut() -> Arc<S>) -> (Arc<S>, bool) {
        let mut disturbed = false;
        loop {
            let snapshot = load();
            let generation = snapshot.generation();
            // ORDERING: the fence below orders this store before the re-read; see the law above. Release, because a
            // scope that moves on gives up its older generation here, after all that it read by it, as in `unpin`.
            cell.0.store(generation, Ordering::Release);
            fence(Ordering::SeqCst);
            if self.generation() == generation {
                return (snapshot, disturbed);
            }
            disturbed = true;
        }
    }

    /// Pins to `cell` a generation that another cell of the caller holds pinned meanwhile.
    ///
    /// The publisher reads the cells one after the other. Without its lock it could read this cell before the store
    /// and the other one after its unpin, and miss the pin in both.
    pub(crate) fn share(&self, cell: &PinCell, generation: u64) {
        let _cells = self.cells.lock();
        cell.0.store(generation, Ordering::Relaxed);
    }

    /// Lets go of what `cell` pinned; says whether slots were waiting for just this and should be settled.
    ///
    /// A scope that held the current snapshot was in nobody's way, and need not look.
    /// One that ends while a publisher is at work may say no; the next tick settles then,
    /// which costs the calls until then some time and spares every unpin a fence.
    pub(crate) fn unpin(&self, cell: &PinCell) -> bool {
        let held = cell.0.load(Ordering::Relaxed);
        // ORDERING: pairs with the acquire loads in `pinned`: all reads of the scope come before its unpin.
        cell.0.store(UNPINNED, Ordering::Release);
        held != self.generation() && self.is_due()
    }

    /// Whether slots wait and nobody holds an older snapshot any more.
    ///
    /// Of two last scopes that end at once, the second to lock the cells sees that both are over.
    pub(crate) fn is_due(&self) -> bool {
        let generation = self.generation();
        self.is_pending() && !self.any_pinned(|pinned| pinned != generation)
    }

    /// Makes `next` the current snapshot. The caller holds the publisher's mutex, in which `history` lives.
    pub(crate) fn publish(&self, history: &mut History<S>, slots: &dyn Slots, next: Arc<S>) {
        slots.each(&mut |id, slot| {
            slot.set_pierces(next.pierces(id));
            if slot.state() != ASK && slot.forced().is_none() && slot.state() != next.constant(id) {
                slot.set_state(ASK);
            }
        });
        {
            let mut current = self.current.lock();
            *current = Some(Arc::clone(&next));
            // ORDERING: releases the slots' `ask` above. Inside the lock, so that who finds the new snapshot
            // there also finds its generation, and `pin` cannot spin longer than the lock is held.
            self.generation.store(next.generation(), Ordering::Release);
        }
        history.0.push(next);
        self.settle(history, slots);
    }

    /// Writes every slot as the law demands. The caller holds the publisher's mutex.
    pub(crate) fn settle(&self, history: &mut History<S>, slots: &dyn Slots) {
        fence(Ordering::SeqCst);
        let pinned = self.pinned();
        let Some(current) = self.current() else { return };
        history
            .0
            .retain(|s| s.generation() == current.generation() || pinned.contains(&s.generation()));
        let mut pending = false;
        slots.each(&mut |id, slot| {
            let constant = current.constant(id);
            let state = if slot.has_askers() {
                ASK
            } else if let Some(arm) = slot.forced() {
                arm + 1
            } else if slot.pierces() || history.0.iter().all(|s| s.constant(id) == constant) {
                constant
            } else {
                pending = true;
                ASK
            };
            if slot.state() != state {
                slot.set_state(state);
            }
        });
        self.pending.store(pending, Ordering::Relaxed);
    }

    /// Whether a slot waits for an unpin.
    pub(crate) fn is_pending(&self) -> bool {
        self.pending.load(Ordering::Relaxed)
    }

    /// The oldest generation that a scope holds.
    pub(crate) fn oldest_pin(&self) -> Option<u64> {
        self.pinned().into_iter().min()
    }

    fn any_pinned(&self, is_meant: impl Fn(u64) -> bool) -> bool {
        let cells = self.cells.lock();
        // ORDERING: as in `pinned`.
        let mut pinned = cells.iter().map(|cell| cell.0.load(Ordering::Acquire));
        pinned.any(|generation| generation != UNPINNED && is_meant(generation))
    }

    fn pinned(&self) -> Vec<u64> {
        let cells = self.cells.lock();
        // ORDERING: acquire pairs with the release store of `unpin`.
        let pinned = cells.iter().map(|cell| cell.0.load(Ordering::Acquire));
        pinned.filter(|&generation| generation != UNPINNED).collect()
    }
}

#[cfg(all(test, loom))]
#[path = "epoch_loom.rs"]
mod tests;
