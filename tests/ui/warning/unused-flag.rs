//! Each unused flag is told once, at the literal; enums, impls and statics stay silent.
#![deny(warnings)]
#![deny(dead_code)]

use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", otherwise = 1)]
fn checkout() -> u32 {
    2
}

fn main() {
    let _ = (checkout(), flags::SEARCH_RANKER.variant());
}
