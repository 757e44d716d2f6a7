//! A rescue, a shadow, an adverse result, a context: arguments that go with the attribute.

use flagkit::EvaluationContext;

fn rescued(_user: &EvaluationContext, number: u8) -> u8 {
    number
}

fn rescued_is_bad(number: &u8) -> bool {
    *number > 200
}

pub fn observe() -> String {
    format!("{} {}", rescued(&EvaluationContext::new("x"), 1), rescued_is_bad(&201))
}
