//! A key that begins with a digit has no handle; `rust` gives it one.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("2fa", otherwise = 1)]
fn factors() -> u32 {
    2
}

#[feature_flag("3d_view", otherwise = 1)]
fn view() -> u32 {
    2
}

fn main() {
    factors();
    view();
}
