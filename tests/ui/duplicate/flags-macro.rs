//! `flags!` twice in one crate.
use flagkit::feature_flag;

flagkit::flags!("flags.json");
flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = old_checkout)]
fn checkout(items: u32) -> u32 {
    items + 1
}

fn old_checkout(items: u32) -> u32 {
    items
}

fn main() {
    checkout(1);
}
