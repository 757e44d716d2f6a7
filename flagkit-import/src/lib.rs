//! Flag documents of other engines into flags.json, with every user in the same bucket.

mod draft;
pub mod flagd;
mod format;
pub mod growthbook;
pub mod launchdarkly;
pub mod unleash;
mod whom;

pub use format::{Format, UnknownFormat};

use std::fmt;

/// What became of a foreign document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// A flags.json that reads without problems.
    pub document: String,
    /// Everything that is in the foreign document and not, or not exactly, in this one.
    pub notes: Vec<Note>,
}

/// Something that could not be carried over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The flag that it concerns; `None` for the document.
    pub flag: Option<String>,
    /// What is not carried over, why, and what became of the flag.
    pub message: String,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.flag {
            Some(flag) => write!(f, "`{flag}`: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

/// Why nothing could be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImportError {
    /// The text is not a document of the format; why, with line and column.
    Unreadable(Format, String),
    /// What was written does not read; a mistake of this crate.
    Unwritable(String),
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ImportError::Unreadable(format, why) => {
                write!(f, "the text is no document of {format}: {why}")
            }
            ImportError::Unwritable(why) => {
                write!(
                    f,
                    "what was written does not read, which is a mistake of flagkit-import: {why}"
                )
            }
        }
    }
}

impl std::error::Error for ImportError {}

/// Writes a foreign document as flags.json.
///
/// # Errors
///
/// The text is not a document of the format.
pub fn import(format: Format, text: &str) -> Result<Imported, ImportError> {
    match format {
        Format::Unleash => unleash::import(text),
        Format::GrowthBook => growthbook::import(text),
        Format::LaunchDarkly => launchdarkly::import(text),
        Format::Flagd => flagd::import(text),
    }
}
