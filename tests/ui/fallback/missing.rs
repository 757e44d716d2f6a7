//! No old code at all.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout")]
fn checkout(items: u32) -> u32 {
    items + 1
}

#[feature_flag(flags::NEW_SEARCH)]
fn search(items: u32) -> u32 {
    items + 1
}

fn main() {
    checkout(1);
    search(1);
}
