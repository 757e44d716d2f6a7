//! Flags and variants whose names in Rust clash or are no identifiers.
flagkit::flags!("flags.json");

fn main() {
    let _ = flags::SEARCH_RANKER.variant();
}
