//! Questions for somebody.

use flagkit::EvaluationContext;

struct Request {
    user: EvaluationContext,
}

fn greet(request: &Request) -> &'static str {
    "new"
}

pub fn observe() -> String {
    let request = Request { user: EvaluationContext::new("somebody") };
    let on = true;
    format!("{} {on}", greet(&request))
}
