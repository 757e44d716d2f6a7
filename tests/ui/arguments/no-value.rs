//! An argument whose value was forgotten.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback)]
fn fallback(items: u32) -> u32 {
    items
}

#[feature_flag("new_checkout", fallback = )]
fn nothing_behind(items: u32) -> u32 {
    items
}

#[feature_flag("new_checkout", otherwise(0))]
fn parentheses(items: u32) -> u32 {
    items
}

#[feature_flag("new_checkout", fallback = old_checkout, context)]
fn context(items: u32) -> u32 {
    items
}

#[feature_flag("new_checkout", fallback = old_checkout, crate)]
fn krate(items: u32) -> u32 {
    items
}

fn old_checkout(items: u32) -> u32 {
    items
}

fn main() {
    fallback(1);
    nothing_behind(1);
    parentheses(1);
    context(1);
    krate(1);
}
