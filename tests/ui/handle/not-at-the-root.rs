//! `flags!` in a module, or under another name: a key means `crate::flags`, so a handle has to be named by its path.
use flagkit::feature_flag;

mod settings {
    flagkit::flags!("flags.json");
}

#[feature_flag("new_checkout", otherwise = items)]
fn by_key(items: u32) -> u32 {
    items + 1
}

#[feature_flag(settings::flags::NEW_CHECKOUT, otherwise = items)]
fn by_path(items: u32) -> u32 {
    items + 1
}

#[flagkit::test(both = NEW_CHECKOUT)]
fn tested() {}

fn main() {
    by_key(1);
    by_path(1);
}
