//! Cargo.toml names the file, for `flags!` and for the attribute, which words its errors by it.
use flagkit::feature_flag;

flagkit::flags!("config/switches.json");

#[feature_flag("new_checkout", otherwise = items)]
fn checkout(items: u32) -> u32 {
    items + 1
}

#[feature_flag("new_chekout", otherwise = items)]
fn misspelt(items: u32) -> u32 {
    items + 1
}

fn main() {
    checkout(1);
    misspelt(1);
}
