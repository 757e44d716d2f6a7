//! One scope's hold on a snapshot.
//!
//! Where scopes begin and end is `scope`'s and `future`'s business.
//! Law: while a `Pinned` lives, its cell tells the publisher the generation it holds.

use crate::current;
use crate::epoch::{Constants, PinCell};
use crate::publisher;
use crate::snapshot::Snapshot;
use crate::sync::Mutex;
use std::cell::RefCell;
use std::sync::Arc;

/// How many idle cells a thread keeps; a thread rarely runs more scopes than this at once.
const IDLE_CELLS: usize = 16;

thread_local! {
    /// Pin cells that no scope uses at the moment, so that a scope takes no lock.
    static IDLE: RefCell<IdleCells> = const { RefCell::new(IdleCells(Vec::new())) };
}

/// The idle cells of threads that have too many, or are gone. There are never more cells than scopes were at once.
static SPARE: Mutex<Vec<Arc<PinCell>>> = Mutex::new(Vec::new());

struct IdleCells(Vec<Arc<PinCell>>);

impl Drop for IdleCells {
    fn drop(&mut self) {
        SPARE.lock().append(&mut self.0);
    }
}

/// A snapshot that stays in force for one scope. It may change threads, with its scope.
#[derive(Debug)]
pub(crate) struct Pinned {
    cell: Arc<PinCell>,
    snapshot: RefCell<Arc<Snapshot>>,
}

impl Pinned {
    /// Pins the snapshot in force.
    pub(crate) fn current() -> Self {
        let cell = idle_cell();
        let snapshot = pin(&cell);
        Self { cell, snapshot: RefCell::new(snapshot) }
    }

    /// Pins what another scope, around the caller, holds.
    pub(crate) fn same_as(other: &Self) -> Self {
        let snapshot = other.snapshot();
        let cell = idle_cell();
        publisher::epoch().share(&cell, snapshot.generation());
        Self { cell, snapshot: RefCell::new(snapshot) }
    }

    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.borrow())
    }

    /// Calls `read` with the snapshot, without counting a reference.
    #[inline]
    pub(crate) fn with<R>(&self, read: impl FnOnce(&Arc<Snapshot>) -> R) -> R {
        read(&self.snapshot.borrow())
    }

    /// Moves to the snapshot in force. Does nothing while the old one is being read.
    pub(crate) fn refresh(&self) -> bool {
        // A context's getter that refreshes the scope it is asked in would change the ground under its caller.
        let Ok(mut snapshot) = self.snapshot.try_borrow_mut() else { return false };
        *snapshot = pin(&self.cell);
        settle_if_due();
        true
    }
}

impl Drop for Pinned {
    fn drop(&mut self) {
        if publisher::epoch().unpin(&self.cell) {
            publisher::settle();
        }
        let kept = IDLE.try_with(|idle| {
            let mut idle = idle.borrow_mut();
            let keep = idle.0.len() < IDLE_CELLS;
            if keep {
                idle.0.push(Arc::clone(&self.cell));
            }
            keep
        });
        if kept != Ok(true) {
            SPARE.lock().push(Arc::clone(&self.cell));
        }
    }
}

fn pin(cell: &PinCell) -> Arc<Snapshot> {
    let (snapshot, disturbed) = publisher::epoch().pin(cell, current::load);
    if disturbed {
        settle_if_due();
    }
    snapshot
}

fn settle_if_due() {
    if publisher::epoch().is_due() {
        publisher::settle();
    }
}

fn idle_cell() -> Arc<PinCell> {
    let idle = IDLE.try_with(|idle| idle.borrow_mut().0.pop()).ok().flatten();
    idle.or_else(|| SPARE.lock().pop()).unwrap_or_else(|| publisher::epoch().enrol())
}
