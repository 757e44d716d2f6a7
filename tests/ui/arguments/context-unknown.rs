//! `context` names something that the function does not have.
use flagkit::{EvaluationContext, feature_flag};

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = old_checkout, context = usr)]
fn checkout(user: &EvaluationContext, items: u32) -> u32 {
    let _ = user;
    items + 1
}

fn old_checkout(_: &EvaluationContext, items: u32) -> u32 {
    items
}

fn main() {
    checkout(&EvaluationContext::anonymous(), 1);
}
