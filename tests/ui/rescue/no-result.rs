//! `on_error` on a function that cannot err.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = old_checkout, on_error = fallback)]
fn checkout(items: u32) -> u32 {
    items
}

fn old_checkout(items: u32) -> u32 {
    items
}

#[feature_flag("new_checkout", otherwise = None, on_panic = fallback, on_error = fallback)]
async fn option() -> Option<u32> {
    Some(1)
}

#[feature_flag("new_search", otherwise = [1].into_iter(), on_error = fallback)]
fn opaque() -> impl Iterator<Item = u32> {
    [2, 3].into_iter()
}

#[feature_flag("new_search", otherwise = std::process::exit(1), on_error = fallback)]
fn never() -> ! {
    std::process::exit(0)
}

fn main() {
    checkout(1);
    drop(option());
    drop(opaque());
    never();
}
