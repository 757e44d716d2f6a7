//! What carries a function's arms to their end: closures, futures, and a guard where neither can be.
//!
//! What is booked at the end is `count`'s; whether a result is a failure, `outcome`'s.
//! Law: a call that is not measured passes through here as if nothing were there; a panic passes on as it came.

use crate::callsite::Callsite;
use crate::measure::call::Call;
use crate::measure::count;
use crate::measure::outcome::finish;
use pin_project_lite::pin_project;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread;

pub use build::{run, run_to_end};

/// In a program as its users run it: a call that has asked goes another way, so that a flag that is the same for everyone
/// keeps nothing for it in a register.
#[cfg(not(debug_assertions))]
mod build {
    use super::{Call, Callsite, Unwound, finish};
    use crate::measure::call::PackedCall;

    /// Runs the arms of a function, and has the compiler take the closure for one that is called once.
    #[inline(always)]
    pub fn run<T>(call: Call, callsite: &'static Callsite, arms: impl FnOnce() -> T) -> T {
        if call.has_asked() { watched(call.packed(), callsite, arms) } else { arms() }
    }

    /// The same for arms of which no result is a failure, to their end.
    #[inline(always)]
    pub fn run_to_end<T>(call: Call, callsite: &'static Callsite, arms: impl FnOnce() -> T) -> T {
        if call.has_asked() { watched_to_end(call.packed(), callsite, arms) } else { arms() }
    }

    #[cold]
    #[inline(never)]
    fn watched_to_end<T>(
        call: PackedCall,
        callsite: &'static Callsite,
        arms: impl FnOnce() -> T,
    ) -> T {
        let result = watched(call, callsite, arms);
        finish(call.unpacked(), callsite);
        result
    }

    #[cold]
    #[inline(never)]
    fn watched<T>(call: PackedCall, callsite: &'static Callsite, arms: impl FnOnce() -> T) -> T {
        let unwound = Unwound { call: call.unpacked(), callsite };
        let result = arms();
        std::mem::forget(unwound);
        result
    }
}

/// While it is being written: one way for all, since each copy is a seventh of what an attribute costs a build.
#[cfg(debug_assertions)]
mod build {
    use super::{Call, Callsite, Unwound, finish};

    /// Runs the arms of a function, and has the compiler take the closure for one that is called once.
    #[inline(always)]
    pub fn run<T>(call: Call, callsite: &'static Callsite, arms: impl FnOnce() -> T) -> T {
        let unwound = Unwound { call, callsite };
        let result = arms();
        std::mem::forget(unwound);
        result
    }

    /// The same for arms of which no result is a failure, to their end.
    #[inline(always)]
    pub fn run_to_end<T>(call: Call, callsite: &'static Callsite, arms: impl FnOnce() -> T) -> T {
        let unwound = Unwound { call, callsite };
        let result = arms();
        std::mem::forget(unwound);
        finish(call, callsite);
        result
    }
}

/// Runs a closure that is no end of anything.
#[inline(always)]
pub fn once<T>(body: impl FnOnce() -> T) -> T {
    body()
}

/// Dropped by a panic alone.
struct Unwound {
    call: Call,
    callsite: &'static Callsite,
}

impl Drop for Unwound {
    #[cold]
    fn drop(&mut self) {
        if self.call.is_measured() {
            count::panicked(self.call, self.callsite);
        }
    }
}

/// Watches a function that nothing can carry.
#[inline]
#[must_use]
pub fn watch(call: Call, callsite: &'static Callsite) -> Watched {
    Watched { call, callsite, was_panicking: call.is_measured() && thread::panicking() }
}

/// Ends with the function that holds it.
#[derive(Debug)]
pub struct Watched {
    call: Call,
    callsite: &'static Callsite,
    /// The function was called by a destructor, while somebody else's panic passes.
    was_panicking: bool,
}

impl Drop for Watched {
    #[inline]
    fn drop(&mut self) {
        if !self.call.is_measured() {
            return;
        }
        if thread::panicking() && !self.was_panicking {
            count::panicked(self.call, self.callsite);
        } else {
            finish(self.call, self.callsite);
        }
    }
}

/// Runs the arms of an `async fn`.
#[inline]
pub fn run_future<F: Future>(call: Call, callsite: &'static Callsite, arms: F) -> Run<F> {
    Run { progress: Progress { call, callsite, stage: Stage::Waiting }, arms }
}

/// Follows a future that a function made, from its first poll to its end, and looks at its result.
#[inline]
pub fn follow<F: Future, P: FnOnce(Call, &'static Callsite, F::Output) -> F::Output>(
    call: Call,
    callsite: &'static Callsite,
    future: F,
    probe: P,
) -> Followed<F, P> {
    let is_timed = call.ticket() != 0;
    if is_timed {
        // It runs when somebody polls it, which may be never.
        count::forgotten(call, callsite);
    }
    let run = run_future(call.untimed(), callsite, future);
    Followed { run, probe: call.is_measured().then_some(probe), starts_clock: is_timed }
}

/// How far a future is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Between two polls, or before the first.
    Waiting,
    /// In a poll. Who is dropped here was unwound.
    Polled,
    Done,
}

#[derive(Debug)]
struct Progress {
    call: Call,
    callsite: &'static Callsite,
    stage: Stage,
}

impl Drop for Progress {
    #[inline]
    fn drop(&mut self) {
        if self.call.is_measured() && self.stage != Stage::Done {
            self.broken_off();
        }
    }
}

impl Progress {
    #[cold]
    #[inline(never)]
    fn broken_off(&self) {
        match self.stage {
            Stage::Polled => count::panicked(self.call, self.callsite),
            _ => count::cancelled(self.call, self.callsite),
        }
    }
}

pin_project! {
    /// The arms of an `async fn`, on their way. What is made of their result is told after it.
    #[derive(Debug)]
    #[must_use = "futures do nothing unless they are polled"]
    pub struct Run<F> {
        progress: Progress,
        #[pin]
        arms: F,
    }
}

impl<F> Run<F> {
    /// Ends here, with the call for whoever books its end.
    pub(crate) fn over(self: Pin<&mut Self>) -> (Call, &'static Callsite) {
        let progress = self.project().progress;
        progress.stage = Stage::Done;
        (progress.call, progress.callsite)
    }
}

impl<F: Future> Future for Run<F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        this.progress.stage = Stage::Polled;
        let poll = this.arms.poll(context);
        this.progress.stage = if poll.is_ready() { Stage::Done } else { Stage::Waiting };
        poll
    }
}

pin_project! {
    /// A future that a function returned: nothing comes after it that could look at its result.
    #[derive(Debug)]
    #[must_use = "futures do nothing unless they are polled"]
    pub struct Followed<F, P> {
        #[pin]
        run: Run<F>,
        probe: Option<P>,
        starts_clock: bool,
    }
}

impl<F: Future, P: FnOnce(Call, &'static Callsite, F::Output) -> F::Output> Future
    for Followed<F, P>
{
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let mut this = self.project();
        if std::mem::take(this.starts_clock) {
            let progress = this.run.as_mut().project().progress;
            progress.call = count::timed_from_here(progress.call, progress.callsite);
        }
        match (this.run.as_mut().poll(context), this.probe.take()) {
            (Poll::Ready(result), Some(probe)) => {
                let progress = this.run.project().progress;
                Poll::Ready(probe(progress.call, progress.callsite, result))
            }
            (poll, probe) => {
                *this.probe = probe;
                poll
            }
        }
    }
}
