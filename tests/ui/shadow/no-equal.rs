//! Results that have no `==`, and a `compare` that does not fit them.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

struct Receipt(u32);

#[feature_flag("new_checkout", otherwise = Receipt(0), shadow = pure)]
fn checkout(items: u32) -> Receipt {
    Receipt(items)
}

#[feature_flag("new_checkout", otherwise = Ok(Receipt(0)), shadow = pure)]
fn pay(items: u32) -> Result<Receipt, std::io::Error> {
    Ok(Receipt(items))
}

#[feature_flag("new_checkout", otherwise = item, shadow = pure)]
fn generic<T: Clone + Send + 'static>(item: T) -> T {
    item
}

#[feature_flag("new_checkout", otherwise = Receipt(0), shadow = pure, compare = same)]
async fn later(items: u32) -> Receipt {
    Receipt(items)
}

#[feature_flag("new_checkout", otherwise = Receipt(0), shadow = pure, compare = alike)]
fn mistyped(items: u32) -> Receipt {
    Receipt(items)
}

fn alike(old: &Receipt, new: &Receipt) -> u32 {
    u32::from(old.0 == new.0)
}

fn same(old: &u32, new: &u32) -> bool {
    old == new
}

fn main() {
    checkout(1);
    generic(pay(1).is_ok_and(|receipt| receipt.0 == 1));
    drop(later(1));
    mistyped(u32::from(same(&1, &1)));
}
