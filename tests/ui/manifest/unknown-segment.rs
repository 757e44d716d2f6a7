//! A stage for a segment that is not defined.
flagkit::flags!("flags.json");

fn main() {
    let _ = flags::NEW_CHECKOUT.is_enabled();
}
