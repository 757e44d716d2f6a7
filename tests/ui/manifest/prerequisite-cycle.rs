//! Two flags that wait for each other.
flagkit::flags!("flags.json");

fn main() {
    let _ = (flags::BETA_UI.is_enabled(), flags::NEW_NAV.is_enabled());
}
