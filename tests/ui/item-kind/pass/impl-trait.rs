//! `impl Trait` of the closed list, and the ways out that the refusal names.
use flagkit::feature_flag;
use std::fmt::Display;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = old_items)]
fn items() -> impl Iterator<Item = u32> + Clone {
    [1, 2].into_iter()
}

fn old_items() -> impl Iterator<Item = u32> + Clone {
    std::iter::once(1)
}

#[feature_flag("new_checkout", fallback = old_shown)]
fn shown() -> Result<impl Display, String> {
    Ok(2_u32)
}

fn old_shown() -> Result<impl Display, String> {
    Ok("one")
}

trait Price {
    fn price(&self) -> u32;
}

impl Price for u32 {
    fn price(&self) -> u32 {
        *self
    }
}

#[feature_flag("new_checkout", fallback = old_price)]
fn price() -> Box<dyn Price> {
    Box::new(2_u32)
}

fn old_price() -> Box<dyn Price> {
    Box::new(1_u32)
}

fn main() {
    flagkit::testing::with(flags::NEW_CHECKOUT.off(), || {
        assert_eq!(items().count(), 1);
        assert_eq!(shown().unwrap().to_string(), "one");
        assert_eq!(price().price(), 1);
    });
}
