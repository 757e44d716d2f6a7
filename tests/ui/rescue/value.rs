//! `on_panic` and `on_error` name the old code, and nothing else.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = old_checkout, on_panic = old_checkout)]
fn path(items: u32) -> u32 {
    items
}

#[feature_flag("new_checkout", fallback = old_checkout, on_panic)]
fn bare(items: u32) -> u32 {
    items
}

#[feature_flag("new_checkout", fallback = old_checkout, on_panic = fallback, on_panic = fallback)]
fn twice(items: u32) -> u32 {
    items
}

#[feature_flag("new_checkout", on_panic = fallback)]
fn no_old_code(items: u32) -> u32 {
    items
}

fn old_checkout(items: u32) -> u32 {
    items
}

fn main() {
    path(1);
    bare(1);
    twice(1);
    no_old_code(1);
}
