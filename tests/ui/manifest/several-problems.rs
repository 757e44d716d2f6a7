//! Several flags are broken; all of it in one error, and no second one where they are used.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = old_checkout)]
fn checkout(items: u32) -> u32 {
    items + 1
}

#[feature_flag(flags::NEW_SEARCH, fallback = old_checkout)]
fn search(items: u32) -> u32 {
    items + 1
}

fn old_checkout(items: u32) -> u32 {
    items
}

fn main() {
    checkout(1);
    search(1);
    let _ = (flags::OLD_BANNER.is_enabled(), flags::FINE.is_enabled());
}
