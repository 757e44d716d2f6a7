//! A function of a trait or a foreign block that has no body.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

trait Price {
    #[feature_flag("new_checkout", fallback = Self::old_price)]
    fn price(&self) -> u32;

    fn old_price(&self) -> u32 {
        1
    }
}

struct Shop;

impl Price for Shop {
    fn price(&self) -> u32 {
        2
    }
}

unsafe extern "C" {
    #[feature_flag("new_checkout", otherwise = 0)]
    safe fn abs(number: i32) -> i32;
}

fn main() {
    Shop.price();
    Shop.old_price();
    abs(-1);
}
