//! A value that is no context, for a flag whose rules ask for attributes.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

struct User;

#[feature_flag("new_checkout", fallback = old_checkout, context = user)]
fn checkout(user: &User, items: u32) -> u32 {
    let _ = user;
    items + 1
}

fn old_checkout(_: &User, items: u32) -> u32 {
    items
}

fn main() {
    checkout(&User, 1);
}
