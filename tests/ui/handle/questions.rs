//! A question that does not fit the flag: on or off of variants, a variant of on or off.
flagkit::flags!("flags.json");

fn main() {
    let _ = flags::SEARCH_RANKER.is_enabled();
    let _ = flags::NEW_CHECKOUT.variant();
}
