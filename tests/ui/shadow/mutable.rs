//! What writes through `&mut` is not pure.
use flagkit::feature_flag;
use std::pin::Pin;

flagkit::flags!("flags.json");

struct Cart(u32);

impl Cart {
    #[feature_flag("new_checkout", fallback = Self::old_add, shadow = pure)]
    fn add(&mut self, item: u32) {
        self.0 += item;
    }

    fn old_add(&mut self, item: u32) {
        self.0 += item;
    }

    #[feature_flag("new_checkout", fallback = Self::old_poll, shadow = pure)]
    fn poll(self: Pin<&mut Self>) {}

    fn old_poll(self: Pin<&mut Self>) {}
}

#[feature_flag("new_search", fallback = old_search, shadow = pure)]
fn search(found: &mut Vec<u32>) {
    found.clear();
}

fn old_search(found: &mut Vec<u32>) {
    found.clear();
}

fn main() {
    let mut cart = Cart(1);
    cart.add(1);
    Pin::new(&mut cart).poll();
    search(&mut Vec::new());
}
