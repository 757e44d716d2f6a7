//! A version that an attribute tells.
//!
//! Not a requirement, and not the order of versions: `document` reads the one, conditions know the other.
//! Law: it borrows its text, so that telling a version allocates nothing.

use std::fmt;

/// A version in the sense of semver.org, without build metadata, which orders nothing.
///
/// ```
/// use flagkit_core::{AttributeValue, Version};
///
/// let version = Version::new(2, 1, 0).with_pre_release("rc.1");
/// assert_eq!(version.to_string(), "2.1.0-rc.1");
/// assert_eq!(AttributeValue::from(version), AttributeValue::Version(version));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Version<'a> {
    /// The first number.
    pub major: u64,
    /// The second number.
    pub minor: u64,
    /// The third number.
    pub patch: u64,
    /// The identifiers after `-`, such as `rc.1`; empty for a released version.
    pub pre_release: &'a str,
}

impl<'a> Version<'a> {
    /// A released version.
    pub const fn new(major: u64, minor: u64, patch: u64) -> Version<'a> {
        Version { major, minor, patch, pre_release: "" }
    }

    /// The same version before its release; `text` is what stands after the `-`.
    #[must_use]
    pub const fn with_pre_release(self, text: &'a str) -> Version<'a> {
        Version { pre_release: text, ..self }
    }
}

impl fmt::Display for Version<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)?;
        if self.pre_release.is_empty() { Ok(()) } else { write!(f, "-{}", self.pre_release) }
    }
}
