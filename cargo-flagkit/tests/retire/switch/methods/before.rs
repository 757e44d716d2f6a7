//! Methods with each kind of receiver.

use flagkit::feature_flag;

#[derive(Clone)]
struct Shop {
    items: Vec<u32>,
}

impl Shop {
    #[feature_flag("retired", fallback = Self::methods_old_total)]
    fn total(&self, more: u32) -> u32 {
        self.items.iter().sum::<u32>() + more
    }

    fn methods_old_total(&self, extra: u32) -> u32 {
        self.items.len() as u32 + extra
    }

    #[feature_flag("retired", fallback = Self::methods_old_push)]
    fn push(&mut self, item: u32) {
        self.items.push(item);
    }

    /// Old docs.
    fn methods_old_push(&mut self, item: u32) {
        self.items.insert(0, item + 1);
    }

    #[feature_flag("retired", fallback = Self::methods_old_into)]
    fn into_items(mut self) -> Vec<u32> {
        self.items.reverse();
        self.items
    }

    fn methods_old_into(self) -> Vec<u32> {
        self.items
    }

    #[feature_flag("retired", fallback = methods_free_old)]
    fn shared(shop: &Shop, mut by: usize) -> usize {
        by += 1;
        shop.items.len() * by
    }

    #[feature_flag("retired", fallback = Self::methods_boxed_old)]
    fn boxed(self: Box<Self>) -> usize {
        self.items.len()
    }

    fn methods_boxed_old(self: Box<Self>) -> usize {
        100
    }
}

fn methods_free_old(shop: &Shop, by: usize) -> usize {
    shop.items.len() + by
}

pub fn observe() -> String {
    let mut shop = Shop { items: vec![1, 2, 3] };
    shop.push(4);
    format!(
        "{} {} {} {:?}",
        shop.total(1),
        Shop::shared(&shop, 2),
        Box::new(shop.clone()).boxed(),
        shop.into_items()
    )
}
