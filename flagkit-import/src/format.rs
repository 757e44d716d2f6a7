//! The formats by name.

use flagkit_core::Foreign;
use std::fmt;
use std::str::FromStr;

/// Whose document it is.
///
/// ```
/// use flagkit_import::Format;
///
/// assert_eq!("unleash".parse(), Ok(Format::Unleash));
/// assert_eq!(Format::Flagd.to_string(), "flagd");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// What Unleash's client API and its export give: features and segments, or delta events.
    Unleash,
    /// What GrowthBook's SDK endpoint gives: features, as a payload or alone.
    GrowthBook,
    /// What LaunchDarkly's SDKs are given: flags and segments.
    LaunchDarkly,
    /// What flagd, OpenFeature's own engine, reads: flags with JSONLogic targeting.
    Flagd,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 4] =
        [Format::Unleash, Format::GrowthBook, Format::LaunchDarkly, Format::Flagd];

    /// Whose document a text is, by the same signs by which `Document::parse` knows that it is none of flagkit's.
    ///
    /// ```
    /// use flagkit_import::Format;
    ///
    /// let text = r#"{ "features": [{ "name": "new_checkout", "enabled": true }] }"#;
    /// assert_eq!(Format::recognise(text), Some(Format::Unleash));
    /// // Only a list of flags, which does not say who gets them.
    /// let manifest = r#"{ "flags": { "new_checkout": { "flagType": "boolean", "defaultValue": false } } }"#;
    /// assert_eq!(Format::recognise(manifest), None);
    /// ```
    pub fn recognise(text: &str) -> Option<Format> {
        match Foreign::recognise(text)? {
            Foreign::Unleash => Some(Format::Unleash),
            Foreign::GrowthBook => Some(Format::GrowthBook),
            Foreign::LaunchDarkly => Some(Format::LaunchDarkly),
            Foreign::Flagd => Some(Format::Flagd),
            _ => None,
        }
    }

    /// The word for it on a command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Format::Unleash => "unleash",
            Format::GrowthBook => "growthbook",
            Format::LaunchDarkly => "launchdarkly",
            Format::Flagd => "flagd",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that names no format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownFormat;

impl fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a format; write `unleash`, `growthbook`, `launchdarkly` or `flagd`")
    }
}

impl std::error::Error for UnknownFormat {}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(word: &str) -> Result<Format, UnknownFormat> {
        Format::ALL.into_iter().find(|format| format.as_str() == word).ok_or(UnknownFormat)
    }
}
