//! An argument that does not exist, near a real one and near none.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", falback = old_checkout)]
fn checkout(items: u32) -> u32 {
    items + 1
}

#[feature_flag("new_search", fallback = old_checkout, timeout = 5)]
fn search(items: u32) -> u32 {
    items + 2
}

fn old_checkout(items: u32) -> u32 {
    items
}

fn main() {
    checkout(1);
    search(1);
}
