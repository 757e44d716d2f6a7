//! The plainest form: an attribute, a new function, an old one beside it.

use flagkit::feature_flag;

/// What the cart costs.
///
/// Stays as it is.
#[feature_flag("retired", fallback = crlf_old_total)]
#[must_use]
pub(crate) fn crlf_total(cart: &[u32]) -> u32 {
    // The new way.
    cart.iter().sum::<u32>() * 95 / 100 // with a discount
}

/// The old total.
#[inline]
fn crlf_old_total(items: &[u32]) -> u32 {
    // The old way.
    items.iter().sum()
}

pub fn observe() -> String {
    let mut log = Vec::new();
    more(&mut log);
    format!("{} {log:?} {}", crlf_total(&[40, 60]), crlf_otherwise(2))
}

pub fn more(log: &mut Vec<u8>) {
    if crate::flags::RETIRED.is_enabled() {
        // over lines
        log.push(1);

        log.push(2);
    } else {
        log.push(3);
    }
}

#[feature_flag("retired", otherwise = number)]
fn crlf_otherwise(number: u8) -> u8 {
    number + 1
}
