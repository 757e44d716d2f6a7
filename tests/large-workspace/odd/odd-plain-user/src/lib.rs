//! Comes to handles by names that others gave their module.

mod elsewhere;

use odd_plain::switches as flags;

/// Once renamed.
pub fn renamed() -> bool {
    odd_plain::switches::ODD_PLAIN_RENAMED.is_enabled()
}

/// Twice renamed.
pub fn renamed_twice() -> bool {
    odd_plain::inner::levers::ODD_PLAIN_TWICE.is_enabled()
}

/// By a name that stands for a crate.
pub fn by_crate() -> bool {
    use odd_plain as base;
    base::switches::ODD_PLAIN_CRATE.is_enabled()
}

/// Behind an attribute whose name it is told.
pub fn by_import() -> bool {
    use odd_plain::inner::levers::{ODD_PLAIN_BRACES, ODD_PLAIN_AS as CHOSEN};
    ODD_PLAIN_BRACES.is_enabled() && CHOSEN.is_enabled()
}
