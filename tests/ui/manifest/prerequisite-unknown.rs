//! A flag that waits for one that does not exist.
flagkit::flags!("flags.json");

fn main() {
    let _ = (flags::NEW_CHECKOUT.is_enabled(), flags::PAYMENTS_V2.is_enabled());
}
