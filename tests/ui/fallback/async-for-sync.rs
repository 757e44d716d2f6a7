//! An ordinary function whose fallback is async.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = old_checkout)]
fn checkout(items: u32) -> u32 {
    items + 1
}

async fn old_checkout(items: u32) -> u32 {
    items
}

fn main() {
    checkout(1);
}
