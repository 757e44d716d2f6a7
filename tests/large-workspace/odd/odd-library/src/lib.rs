//! Declares the handles, and hands them on in every way there is.

flagkit::flags!(pub "flags.json");

pub use flagkit::feature_flag as gate;
pub use flags as toggles;
pub use flags::ODD_RENAMED as OTHER_NAME;
pub use flags::*;

/// What others take with a star.
pub mod prelude {
    pub use crate::flags::*;
}

/// What others name.
pub mod settings {
    pub use crate::flags::*;
}

/// Names a flag for its caller.
#[macro_export]
macro_rules! enabled {
    ($name:ident) => {
        $crate::flags::$name.is_enabled()
    };
}

/// Names a flag that the caller does not see.
#[macro_export]
macro_rules! hidden {
    () => {
        $crate::flags::ODD_HIDDEN_IN_RULES.is_enabled()
    };
}
