//! The fallback cannot be seen from here.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

mod old {
    fn checkout(items: u32) -> u32 {
        items
    }
}

#[feature_flag("new_checkout", fallback = old::checkout)]
fn checkout(items: u32) -> u32 {
    items + 1
}

fn main() {
    checkout(1);
}
