//! `impl Trait` of a trait that flagkit cannot join, and at a place where it cannot.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

trait Price {
    fn price(&self) -> u32;
}

impl Price for u32 {
    fn price(&self) -> u32 {
        *self
    }
}

#[feature_flag("new_checkout", fallback = old_price)]
fn price() -> impl Price + Send {
    2_u32
}

fn old_price() -> impl Price + Send {
    1_u32
}

#[feature_flag("new_checkout", fallback = old_pair)]
fn pair() -> (impl Iterator<Item = u32>, u32) {
    (std::iter::once(2), 2)
}

fn old_pair() -> (impl Iterator<Item = u32>, u32) {
    (std::iter::empty(), 1)
}

#[feature_flag("new_checkout", fallback = old_nested)]
fn nested() -> impl Iterator<Item = impl Price> {
    std::iter::once(2_u32)
}

fn old_nested() -> impl Iterator<Item = impl Price> {
    std::iter::once(1_u32)
}

trait Captures {}

impl<T> Captures for T {}

#[feature_flag("new_checkout", fallback = old_captured)]
fn captured() -> impl Iterator<Item = u32> + Captures {
    std::iter::once(2)
}

fn old_captured() -> impl Iterator<Item = u32> + Captures {
    std::iter::empty()
}

fn main() {
    let _ = (captured(), old_captured());
    price().price();
    old_price().price();
    let _ = (pair(), old_pair());
    let _ = (nested(), old_nested());
}
