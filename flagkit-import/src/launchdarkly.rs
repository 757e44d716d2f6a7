//! Documents of LaunchDarkly: what its server-side SDKs are given.
//!
//! `read` knows the form, `plan` what it means, `document` what of it flags.json can say.
//! Law: a plan decides exactly as LaunchDarkly does; what flags.json cannot say is a note, never a guess.
//!
//! Known limits: an attribute
//! that is an empty text is drawn as if it were missing; lists and objects are never equal; instants
//! are compared to the millisecond; a chain of more than 32 prerequisites is malformed; a big segment
//! has no keys but those that the document lists.

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
