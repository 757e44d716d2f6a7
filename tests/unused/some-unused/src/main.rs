//! One flag is used, one in code that nobody calls, and two nowhere.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = old_checkout)]
fn checkout(items: u32) -> u32 {
    items + 1
}

fn old_checkout(items: u32) -> u32 {
    items
}

#[feature_flag("only_in_dead_code", fallback = old_checkout)]
fn forgotten(items: u32) -> u32 {
    items + 2
}

fn main() {
    checkout(1);
}
