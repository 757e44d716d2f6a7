//! On a constant, a static and an import.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = OLD)]
const LIMIT: u32 = 20;

#[feature_flag("new_checkout", fallback = OLD)]
static OLD: u32 = 10;

#[feature_flag("new_checkout", fallback = OLD)]
use std::collections::HashMap;

fn main() {
    let _ = (LIMIT, OLD, HashMap::<u32, u32>::new());
}
