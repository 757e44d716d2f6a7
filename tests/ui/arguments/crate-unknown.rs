//! `crate` names something that is not flagkit.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

mod nowhere {}

#[feature_flag("new_checkout", fallback = old_checkout, crate = crate::nowhere)]
fn checkout(items: u32) -> u32 {
    items + 1
}

#[feature_flag("new_checkout", fallback = old_checkout, crate = "flagkit")]
fn quoted(items: u32) -> u32 {
    items + 1
}

fn old_checkout(items: u32) -> u32 {
    items
}

fn main() {
    checkout(1);
    quoted(1);
}
