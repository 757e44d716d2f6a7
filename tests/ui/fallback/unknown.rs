//! The fallback does not exist, here and in a module.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

mod old {}

#[feature_flag("new_checkout", fallback = old_chekout)]
fn checkout(items: u32) -> u32 {
    items + 1
}

#[feature_flag("new_search", fallback = old::search)]
fn search(items: u32) -> u32 {
    items + 1
}

fn old_checkout(items: u32) -> u32 {
    items
}

fn main() {
    checkout(1);
    search(1);
    old_checkout(1);
}
