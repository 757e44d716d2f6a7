//! The fallback takes another type, too few and too many arguments.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = takes_text)]
fn other_type(items: u32) -> u32 {
    items
}

#[feature_flag("new_checkout", fallback = takes_nothing)]
fn too_few(items: u32) -> u32 {
    items
}

#[feature_flag("new_checkout", fallback = takes_two)]
fn too_many(items: u32) -> u32 {
    items
}

#[feature_flag("new_checkout", fallback = takes_reference)]
fn by_value(items: Vec<u32>) -> u32 {
    items.len() as u32
}

fn takes_text(_: &str) -> u32 {
    0
}

fn takes_nothing() -> u32 {
    0
}

fn takes_two(items: u32, more: u32) -> u32 {
    items + more
}

fn takes_reference(items: &Vec<u32>) -> u32 {
    items.len() as u32
}

fn main() {
    other_type(1);
    too_few(1);
    too_many(1);
    by_value(Vec::new());
}
