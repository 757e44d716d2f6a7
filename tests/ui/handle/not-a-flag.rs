//! A path to a constant that is no handle, and to one in a module that `flags!` did not make.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

const LIMIT: u32 = 7;

mod settings {
    pub const LIMIT: u32 = 7;
}

#[feature_flag(LIMIT, fallback = old_checkout)]
fn bare(items: u32) -> u32 {
    items + 1
}

#[feature_flag(settings::LIMIT, fallback = old_checkout)]
fn in_a_module(items: u32) -> u32 {
    items + 1
}

fn old_checkout(items: u32) -> u32 {
    items
}

fn main() {
    bare(1);
    in_a_module(1);
}
