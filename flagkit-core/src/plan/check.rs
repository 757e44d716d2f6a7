//! What is asked of an attribute.
//!
//! Data only; `compare` answers. Law: operands are of the type that is compared with, so that nothing
//! is parsed but what the attribute brings.

use super::loose::Loose;
use super::pattern::Pattern;
use super::text_set::TextSet;
use super::values::Values;
use crate::document::{Network, Requirement};
use std::sync::Arc;

/// What is asked of a value. A value of another type does not pass.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Check {
    /// It is there.
    Exists,
    /// It equals one of these; 1 and 1.0 are equal, `1` and `"1"` are not.
    In(Values),
    /// It is a text and, in lower case, one of these, which are in lower case.
    InIgnoringCase(TextSet),
    /// It is a number in this order to the operand.
    Number {
        /// The order.
        order: NumberOrder,
        /// The operand.
        operand: f64,
        /// Whether a text that reads as a number is one.
        from_text: bool,
    },
    /// It is a number in this order to a whole number; exact where floats are not, beyond 2^53.
    Whole {
        /// The order.
        order: NumberOrder,
        /// The operand.
        operand: i64,
    },
    /// It is a text that begins with one of these.
    StartsWith(Texts),
    /// It is a text that ends with one of these.
    EndsWith(Texts),
    /// It is a text that contains one of these.
    Contains(Texts),
    /// It is a text in which the pattern is found.
    Matches(Pattern),
    /// It is a version that meets the requirement.
    Version(Requirement, VersionForm),
    /// It is an instant before this one, in milliseconds since 1970.
    Before(i64, DateForm),
    /// It is an instant after this one.
    After(i64, DateForm),
    /// It is an address in one of these networks.
    Network(Box<[Network]>),
    /// It passes once it is converted, or as a whole; a list is not asked item by item.
    Loose(Box<Loose>),
}

/// Texts of which one must fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    /// The texts, in lower case where case is ignored.
    pub any: Box<[Arc<str>]>,
    /// Whether upper and lower case are the same.
    pub ignore_case: bool,
}

/// How a number stands to an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum NumberOrder {
    Equal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

/// Which texts are versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VersionForm {
    /// `v1.2.3` is one.
    pub leading_v: bool,
    /// `1.2` is one, and means 1.2.0.
    pub short: bool,
    /// `1.02.3` is one, and means 1.2.3.
    pub leading_zeros: bool,
}

/// Which values are instants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateForm {
    /// `2027-03-01` is one, and means its first moment in UTC.
    pub bare_dates: bool,
    /// A number is one: milliseconds since 1970.
    pub numbers: bool,
}

impl VersionForm {
    /// What flags.json accepts: all that has one meaning.
    pub const LENIENT: VersionForm =
        VersionForm { leading_v: true, short: true, leading_zeros: false };
    /// Semantic versioning 2.0.0 to the letter.
    pub const STRICT: VersionForm =
        VersionForm { leading_v: false, short: false, leading_zeros: false };
}

impl DateForm {
    /// What flags.json accepts.
    pub const NATIVE: DateForm = DateForm { bare_dates: true, numbers: false };
    /// Only complete timestamps.
    pub const TIMESTAMPS: DateForm = DateForm { bare_dates: false, numbers: false };
}

impl Texts {
    /// Texts that fit only as they are written.
    pub fn exact<T: Into<Arc<str>>>(texts: impl IntoIterator<Item = T>) -> Texts {
        Texts { any: texts.into_iter().map(Into::into).collect(), ignore_case: false }
    }

    /// Texts that fit in upper and in lower case.
    pub fn ignoring_case<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Texts {
        let lower = |text: T| text.as_ref().to_lowercase().into();
        Texts { any: texts.into_iter().map(lower).collect(), ignore_case: true }
    }
}

impl Check {
    /// It equals one of these texts.
    pub fn is_one_of<T: Into<Arc<str>>>(texts: impl IntoIterator<Item = T>) -> Check {
        Check::In(Values::texts(texts))
    }

    /// It begins with one of these texts.
    pub fn starts_with<T: Into<Arc<str>>>(texts: impl IntoIterator<Item = T>) -> Check {
        Check::StartsWith(Texts::exact(texts))
    }

    /// It ends with one of these texts.
    pub fn ends_with<T: Into<Arc<str>>>(texts: impl IntoIterator<Item = T>) -> Check {
        Check::EndsWith(Texts::exact(texts))
    }

    /// It contains one of these texts.
    pub fn contains<T: Into<Arc<str>>>(texts: impl IntoIterator<Item = T>) -> Check {
        Check::Contains(Texts::exact(texts))
    }
}
