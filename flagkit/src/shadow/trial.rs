//! One shadowed call: both arms, in random order, each alone with its failure.
//!
//! Law: whatever an arm does, the other one runs and the pair is counted; and a pair of which one arm did not come to
//! its function says nothing, instead of saying that all is well.

use super::crew::{self, Running, Task};
use super::future;
use super::ledger::{End, Outcome, Shadowed};
use super::sample::{self, Text};
use crate::callsite::Callsite;
use crate::measure::call::Call;
use crate::overrides::{Override, Overrides};
use crate::pinned::Pinned;
use crate::scope::{Frame, Scope, current_scope, with_pin};
use std::any::Any;
use std::cell::Cell;
use std::fmt::Write as _;
use std::future::Future;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;
use std::sync::Arc;
use std::time::Instant;

/// Whose code runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Old = 0,
    New = 1,
}

thread_local! {
    /// The function whose shadow this thread runs.
    static STANDING: Cell<Option<Standing>> = const { Cell::new(None) };
}

#[derive(Clone, Copy)]
struct Standing {
    callsite: &'static Callsite,
    reached: bool,
}

/// Whether this thread runs a shadow, whose calls are nobody's: they are not measured, and not shadowed again.
#[inline]
pub(crate) fn is_trial() -> bool {
    STANDING.try_with(|standing| standing.get().is_some()).unwrap_or(false)
}

/// Notes that a call came to this function; whether it is the one whose shadow runs.
pub(crate) fn reach(callsite: &'static Callsite) -> bool {
    let reached = STANDING.try_with(|standing| match standing.get() {
        Some(current) if ptr::eq(current.callsite, callsite) => {
            standing.set(Some(Standing { reached: true, ..current }));
            true
        }
        _ => false,
    });
    reached.unwrap_or(false)
}

/// What generated code makes of a call: both arms, once they are asked for.
#[expect(missing_debug_implementations, reason = "it is a closure")]
pub struct Job(Box<dyn FnOnce(&Trial<'_>) + Send>);

impl Job {
    /// Keeps the arguments, which the closure owns.
    #[must_use]
    pub fn new(run: impl FnOnce(&Trial<'_>) + Send + 'static) -> Self {
        Self(Box::new(run))
    }
}

/// Clones the arguments of a call that is shadowed, and leaves them to the crew.
#[cold]
#[inline(never)]
pub fn offer(shadowed: &'static Shadowed, call: Call, prepare: &mut dyn FnMut() -> Job) {
    let Some(new) = call.shadow() else { return };
    // Cloning is the program's code, and its panic would be the caller's.
    let offered = catch_unwind(AssertUnwindSafe(|| {
        shadowed.meet();
        if !crew::has_room() {
            return false;
        }
        let Job(run) = prepare();
        let scope = current_scope();
        let work = Box::new(move |running: &Arc<Running>| {
            run(&Trial { shadowed, new, unit: call.unit(), scope, running });
        });
        // What comes back is dropped here, where a panic of it is caught.
        crew::hire(Task { shadowed, work }).is_ok()
    }));
    match offered {
        Ok(true) => {}
        Ok(false) => shadowed.skip(),
        Err(payload) => {
            forget(payload);
            shadowed.skip();
        }
    }
}

/// Where an arm runs: in the scope of the call that was shadowed, with its flag set to this arm.
pub(crate) struct Ground<'a> {
    scope: &'a Scope,
    pinned: &'a Pinned,
    overrides: [Override; 1],
}

impl Ground<'_> {
    pub(crate) fn enter<R>(&self, inside: impl FnOnce() -> R) -> R {
        self.scope.enter(|| Frame::new(None, Some(self.pinned), &self.overrides).enter(inside))
    }
}

/// A pair to be run.
#[expect(missing_debug_implementations, reason = "generated code hands it back at once")]
pub struct Trial<'a> {
    shadowed: &'static Shadowed,
    /// The arm of the new code.
    new: u8,
    /// Who is asked about; 0 where nobody is known.
    unit: u64,
    scope: Scope,
    running: &'a Arc<Running>,
}

/// What one arm came to.
enum Ran<R> {
    Returned(R),
    Panicked(String),
    Hung,
    /// The call did not come to the function, or its future was not driven to its end.
    Astray,
}

impl Trial<'_> {
    /// Runs a function.
    pub fn run<R>(
        &self,
        call: impl Fn() -> R,
        equal: impl FnOnce(&R, &R) -> bool,
        failed: impl Fn(&R) -> bool,
        tell: impl Fn(&R, &mut Text),
    ) {
        self.both(
            |ground, standing| {
                let result = catch_unwind(AssertUnwindSafe(|| ground.enter(&call)));
                match (result, standing.reached()) {
                    (Ok(result), true) => Ran::Returned(result),
                    (Err(payload), true) => Ran::Panicked(said(payload)),
                    (Ok(result), false) => {
                        drop(result);
                        Ran::Astray
                    }
                    (Err(payload), false) => {
                        forget(payload);
                        Ran::Astray
                    }
                }
            },
            equal,
            failed,
            tell,
        );
    }

    /// Runs an `async fn`.
    pub fn run_future<R, F: Future<Output = R>>(
        &self,
        call: impl Fn() -> F,
        equal: impl FnOnce(&R, &R) -> bool,
        failed: impl Fn(&R) -> bool,
        tell: impl Fn(&R, &mut Text),
    ) {
        self.both(
            |ground, standing| match future::drive(&call, ground, self.running) {
                future::Driven::Done(result) if standing.reached() => Ran::Returned(result),
                future::Driven::Panicked(payload) if standing.reached() => {
                    Ran::Panicked(said(payload))
                }
                future::Driven::Expired => Ran::Hung,
                future::Driven::Done(_) | future::Driven::Panicked(_) | future::Driven::Left => {
                    Ran::Astray
                }
            },
            equal,
            failed,
            tell,
        );
    }

    fn both<R>(
        &self,
        run: impl Fn(&Ground<'_>, &Entered) -> Ran<R>,
        equal: impl FnOnce(&R, &R) -> bool,
        failed: impl Fn(&R) -> bool,
        tell: impl Fn(&R, &mut Text),
    ) {
        let declaration = self.shadowed.declaration();
        let arm = |side| {
            let arm = if side == Side::New { self.new } else { declaration.fallback() };
            Override::new(declaration, arm)
        };
        // Counted in for both, so that each call of the flag asks until the pair is over.
        let overrides = Overrides::new([arm(Side::Old)]);
        // One version of all flags for both, or a change in between would look like a difference.
        let same = || with_pin(Pinned::same_as);
        let pinned = self.scope.enter(same).unwrap_or_else(Pinned::current);
        let one = |side| {
            let ground = Ground { scope: &self.scope, pinned: &pinned, overrides: [arm(side)] };
            let standing = Entered::new(self.shadowed.callsite());
            self.running.turn_to(Some(side));
            let began = Instant::now();
            let ran = run(&ground, &standing);
            let nanos = u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX);
            self.running.turn_to(None);
            (ran, nanos)
        };
        let new_first = coin();
        let (old, new) = if new_first {
            let new = one(Side::New);
            if self.running.is_closed() {
                return;
            }
            (one(Side::Old), new)
        } else {
            let old = one(Side::Old);
            if self.running.is_closed() {
                return;
            }
            (old, one(Side::New))
        };
        drop((overrides, pinned));
        let end = |ran: &Ran<R>| match ran {
            Ran::Returned(result) if failed(result) => End::Failed,
            Ran::Returned(_) => End::Returned,
            Ran::Panicked(_) => End::Panicked,
            Ran::Hung => End::Hung,
            Ran::Astray => End::Astray,
        };
        // What looks at the results is the program's too.
        let looked = catch_unwind(AssertUnwindSafe(|| {
            let ends = (end(&old.0), end(&new.0));
            let equal = match (&old.0, &new.0) {
                (Ran::Returned(old), Ran::Returned(new)) => Some(equal(old, new)),
                _ => None,
            };
            let differ = equal == Some(false) || ends.0.failed() != ends.1.failed();
            let sample = (differ && self.shadowed.wants_samples()).then(|| {
                let told = |ran: &Ran<R>| {
                    let mut text = Text::default();
                    // The only error is that of a text that is long enough.
                    match ran {
                        Ran::Returned(result) => tell(result, &mut text),
                        Ran::Panicked(said) => drop(write!(text, "panicked: {said}")),
                        Ran::Hung => drop(text.write_str("(hung)")),
                        Ran::Astray => {}
                    }
                    sample::redacted(text)
                };
                (told(&old.0), told(&new.0))
            });
            (ends, equal, sample)
        }));
        let outcome = match looked {
            Ok(((old_end, new_end), equal, sample)) => Outcome {
                old: old_end,
                new: new_end,
                equal,
                old_nanos: old.1,
                new_nanos: new.1,
                new_first,
                sample,
            },
            Err(payload) => {
                forget(payload);
                Outcome::unjudged(old.1, new.1, new_first)
            }
        };
        if self.running.close() {
            self.shadowed.record(self.unit, outcome);
        }
        // Here their drops are caught, and no pair is lost by them.
        drop((old, new));
    }
}

/// This thread runs a shadow, until it is dropped.
struct Entered;

impl Entered {
    fn new(callsite: &'static Callsite) -> Self {
        STANDING.set(Some(Standing { callsite, reached: false }));
        Self
    }

    #[expect(clippy::unused_self, reason = "there is one where the thread runs a shadow")]
    fn reached(&self) -> bool {
        STANDING.get().is_some_and(|standing| standing.reached)
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        STANDING.set(None);
    }
}

/// A fair coin, so that a cache that the first arm has warmed speaks for neither.
fn coin() -> bool {
    RandomState::new().build_hasher().finish() & 1 == 1
}

/// The text of a panic.
fn said(payload: Box<dyn Any + Send>) -> String {
    let text = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned());
    forget(payload);
    text.unwrap_or_default()
}

/// Drops what was thrown, which may itself panic when it is dropped, and what that throws, too.
pub(crate) fn forget(payload: Box<dyn Any + Send>) {
    if let Err(another) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        std::mem::forget(another);
    }
}
