//! Two keys become one handle.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new-nav", otherwise = 1)]
fn nav() -> u32 {
    2
}

fn main() {
    nav();
    let _ = flags::NEW_SEARCH.is_enabled();
}
