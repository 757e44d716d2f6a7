//! Who is shadowed: the share that flags.json names, of those who get the old code, and nobody else.

use flagkit::shadow::{Limits, set_limits, settle};
use flagkit::{EvaluationContext, feature_flag, scope};
use shadows::{flags, function};
use std::sync::Once;
use std::time::Duration;

const KEYS: u32 = 20_000;

/// Room for all, so that every call that is drawn is a pair.
fn make_room() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| set_limits(Limits { waiting: KEYS as usize, ..Limits::default() }));
}

fn for_each_key(mut ask: impl FnMut()) {
    for key in 0..KEYS {
        scope(&EvaluationContext::new(format!("user-{key}")), &mut ask);
    }
    assert!(settle(Duration::from_secs(60)));
}

#[feature_flag("seldom", fallback = old_seldom, shadow = pure)]
fn seldom(number: u8) -> u8 {
    number
}

fn old_seldom(number: u8) -> u8 {
    number
}

#[test]
fn one_percent_of_the_keys_is_shadowed() {
    make_room();
    for_each_key(|| assert_eq!(seldom(1), 1));
    let seen = function("seldom");
    // 200 expected; five standard deviations are 70.
    assert!((130..270).contains(&seen.pairs), "{seen:?}");
    assert_eq!((seen.matches, seen.skipped), (seen.pairs, 0));
    // The same keys again.
    for_each_key(|| assert_eq!(seldom(1), 1));
    assert_eq!(function("seldom").pairs, 2 * seen.pairs);
}

#[feature_flag("staged", fallback = old_staged, shadow = pure)]
fn staged() -> &'static str {
    "new"
}

fn old_staged() -> &'static str {
    "old"
}

#[test]
fn who_has_the_new_code_is_not_shadowed() {
    make_room();
    let (mut old, mut calls) = (0, 0);
    for_each_key(|| {
        calls += 1;
        old += u64::from(staged() == "old");
    });
    assert!(old > 9_000 && old < 11_000, "{old} of {calls}");
    assert_eq!(function("staged").pairs, old);
    assert_eq!(function("staged").mismatches, old);
}

#[feature_flag("half", fallback = old_half, shadow = pure)]
fn half() {}

fn old_half() {}

#[test]
fn without_a_shadow_stage_nothing_is_shadowed() {
    for_each_key(half);
    assert!(shadows::figures("half").is_none());
}

#[feature_flag("lacking", fallback = old_forced, shadow = pure)]
fn forced() {}

fn old_forced() {}

#[test]
fn an_override_is_not_shadowed() {
    flagkit::testing::with(flags::LACKING.off(), forced);
    flagkit::testing::with(flags::LACKING.on(), forced);
    assert!(shadows::figures("lacking").is_none());
    forced();
    assert_eq!(function("lacking").pairs, 1);
}
