//! A path to something that cannot be called.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

const OLD: u32 = 1;
struct Old;
mod old_code {}

#[feature_flag("new_checkout", fallback = OLD)]
fn constant(items: u32) -> u32 {
    items
}

#[feature_flag("new_checkout", fallback = Old)]
fn structure(items: u32) -> u32 {
    items
}

#[feature_flag("new_checkout", fallback = old_code)]
fn module(items: u32) -> u32 {
    items
}

fn main() {
    constant(1);
    structure(1);
    module(1);
}
