//! The arguments of a variadic function cannot be passed on.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = old_sum)]
unsafe extern "C" fn sum(count: u32, ...) -> u32 {
    count
}

extern "C" fn old_sum(count: u32) -> u32 {
    count
}

fn main() {
    unsafe { sum(0) };
    old_sum(0);
}
