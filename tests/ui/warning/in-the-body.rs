//! What rustc warns of in the body, it warns of once, at the user's token.
#![deny(warnings)]

use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", otherwise = 1)]
fn checkout(items: u32, unused_argument: u32) -> u32 {
    let unused_variable = 1;
    return items;
    println!("unreachable");
}

#[feature_flag("new_checkout", otherwise = 1)]
async fn search(mut items: u32) -> u32 {
    items
}

fn main() {
    checkout(1, 2);
    drop(search(1));
}
