//! Arguments of the design that this version does not carry out.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = old_checkout, adverse = is_bad)]
fn judged(items: u32) -> u32 {
    items
}

#[feature_flag("new_checkout", fallback = old_checkout, shadow = pure, compare = same)]
fn shadowed(items: u32) -> u32 {
    items
}

fn old_checkout(items: u32) -> u32 {
    items
}

fn main() {
    judged(1);
    shadowed(1);
}
