//! The binary of the same package: no `flags!` of its own, and keys in its attributes all the same.
#![deny(warnings)]

use flagkit::feature_flag;
use library::flags;

#[feature_flag("used_by_the_binary", otherwise = items)]
fn pay(items: u32) -> u32 {
    items + 1
}

fn main() {
    pay(library::checkout(1));
    let _ = flags::NEW_SEARCH.is_enabled();
}
