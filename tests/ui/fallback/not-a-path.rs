//! A closure, a call, a value and a literal in place of a path.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = |items| items)]
fn closure(items: u32) -> u32 {
    items
}

#[feature_flag("new_checkout", fallback = old_checkout(items))]
fn call(items: u32) -> u32 {
    items
}

#[feature_flag("new_checkout", fallback = "old_checkout")]
fn quoted(items: u32) -> u32 {
    items
}

#[feature_flag("new_checkout", fallback = { items })]
fn block(items: u32) -> u32 {
    items
}

#[feature_flag("new_checkout", fallback = generic<u32>)]
fn no_turbofish(items: u32) -> u32 {
    items
}

fn old_checkout(items: u32) -> u32 {
    items
}

fn generic<T>(item: T) -> T {
    item
}

fn main() {
    closure(1);
    call(1);
    quoted(1);
    block(1);
    no_turbofish(1);
    old_checkout(generic(1));
}
