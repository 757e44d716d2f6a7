//! Calls that lacked a key or a context are counted exactly, and only those.
//!
//! Its own binary, and one test, because the counters belong to the process.

use flagkit::{EvaluationContext, scope, testing};

flagkit::flags!("flags.json");

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

    let health = flagkit::health().to_string();
    assert!(health.contains("without a context: 1\n"), "{health}");
    assert!(flagkit::health().is_healthy());
    let _ = flags::STOP_EMAILS;
}
