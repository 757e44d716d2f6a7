//! Arguments that cannot go to the shadow's thread.
use flagkit::feature_flag;
use std::rc::Rc;

flagkit::flags!("flags.json");

struct Cart(u32);

impl Cart {
    #[feature_flag("new_checkout", fallback = Self::old_total, shadow = pure)]
    fn total(&self) -> u32 {
        self.0
    }

    fn old_total(&self) -> u32 {
        self.0
    }
}

#[feature_flag("new_checkout", otherwise = 0, shadow = pure)]
fn by_value(user: String, cart: Cart) -> usize {
    user.len() + cart.0 as usize
}

#[feature_flag("new_checkout", otherwise = 0, shadow = pure)]
fn bound_to_its_thread(user: &Rc<String>) -> usize {
    user.len()
}

#[feature_flag("new_checkout", otherwise = 0, shadow = pure)]
fn generic<T: std::fmt::Display>(item: T) -> usize {
    item.to_string().len()
}

#[feature_flag("new_checkout", otherwise = 0, shadow = pure)]
async fn later(price: &dyn Fn() -> u32) -> u32 {
    price()
}

fn main() {
    by_value(String::new(), Cart(Cart(1).total()));
    bound_to_its_thread(&Rc::new(String::new()));
    generic(1);
    drop(later(&|| 1));
}
