//! Uses the attribute under the name that another crate gives it.

use odd_library::flags;
use odd_library::gate;

/// Behind it.
#[gate("odd_by_gate", otherwise = { false })]
pub fn by_gate() -> bool {
    true
}
