//! Documents of LaunchDarkly: what its server-side SDKs are given.
//!
//! `read` knows the form, `plan` what it means, `document` what of it flags.json can say.
//! Law: a plan decides exactly as LaunchDarkly does; what flags.json cannot say is a note, never a guess.
//!
//! Known limits: lists and objects are never equal; instants are compared to the millisecond; the empty
//! text as a key is drawn as if there were no key, and a list that has it as if it were it; a chain of more
//! than 32 prerequisites is malformed, and so are segments that name each other more than 128 deep; a big
//! segment has no keys but those that the document lists.

mod answer;
mod context;
mod document;
mod instant;
mod plan;
mod read;
mod reference;
#[cfg(test)]
mod tests;

pub use answer::{Answer, Flags, Reason};
pub use context::{Contexts, InvalidContexts};

pub(crate) use document::import;

use crate::ImportError;
use flagkit_core::FlagSet;

/// The flags of a document as plans, without LaunchDarkly's words for their answers; see [`Flags`].
///
/// # Errors
///
/// The text is not what LaunchDarkly's server-side SDKs are given.
///
/// ```
/// use flagkit_import::launchdarkly::{Contexts, flags};
///
/// let flags = flags(r#"{ "flagValues": { "banner": "blue" } }"#)?;
/// let user = Contexts::parse(r#"{ "key": "u-1" }"#).unwrap();
/// let banner = flags.get("banner").unwrap();
/// let answer = banner.evaluate(Some(&user), &flags.at(0));
/// assert_eq!(banner.variants()[answer.variant].payload.as_str(), Some("blue"));
/// # Ok::<(), flagkit_import::ImportError>(())
/// ```
pub fn flags(text: &str) -> Result<FlagSet, ImportError> {
    Flags::parse(text).map(Flags::into_set)
}
