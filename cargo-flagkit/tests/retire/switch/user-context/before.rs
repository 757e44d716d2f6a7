//! Questions for somebody.

use crate::flags;
use flagkit::EvaluationContext;

struct Request {
    user: EvaluationContext,
}

fn greet(request: &Request) -> &'static str {
    if flags::RETIRED.is_enabled_for(&request.user) { "new" } else { "old" }
}

pub fn observe() -> String {
    let request = Request { user: EvaluationContext::new("somebody") };
    let on = flags::RETIRED.is_enabled_for(&request.user);
    format!("{} {on}", greet(&request))
}
