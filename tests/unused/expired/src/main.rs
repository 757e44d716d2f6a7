//! Silent until the build says that the day has passed; then the use is told, not the file.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", otherwise = items)]
fn checkout(items: u32) -> u32 {
    items + 1
}

#[feature_flag("new_search", otherwise = items)]
fn search(items: u32) -> u32 {
    items + 1
}

#[feature_flag("old_banner", otherwise = items)]
fn banner(items: u32) -> u32 {
    items + 1
}

fn main() {
    checkout(search(banner(1)));
    // A handle's own uses are told as well.
    let _ = flags::NEW_CHECKOUT.is_enabled();
    let _ = (flags::KEPT_BANNER, flags::STOP_EMAILS);
}
