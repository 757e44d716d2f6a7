#!/usr/bin/env run-cargo-script

/// What the cart costs.
///
/// Stays as it is.
#[must_use]
pub(crate) fn shebang_total(items: &[u32]) -> u32 {
    // The old way.
    items.iter().sum()
}

pub fn observe() -> String {
    format!("{}", shebang_total(&[40, 60]))
}
