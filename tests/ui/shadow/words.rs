//! What stands behind `shadow` and `compare`.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = old_checkout, shadow = impure)]
fn impure(items: u32) -> u32 {
    items
}

#[feature_flag("new_checkout", fallback = old_checkout, shadow)]
fn silent(items: u32) -> u32 {
    items
}

#[feature_flag("new_checkout", fallback = old_checkout, compare = same)]
fn compared(items: u32) -> u32 {
    items
}

#[feature_flag("new_checkout", fallback = old_checkout, shadow = pure, compare = |a, b| a == b)]
fn by_closure(items: u32) -> u32 {
    items
}

#[feature_flag("new_checkout", fallback = old_checkout, shadow = "pure", shadow = pure)]
fn twice(items: u32) -> u32 {
    items
}

fn old_checkout(items: u32) -> u32 {
    items
}

fn same(old: &u32, new: &u32) -> bool {
    old == new
}

fn main() {
    impure(1);
    silent(1);
    compared(1);
    by_closure(1);
    twice(u32::from(same(&1, &1)));
}
