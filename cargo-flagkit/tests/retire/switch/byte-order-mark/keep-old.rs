//! The plainest form: an attribute, a new function, an old one beside it.

/// What the cart costs.
///
/// Stays as it is.
#[must_use]
pub(crate) fn marked_total(items: &[u32]) -> u32 {
    // The old way.
    items.iter().sum()
}

pub fn observe() -> String {
    format!("{}", marked_total(&[40, 60]))
}
