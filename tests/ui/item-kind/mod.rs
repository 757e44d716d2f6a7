//! On a module, instead of the functions inside.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = old)]
mod shop {
    pub fn checkout() -> u32 {
        1
    }
}

fn main() {
    shop::checkout();
}
