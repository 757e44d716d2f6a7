//! The third size of the document.
#![deny(warnings)]

use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", otherwise = 1)]
fn checkout() -> u32 {
    2
}

fn main() {
    let _ = (checkout(), flags::PAYMENTS_V2.is_enabled());
}
