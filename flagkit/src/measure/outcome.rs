//! Which results are failures: what a type says of itself, found by type where the function ends.
//!
//! The order is `adverse = PATH`, then [`Outcome`], then `Err`, then never; a panic always is one.
//! Law: user code that judges a result and panics changes nothing for the caller.

use crate::callsite::Callsite;
use crate::measure::call::Call;
use crate::measure::count;
use std::cell::Cell;
use std::fmt;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A result that knows whether it is a failure.
///
/// For types that are no `Result`, and for what an `Ok` may hold: an HTTP response with a status of 500 is a failure
/// of the code that made it, although nothing returned an `Err`. Calls with such a result count as failed in
/// the guards and reports of a flag. `adverse = PATH` in the attribute stands above it.
///
/// ```
/// use flagkit::Outcome;
///
/// struct Reply { status: u16 }
///
/// impl Outcome for Reply {
///     fn is_adverse(&self) -> bool {
///         self.status >= 500
///     }
/// }
/// # assert!(Reply { status: 503 }.is_adverse());
/// ```
///
/// With the feature `http`, which `flagkit-tower` asks for, an `http::Response` of any body is one, and so is axum's.
pub trait Outcome {
    /// Whether this counts as a failed call.
    fn is_adverse(&self) -> bool;
}

/// A response whose status says that the server is to blame: 500 and above.
#[cfg(feature = "http")]
impl<B> Outcome for http::Response<B> {
    fn is_adverse(&self) -> bool {
        self.status().is_server_error()
    }
}

/// A result that is looked at on its way to the caller.
pub struct Probed<T>(Cell<Option<T>>);

impl<T> fmt::Debug for Probed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Probed").finish_non_exhaustive()
    }
}

/// Takes a result to look at.
#[inline]
pub fn probed<T>(result: T) -> Probed<T> {
    Probed(Cell::new(Some(result)))
}

impl<T> Probed<T> {
    /// The result, after the end of its call was booked.
    #[inline(always)]
    fn booked(self, book: impl FnOnce(&T)) -> T {
        given(self.0.into_inner(), book)
    }

    /// The same where only a reference was found.
    #[inline(always)]
    fn taken(&self, book: impl FnOnce(&T)) -> T {
        given(self.0.take(), book)
    }
}

#[inline(always)]
fn given<T>(result: Option<T>, book: impl FnOnce(&T)) -> T {
    match result {
        Some(result) => {
            book(&result);
            result
        }
        // It was put in where this was made, and each is asked once.
        None => unreachable!("a result was looked at twice"),
    }
}

// rustc takes the first of these that fits: a method of the type, then one of a trait, by value, by reference, by mutable
// reference. So each type says of itself what it can, and no bound need exclude another.

impl<T: Outcome> Probed<T> {
    /// A result that knows what it is.
    #[inline]
    pub fn ended(self, call: Call, callsite: &'static Callsite) -> T {
        self.booked(|result| {
            if call.has_asked() && call.is_measured() {
                finish_as(call, callsite, judged(T::is_adverse, result));
            }
        })
    }
}

impl<T: Outcome, E> Probed<Result<T, E>> {
    /// An `Err`, or a result that knows what it is.
    #[inline]
    pub fn ended(self, call: Call, callsite: &'static Callsite) -> Result<T, E> {
        self.booked(|result| {
            if call.has_asked() && call.is_measured() {
                let adverse = match result {
                    Ok(value) => judged(T::is_adverse, value),
                    Err(_) => true,
                };
                finish_as(call, callsite, adverse);
            }
        })
    }
}

/// What is made of every other result.
pub trait Ended {
    /// Its type.
    type Result;

    /// Books the end of the call.
    fn ended(self, call: Call, callsite: &'static Callsite) -> Self::Result;
}

impl<T, E> Ended for Probed<Result<T, E>> {
    type Result = Result<T, E>;

    #[inline]
    fn ended(self, call: Call, callsite: &'static Callsite) -> Result<T, E> {
        self.booked(|result| {
            if call.has_asked() && call.is_measured() {
                finish_as(call, callsite, result.is_err());
            }
        })
    }
}

/// A future that was only made: it ends elsewhere.
impl<F: Future> Ended for &Probed<F> {
    type Result = F;

    #[inline]
    fn ended(self, call: Call, callsite: &'static Callsite) -> F {
        self.taken(|_| {
            if call.has_asked() && call.is_measured() {
                count::forgotten(call, callsite);
            }
        })
    }
}

impl<T> Ended for &mut Probed<T> {
    type Result = T;

    #[inline]
    fn ended(self, call: Call, callsite: &'static Callsite) -> T {
        self.taken(|_| finish(call, callsite))
    }
}

/// The end of a call that cannot have failed.
#[inline(always)]
pub(crate) fn finish(call: Call, callsite: &'static Callsite) {
    // The question of `run` again, which the compiler then need not ask twice: a flag that is the same for everyone has
    // answered it before its code runs.
    if call.has_asked() && call.ticket() != 0 {
        count::timed(call, callsite);
    }
}

/// The result of a call of which a function of the user's says whether it failed.
#[inline]
pub fn ended_as<T>(
    call: Call,
    callsite: &'static Callsite,
    result: T,
    adverse: impl FnOnce(&T) -> bool,
) -> T {
    if call.has_asked() && call.is_measured() {
        finish_as(call, callsite, judged(adverse, &result));
    }
    result
}

/// The result of a call that cannot have failed.
#[inline(always)]
pub fn ended<T>(call: Call, callsite: &'static Callsite, result: T) -> T {
    finish(call, callsite);
    result
}

/// The end of a call that may have failed.
#[inline]
pub(crate) fn finish_as(call: Call, callsite: &'static Callsite, adverse: bool) {
    if adverse {
        count::failed(call, callsite);
    } else {
        finish(call, callsite);
    }
}

/// What a function of the user's says of a result. One that panics says nothing against it.
#[inline]
pub fn judged<T: ?Sized>(adverse: impl FnOnce(&T) -> bool, result: &T) -> bool {
    catch_unwind(AssertUnwindSafe(|| adverse(result))).unwrap_or(false)
}
