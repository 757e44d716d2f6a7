//! A shadow calls the function by its own name, which a function of an impl must show to be one.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

struct Cart;

impl Cart {
    #[feature_flag("new_checkout", fallback = old_total, shadow = pure)]
    fn total(items: u32) -> u32 {
        items
    }
}

fn old_total(items: u32) -> u32 {
    items
}

fn main() {
    let Cart = Cart;
    Cart::total(1);
}
