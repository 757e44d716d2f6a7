//! Two arguments without a comma between them, and two commas.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout" fallback = old_checkout)]
fn behind_the_flag(items: u32) -> u32 {
    items
}

#[feature_flag("new_checkout", fallback = old_checkout context = user)]
fn between(user: &flagkit::EvaluationContext, items: u32) -> u32 {
    let _ = user;
    items
}

#[feature_flag("new_checkout",, fallback = old_checkout)]
fn doubled(items: u32) -> u32 {
    items
}

fn old_checkout(items: u32) -> u32 {
    items
}

fn main() {
    behind_the_flag(1);
    between(&flagkit::EvaluationContext::anonymous(), 1);
    doubled(1);
}
