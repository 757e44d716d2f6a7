//! Two old codes.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = old_checkout, otherwise = 0)]
fn checkout(items: u32) -> u32 {
    items + 1
}

#[feature_flag("new_checkout", otherwise = 0, fallback = old_checkout)]
fn turned_round(items: u32) -> u32 {
    items + 1
}

fn old_checkout(items: u32) -> u32 {
    items
}

fn main() {
    checkout(1);
    turned_round(1);
}
