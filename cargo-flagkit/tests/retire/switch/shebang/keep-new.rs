#!/usr/bin/env run-cargo-script

/// What the cart costs.
///
/// Stays as it is.
#[must_use]
pub(crate) fn shebang_total(cart: &[u32]) -> u32 {
    // The new way.
    cart.iter().sum::<u32>() * 95 / 100 // with a discount
}

pub fn observe() -> String {
    format!("{}", shebang_total(&[40, 60]))
}
