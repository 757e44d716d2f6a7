//! Takes everything that a crate has.

use odd_library::*;

/// A handle among it.
pub fn by_glob() -> bool {
    ODD_BY_GLOB.is_enabled()
}
