//! Takes the handles out of a module that hands them on; no import here names flags.

use odd_library::prelude::*;

/// By a name alone.
pub fn by_prelude() -> bool {
    ODD_BY_PRELUDE.is_enabled()
}
