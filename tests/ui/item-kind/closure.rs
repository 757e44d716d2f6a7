//! On a closure, which rustc itself refuses.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

fn old_checkout(items: u32) -> u32 {
    items
}

fn main() {
    #[feature_flag("new_checkout", fallback = old_checkout)]
    let checkout = |items: u32| items + 1;
    checkout(1);
    old_checkout(1);
}
