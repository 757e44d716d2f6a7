//! The plainest form: an attribute, a new function, an old one beside it.

/// What the cart costs.
///
/// Stays as it is.
#[must_use]
pub(crate) fn crlf_total(cart: &[u32]) -> u32 {
    // The new way.
    cart.iter().sum::<u32>() * 95 / 100 // with a discount
}

pub fn observe() -> String {
    let mut log = Vec::new();
    more(&mut log);
    format!("{} {log:?} {}", crlf_total(&[40, 60]), crlf_otherwise(2))
}

pub fn more(log: &mut Vec<u8>) {
    // over lines
    log.push(1);

    log.push(2);
}

fn crlf_otherwise(number: u8) -> u8 {
    number + 1
}
