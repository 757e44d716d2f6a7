//! What the embedded document answers, and what is told about it.

use crate::flags::{self, SearchRanker};
use flagkit::{EvaluationContext, FlagSource, Reason, Value};

#[test]
fn a_constant_flag_says_so() {
    assert!(!flags::STOP_EMAILS.is_enabled());
    let details = flags::NEW_CHECKOUT.evaluate();
    assert_eq!((details.variant, details.value), ("off", Value::Bool(false)));
    assert_eq!((details.reason, details.error_code), (Reason::Disabled, None));
}

/// Not the answer, which is right either way, but what it costs: generated code reads this byte.
#[test]
fn a_flag_that_is_the_same_for_everyone_stops_asking() {
    let constant = || flags::STOP_EMAILS.__arm();
    assert!(!flags::STOP_EMAILS.is_enabled());
    assert_eq!(constant(), 1, "constantly the first arm");
    flagkit::testing::with(flags::STOP_EMAILS.on(), || {
        assert_eq!(constant(), 0, "an override asks")
    });
    assert_eq!(constant(), 1, "and is counted out");
    let _ = flags::HALF.is_enabled();
    assert_eq!(flags::HALF.__arm(), 0, "a percentage asks for ever");
}

#[test]
fn a_percentage_shows_its_bucket() {
    let user = EvaluationContext::new("user-42");
    let details = flags::HALF.evaluate_for(&user);
    assert_eq!(details.reason, Reason::Split);
    let bucket = details.bucket.unwrap();
    assert_eq!(details.variant == "on", bucket < 50_000);
    assert_eq!(details.variant == "on", flags::HALF.is_enabled_for(&user));
}

#[test]
fn variants_are_an_enum_with_a_typed_payload() {
    assert_eq!(flags::SEARCH_RANKER.variant(), SearchRanker::Bm25);
    let weight: f64 = flags::SEARCH_RANKER.value();
    assert_eq!(weight, 1.2);
}

#[test]
fn the_build_serves_until_a_file_is_watched() {
    let health = flagkit::health();
    assert_eq!(health.source, FlagSource::Embedded);
    assert!(health.is_healthy() && !health.watching);
    let words = health.to_string();
    assert!(words.contains("from the build's own flags"), "{words}");
}

#[test]
fn two_threads_that_ask_first_agree() {
    let ask = || {
        (0..1_000)
            .filter(|n| {
                let user = EvaluationContext::new(format!("user-{n}"));
                flags::HALF.is_enabled_for(&user)
            })
            .count()
    };
    let other = std::thread::spawn(ask);
    assert_eq!(ask(), other.join().unwrap());
}
