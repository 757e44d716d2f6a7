//! Business metrics, tied to the arms that the scope around the call has drawn.
//!
//! What a scope has drawn is `measure::seen`'s.

use crate::measure::seen::Sighting;
use crate::sync::{AtomicBool, Ordering};

/// Somebody has tracked something, so who is exposed to what is worth remembering.
static TRACKING: AtomicBool = AtomicBool::new(false);

/// Remembers who is exposed to what, once in each scope, if metrics are tracked.
pub(crate) fn exposed(sighting: Sighting) {
    // ORDERING: a hint; who comes a moment too early is met again in the next scope.
    if TRACKING.load(Ordering::Relaxed) {
        let _ = sighting;
    }
}
