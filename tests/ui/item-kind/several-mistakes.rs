//! Mistakes in the arguments, about the flag and about the item are told together, once each.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_chekout", fallback = old_limit, fallback = old_limit, shadow = pure)]
const fn limit() -> usize {
    20
}

const fn old_limit() -> usize {
    10
}

const LIMIT: usize = limit() + old_limit();

fn main() {
    let _ = LIMIT;
}
