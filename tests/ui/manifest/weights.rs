//! Weights without a sum, of an unknown variant, and variants without a default.
flagkit::flags!("flags.json");

fn main() {
    let _ = (flags::SEARCH_RANKER.variant(), flags::BUTTON_COLOR.variant());
}
