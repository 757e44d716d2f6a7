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

pub fn observe() -> String {
    format!("{} {}", rescued(&EvaluationContext::new("x"), 1), rescued_is_bad(&201))
}
