//! What leaves its thread or task inherits a scope by an explicit call, whole, and nothing else.

#![expect(clippy::async_yields_async, reason = "a task is handed out, to be polled elsewhere")]

use crate::flags;
use crate::poll::{block_on, pause};
use flagkit::{
    AttributeValue, Context, EvaluationContext, InFlagScope as _, Scope, Scoped, TargetingKey,
    current_scope, scope, testing,
};
use std::pin::pin;
use std::sync::{Arc, Barrier};
use std::task::{self, Waker};
use std::thread;

/// A type of the user's own, which cannot be cloned.
struct User {
    key: String,
}

impl Context for User {
    fn targeting_key(&self) -> Option<TargetingKey<'_>> {
        Some(self.key.as_str().into())
    }

    fn attribute(&self, _: &str) -> Option<AttributeValue<'_>> {
        None
    }
}

/// Someone for whom `half` answers like this, found by asking.
fn user(wanted: bool) -> User {
    let mut users = (0..).map(|n| User { key: format!("user-{n}") });
    users.find(|user| flags::HALF.is_enabled_for(user) == wanted).expect("half of all keys are in")
}

async fn ask() -> bool {
    pause().await;
    flags::HALF.is_enabled()
}

fn on_a_thread<R: Send + 'static>(job: impl FnOnce() -> R + Send + 'static) -> R {
    thread::spawn(job).join().expect("the job does not panic")
}

#[test]
fn a_task_of_a_request_is_outside_unless_it_inherits() {
    let request = async {
        pause().await;
        (ask(), ask().in_current_flag_scope())
    };
    let (outside, inside) = block_on(request.in_flag_scope(user(true)));
    assert!(!on_a_thread(|| block_on(outside)));
    assert!(on_a_thread(|| block_on(inside)), "though the request is over");
}

#[test]
fn a_task_of_a_task_inherits_the_same() {
    let request = async { async { ask().in_current_flag_scope() }.in_current_flag_scope() };
    let task = block_on(request.in_flag_scope(user(true)));
    assert!(on_a_thread(|| block_on(block_on(task))));
}

#[test]
fn a_thread_inherits_by_entering() {
    let captured = scope(&Arc::new(user(true)), current_scope);
    let together = Arc::new(Barrier::new(4));
    let jobs: Vec<_> = (0..4)
        .map(|_| {
            let (captured, together) = (captured.clone(), Arc::clone(&together));
            thread::spawn(move || {
                assert!(!flags::HALF.is_enabled());
                let answer = captured.enter(|| {
                    together.wait();
                    flags::HALF.is_enabled()
                });
                assert!(!flags::HALF.is_enabled());
                answer
            })
        })
        .collect();
    for job in jobs {
        assert!(job.join().unwrap());
    }
}

#[test]
fn an_entered_scope_leaves_when_its_job_panics() {
    let captured = scope(&Arc::new(user(true)), current_scope);
    let unwound = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        captured.enter(|| std::panic::resume_unwind(Box::new("on purpose")));
    }));
    assert!(unwound.is_err());
    assert!(!flags::HALF.is_enabled());
}

#[test]
fn a_scope_inside_an_entered_one_is_an_ordinary_scope() {
    let captured = scope(&Arc::new(user(false)), current_scope);
    captured.enter(|| {
        assert!(!flags::HALF.is_enabled());
        assert!(scope(&user(true), || flags::HALF.is_enabled()));
        assert!(!flags::HALF.is_enabled());
    });
}

#[test]
fn which_contexts_come_along() {
    let owned = EvaluationContext::new("user-42");
    assert!(scope(&owned, current_scope).has_context());
    assert!(scope(&&owned, current_scope).has_context());
    assert!(scope(&Some(owned), current_scope).has_context());
    assert!(scope(&None::<User>, current_scope).has_context(), "someone unknown is a context");
    assert!(scope(&Arc::new(user(true)), current_scope).has_context());
    let dynamic: Arc<dyn Context + Send + Sync> = Arc::new(user(true));
    assert!(scope(&dynamic, current_scope).has_context());
    assert!(!scope(&user(true), current_scope).has_context(), "it lives in a frame of the caller");
    assert!(!current_scope().has_context());
}

#[test]
fn a_borrowed_context_stays_behind_and_no_other_takes_its_place() {
    // The inner one is meant, even where only the outer one could be shared.
    let task =
        scope(&Arc::new(user(true)), || scope(&user(true), || ask().in_current_flag_scope()));
    assert!(!block_on(task));
    let alice = user(true);
    let local = async { ask().in_current_flag_scope() }.in_local_flag_scope(&alice);
    assert!(!block_on(block_on(local)));
    // The remedy: the context is named again.
    assert!(block_on(scope(&alice, || ask().in_flag_scope(user(true)))));
}

#[test]
fn what_inherits_does_not_see_the_scope_in_which_it_happens_to_run() {
    let (alice, bob) = (Arc::new(user(false)), user(true));
    let (task, job) = scope(&alice, || (ask().in_current_flag_scope(), current_scope()));
    // Neither where nothing was captured: without a context is better than with somebody else's.
    let (bare_task, bare_job) = (ask().in_current_flag_scope(), current_scope());
    testing::with(flags::NEW_CHECKOUT.on(), || {
        scope(&bob, || {
            assert!(!block_on(task));
            assert!(!block_on(bare_task));
            let ask = || (flags::HALF.is_enabled(), flags::NEW_CHECKOUT.is_enabled());
            assert_eq!((job.enter(ask), bare_job.enter(ask)), ((false, false), (false, false)));
            assert_eq!(ask(), (true, true));
        });
    });
}

#[test]
fn an_override_comes_along_and_outlives_its_test() {
    let (task, job) = testing::with(flags::NEW_CHECKOUT.off(), || {
        testing::with(flags::NEW_CHECKOUT.on(), || {
            let task = async { flags::NEW_CHECKOUT.is_enabled() }.in_current_flag_scope();
            (task, current_scope())
        })
    });
    assert!(!flags::NEW_CHECKOUT.is_enabled());
    assert!(on_a_thread(|| block_on(task)));
    assert!(on_a_thread(move || job.enter(|| flags::NEW_CHECKOUT.is_enabled())));
    assert!(!flags::NEW_CHECKOUT.is_enabled());
}

#[test]
fn a_request_that_is_dropped_asks_in_its_own_name_and_leaves_nothing() {
    struct AsksWhenDropped(Arc<std::sync::Mutex<Option<bool>>>);
    impl Drop for AsksWhenDropped {
        fn drop(&mut self) {
            *self.0.lock().expect("nobody panics with it") = Some(flags::HALF.is_enabled());
        }
    }
    let seen = Arc::default();
    let guard = AsksWhenDropped(Arc::clone(&seen));
    let alice = Arc::new(user(true));
    let gone = Arc::downgrade(&alice);
    let mut request = Box::pin(
        async move {
            let _guard = guard;
            let mut task = pin!(ask().in_current_flag_scope());
            // One poll, and nobody ever wakes it.
            let _ = task.as_mut().poll(&mut task::Context::from_waker(Waker::noop()));
            std::future::pending::<()>().await;
        }
        .in_flag_scope(alice),
    );
    let mut context = task::Context::from_waker(Waker::noop());
    assert!(request.as_mut().poll(&mut context).is_pending());
    assert!(gone.upgrade().is_some());
    scope(&user(false), || drop(request));
    assert_eq!(*seen.lock().unwrap(), Some(true));
    assert!(gone.upgrade().is_none());
}

#[test]
fn a_request_may_move_between_threads_with_its_context() {
    fn check<T: Send>() {}
    check::<Scoped<std::future::Pending<()>, Arc<User>>>();
    check::<Scoped<std::future::Pending<()>, flagkit::Inherited>>();
    check::<Scope>();
    fn check_sync<T: Sync>() {}
    check_sync::<Scope>();
}

#[test]
fn a_scope_allocates_nothing() {
    let alice = user(true);
    let request = || scope(&alice, || scope(&&alice, || flags::HALF.is_enabled()));
    assert!(request(), "and the first one enrols the thread");
    crate::allocations::none_in(|| assert!(request()));
}

#[test]
fn who_is_asked_about_stays_out_of_logs() {
    let captured = scope(&EvaluationContext::new("minsu@example.com"), current_scope);
    assert!(!format!("{captured:?}").contains("minsu"), "{captured:?}");
}
