//! One scope's hold on a snapshot.
//!
//! Where scopes begin and end is `scope`'s and `future`'s business.
//! Law: while a `Pinned` or a `Kept` lives, its cell tells the publisher the generation it holds.

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
    lease: Lease,
    snapshot: RefCell<Arc<Snapshot>>,
}

/// A snapshot that stays in force for as long as a handle lives: several threads may look at it, and it never moves on.
#[derive(Debug)]
pub(crate) struct Kept {
    _lease: Lease,
    snapshot: Arc<Snapshot>,
}

/// The use of a pin cell, until it is dropped.
#[derive(Debug)]
struct Lease(Arc<PinCell>);

impl Pinned {
    /// Pins the snapshot in force.
    pub(crate) fn current() -> Self {
        let lease = Lease::new();
        let snapshot = pin(&lease.0);
        Self { lease, snapshot: RefCell::new(snapshot) }
    }

    /// Pins what another scope, around the caller, holds.
    pub(crate) fn same_as(other: &Self) -> Self {
        let snapshot = other.snapshot();
        Self { lease: Lease::sharing(&snapshot), snapshot: RefCell::new(snapshot) }
    }

    /// Pins the same once more, for a handle.
    pub(crate) fn kept(&self) -> Kept {
        let snapshot = self.snapshot();
        Kept { _lease: Lease::sharing(&snapshot), snapshot }
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
        *snapshot = pin(&self.lease.0);
        settle_if_due();
        true
    }
}

impl Kept {
    /// Pins the same once more, for a scope.
    pub(crate) fn pinned(&self) -> Pinned {
        let snapshot = Arc::clone(&self.snapshot);
        Pinned { lease: Lease::sharing(&snapshot), snapshot: RefCell::new(snapshot) }
    }
}

impl Lease {
    fn new() -> Self {
        let idle = IDLE.try_with(|idle| idle.borrow_mut().0.pop()).ok().flatten();
        Self(idle.or_else(|| SPARE.lock().pop()).unwrap_or_else(|| publisher::epoch().enrol()))
    }

    /// The lease of a cell that pins what the caller holds pinned meanwhile.
    fn sharing(snapshot: &Snapshot) -> Self {
        let lease = Self::new();
        publisher::epoch().share(&lease.0, snapshot.generation());
        lease
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if publisher::epoch().unpin(&self.0) {
            publisher::settle();
        }
        let kept = IDLE.try_with(|idle| {
            let mut idle = idle.borrow_mut();
            let keep = idle.0.len() < IDLE_CELLS;
            if keep {
                idle.0.push(Arc::clone(&self.0));
            }
            keep
        });
        if kept != Ok(true) {
            SPARE.lock().push(Arc::clone(&self.0));
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
