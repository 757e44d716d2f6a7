//! The file is not JSON; one error, not one per use.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = old_checkout)]
fn checkout(items: u32) -> u32 {
    items + 1
}

#[feature_flag("new_search", otherwise = 0)]
fn search(items: u32) -> u32 {
    items + 1
}

fn old_checkout(items: u32) -> u32 {
    items
}

fn main() {
    checkout(1);
    search(1);
}
