//! The attribute as a derive, as a function-like macro, and `flags!` as an attribute.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[derive(feature_flag)]
struct Shop;

feature_flag!("new_checkout", fallback = old_checkout);

#[flagkit::flags("flags.json")]
fn checkout() {}

fn main() {
    let _ = Shop;
    checkout();
}
