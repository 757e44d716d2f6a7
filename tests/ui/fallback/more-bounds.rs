//! The fallback asks more of a type than the function does.
use flagkit::feature_flag;
use std::fmt::Display;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = old_label)]
fn label<T>(item: T) -> String {
    let _ = item;
    String::new()
}

fn old_label<T: Display>(item: T) -> String {
    item.to_string()
}

fn main() {
    label(1);
}
