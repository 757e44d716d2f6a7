//! The attribute on something that is no function.
flagkit::flags!("flags.json");

#[flagkit::test(both = NEW_CHECKOUT)]
struct Shop;

#[flagkit::test(both = NEW_CHECKOUT)]
mod tests {}

fn main() {
    let _ = Shop;
}
