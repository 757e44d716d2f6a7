//! A library that keeps its flags to itself.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

/// Behind a flag of this package.
#[feature_flag("new_checkout", otherwise = items)]
pub fn checkout(items: u32) -> u32 {
    items + 1
}
