//! Calls that lacked a key or a context are counted exactly, and only those.
//!
//! Its own binary, and one test, because the counters belong to the process.

use flagkit::{
    AttributeValue, Context, EvaluationContext, TargetingKey, current_scope, scope, testing,
};

flagkit::flags!("flags.json");

struct Borrowed(&'static str);

impl Context for Borrowed {
    fn targeting_key(&self) -> Option<TargetingKey<'_>> {
        Some(self.0.into())
    }

    fn attribute(&self, _: &str) -> Option<AttributeValue<'_>> {
        None
    }
}

/// How the two counters grow while `ask` runs: without a key, without a context.
fn lacks(ask: impl FnOnce()) -> (u64, u64) {
    let before = flagkit::health();
    ask();
    let after = flagkit::health();
    (
        after.calls_without_key - before.calls_without_key,
        after.calls_without_context - before.calls_without_context,
    )
}

#[test]
fn what_a_call_lacked_is_counted() {
    let half = || drop(flags::HALF.evaluate());
    let (user, nobody) = (EvaluationContext::new("user-42"), EvaluationContext::anonymous());

    assert_eq!(lacks(half), (1, 1));
    assert_eq!(lacks(|| scope(&nobody, half)), (1, 0), "a context without a key is a context");
    assert_eq!(lacks(|| scope(&user, half)), (0, 0));
    assert_eq!(lacks(|| drop(flags::HALF.evaluate_for(&user))), (0, 0));
    assert_eq!(lacks(|| testing::with(flags::HALF.on(), half)), (0, 0), "nobody was asked about");
    assert_eq!(lacks(|| drop(flags::NEW_CHECKOUT.evaluate())), (0, 0), "the same for everyone");
    assert_eq!(lacks(|| drop(flags::SEARCH_RANKER.evaluate())), (0, 0));

    // A context that cannot be owned stays behind, and that shows.
    let borrowed = Borrowed("user-42");
    let (left, taken) = scope(&borrowed, || (current_scope(), scope(&user, current_scope)));
    assert_eq!(lacks(|| left.enter(half)), (1, 1));
    assert_eq!(lacks(|| taken.enter(half)), (0, 0));

    let health = flagkit::health().to_string();
    assert!(health.contains("without a context: 2\n"), "{health}");
    assert!(flagkit::health().is_healthy());
    let _ = flags::STOP_EMAILS;
}
