//! A key that the file does not have, near a real one and near none, and one that no file can have.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_chekout", fallback = old_checkout)]
fn near(items: u32) -> u32 {
    items + 1
}

#[feature_flag("zebra", fallback = old_checkout)]
fn far(items: u32) -> u32 {
    items + 1
}

#[feature_flag("NEW_CHECKOUT", fallback = old_checkout)]
fn the_name_of_the_handle(items: u32) -> u32 {
    items + 1
}

#[feature_flag("new checkout!", fallback = old_checkout)]
fn impossible(items: u32) -> u32 {
    items + 1
}

#[feature_flag("", fallback = old_checkout)]
fn empty(items: u32) -> u32 {
    items + 1
}

fn old_checkout(items: u32) -> u32 {
    items
}

fn main() {
    near(1);
    far(1);
    the_name_of_the_handle(1);
    impossible(1);
    empty(1);
}
