//! The names and limits of the format, for what describes it elsewhere: its JSON Schema.
//!
//! Not for users of this crate, and under no promise. Nothing is said here; each name stands beside
//! the code that reads it, so that a description cannot drift from the reader.

pub use super::ROOT;
pub use super::flag::{MEMBERS as FLAG, SCHEDULE};
pub use super::group::MEMBERS as GROUP;
pub use super::guard::{MEMBERS as GUARD, RULE_MEMBERS as GUARD_RULE};
pub use super::operator::OPERATORS;
pub use super::rules::MEMBERS as RULE;
pub use super::segments::RESERVED as RESERVED_SEGMENTS;
pub use super::stages::{MEMBERS as STAGE, MOST as MOST_STAGES};
pub use super::variants::MOST as MOST_VARIANTS;
pub use crate::name::LONGEST_KEY;
