//! The plainest form: an attribute, a new function, an old one beside it.

/// What the cart costs.
///
/// Stays as it is.
#[must_use]
pub(crate) fn crlf_total(items: &[u32]) -> u32 {
    // The old way.
    items.iter().sum()
}

pub fn observe() -> String {
    let mut log = Vec::new();
    more(&mut log);
    format!("{} {log:?} {}", crlf_total(&[40, 60]), crlf_otherwise(2))
}

pub fn more(log: &mut Vec<u8>) {
    log.push(3);
}

fn crlf_otherwise(number: u8) -> u8 {
    number
}
