//! `#[must_use]` and `#[deprecated]` of the annotated function still reach its callers.
#![deny(warnings)]

use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[must_use = "a total is for showing"]
#[feature_flag("new_checkout", otherwise = 1)]
fn total(items: u32) -> u32 {
    items + 1
}

#[feature_flag("new_checkout", otherwise = 1)]
#[deprecated(note = "use `total`")]
fn sum(items: u32) -> u32 {
    items + 1
}

fn main() {
    total(1);
    let _ = sum(1);
}
