//! On an impl and on a trait, instead of the methods inside.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

struct Shop;

#[feature_flag("new_checkout", fallback = Self::old)]
impl Shop {
    fn checkout(&self) -> u32 {
        1
    }
}

#[feature_flag("new_checkout", fallback = Self::old)]
pub trait Price {
    fn price(&self) -> u32 {
        1
    }
}

impl Price for Shop {}

fn main() {
    Shop.checkout();
    Shop.price();
}
