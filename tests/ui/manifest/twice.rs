//! One key twice.
flagkit::flags!("flags.json");

fn main() {
    let _ = (flags::NEW_CHECKOUT.is_enabled(), flags::NEW_SEARCH.is_enabled());
}
