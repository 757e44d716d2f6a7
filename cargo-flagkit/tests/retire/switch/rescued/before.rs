//! A rescue, a shadow, an adverse result, a context: arguments that go with the attribute.

use flagkit::{EvaluationContext, feature_flag};

#[feature_flag("retired", fallback = rescued_old, on_panic = fallback, context = user, adverse = rescued_is_bad)]
fn rescued(user: &EvaluationContext, number: u8) -> u8 {
    let _ = user;
    number + 1
}

fn rescued_old(_user: &EvaluationContext, number: u8) -> u8 {
    number
}

fn rescued_is_bad(number: &u8) -> bool {
    *number > 200
}

#[feature_flag("retired", fallback = rescued_shadow_old, shadow = pure, compare = rescued_alike)]
fn rescued_shadow(number: f64) -> f64 {
    number * 2.0
}

fn rescued_shadow_old(number: f64) -> f64 {
    number + number
}

fn rescued_alike(old: &f64, new: &f64) -> bool {
    (old - new).abs() < 1e-9
}

#[feature_flag("retired", otherwise = 1.0, adverse = rescued_always)]
fn rescued_judged() -> f64 {
    2.0
}

/// Nothing but the attribute names it.
fn rescued_always(_: &f64) -> bool {
    true
}

pub fn observe() -> String {
    format!("{} {} {} {}", rescued_judged(), rescued_shadow(2.0), rescued(&EvaluationContext::new("x"), 1), rescued_is_bad(&201))
}
