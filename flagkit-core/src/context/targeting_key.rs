//! The text that draws are made by.
//!
//! Not how they are made: that is `bucketing`. Law: it fits in place, so that a number can be a key without an
//! allocation.

use std::fmt;

/// The text that a draw is made by: borrowed, or the digits of a number written in place.
///
/// ```
/// use flagkit_core::TargetingKey;
///
/// assert_eq!(TargetingKey::from("user-42").as_str(), "user-42");
/// assert_eq!(TargetingKey::from(-7i64).as_str(), "-7");
/// ```
#[derive(Clone, Copy)]
pub struct TargetingKey<'a>(Key<'a>);

#[derive(Clone, Copy)]
enum Key<'a> {
    Text(&'a str),
    /// The last bytes from `start` on are ASCII digits, perhaps after a minus.
    Digits {
        bytes: [u8; DIGITS],
        start: u8,
    },
}

/// Enough for the digits and the sign of any 64-bit number.
const DIGITS: usize = 20;

impl<'a> TargetingKey<'a> {
    /// The text of the key.
    #[inline]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Key::Text(text) => text,
            Key::Digits { .. } => std::str::from_utf8(self.as_bytes()).unwrap_or(""),
        }
    }

    /// The bytes of the text, which need no second look to see that they are one.
    #[inline]
    pub(crate) fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Key::Text(text) => text.as_bytes(),
            Key::Digits { bytes, start } => bytes.get(usize::from(*start)..).unwrap_or_default(),
        }
    }

    pub(super) fn text(text: &'a str) -> TargetingKey<'a> {
        TargetingKey(Key::Text(text))
    }

    pub(super) fn digits(mut magnitude: u64, negative: bool) -> TargetingKey<'a> {
        let mut bytes = [0; DIGITS];
        let mut start = DIGITS;
        for (index, byte) in bytes.iter_mut().enumerate().rev() {
            if magnitude == 0 && start < DIGITS {
                if negative {
                    *byte = b'-';
                    start = index;
                }
                break;
            }
            *byte = b'0' + (magnitude % 10) as u8;
            magnitude /= 10;
            start = index;
        }
        TargetingKey(Key::Digits { bytes, start: start as u8 })
    }
}

impl fmt::Debug for TargetingKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl PartialEq for TargetingKey<'_> {
    fn eq(&self, other: &TargetingKey<'_>) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for TargetingKey<'_> {}

/// What a targeting key can be made of without a copy: texts, whole numbers, and types of the user's
/// that are one of these.
///
/// ```
/// use flagkit_core::{TargetingKey, ToTargetingKey};
///
/// struct UserId(u64);
///
/// impl ToTargetingKey for UserId {
///     fn to_targeting_key(&self) -> TargetingKey<'_> {
///         self.0.into()
///     }
/// }
///
/// assert_eq!(UserId(42).to_targeting_key().as_str(), "42");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a targeting key",
    label = "neither a text nor a whole number",
    note = "give it `impl flagkit::ToTargetingKey`, or name a function that tells its key by `#[context(key, with = path)]`"
)]
pub trait ToTargetingKey {
    /// The key.
    fn to_targeting_key(&self) -> TargetingKey<'_>;
}
