//! Futures in a scope: the frame is entered for the length of each poll, and for the drop.
//!
//! It holds no runtime: any executor will do, and one that moves the future between threads too.
//! Law: between two polls nothing of the scope is left on any thread.

use crate::overrides::{Override, Overrides};
use crate::pinned::Pinned;
use crate::scope::{self, Frame};
use flagkit_core::Context;
use pin_project_lite::pin_project;
use std::future::Future;
use std::pin::Pin;
use std::task::{self, Poll};

/// Puts a future into a scope.
///
/// ```
/// use flagkit::{EvaluationContext, InFlagScope as _};
///
/// let user = EvaluationContext::new("user-42");
/// let request = async { /* handle it */ }.in_flag_scope(user);
/// # drop(request);
/// ```
pub trait InFlagScope: Future + Sized {
    /// Puts `context` in place for each poll of this future, on one snapshot of the flags.
    ///
    /// The snapshot is that of the scope in which this is called, if there is one, else the newest one at the
    /// first poll; see [`scope`](crate::scope). Overrides of a test around this call come along, so a task
    /// that is spawned like this sees what its test has set.
    ///
    /// ```
    /// use flagkit::{EvaluationContext, InFlagScope as _};
    /// use std::{future::Future as _, pin::pin, task};
    ///
    /// let user = EvaluationContext::new("user-42");
    /// let mut request = pin!(async { flagkit::refresh_scope() }.in_flag_scope(user));
    /// let mut context = task::Context::from_waker(task::Waker::noop());
    /// assert!(request.as_mut().poll(&mut context).is_ready());
    /// ```
    fn in_flag_scope<C: Context>(self, context: C) -> Scoped<Self, C> {
        let pin = match scope::with_pin(Pinned::same_as) {
            Some(pinned) => Hold::Held(pinned),
            None => Hold::AtFirstPoll,
        };
        // Counted in again: the task may outlive the test that set them.
        let inherited = scope::overrides().into_iter().rev();
        Scoped {
            future: Some(self),
            context: Some(context),
            pin,
            overrides: Overrides::new(inherited),
        }
    }
}

impl<F: Future> InFlagScope for F {}

/// When a scoped future takes hold of a snapshot.
#[derive(Debug)]
pub(crate) enum Hold {
    /// Not at all: the future only carries overrides.
    Never,
    /// A future that nobody polls must not keep old flags alive.
    AtFirstPoll,
    Held(Pinned),
}

pin_project! {
    /// A future in a scope, from [`InFlagScope::in_flag_scope`] or [`testing::with_async`](crate::testing::with_async).
    #[derive(Debug)]
    #[must_use = "futures do nothing unless they are polled"]
    pub struct Scoped<F, C> {
        #[pin]
        future: Option<F>,
        context: Option<C>,
        pin: Hold,
        overrides: Overrides,
    }

    impl<F, C> PinnedDrop for Scoped<F, C> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            // What the future drops may ask for flags as well. No context: `C: Context` is unknown here.
            // Nor that of whoever drops it, who may be serving another request.
            let pinned = match this.pin {
                Hold::Held(pinned) => Some(&*pinned),
                Hold::Never | Hold::AtFirstPoll => None,
            };
            let frame = Frame::new(None, pinned, this.overrides.list()).outermost();
            frame.enter(|| this.future.set(None));
        }
    }
}

impl<F> Scoped<F, NoContext> {
    pub(crate) fn overridden(future: F, overrides: impl IntoIterator<Item = Override>) -> Self {
        let overrides = Overrides::new(overrides);
        Self { future: Some(future), context: None, pin: Hold::Never, overrides }
    }
}

/// The context of a future that has none; it cannot be made.
#[derive(Debug)]
pub enum NoContext {}

impl Context for NoContext {
    fn targeting_key(&self) -> Option<flagkit_core::TargetingKey<'_>> {
        match *self {}
    }

    fn attribute(&self, _name: &str) -> Option<flagkit_core::AttributeValue<'_>> {
        match *self {}
    }
}

impl<F: Future, C: Context> Future for Scoped<F, C> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<F::Output> {
        let mut this = self.project();
        if matches!(this.pin, Hold::AtFirstPoll) {
            *this.pin = Hold::Held(Pinned::current());
        }
        let pinned = match this.pin {
            Hold::Held(pinned) => Some(&*pinned),
            Hold::Never | Hold::AtFirstPoll => None,
        };
        let context = this.context.as_ref().map(|context| context as &dyn Context);
        let Some(future) = this.future.as_mut().as_pin_mut() else { return Poll::Pending };
        let poll = Frame::new(context, pinned, this.overrides.list()).enter(|| future.poll(cx));
        if poll.is_ready() && matches!(this.pin, Hold::Held(_)) {
            // The request is over, even if its future is kept.
            *this.pin = Hold::Never;
        }
        poll
    }
}
