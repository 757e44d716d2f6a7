#!/usr/bin/env run-cargo-script
use flagkit::feature_flag;

/// What the cart costs.
///
/// Stays as it is.
#[feature_flag("retired", fallback = shebang_old_total)]
#[must_use]
pub(crate) fn shebang_total(cart: &[u32]) -> u32 {
    // The new way.
    cart.iter().sum::<u32>() * 95 / 100 // with a discount
}

/// The old total.
#[inline]
fn shebang_old_total(items: &[u32]) -> u32 {
    // The old way.
    items.iter().sum()
}

pub fn observe() -> String {
    format!("{}", shebang_total(&[40, 60]))
}
