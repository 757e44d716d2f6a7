//! `pub`, `mod =`, and a comma behind the literal.
flagkit::flags!(pub mod = my_flags, "flags.json",);

mod another {
    flagkit::flags!("flags.json");

    pub fn is_enabled() -> bool {
        flags::NEW_SEARCH.is_enabled()
    }
}

fn main() {
    assert!(my_flags::NEW_SEARCH.is_enabled() && another::is_enabled());
}
