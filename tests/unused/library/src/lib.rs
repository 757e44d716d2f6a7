//! A library whose flags are public: its binary and its neighbours use them, and rustc cannot know which.
#![deny(warnings, missing_docs, unreachable_pub)]

use flagkit::feature_flag;

flagkit::flags!(pub "flags.json");

/// Behind a flag of this package.
#[feature_flag("new_checkout", otherwise = items)]
pub fn checkout(items: u32) -> u32 {
    items + 1
}
