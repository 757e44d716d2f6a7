//! The fallback returns another type.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = text)]
fn number(items: u32) -> u32 {
    items
}

#[feature_flag("new_checkout", fallback = plain)]
fn fallible(items: u32) -> Result<u32, String> {
    Ok(items)
}

#[feature_flag("new_checkout", fallback = plain)]
fn nothing(items: u32) {
    let _ = items;
}

fn text(_: u32) -> &'static str {
    "old"
}

fn plain(items: u32) -> u32 {
    items
}

fn main() {
    number(1);
    let _ = fallible(1);
    nothing(1);
}
