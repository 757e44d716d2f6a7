//! On a struct, an enum, a union and an alias.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = old)]
pub struct Shop {
    items: u32,
}

#[feature_flag("new_checkout", fallback = old)]
enum Plan {
    Free,
}

#[feature_flag("new_checkout", fallback = old)]
union Bits {
    number: u32,
}

#[feature_flag("new_checkout", fallback = old)]
type Items = u32;

fn main() {
    let _ = (Shop { items: 1 }.items, Plan::Free, Bits { number: 1 });
    let _: Items = 1;
}
