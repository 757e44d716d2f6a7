//! A file of ids that is not beside the document, and one that may not be.
flagkit::flags!("flags.json");

fn main() {
    let _ = (flags::NEW_CHECKOUT.is_enabled(), flags::NEW_SEARCH.is_enabled());
}
