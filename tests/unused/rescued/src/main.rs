//! Silent until panics end the process: then `on_panic` and `shadow` are told to be void, and `on_error` is not.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", otherwise = items, on_panic = fallback)]
fn checkout(items: u32) -> u32 {
    items + 1
}

#[feature_flag("new_checkout", otherwise = Ok(items), on_error = fallback)]
fn pay(items: u32) -> Result<u32, String> {
    Ok(items + 1)
}

#[feature_flag("new_checkout", otherwise = items, shadow = pure)]
fn cost(items: u32) -> u32 {
    items + 1
}

fn main() {
    let _ = pay(checkout(cost(1)));
}
