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

/// It is not the same at all times, and still the same for everyone.
fn a_flag_that_asks_nothing_of_anybody_lacks_nothing() {
    let path = std::env::temp_dir().join(format!("flagkit-lacks-{}.json", std::process::id()));
    let text = r#"{ "flags": {
        "new_checkout": { "enabled": true, "schedule": { "start": "2020-01-01", "end": "2999-01-01" } },
        "stop_emails": { "rules": [{ "if": { "country": "KR" }, "serve": "on" }] }
    } }"#;
    std::fs::write(&path, text).expect("the temporary directory takes a file");
    let watch = flagkit::watch_by_tick(&path).expect("nothing else is watched");
    assert_eq!(flagkit::health().problems, []);
    assert_eq!(lacks(|| drop(flags::NEW_CHECKOUT.evaluate())), (0, 0));
    assert_eq!(lacks(|| drop(flags::STOP_EMAILS.evaluate())), (0, 1));
    drop(watch);
    let _ = std::fs::remove_file(path);
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

    assert_eq!(lacks(|| drop(flags::HALF.explain())), (0, 0), "to explain is not to ask");
    assert_eq!(lacks(|| drop(flags::NEW_SEARCH.explain())), (0, 0));

    a_flag_that_asks_nothing_of_anybody_lacks_nothing();

    let health = flagkit::health().to_string();
    assert!(health.contains("without a context: 3\n"), "{health}");
    assert!(flagkit::health().is_healthy());
}
