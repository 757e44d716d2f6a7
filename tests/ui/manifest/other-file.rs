//! `flags!` names another file than the one that `#[feature_flag]` reads.
use flagkit::feature_flag;

flagkit::flags!("config/flags.json");

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
