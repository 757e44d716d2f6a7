//! `context` is any expression over the arguments.
use flagkit::{EvaluationContext, feature_flag};

flagkit::flags!("flags.json");

struct Request {
    user: Option<String>,
}

impl Request {
    fn who(&self) -> EvaluationContext {
        self.user.as_deref().map_or_else(EvaluationContext::anonymous, EvaluationContext::new)
    }
}

#[feature_flag("new_checkout", fallback = old_checkout, context = request.who())]
fn checkout(request: &Request) -> bool {
    request.user.is_some()
}

fn old_checkout(_: &Request) -> bool {
    false
}

struct Shop(EvaluationContext);

impl Shop {
    #[feature_flag("new_checkout", fallback = Self::old_checkout, context = self.0)]
    fn checkout(&self) -> bool {
        true
    }

    fn old_checkout(&self) -> bool {
        false
    }
}

fn main() {
    checkout(&Request { user: None });
    Shop(EvaluationContext::new("user-42")).checkout();
}
