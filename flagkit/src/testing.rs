//! Overrides for tests: in force for one closure or one future, and nowhere else.
//!
//! Parallel tests do not disturb each other, since an override is found through the calling thread's scopes.
//! A thread or task that the code under test spawns is outside, unless it inherits by an explicit call
//! ([`InFlagScope`](crate::InFlagScope), [`current_scope`](crate::current_scope)), which takes the overrides along.

use crate::future::{NoContext, Scoped};
use crate::overrides::{Override, Overrides};
use crate::scope::Frame;
use std::future::Future;

/// Runs `inside` with one override, or several, in place.
///
/// A future that `inside` returns is outside again when it is polled; that is what [`with_async`] is for.
///
/// ```
/// # flagkit::flags!("flags.json");
/// use flagkit::testing;
///
/// testing::with(flags::NEW_CHECKOUT.on(), || assert!(flags::NEW_CHECKOUT.is_enabled()));
/// testing::with([flags::NEW_CHECKOUT.on(), flags::HALF.off()], || {
///     assert!(flags::NEW_CHECKOUT.is_enabled() && !flags::HALF.is_enabled());
/// });
/// assert!(!flags::NEW_CHECKOUT.is_enabled());
/// ```
pub fn with<R>(overrides: impl IntoIterator<Item = Override>, inside: impl FnOnce() -> R) -> R {
    let overrides = Overrides::new(overrides);
    Frame::new(None, None, overrides.list()).enter(inside)
}

/// Runs a future with one override, or several, in place, on any executor.
///
/// ```
/// # flagkit::flags!("flags.json");
/// use flagkit::testing;
/// use std::{future::Future as _, pin::pin, task};
///
/// let test = testing::with_async(flags::NEW_CHECKOUT.on(), async {
///     assert!(flags::NEW_CHECKOUT.is_enabled());
/// });
/// let mut context = task::Context::from_waker(task::Waker::noop());
/// assert!(pin!(test).poll(&mut context).is_ready());
/// ```
pub fn with_async<F: Future>(
    overrides: impl IntoIterator<Item = Override>,
    inside: F,
) -> Scoped<F, NoContext> {
    Scoped::overridden(inside, overrides)
}
