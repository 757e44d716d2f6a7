//! Futures in a scope: the frame is entered for the length of each poll, and for the drop.
//!
//! It holds no runtime: any executor will do, and one that moves the future between threads too.
//! Law: between two polls nothing of the scope is left on any thread.

use crate::measure::seen::Seen;
use crate::overrides::{Override, Overrides};
use crate::pinned::Pinned;
use crate::scope::{self, Frame, Inherited};
use flagkit_core::Context;
use pin_project_lite::pin_project;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
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
    /// Puts `context` in place for each poll of this future, and for its drop, on one snapshot of the flags.
    ///
    /// The snapshot is that of the scope in which this is called, if there is one, else the newest one at the
    /// first poll; see [`scope`](crate::scope). Overrides of a test around this call come along, so a task
    /// that is spawned like this sees what its test has set.
    ///
    /// The scope owns the context, so that tasks which are spawned inside can inherit it
    /// ([`in_current_flag_scope`](Self::in_current_flag_scope)); one that is borrowed, or bound to its thread, goes
    /// to [`in_local_flag_scope`](Self::in_local_flag_scope).
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
    fn in_flag_scope<C: Context + Send + Sync + 'static>(self, context: C) -> Scoped<Self, Arc<C>> {
        self.in_local_flag_scope(Arc::new(context))
    }

    /// The same for a context that is borrowed or bound to its thread.
    ///
    /// A task that is spawned inside inherits the snapshot and the overrides, and the context only where it says that
    /// it can be shared ([`Context::to_shared`]).
    ///
    /// ```
    /// use flagkit::{EvaluationContext, InFlagScope as _};
    ///
    /// async fn handle(user: &EvaluationContext) { /* ... */ }
    ///
    /// let user = EvaluationContext::new("user-42");
    /// let request = handle(&user).in_local_flag_scope(&user);
    /// # drop(request);
    /// ```
    fn in_local_flag_scope<C: Context>(self, context: C) -> Scoped<Self, C> {
        let pin = match scope::with_pin(Pinned::same_as) {
            Some(pinned) => Hold::Held(pinned),
            None => Hold::AtFirstPoll,
        };
        Scoped {
            future: Some(self),
            context: Some(context),
            pin,
            overrides: overrides_around(),
            seen: Some(Seen::new()),
            is_outermost: false,
        }
    }

    /// Lets this future inherit the scope in which this is called, for a task that is spawned from it:
    /// the context, the snapshot of the flags, and the overrides of a test.
    ///
    /// ```
    /// use flagkit::{EvaluationContext, InFlagScope as _};
    ///
    /// # fn spawn<T>(_: T) {}
    /// async fn handle() {
    ///     // Outside: it has no context, and sees each change of the flags at once.
    ///     spawn(async { /* ... */ });
    ///     // Inside: as if it were a part of the request.
    ///     spawn(async { /* ... */ }.in_current_flag_scope());
    /// }
    ///
    /// let request = handle().in_flag_scope(EvaluationContext::new("user-42"));
    /// # drop(request);
    /// ```
    ///
    /// What is captured here is the whole truth for the future: a scope in which it happens to be polled is hidden
    /// from it, as it may be somebody else's. Called outside of every scope, it captures just that.
    /// The request may end first; its snapshot then lives as long as the future, and
    /// [`refresh_scope`](crate::refresh_scope) moves a long one on.
    ///
    /// The context comes along where it can be owned, which [`current_scope`](crate::current_scope) explains.
    /// Where it cannot, the future has none, and its questions count in
    /// [`Health::calls_without_context`](crate::Health::calls_without_context); name the context again for such a
    /// task, with [`in_flag_scope`](Self::in_flag_scope), which takes the same snapshot and overrides along.
    fn in_current_flag_scope(self) -> Scoped<Self, Inherited> {
        Scoped {
            future: Some(self),
            context: scope::shared_context(),
            pin: scope::with_pin(Pinned::same_as).map_or(Hold::Never, Hold::Held),
            overrides: overrides_around(),
            seen: Some(Seen::of(scope::sightings())),
            is_outermost: true,
        }
    }
}

/// Counted in again: the future may outlive the test that set them.
fn overrides_around() -> Overrides {
    Overrides::new(scope::overrides().into_iter().rev())
}

impl<F: Future> InFlagScope for F {}

/// When a scoped future takes hold of a snapshot.
#[derive(Debug)]
pub(crate) enum Hold {
    /// Not at all: the future carries overrides alone, or inherits what has no snapshot, or is over.
    Never,
    /// A future that nobody polls must not keep old flags alive.
    AtFirstPoll,
    Held(Pinned),
}

pin_project! {
    /// A future in a scope, from [`InFlagScope`] or [`testing::with_async`](crate::testing::with_async).
    ///
    /// It is `Send` where the future and its context are.
    #[derive(Debug)]
    #[must_use = "futures do nothing unless they are polled"]
    pub struct Scoped<F, C>
    where
        C: Context,
    {
        #[pin]
        future: Option<F>,
        context: Option<C>,
        pin: Hold,
        overrides: Overrides,
        seen: Option<Seen>,
        is_outermost: bool,
    }

    impl<F, C> PinnedDrop for Scoped<F, C>
    where
        C: Context,
    {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            // What the future drops may ask for flags as well, in its own name, and not in that of whoever drops it,
            // who may be serving another request.
            let context = this.context.as_ref().map(|context| context as &dyn Context);
            let mut frame = Frame::new(context, this.pin.held(), this.overrides.list()).outermost();
            if let Some(seen) = this.seen.as_ref() {
                frame = frame.noting(seen);
            }
            frame.enter(|| this.future.set(None));
        }
    }
}

impl Hold {
    fn held(&self) -> Option<&Pinned> {
        match self {
            Hold::Held(pinned) => Some(pinned),
            Hold::Never | Hold::AtFirstPoll => None,
        }
    }
}

impl<F> Scoped<F, NoContext> {
    pub(crate) fn overridden(future: F, overrides: impl IntoIterator<Item = Override>) -> Self {
        let overrides = Overrides::new(overrides);
        Self {
            future: Some(future),
            context: None,
            pin: Hold::Never,
            overrides,
            seen: None,
            is_outermost: false,
        }
    }
}

/// The context of a future that has none; it cannot be made.
#[derive(Debug)]
pub enum NoContext {}

// Listed among "other types" in an order that differs from build to build, and named by the note of `Context`.
#[diagnostic::do_not_recommend]
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
        let context = this.context.as_ref().map(|context| context as &dyn Context);
        let Some(future) = this.future.as_mut().as_pin_mut() else { return Poll::Pending };
        let mut frame = Frame::new(context, this.pin.held(), this.overrides.list());
        if let Some(seen) = this.seen.as_ref() {
            frame = frame.noting(seen);
        }
        if *this.is_outermost {
            frame = frame.outermost();
        }
        let poll = frame.enter(|| future.poll(cx));
        if poll.is_ready() && matches!(this.pin, Hold::Held(_)) {
            // The request is over, even if its future is kept.
            *this.pin = Hold::Never;
        }
        poll
    }
}
