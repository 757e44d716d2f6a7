//! The bare name of a handle that was not imported.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag(NEW_CHECKOUT, fallback = old_checkout)]
fn checkout(items: u32) -> u32 {
    items + 1
}

fn old_checkout(items: u32) -> u32 {
    items
}

fn main() {
    checkout(1);
}
