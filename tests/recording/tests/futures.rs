//! Functions whose work goes on after they have returned.

use flagkit::{EvaluationContext, feature_flag};
use recording::{counted, figures, flags, new, old, ready};
use std::future::{Future, pending};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Waker};

fn poll_once<F: Future>(future: Pin<&mut F>) -> bool {
    future.poll(&mut Context::from_waker(Waker::noop())).is_ready()
}

/// How a call of a test is to end.
#[derive(Clone, Copy, PartialEq)]
enum End {
    Well,
    Err,
    Panic,
    Never,
}

async fn come_to(end: End) -> Result<(), ()> {
    match end {
        End::Well => Ok(()),
        End::Err => Err(()),
        End::Panic => panic!("asked for"),
        End::Never => pending().await,
    }
}

/// Each of these, for the new code and for the old.
fn every_end<F: Future>(call: impl Fn(EvaluationContext, End) -> F) {
    for user in [new(), old()] {
        let _ = (ready(call(user.clone(), End::Well)), ready(call(user.clone(), End::Err)));
        assert!(catch_unwind(AssertUnwindSafe(|| ready(call(user.clone(), End::Panic)))).is_err());
        {
            let mut dropped = pin!(call(user.clone(), End::Never));
            assert!(!poll_once(dropped.as_mut()));
        }
        // Never polled, so that nothing has begun.
        drop(call(user, End::Well));
    }
}

#[feature_flag("half", fallback = fetch_old, context = _user)]
async fn fetch(_user: EvaluationContext, end: End) -> Result<(), ()> {
    come_to(end).await
}

async fn fetch_old(_user: EvaluationContext, end: End) -> Result<(), ()> {
    come_to(end).await
}

#[test]
fn an_async_fn() {
    every_end(fetch);
    let counted = counted("fetch").drawn;
    assert_eq!(figures(counted[0]), [4, 2, 1, 1, 0]);
    assert_eq!(figures(counted[1]), [4, 2, 1, 1, 0]);
}

#[feature_flag("half", otherwise = { come_to(end).await?; Ok(()) }, context = _user)]
async fn fetch_in_place(_user: EvaluationContext, end: End) -> Result<(), ()> {
    come_to(end).await
}

#[test]
fn an_async_fn_with_its_old_code_in_place() {
    every_end(fetch_in_place);
    let counted = counted("fetch_in_place").drawn;
    assert_eq!(figures(counted[0]), [4, 2, 1, 1, 0]);
    assert_eq!(figures(counted[1]), [4, 2, 1, 1, 0]);
}

#[feature_flag("half", fallback = made_old, context = _user)]
fn made(_user: EvaluationContext, end: End) -> impl Future<Output = Result<(), ()>> + Send {
    come_to(end)
}

fn made_old(_user: EvaluationContext, end: End) -> impl Future<Output = Result<(), ()>> + Send {
    come_to(end)
}

#[test]
fn a_function_that_returns_a_future() {
    every_end(made);
    let counted = counted("made").drawn;
    // Decided where it is made, so the one that was never polled is a call as well, and one that was given up.
    assert_eq!(figures(counted[0]), [5, 2, 1, 2, 0]);
    assert_eq!(figures(counted[1]), [5, 2, 1, 2, 0]);
}

#[async_trait::async_trait]
trait Store {
    async fn load(&self, user: EvaluationContext, end: End) -> Result<(), ()>;
}

struct Memory;

impl Memory {
    async fn load_old(&self, _user: EvaluationContext, end: End) -> Result<(), ()> {
        come_to(end).await
    }
}

#[async_trait::async_trait]
impl Store for Memory {
    #[feature_flag("half", fallback = Self::load_old, context = _user)]
    async fn load(&self, _user: EvaluationContext, end: End) -> Result<(), ()> {
        come_to(end).await
    }
}

#[test]
fn a_method_that_async_trait_has_boxed() {
    every_end(|user, end| Memory.load(user, end));
    let counted = counted("load").drawn;
    assert_eq!(figures(counted[0]), [4, 2, 1, 1, 0]);
    assert_eq!(figures(counted[1]), [4, 2, 1, 1, 0]);
}

#[feature_flag("half", fallback = boxed_old, context = _user)]
fn boxed(
    _user: EvaluationContext,
    end: End,
) -> Pin<Box<dyn Future<Output = Result<(), ()>> + Send>> {
    Box::pin(come_to(end))
}

fn boxed_old(
    _user: EvaluationContext,
    end: End,
) -> Pin<Box<dyn Future<Output = Result<(), ()>> + Send>> {
    Box::pin(come_to(end))
}

#[test]
fn a_boxed_future() {
    every_end(boxed);
    let counted = counted("boxed").drawn;
    assert_eq!(figures(counted[0]), [5, 2, 1, 2, 0]);
    assert_eq!(figures(counted[1]), [5, 2, 1, 2, 0]);
}

type Named = Pin<Box<dyn Future<Output = Result<(), ()>> + Send>>;

#[feature_flag("half", fallback = boxed_old, context = _user)]
fn named(_user: EvaluationContext, end: End) -> Named {
    Box::pin(come_to(end))
}

#[test]
fn a_future_by_another_name_is_counted_as_made_and_nothing_is_said_of_its_end() {
    every_end(named);
    let report = flagkit::report();
    let site =
        report.flags.iter().flat_map(|flag| &flag.sites).find(|site| site.function == "named");
    let arms = &site.unwrap().arms;
    assert_eq!(figures(arms[1].drawn), [5, 0, 0, 0, 0]);
    assert!(arms.iter().all(|arm| arm.samples == 0), "the making of a future has no duration");
}

#[feature_flag("half", fallback = shared_old, context = _user)]
fn shared(
    _user: EvaluationContext,
    end: End,
) -> impl Future<Output = Result<(), ()>> + Send + Sync + 'static {
    come_to(end)
}

fn shared_old(
    _user: EvaluationContext,
    end: End,
) -> impl Future<Output = Result<(), ()>> + Send + Sync + 'static {
    come_to(end)
}

#[test]
fn a_future_with_more_bounds() {
    every_end(shared);
    assert_eq!(figures(counted("shared").drawn[1]), [5, 2, 1, 2, 0]);
}

#[feature_flag("half", fallback = saved_old, context = _user, on_panic = fallback, on_error = fallback)]
async fn saved(_user: EvaluationContext, end: End) -> Result<(), ()> {
    come_to(end).await
}

async fn saved_old(_user: EvaluationContext, _end: End) -> Result<(), ()> {
    Ok(())
}

#[test]
fn a_rescued_future_is_a_failure_of_the_new_code_alone() {
    for end in [End::Well, End::Err, End::Panic] {
        assert_eq!(ready(saved(new(), end)), Ok(()));
    }
    {
        let mut dropped = pin!(saved(new(), End::Never));
        assert!(!poll_once(dropped.as_mut()));
    }
    assert_eq!(ready(saved(old(), End::Well)), Ok(()));
    let counted = counted("saved").drawn;
    assert_eq!(figures(counted[0]), [1, 0, 0, 0, 0]);
    assert_eq!(figures(counted[1]), [4, 2, 1, 1, 2]);
}

#[feature_flag("half", fallback = bystander_old, context = _user)]
async fn bystander(_user: EvaluationContext, end: End) -> Result<(), ()> {
    come_to(end).await
}

async fn bystander_old(_user: EvaluationContext, end: End) -> Result<(), ()> {
    come_to(end).await
}

#[test]
fn a_future_that_another_panic_takes_along_is_cancelled() {
    let unwound = catch_unwind(AssertUnwindSafe(|| {
        let mut waiting = pin!(bystander(new(), End::Never));
        assert!(!poll_once(waiting.as_mut()));
        panic!("somebody else's");
    }));
    assert!(unwound.is_err());
    assert_eq!(figures(counted("bystander").drawn[1]), [1, 0, 0, 1, 0]);
}
