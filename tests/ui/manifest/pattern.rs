//! A regular expression that is none.
flagkit::flags!("flags.json");

fn main() {
    let _ = flags::NEW_CHECKOUT.is_enabled();
}
