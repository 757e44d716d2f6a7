//! `on_panic` and `on_error`: finding out that new code failed, so that the old code can answer instead.
//!
//! Generated code runs the old arm; here a failure is seen, counted and told.
//! Law: a rescue is never silent, and never a line per call. What the new code left half done stays so: it is run as
//! `AssertUnwindSafe`, and the documentation of `#[feature_flag]` says what may then be seen.

use crate::callsite::Callsite;
use crate::current;
use crate::epoch::Constants;
use crate::measure::call::Call;
use crate::measure::carry::{Run, run_future};
use crate::measure::count;
use crate::news::News;
use crate::shadow;
use pin_project_lite::pin_project;
use std::any::Any;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

/// What can be given to the new code and, when that fails, to the old.
///
/// `W` is [`for_the_old_code`]: a type that nobody can write, so that rustc does not ask people to demand this trait of
/// their type parameters.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not `Clone`, so the old code cannot be given it after the new code",
    label = "the new code takes this argument away",
    note = "`on_panic` and `on_error` run the old code with the same arguments; implement `Clone`, take a shared \
            reference, or write `otherwise = expression`, which needs only what it names"
)]
pub trait Keep<W>: Sized {
    /// One more of it.
    #[must_use]
    fn kept(&self) -> Self;
}

// The sentence above is about the argument, not about this impl.
#[diagnostic::do_not_recommend]
impl<T: Clone, W> Keep<W> for T {
    #[inline]
    fn kept(&self) -> Self {
        self.clone()
    }
}

/// What an argument is kept for; never called.
pub fn for_the_old_code() {}

/// An argument once more, for the old code.
#[inline]
#[must_use]
pub fn keep<T: Keep<W>, W>(argument: &T, _: W) -> T {
    argument.kept()
}

/// What may be a failure.
#[diagnostic::on_unimplemented(
    message = "`on_error` needs a function that returns a `Result`, and this one returns `{Self}`",
    label = "no `Result`",
    note = "remove `on_error`, or return a `Result`"
)]
pub trait Fallible {
    /// Whether it is one.
    fn has_failed(&self) -> bool;
}

impl<T, E> Fallible for Result<T, E> {
    #[inline]
    fn has_failed(&self) -> bool {
        self.is_err()
    }
}

/// What a function returns, to be told from a future that it only made.
#[derive(Debug)]
pub struct Returned<'a, T>(pub &'a T);

impl<T: Future> Returned<'_, T> {
    /// Preferred to [`Final::check`] where the result is a future, under whatever name.
    #[deprecated(
        note = "the future that this function returns runs after it, where nothing is rescued; write an `async fn`"
    )]
    #[inline]
    pub fn check(self) {}
}

/// What is no future is the end of it.
pub trait Final: Sized {
    /// Does nothing.
    #[inline]
    fn check(self) {}
}

impl<T> Final for Returned<'_, T> {}

/// The result of new code, unless it is a failure, which is dropped and counted.
#[inline]
pub fn unless_failed<R: Fallible>(call: Call, callsite: &'static Callsite, result: R) -> Option<R> {
    // Nobody rescues a shadow, or it would look as if all were well.
    if result.has_failed() && !call.is_trial() {
        drop(result);
        failed(call, callsite);
        return None;
    }
    Some(result)
}

/// The result of new code, unless it panics, which is counted.
#[inline]
pub fn caught<R>(call: Call, callsite: &'static Callsite, body: impl FnOnce() -> R) -> Option<R> {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(result) => Some(result),
        Err(payload) if call.is_trial() => resume_unwind(payload),
        Err(payload) => {
            panicked(call, callsite, payload);
            None
        }
    }
}

/// The same for the body of an `async fn`, at whichever poll it panics.
#[inline]
pub fn caught_future<F: Future>(call: Call, callsite: &'static Callsite, future: F) -> Caught<F> {
    Caught { run: run_future(call, callsite, future) }
}

pin_project! {
    /// A future that is over when the one inside panics.
    #[derive(Debug)]
    #[must_use = "futures do nothing unless they are polled"]
    pub struct Caught<F> {
        #[pin]
        run: Run<F>,
    }
}

impl<F: Future> Future for Caught<F> {
    type Output = Option<F::Output>;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut run = self.project().run;
        match catch_unwind(AssertUnwindSafe(|| run.as_mut().poll(context))) {
            Ok(poll) => poll.map(Some),
            Err(payload) => {
                let (call, callsite) = run.over();
                if call.is_trial() {
                    resume_unwind(payload);
                }
                panicked(call, callsite, payload);
                Poll::Ready(None)
            }
        }
    }
}

#[cold]
#[inline(never)]
fn failed(call: Call, callsite: &'static Callsite) {
    count::rescued(call, callsite, false);
    rescued(callsite, || "returned an `Err`".to_owned());
}

#[cold]
#[inline(never)]
fn panicked(call: Call, callsite: &'static Callsite, payload: Box<dyn Any + Send>) {
    count::rescued(call, callsite, true);
    let text = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    rescued(callsite, || match text {
        Some(text) => format!("panicked (`{text}`)"),
        None => "panicked".to_owned(),
    });
    // What was thrown may itself panic when it is dropped, and what that throws, too.
    if let Err(another) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        std::mem::forget(another);
    }
}

/// Counts the call, and tells of it once per version.
fn rescued(callsite: &'static Callsite, what: impl FnOnce() -> String) {
    if shadow::is_trial() {
        return;
    }
    callsite.rescues().count();
    // A flag that is on for everyone asks nobody, so nobody may have met this call site.
    callsite.meet();
    if callsite.rescues().is_news(current::with(|snapshot| snapshot.generation())) {
        let mut news = News::default();
        news.warning(format!(
            "`{}`: the new code of `{}` ({}:{}:{}) {}, and its old code answered instead (told once per version, \
             `flagkit::health()` counts)",
            callsite.key(),
            callsite.function(),
            callsite.file(),
            callsite.line(),
            callsite.column(),
            what(),
        ));
        news.write_aside();
    }
}
