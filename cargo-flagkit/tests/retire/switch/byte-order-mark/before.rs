//! The plainest form: an attribute, a new function, an old one beside it.

use flagkit::feature_flag;

/// What the cart costs.
///
/// Stays as it is.
#[feature_flag("retired", fallback = marked_old_total)]
#[must_use]
pub(crate) fn marked_total(cart: &[u32]) -> u32 {
    // The new way.
    cart.iter().sum::<u32>() * 95 / 100 // with a discount
}

/// The old total.
#[inline]
fn marked_old_total(items: &[u32]) -> u32 {
    // The old way.
    items.iter().sum()
}

pub fn observe() -> String {
    format!("{}", marked_total(&[40, 60]))
}
