//! The flag is neither a string nor a path.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag(7, fallback = old_checkout)]
fn number(items: u32) -> u32 {
    items
}

#[feature_flag(concat!("new_", "checkout"), fallback = old_checkout)]
fn computed(items: u32) -> u32 {
    items
}

#[feature_flag(&flags::NEW_CHECKOUT, fallback = old_checkout)]
fn reference(items: u32) -> u32 {
    items
}

fn old_checkout(items: u32) -> u32 {
    items
}

fn main() {
    number(1);
    computed(1);
    reference(1);
}
