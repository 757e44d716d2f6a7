//! Methods with each kind of receiver.

#[derive(Clone)]
struct Shop {
    items: Vec<u32>,
}

impl Shop {
    fn total(&self, extra: u32) -> u32 {
        self.items.len() as u32 + extra
    }

    fn push(&mut self, item: u32) {
        self.items.insert(0, item + 1);
    }

    fn into_items(self) -> Vec<u32> {
        self.items
    }

    fn shared(shop: &Shop, by: usize) -> usize {
        methods_free_old(shop, by)
    }

    fn boxed(self: Box<Self>) -> usize {
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
