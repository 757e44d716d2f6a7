//! What the tests of shadows share: the flags, and figures once everything is over.
//!
//! The functions stand in the tests, each beside what is expected of it. Tests of one binary run at once, so each has a
//! flag of its own.

flagkit::flags!(pub "flags.json");

use flagkit::shadow::{self, ShadowFigures, ShadowedFunction};
use std::time::Duration;

/// Far beyond what it takes, for a busy machine.
const DEADLINE: Duration = Duration::from_secs(60);

/// What is known of a flag once no shadow is on its way.
///
/// # Panics
///
/// Where shadows do not end.
#[must_use]
pub fn figures(key: &str) -> Option<ShadowFigures> {
    assert!(shadow::settle(DEADLINE), "the shadows do not end");
    shadow::figures().into_iter().find(|figures| figures.key == key)
}

/// The same of the one function that a flag switches.
///
/// # Panics
///
/// Where there is none, or more than one.
#[must_use]
pub fn function(key: &str) -> ShadowedFunction {
    let figures = figures(key).unwrap_or_else(|| panic!("nothing of `{key}` was shadowed"));
    let [function] = &figures.functions[..] else { panic!("more than one function: {figures:?}") };
    function.clone()
}

/// Calls until this many calls were shadowed, so that none is passed over because the queue is full.
///
/// # Panics
///
/// Where calls are not shadowed.
pub fn until_pairs(key: &str, pairs: u64, mut call: impl FnMut()) {
    for _ in 0..100 * pairs {
        call();
        if figures(key).is_some_and(|figures| figures.functions[0].pairs >= pairs) {
            return;
        }
    }
    panic!("`{key}` is not shadowed: {:?}", figures(key));
}
