//! Cargo.toml names one file and `flags!` another.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", otherwise = items)]
fn checkout(items: u32) -> u32 {
    items + 1
}

fn main() {
    checkout(1);
}
