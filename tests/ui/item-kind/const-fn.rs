//! A `const fn` has no run time to decide in.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = old_limit)]
pub const fn limit() -> usize {
    20
}

const fn old_limit() -> usize {
    10
}

const LIMIT: usize = limit() + old_limit();

fn main() {
    let _ = LIMIT;
}
