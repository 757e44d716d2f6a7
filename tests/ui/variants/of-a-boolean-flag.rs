//! `variants(...)` on a flag that is on or off.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", variants(on), fallback = old_checkout)]
fn checkout(items: u32) -> u32 {
    items + 1
}

#[feature_flag(flags::NEW_CHECKOUT, variants(semantic), fallback = old_checkout)]
fn by_handle(items: u32) -> u32 {
    items + 1
}

fn old_checkout(items: u32) -> u32 {
    items
}

fn main() {
    checkout(1);
    by_handle(1);
}
