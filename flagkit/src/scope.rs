//! Scopes: a context, a pinned snapshot and overrides in place for the calls inside.
//!
//! It publishes nothing; `epoch` keeps the promise that a pinned snapshot is never contradicted by a slot.
//! Law: whatever happens inside a scope, its frame is gone from the thread before anything it borrows ends.
//!
//! A scope is a frame on the stack of the function (or of the poll) that entered it,
//! linked to the frame around it; a thread-local points at the innermost one.
//! So a scope allocates nothing, and a future in a scope leaves nothing behind on the threads that polled it.

mod handle;

pub use handle::{Inherited, Scope, current_scope};

use crate::measure::seen::{Seen, Sightings};
use crate::overrides::Override;
use crate::pinned::Pinned;
use flagkit_core::Context;
use std::cell::Cell;
use std::ptr;

thread_local! {
    /// The innermost frame of this thread, or null.
    static TOP: Cell<*const Frame<'static>> = const { Cell::new(ptr::null()) };
}

/// What a scope puts in place.
pub(crate) struct Frame<'a> {
    context: Option<&'a dyn Context>,
    pinned: Option<&'a Pinned>,
    overrides: &'a [Override],
    seen: Option<&'a Seen>,
    /// The frames around this one are somebody else's: a request that is dropped while another one is served,
    /// or a job that brings its own scope to a thread that is busy with another one.
    is_outermost: bool,
    outer: *const Frame<'static>,
}

impl<'a> Frame<'a> {
    pub(crate) fn new(
        context: Option<&'a dyn Context>,
        pinned: Option<&'a Pinned>,
        overrides: &'a [Override],
    ) -> Self {
        let (seen, is_outermost, outer) = (None, false, ptr::null());
        Self { context, pinned, overrides, seen, is_outermost, outer }
    }

    /// Has the draws inside noted apart from those around this frame.
    pub(crate) fn noting(self, seen: &'a Seen) -> Self {
        Self { seen: Some(seen), ..self }
    }

    /// Hides the frames around this one.
    pub(crate) fn outermost(self) -> Self {
        Self { is_outermost: true, ..self }
    }

    /// Runs `inside` with this frame as the innermost one.
    pub(crate) fn enter<R>(mut self, inside: impl FnOnce() -> R) -> R {
        /// Takes the frame off the thread, also when `inside` panics.
        struct Leave {
            own: *const Frame<'static>,
            outer: *const Frame<'static>,
        }
        impl Drop for Leave {
            fn drop(&mut self) {
                if TOP.get() != self.own {
                    // Frames are left in the reverse order of being entered, unless a library switches stacks inside
                    // one (stackful coroutines). Then another frame may point at this one, and nothing can be saved.
                    std::process::abort();
                }
                TOP.set(self.outer);
            }
        }
        self.outer = TOP.get();
        let own = ptr::from_ref(&self).cast::<Frame<'static>>();
        // Dropped before `self`, whose place on the stack it forgets.
        let _leave = Leave { own, outer: self.outer };
        TOP.set(own);
        inside()
    }
}

/// What is in place where the call stands.
#[derive(Clone, Copy, Default)]
pub(crate) struct Surroundings<'a> {
    /// The arm to which a scope overrides the flag in question.
    pub(crate) overridden: Option<u8>,
    pub(crate) context: Option<&'a dyn Context>,
    pub(crate) pinned: Option<&'a Pinned>,
    /// Where the innermost scope notes what is drawn in it.
    pub(crate) seen: Option<&'a Seen>,
}

/// Calls `look` with each frame around the call, the innermost first, until it says `false`.
fn frames(mut look: impl FnMut(&Frame<'_>) -> bool) {
    let mut top = TOP.get();
    // SAFETY: a non-null pointer was stored by `Frame::enter` on this thread, and `Leave` takes it away before
    // the frame, or anything the frame borrows, ends. `outer` pointers lead to frames entered earlier on the same
    // thread and not left yet. `look` cannot keep the reference, since it must accept every lifetime.
    while let Some(frame) = unsafe { top.as_ref() } {
        if !look(frame) || frame.is_outermost {
            return;
        }
        top = frame.outer;
    }
}

/// Calls `ask` with what the scopes around this call say of a flag.
#[inline]
pub(crate) fn surroundings<R>(
    flag: &crate::table::Declaration,
    ask: impl FnOnce(Surroundings<'_>) -> R,
) -> R {
    // `ask` is called at one place, so that it is inlined there.
    // SAFETY: as in `frames`; the references live until `ask` returns, which is before any frame is left,
    // because frames are left in the reverse order of being entered and this call stands inside all of them.
    let mut next = unsafe { TOP.get().as_ref() };
    let mut found = Surroundings::default();
    while let Some(frame) = next {
        let overridden = frame.overrides.iter().find(|known| known.is_of(flag));
        found.overridden = found.overridden.or(overridden.map(Override::arm));
        found.context = found.context.or(frame.context);
        found.pinned = found.pinned.or(frame.pinned);
        found.seen = found.seen.or(frame.seen);
        if frame.is_outermost {
            break;
        }
        // SAFETY: as above.
        next = unsafe { frame.outer.as_ref() };
    }
    ask(found)
}

/// The pin that the calls here see, if a scope is around.
pub(crate) fn with_pin<R>(look: impl FnOnce(&Pinned) -> R) -> Option<R> {
    let mut look = Some(look);
    let mut result = None;
    frames(|frame| match (frame.pinned, look.take()) {
        (Some(pinned), Some(look)) => {
            result = Some(look(pinned));
            false
        }
        (_, unused) => {
            look = unused;
            true
        }
    });
    result
}

/// What the innermost scope has drawn so far, if a scope is around.
pub(crate) fn with_seen<R>(look: impl FnOnce(&Seen) -> R) -> Option<R> {
    let mut look = Some(look);
    let mut result = None;
    frames(|frame| match (frame.seen, look.take()) {
        (Some(seen), Some(look)) => {
            result = Some(look(seen));
            false
        }
        (_, unused) => {
            look = unused;
            true
        }
    });
    result
}

/// The same, to be inherited.
pub(crate) fn sightings() -> Sightings {
    with_seen(Seen::copied).unwrap_or_default()
}

/// The context that the calls here are answered for, in a form that outlives its frame; `None` also where it can
/// only be borrowed.
pub(crate) fn shared_context() -> Option<Inherited> {
    let mut found = None;
    frames(|frame| match frame.context {
        Some(context) => {
            found = context.to_shared();
            false
        }
        None => true,
    });
    found.map(Inherited::new)
}

/// The overrides that the calls here see, the innermost first.
pub(crate) fn overrides() -> Vec<Override> {
    let mut found: Vec<Override> = Vec::new();
    frames(|frame| {
        for &known in frame.overrides {
            if !found.iter().any(|inner| inner.is_of(known.declaration())) {
                found.push(known);
            }
        }
        true
    });
    found
}

/// Runs `inside` with `context` in place, on one snapshot of the flags.
///
/// Every flag inside that is not given a context of its own is evaluated for this one,
/// and all of them answer from the same generation of the document, however often it changes meanwhile.
/// Three things pierce a scope, because they are emergencies: a flag of the kind `kill-switch`, an override of the
/// process ([`operator::set`](crate::operator::set)), and the verdict of a guard that takes new code back.
///
/// A scope inside a scope keeps the outer one's snapshot and puts its own context in place.
///
/// A scope belongs to the calling thread: work that another thread does for it is outside, and work that this thread
/// does meanwhile for somebody else (a job that `rayon` steals) is inside. Work that shall be inside wherever it runs
/// says so: [`current_scope`] and [`in_current_flag_scope`](crate::InFlagScope::in_current_flag_scope).
///
/// The process is aborted when a library that switches stacks (stackful coroutines) leaves two scopes of one thread
/// in another order than the reverse of being entered.
///
/// ```
/// use flagkit::EvaluationContext;
///
/// let user = EvaluationContext::new("user-42").with("country", "KR");
/// let answer = flagkit::scope(&user, || {
///     // handle the request
///     "done"
/// });
/// assert_eq!(answer, "done");
/// ```
pub fn scope<C: Context + ?Sized, R>(context: &C, inside: impl FnOnce() -> R) -> R {
    let context: &dyn Context = &context;
    let seen = Seen::new();
    if with_pin(|_| ()).is_some() {
        return Frame::new(Some(context), None, &[]).noting(&seen).enter(inside);
    }
    let pinned = Pinned::current();
    Frame::new(Some(context), Some(&pinned), &[]).noting(&seen).enter(inside)
}

/// Moves the scope around this call to the newest snapshot, for a loop that runs for long.
///
/// Says whether there was a scope to move.
/// The calls before and after it may disagree; that is the point.
///
/// ```
/// assert!(!flagkit::refresh_scope());
/// let nobody = flagkit::EvaluationContext::anonymous();
/// flagkit::scope(&nobody, || assert!(flagkit::refresh_scope()));
/// ```
pub fn refresh_scope() -> bool {
    with_pin(Pinned::refresh).unwrap_or(false)
}
