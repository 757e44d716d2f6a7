//! A rescue, a shadow, an adverse result, a context: arguments that go with the attribute.

use flagkit::EvaluationContext;

fn rescued(user: &EvaluationContext, number: u8) -> u8 {
    let _ = user;
    number + 1
}

fn rescued_is_bad(number: &u8) -> bool {
    *number > 200
}

pub fn observe() -> String {
    format!("{} {}", rescued(&EvaluationContext::new("x"), 1), rescued_is_bad(&201))
}
