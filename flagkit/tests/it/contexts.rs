//! Which context answers: the call's own, else the innermost scope's, else none.

use crate::flags;
use crate::poll::{block_on, pause};
use flagkit::{
    AttributeValue, Context, ErrorCode, EvaluationContext, InFlagScope as _, TargetingKey, scope,
};
use std::future::Future as _;

/// Keys on either side of `half`, found by asking.
fn two_users() -> (EvaluationContext, EvaluationContext) {
    let user = |wanted: bool| {
        let mut users = (0..).map(|n| EvaluationContext::new(format!("user-{n}")));
        users
            .find(|user| flags::HALF.is_enabled_for(user) == wanted)
            .expect("half of all keys are in")
    };
    (user(true), user(false))
}

#[test]
fn without_a_context_a_percentage_falls_back_and_says_so() {
    let before = flagkit::health().calls_without_key;
    let details = flags::HALF.evaluate();
    assert_eq!((details.variant, details.bucket), ("off", None));
    assert_eq!(details.error_code, Some(ErrorCode::TargetingKeyMissing));
    assert!(flagkit::health().calls_without_key > before);
}

#[test]
fn a_scope_serves_the_calls_inside() {
    let (inside, outside) = two_users();
    scope(&inside, || {
        assert!(flags::HALF.is_enabled());
        scope(&outside, || assert!(!flags::HALF.is_enabled()));
        assert!(flags::HALF.is_enabled());
    });
    assert!(!flags::HALF.is_enabled());
}

#[test]
fn a_context_of_the_call_beats_the_scope() {
    let (inside, outside) = two_users();
    scope(&outside, || assert!(flags::HALF.is_enabled_for(&inside)));
}

#[test]
fn an_override_inside_a_scope_keeps_the_context_for_other_flags() {
    let (inside, _) = two_users();
    scope(&inside, || {
        flagkit::testing::with(flags::NEW_CHECKOUT.on(), || {
            assert!(flags::NEW_CHECKOUT.is_enabled());
            assert!(flags::HALF.is_enabled());
        });
    });
}

#[test]
fn a_future_brings_its_context_to_every_poll() {
    let (inside, outside) = two_users();
    let request = async {
        assert!(flags::HALF.is_enabled());
        pause().await;
        assert!(flags::HALF.is_enabled());
    };
    // The executor itself runs inside somebody else's scope.
    scope(&outside, || block_on(request.in_flag_scope(inside)));
}

#[test]
fn a_context_that_asks_for_flags_itself_is_answered() {
    struct Curious(EvaluationContext);
    impl Context for Curious {
        fn targeting_key(&self) -> Option<TargetingKey<'_>> {
            // Asks while it is being asked.
            let _ = flags::HALF.is_enabled_for(&self.0);
            assert!(!flagkit::refresh_scope(), "a snapshot that is being read cannot be replaced");
            self.0.targeting_key()
        }

        fn attribute(&self, name: &str) -> Option<AttributeValue<'_>> {
            self.0.attribute(name)
        }
    }
    let (inside, _) = two_users();
    let curious = Curious(inside);
    assert!(scope(&curious, || flags::HALF.is_enabled()));
    assert!(flags::HALF.is_enabled_for(&curious));
}

#[test]
fn what_a_request_drops_is_not_asked_in_another_requests_name() {
    struct AsksWhenDropped<'a>(&'a mut Option<bool>);
    impl Drop for AsksWhenDropped<'_> {
        fn drop(&mut self) {
            *self.0 = Some(flags::HALF.is_enabled());
        }
    }
    let (inside, outside) = two_users();
    let mut seen = None;
    let guard = AsksWhenDropped(&mut seen);
    let alices = async move {
        let _guard = guard;
        pause().await;
    };
    let mut alices = Box::pin(alices.in_flag_scope(outside));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(alices.as_mut().poll(&mut context).is_pending());
    // Bob is in; who drops Alice's request while serving him must not lend her his answer.
    scope(&inside, || drop(alices));
    assert_eq!(seen, Some(false));
}
