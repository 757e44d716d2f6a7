//! The snapshot in force, cached per thread: reading it takes no lock and writes no shared cache line.
//!
//! Scopes do not come here; they hold their own snapshot.
//! Law: the cached snapshot is used only while its generation is the current one.

use crate::epoch::Constants;
use crate::publisher;
use crate::snapshot::Snapshot;
use std::cell::Cell;
use std::sync::Arc;

thread_local! {
    static CACHE: Cell<Option<Arc<Snapshot>>> = const { Cell::new(None) };
}

/// Calls `read` with the snapshot in force.
///
/// The cache is taken out for the length of the call, so a `read` that comes back here (through a context's
/// getter, say) finds it empty and takes the slower way; nothing is ever borrowed twice.
#[inline]
pub(crate) fn with<R>(read: impl FnOnce(&Arc<Snapshot>) -> R) -> R {
    let cached = CACHE.try_with(Cell::take).ok().flatten();
    let snapshot = match cached {
        Some(snapshot) if snapshot.generation() == publisher::epoch().generation() => snapshot,
        stale => renewed(stale),
    };
    let result = read(&snapshot);
    // During the destruction of a thread's locals there is no cache any more, and none is needed.
    let _ = CACHE.try_with(|cache| cache.set(Some(snapshot)));
    result
}

/// Apart, so that whoever is up to date need not ask at the end whether anything has to be let go.
#[cold]
#[inline(never)]
fn renewed(stale: Option<Arc<Snapshot>>) -> Arc<Snapshot> {
    drop(stale);
    publisher::current()
}

/// The snapshot in force, to be kept.
pub(crate) fn load() -> Arc<Snapshot> {
    with(Arc::clone)
}
