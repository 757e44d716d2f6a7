//! A scope as a value, for work that leaves the thread: what was captured, and how to stand in it again.
//!
//! Frames borrow from the stack; what is here is owned.
//! Law: a captured scope is the whole surroundings of what runs in it; nothing of the thread's own shows through.

use super::{Frame, overrides, shared_context, sightings, with_pin};
use crate::measure::seen::{Seen, Sightings};
use crate::overrides::Overrides;
use crate::pinned::{Kept, Pinned};
use flagkit_core::{AttributeValue, Context, TargetingKey};
use std::fmt;
use std::sync::Arc;

/// The context of a scope that was inherited; it is made by
/// [`in_current_flag_scope`](crate::InFlagScope::in_current_flag_scope).
#[derive(Clone)]
pub struct Inherited(Arc<dyn Context + Send + Sync>);

impl Inherited {
    pub(crate) fn new(context: Arc<dyn Context + Send + Sync>) -> Self {
        Self(context)
    }
}

#[diagnostic::do_not_recommend]
impl Context for Inherited {
    fn targeting_key(&self) -> Option<TargetingKey<'_>> {
        self.0.targeting_key()
    }

    fn attribute(&self, name: &str) -> Option<AttributeValue<'_>> {
        self.0.attribute(name)
    }

    // A task that spawns a task that spawns a task shares one context, without a chain of pointers.
    fn to_shared(&self) -> Option<Arc<dyn Context + Send + Sync>> {
        Some(Arc::clone(&self.0))
    }
}

/// The targeting key is personal data, and stays out of logs.
impl fmt::Debug for Inherited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inherited").finish_non_exhaustive()
    }
}

/// The scope around a call, for work on other threads, from [`current_scope`].
///
/// Cloning it is cheap. As long as one of its clones lives, so does its snapshot of the flags, and a flag that has
/// changed since costs every caller an evaluation; [`health`](crate::health) shows the oldest.
#[derive(Clone, Debug)]
pub struct Scope {
    context: Option<Inherited>,
    kept: Option<Arc<Kept>>,
    overrides: Option<Arc<Overrides>>,
    sightings: Sightings,
}

/// The scope around this call: its context, its snapshot of the flags, and the overrides of a test.
///
/// A thread or a job of a thread pool is outside the scope of whoever started it, unless it is told:
///
/// ```
/// use flagkit::EvaluationContext;
///
/// let user = EvaluationContext::new("user-42");
/// flagkit::scope(&user, || {
///     let scope = flagkit::current_scope();
///     let job = std::thread::spawn(move || {
///         scope.enter(|| { /* for the same user, by the same version of the flags */ })
///     });
///     job.join().unwrap();
/// });
/// ```
///
/// A task is told by [`in_current_flag_scope`](crate::InFlagScope::in_current_flag_scope).
/// Outside of every scope this is the empty one: no context, and the newest flags at each call.
///
/// The context comes along where it can be owned, which [`Context::to_shared`] says: an
/// [`EvaluationContext`](crate::EvaluationContext), an `Arc` of any context (`flagkit::scope(&Arc::new(user), ..)`),
/// and every context given to [`in_flag_scope`](crate::InFlagScope::in_flag_scope). One that is only borrowed stays
/// behind, and [`Scope::has_context`] says so; the snapshot and the overrides come along anyway.
#[must_use]
pub fn current_scope() -> Scope {
    let overrides = overrides();
    Scope {
        context: shared_context(),
        kept: with_pin(Pinned::kept).map(Arc::new),
        overrides: (!overrides.is_empty())
            .then(|| Arc::new(Overrides::new(overrides.into_iter().rev()))),
        sightings: sightings(),
    }
}

impl Scope {
    /// Runs `inside` in this scope, on whatever thread.
    ///
    /// It is the whole truth for the calls inside: a scope in which this thread happens to be is hidden meanwhile, as
    /// it may be somebody else's. [`refresh_scope`](crate::refresh_scope) moves this entry alone; the next one starts
    /// from the snapshot that was captured.
    ///
    /// A stream that is polled after its request is over is a job like any other:
    ///
    /// ```
    /// # flagkit::flags!("flags.json");
    /// use flagkit::EvaluationContext;
    ///
    /// let user = EvaluationContext::new("user-42");
    /// let lines = flagkit::scope(&user, || {
    ///     let scope = flagkit::current_scope();
    ///     (0..3).map(move |_| scope.enter(|| flags::HALF.is_enabled()))
    /// });
    /// let lines: Vec<bool> = lines.collect();
    /// assert_eq!(lines, [flags::HALF.is_enabled_for(&user); 3]);
    /// ```
    pub fn enter<R>(&self, inside: impl FnOnce() -> R) -> R {
        let context = self.context.as_ref().map(|context| context as &dyn Context);
        let pinned = self.kept.as_deref().map(Kept::pinned);
        let overrides = self.overrides.as_deref().map(Overrides::list).unwrap_or_default();
        let seen = Seen::of(self.sightings);
        Frame::new(context, pinned.as_ref(), overrides).noting(&seen).outermost().enter(inside)
    }

    /// Whether the calls inside know who is asked about.
    ///
    /// ```
    /// use flagkit::{EvaluationContext, current_scope, scope};
    ///
    /// assert!(!current_scope().has_context());
    /// assert!(scope(&EvaluationContext::new("user-42"), current_scope).has_context());
    /// ```
    #[must_use]
    pub fn has_context(&self) -> bool {
        self.context.is_some()
    }
}
