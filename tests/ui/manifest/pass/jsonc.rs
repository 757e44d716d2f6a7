//! The bare form, with comments, trailing commas, a free member, and a key with other characters.
flagkit::flags!("flags.json");

fn main() {
    assert!(flags::NEW_SEARCH_V2.is_enabled());
    assert_eq!(flags::NEW_SEARCH_V2.key(), "new-search.v2");
    let _ = flags::NEW_CHECKOUT.is_enabled();
}
