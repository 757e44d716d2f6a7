//! Old code that no attribute names is dead, as without flagkit; what an attribute names is not.
#![deny(dead_code)]

use flagkit::feature_flag;
use flags::{NEW_SEARCH, SEARCH_RANKER};

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = old_checkout)]
fn checkout(items: u32) -> u32 {
    items + 1
}

fn old_checkout(items: u32) -> u32 {
    items
}

fn older_checkout(items: u32) -> u32 {
    items
}

fn main() {
    checkout(1);
    let _ = (NEW_SEARCH.is_enabled(), SEARCH_RANKER.variant());
}
