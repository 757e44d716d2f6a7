//! Arguments that are gone when the new code has failed.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

struct Cart(u32);

#[feature_flag("new_checkout", fallback = old_checkout, on_panic = fallback)]
fn checkout(shop: &str, cart: Cart) -> usize {
    shop.len() + cart.0 as usize
}

fn old_checkout(shop: &str, _cart: Cart) -> usize {
    shop.len()
}

#[feature_flag("new_checkout", otherwise = first.0, on_panic = fallback)]
fn pattern((first, _): (Cart, u8), _other: Cart) -> u32 {
    first.0
}

#[feature_flag("new_search", fallback = old_search, on_error = fallback)]
async fn search<T: std::fmt::Debug>(query: T) -> Result<T, String> {
    Ok(query)
}

async fn old_search<T: std::fmt::Debug>(query: T) -> Result<T, String> {
    Ok(query)
}

impl Cart {
    #[feature_flag("new_checkout", fallback = Self::old_total, on_panic = fallback)]
    fn total(self) -> u32 {
        self.0
    }

    fn old_total(self) -> u32 {
        self.0
    }
}

fn main() {
    checkout("", Cart(1));
    pattern((Cart(1), 2), Cart(3));
    drop(search(1));
    Cart(1).total();
}
