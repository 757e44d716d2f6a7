//! Overrides by an operator: in force for the whole process, at once, inside every scope.
//!
//! They stand above the document, whatever it says, until they are cleared or the process ends.
//! [`health`](crate::health()) lists them.

use crate::overrides::Override;
use crate::publisher;

/// Puts an override in force. It replaces an earlier one of the same flag.
///
/// The flag is named by its key: every table of the process that has the key follows.
///
/// ```
/// # flagkit::flags!("flags.json");
/// flagkit::operator::set(flags::NEW_CHECKOUT.on());
/// assert!(flags::NEW_CHECKOUT.is_enabled());
/// flagkit::operator::clear("new_checkout");
/// assert!(!flags::NEW_CHECKOUT.is_enabled());
/// ```
pub fn set(flag: Override) {
    publisher::force(flag.key(), Some(flag.variant()));
}

/// Takes an override away, and says whether there was one; one from the environment, if there is any, stands again.
///
/// ```
/// assert!(!flagkit::operator::clear("new_checkuot"));
/// ```
pub fn clear(key: &str) -> bool {
    publisher::force(key, None)
}
