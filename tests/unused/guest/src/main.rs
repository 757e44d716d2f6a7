//! A neighbour uses the public flags of one library, and cannot use the private ones of another.
use flagkit::feature_flag;

#[feature_flag(library::flags::NEW_CHECKOUT, otherwise = items)]
fn public(items: u32) -> u32 {
    items + 1
}

#[feature_flag(secretive::flags::NEW_CHECKOUT, otherwise = items)]
fn private(items: u32) -> u32 {
    items + 1
}

fn main() {
    public(1);
    private(1);
}
