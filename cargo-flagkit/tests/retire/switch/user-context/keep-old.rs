//! Questions for somebody.

use flagkit::EvaluationContext;

struct Request {
    user: EvaluationContext,
}

fn greet(request: &Request) -> &'static str {
    "old"
}

pub fn observe() -> String {
    let request = Request { user: EvaluationContext::new("somebody") };
    let on = false;
    format!("{} {on}", greet(&request))
}
