//! A value where the name of an argument belongs.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", old_checkout)]
fn no_key(items: u32) -> u32 {
    items
}

#[feature_flag("new_checkout", "new_search", fallback = old_checkout)]
fn two_flags(items: u32) -> u32 {
    items
}

#[feature_flag("new_checkout", fallback: old_checkout)]
fn colon(items: u32) -> u32 {
    items
}

#[feature_flag("new_checkout", fallback == old_checkout)]
fn comparison(items: u32) -> u32 {
    items
}

fn old_checkout(items: u32) -> u32 {
    items
}

fn main() {
    no_key(1);
    two_flags(1);
    colon(1);
    comparison(1);
}
