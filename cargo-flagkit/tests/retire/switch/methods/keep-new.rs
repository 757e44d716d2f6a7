//! Methods with each kind of receiver.

#[derive(Clone)]
struct Shop {
    items: Vec<u32>,
}

impl Shop {
    fn total(&self, more: u32) -> u32 {
        self.items.iter().sum::<u32>() + more
    }

    fn push(&mut self, item: u32) {
        self.items.push(item);
    }

    fn into_items(mut self) -> Vec<u32> {
        self.items.reverse();
        self.items
    }

    fn shared(shop: &Shop, mut by: usize) -> usize {
        by += 1;
        shop.items.len() * by
    }

    fn boxed(self: Box<Self>) -> usize {
        self.items.len()
    }
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
