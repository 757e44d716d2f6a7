//! Declares the handles, and hands them on by name alone: no star anywhere in what its users see.

flagkit::flags!(pub "flags.json");

pub use flags as switches;

/// Between.
pub mod inner {
    pub use crate::switches as levers;
}

/// Makes a function behind a flag.
#[macro_export]
macro_rules! gated {
    ($key:literal, $name:ident) => {
        #[flagkit::feature_flag($key, otherwise = { false })]
        pub fn $name() -> bool {
            true
        }
    };
}
