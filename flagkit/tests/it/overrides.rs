//! An override is seen by the calls inside it, and by nobody else.

use crate::flags::{self, SearchRanker};
use crate::poll::{block_on, pause};
use flagkit::{EvaluationContext, InFlagScope as _, Reason, testing};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Barrier;
use std::task::{Context, Waker};
use std::thread;

fn is_on() -> bool {
    flags::NEW_CHECKOUT.is_enabled()
}

#[test]
fn inner_overrides_win_and_are_undone() {
    testing::with(flags::NEW_CHECKOUT.on(), || {
        assert!(is_on());
        testing::with(flags::NEW_CHECKOUT.off(), || assert!(!is_on()));
        assert!(is_on());
    });
    assert!(!is_on());
}

#[test]
fn of_two_overrides_of_one_flag_the_later_is_meant() {
    testing::with([flags::NEW_CHECKOUT.off(), flags::NEW_CHECKOUT.on()], || assert!(is_on()));
}

#[test]
fn several_flags_at_once() {
    let overrides = [flags::NEW_CHECKOUT.on(), flags::SEARCH_RANKER.serve(SearchRanker::Semantic)];
    testing::with(overrides, || {
        assert!(is_on());
        assert_eq!(flags::SEARCH_RANKER.variant(), SearchRanker::Semantic);
        assert_eq!(flags::SEARCH_RANKER.value(), 0.3);
        assert_eq!(flags::SEARCH_RANKER.evaluate().reason, Reason::Override);
    });
}

#[test]
fn parallel_tests_do_not_see_each_other() {
    let together = Barrier::new(2);
    thread::scope(|threads| {
        for on in [true, false] {
            let together = &together;
            threads.spawn(move || {
                let wanted = if on { flags::NEW_CHECKOUT.on() } else { flags::NEW_CHECKOUT.off() };
                for _ in 0..200 {
                    together.wait();
                    testing::with(wanted, || {
                        assert_eq!(is_on(), on);
                        together.wait();
                        assert_eq!(is_on(), on);
                    });
                    assert!(!is_on());
                }
            });
        }
    });
}

#[test]
fn a_panic_takes_the_override_along() {
    let unwound = catch_unwind(AssertUnwindSafe(|| {
        testing::with(flags::NEW_CHECKOUT.on(), || {
            std::panic::resume_unwind(Box::new("on purpose"))
        });
    }));
    assert!(unwound.is_err());
    assert!(!is_on());
}

#[test]
fn a_future_carries_its_override_from_poll_to_poll_and_leaves_none() {
    let mut on = pin!(testing::with_async(flags::NEW_CHECKOUT.on(), async {
        assert!(is_on());
        pause().await;
        assert!(is_on());
    }));
    let mut context = Context::from_waker(Waker::noop());
    assert!(on.as_mut().poll(&mut context).is_pending());
    assert!(!is_on(), "between two polls nothing is left on the thread");
    assert!(on.as_mut().poll(&mut context).is_ready());
    assert!(!is_on());
}

#[test]
fn two_futures_of_one_thread_do_not_see_each_other() {
    let check = |on: bool| async move {
        for _ in 0..3 {
            assert_eq!(is_on(), on);
            pause().await;
        }
    };
    let mut on = pin!(testing::with_async(flags::NEW_CHECKOUT.on(), check(true)));
    let mut off = pin!(testing::with_async(flags::NEW_CHECKOUT.off(), check(false)));
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..3 {
        assert!(on.as_mut().poll(&mut context).is_pending());
        assert!(off.as_mut().poll(&mut context).is_pending());
    }
    assert!(on.as_mut().poll(&mut context).is_ready());
    assert!(off.as_mut().poll(&mut context).is_ready());
}

#[test]
fn a_task_in_a_scope_takes_the_override_along_and_outlives_the_test() {
    let task = testing::with(flags::NEW_CHECKOUT.on(), || {
        async { is_on() }.in_flag_scope(EvaluationContext::new("user-42"))
    });
    // Neither this thread nor the one that runs it is inside the override any more.
    assert!(!is_on());
    assert!(thread::spawn(|| block_on(task)).join().unwrap());
    assert!(!is_on());
}

#[test]
fn a_thread_that_is_spawned_inside_is_outside() {
    testing::with(flags::NEW_CHECKOUT.on(), || {
        assert!(!thread::spawn(is_on).join().unwrap());
    });
}

#[test]
fn what_a_future_drops_still_sees_its_override() {
    struct AsksWhenDropped<'a>(&'a mut Option<bool>);
    impl Drop for AsksWhenDropped<'_> {
        fn drop(&mut self) {
            *self.0 = Some(is_on());
        }
    }
    let mut seen = None;
    {
        let guard = AsksWhenDropped(&mut seen);
        let future = testing::with_async(flags::NEW_CHECKOUT.on(), async move {
            let _guard = guard;
            pause().await;
        });
        let mut future = Box::pin(future);
        let mut context = Context::from_waker(Waker::noop());
        assert!(future.as_mut().poll(&mut context).is_pending());
    }
    assert_eq!(seen, Some(true));
}
