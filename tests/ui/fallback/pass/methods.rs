//! `Self::old`, by each kind of `self`.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[derive(Default)]
struct Shop {
    items: u32,
}

impl Shop {
    #[feature_flag("new_checkout", fallback = Self::old_count)]
    fn count(&self) -> u32 {
        self.items + 1
    }

    fn old_count(&self) -> u32 {
        self.items
    }

    #[feature_flag("new_checkout", fallback = Shop::old_add)]
    fn add(&mut self, more: u32) {
        self.items += more + 1;
    }

    fn old_add(&mut self, more: u32) {
        self.items += more;
    }

    #[feature_flag("new_checkout", fallback = Self::old_close)]
    fn close(self: Box<Self>) -> u32 {
        self.items + 1
    }

    fn old_close(self: Box<Self>) -> u32 {
        self.items
    }
}

fn main() {
    flagkit::testing::with(flags::NEW_CHECKOUT.off(), || {
        let mut shop = Box::new(Shop::default());
        shop.add(2);
        assert_eq!(shop.count(), 2);
        assert_eq!(shop.close(), 2);
    });
}
