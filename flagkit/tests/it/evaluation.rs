//! What the embedded document answers, and what is told about it.

use crate::flags::{self, SearchRanker};
use flagkit::{EvaluationContext, FlagSource, Origin, Reason, Value};

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

/// The rule, the segment, the ids that the build embedded, the share: each stage and who is in it.
#[test]
fn stages_and_rules_of_the_embedded_document_decide() {
    let check = |user: EvaluationContext, variant, reason, origin, name| {
        let details = flags::NEW_SEARCH.evaluate_for(&user);
        assert_eq!((details.variant, details.reason), (variant, reason), "{details:?}");
        assert_eq!(details.origin, Some(origin), "{details:?}");
        let place = details.place.unwrap();
        assert_eq!(place.name.as_deref(), name);
        assert_eq!(
            flags::NEW_SEARCH.explain_for(&user).details,
            flags::NEW_SEARCH.evaluate_for(&user)
        );
    };
    let matched = Reason::TargetingMatch;
    let staff = EvaluationContext::new("user-7").with("role", "staff");
    check(staff, "on", matched, Origin::Rule(0), Some("staff first"));
    check(EvaluationContext::new("minsu"), "on", matched, Origin::Stage(0), Some("developers"));
    check(EvaluationContext::new("ana"), "on", matched, Origin::Stage(1), Some("beta"));
    check(EvaluationContext::new("user-42"), "on", Reason::Split, Origin::Stage(2), Some("25%"));
    let korean = EvaluationContext::new("user-1").with("country", "KR");
    check(korean, "off", Reason::Default, Origin::Default, None);
}

#[test]
fn an_override_comes_from_no_part_of_the_definition() {
    flagkit::testing::with(flags::NEW_SEARCH.on(), || {
        let details = flags::NEW_SEARCH.evaluate();
        assert_eq!((details.reason, details.origin, details.place), (Reason::Override, None, None));
    });
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
