//! A method whose fallback is not found, or takes no `self`.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

struct Shop;

impl Shop {
    #[feature_flag("new_checkout", fallback = old_checkout)]
    fn without_self_path(&self, items: u32) -> u32 {
        items
    }

    #[feature_flag("new_checkout", fallback = Self::takes_no_self)]
    fn self_not_taken(&self, items: u32) -> u32 {
        items
    }

    #[feature_flag("new_checkout", fallback = Self::takes_mut)]
    fn self_taken_otherwise(&self, items: u32) -> u32 {
        items
    }

    #[feature_flag("new_checkout", fallback = self.old_checkout)]
    fn with_a_dot(&self, items: u32) -> u32 {
        items
    }

    fn old_checkout(&self, items: u32) -> u32 {
        items
    }

    fn takes_no_self(items: u32) -> u32 {
        items
    }

    fn takes_mut(&mut self, items: u32) -> u32 {
        items
    }
}

fn main() {
    Shop.without_self_path(1);
    Shop.self_not_taken(1);
    Shop.self_taken_otherwise(1);
    Shop.with_a_dot(1);
    Shop.old_checkout(1);
}
