//! A handle that does not exist, in the attribute and in code.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag(flags::NEW_CHEKOUT, fallback = old_checkout)]
fn checkout(items: u32) -> u32 {
    items + 1
}

fn old_checkout(items: u32) -> u32 {
    items
}

fn main() {
    checkout(1);
    let _ = flags::NEW_SERCH.is_enabled();
}
