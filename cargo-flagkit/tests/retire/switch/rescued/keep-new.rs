//! A rescue, a shadow, an adverse result, a context: arguments that go with the attribute.

use flagkit::EvaluationContext;

fn rescued(user: &EvaluationContext, number: u8) -> u8 {
    let _ = user;
    number + 1
}

fn rescued_is_bad(number: &u8) -> bool {
    *number > 200
}

fn rescued_shadow(number: f64) -> f64 {
    number * 2.0
}

fn rescued_judged() -> f64 {
    2.0
}

pub fn observe() -> String {
    format!("{} {} {} {}", rescued_judged(), rescued_shadow(2.0), rescued(&EvaluationContext::new("x"), 1), rescued_is_bad(&201))
}
