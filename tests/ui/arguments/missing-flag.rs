//! The attribute without the flag, which comes first.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag]
fn bare(items: u32) -> u32 {
    items
}

#[feature_flag()]
fn empty(items: u32) -> u32 {
    items
}

#[feature_flag(fallback = old_checkout)]
fn only_fallback(items: u32) -> u32 {
    items
}

#[feature_flag(fallback = old_checkout, "new_checkout")]
fn flag_behind(items: u32) -> u32 {
    items
}

fn old_checkout(items: u32) -> u32 {
    items
}

fn main() {
    bare(1);
    empty(1);
    only_fallback(1);
    flag_behind(1);
}
