//! Which results are failures: what a type says of itself, found by type where the function ends.
//!
//! The order is `adverse = PATH`, then [`Outcome`], then `Err`, then never; a panic always is one.
//! Law: user code that judges a result and panics changes nothing for the caller.

use crate::callsite::Callsite;
use crate::measure::call::Call;
use crate::measure::count;
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

/// A result that is looked at. The trait is found at the first of these types that has it: rustc tries the reference of
/// four levels first.
#[derive(Debug)]
pub struct Probed<'a, T>(pub &'a T);

/// What is made of a result.
pub trait Finish {
    /// Books the end of the call.
    fn finish(&self, call: Call, callsite: &'static Callsite);
}

/// A future that was only made: it ends elsewhere.
impl<T: Future> Finish for &&&&Probed<'_, T> {
    #[inline]
    fn finish(&self, call: Call, callsite: &'static Callsite) {
        count::forgotten(call, callsite);
    }
}

impl<T: Outcome> Finish for &&&Probed<'_, T> {
    #[inline]
    fn finish(&self, call: Call, callsite: &'static Callsite) {
        let result = self.0;
        finish_as(call, callsite, judged(T::is_adverse, result));
    }
}

impl<T: Outcome, E> Finish for &&Probed<'_, Result<T, E>> {
    #[inline]
    fn finish(&self, call: Call, callsite: &'static Callsite) {
        let adverse = match self.0 {
            Ok(value) => judged(T::is_adverse, value),
            Err(_) => true,
        };
        finish_as(call, callsite, adverse);
    }
}

impl<T, E> Finish for &Probed<'_, Result<T, E>> {
    #[inline]
    fn finish(&self, call: Call, callsite: &'static Callsite) {
        finish_as(call, callsite, self.0.is_err());
    }
}

impl<T> Finish for Probed<'_, T> {
    #[inline]
    fn finish(&self, call: Call, callsite: &'static Callsite) {
        finish(call, callsite);
    }
}

/// The end of a call that cannot have failed.
#[inline(always)]
pub fn finish(call: Call, callsite: &'static Callsite) {
    if call.ticket() != 0 {
        count::timed(call, callsite);
    }
}

/// The end of a call that may have failed.
#[inline]
pub fn finish_as(call: Call, callsite: &'static Callsite, adverse: bool) {
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
