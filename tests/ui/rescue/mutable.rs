//! What the new code has written through `&mut` cannot be taken back.
use flagkit::feature_flag;
use std::pin::Pin;

flagkit::flags!("flags.json");

struct Cart(u32);

impl Cart {
    #[feature_flag("new_checkout", fallback = Self::old_add, on_panic = fallback)]
    fn add(&mut self, item: u32) {
        self.0 += item;
    }

    fn old_add(&mut self, item: u32) {
        self.0 += item;
    }

    #[feature_flag("new_checkout", otherwise = self.0, on_panic = fallback)]
    fn take(&mut self) -> u32 {
        std::mem::take(&mut self.0)
    }

    #[feature_flag("new_checkout", fallback = Self::old_poll, on_panic = fallback)]
    fn poll(self: Pin<&mut Self>) {}

    fn old_poll(self: Pin<&mut Self>) {}

    #[feature_flag("new_checkout", otherwise = self.0, on_panic = fallback)]
    fn into_total(self) -> u32 {
        self.0
    }
}

#[feature_flag("new_search", fallback = old_search, on_error = fallback)]
fn search(found: &mut Vec<u32>) -> Result<(), String> {
    found.clear();
    Ok(())
}

fn old_search(found: &mut Vec<u32>) -> Result<(), String> {
    found.clear();
    Ok(())
}

fn main() {
    let mut cart = Cart(1);
    cart.add(1);
    cart.take();
    Pin::new(&mut cart).poll();
    cart.into_total();
    search(&mut Vec::new()).unwrap();
}
