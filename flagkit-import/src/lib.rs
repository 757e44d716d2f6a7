//! Flag documents of other engines into flags.json, with every user in the same bucket.
//!
//! ```
//! use flagkit_core::{Document, EvaluationContext, FlagSet};
//! use flagkit_import::{Format, import};
//!
//! let text = r#"{ "version": 2, "features": [
//!     { "name": "new_checkout", "enabled": true, "strategies": [{
//!         "name": "flexibleRollout",
//!         "parameters": { "rollout": "23", "stickiness": "userId", "groupId": "AB12A" },
//!         "constraints": [{ "contextName": "country", "operator": "IN", "values": ["KR", "JP"] }]
//!     }] },
//!     { "name": "lottery", "enabled": true, "strategies": [
//!         { "name": "gradualRolloutRandom", "parameters": { "percentage": "10" } }
//!     ] }
//! ] }"#;
//!
//! let format = Format::recognise(text).unwrap();
//! let imported = import(format, text)?;
//! assert_eq!(imported.document, r#"{
//!   "flags": {
//!     "new_checkout": {
//!       "hash": "unleash",
//!       "seed": "AB12A",
//!       "rules": [{ "if": { "country": ["KR", "JP"] }, "serve": "23%" }]
//!     }
//!   }
//! }
//! "#);
//! // What flags.json cannot say is listed, and never guessed.
//! let notes: Vec<String> = imported.notes.iter().map(|note| note.to_string()).collect();
//! assert_eq!(notes, ["`lottery`: left out: it draws users anew each time"]);
//!
//! // Unleash's client specification puts this user at 23 of 100.
//! let document = Document::parse(&imported.document).document.unwrap();
//! let flags = FlagSet::compile(&document, None);
//! let user = EvaluationContext::new("122").with("country", "KR");
//! assert_eq!(flags.get("new_checkout").unwrap().evaluate(Some(&user), &flags.at(0)).variant, 1);
//! # Ok::<(), flagkit_import::ImportError>(())
//! ```
//!
//! The same from a shell: `cargo flagkit import auto export.json > flags.json`, by the crate `cargo-flagkit`.
//!
//! # Two ways
//!
//! [`import`] writes a flags.json once, for those who move. What it cannot say exactly is in the [`Note`]s: a flag is left
//! out, is kept off, or is kept with the difference named. A flag without a note, that depends on none with a note, answers
//! as before.
//!
//! Each format's module also makes a flag set of the foreign document as it is ([`unleash::flags`], [`flagd::flags`],
//! [`growthbook::Features`], [`launchdarkly::Flags`]), with all that flagkit's plans can express and flags.json cannot. It is
//! for those who stay, or move by and by. Both are asked by the one evaluation of `flagkit-core`.
//!
//! # What is carried over
//!
//! | format | into flags.json | not into flags.json |
//! |---|---|---|
//! | [Unleash](unleash): a state, delta events, or the export of one environment | strategies, constraints and segments as rules; rollouts and variants with their groups; overrides; dependencies; `currentTime` of an only strategy as `schedule`; payloads by their type | `random` stickiness; rollouts of one feature by several groups; strategies of which some choose variants and some do not; `applicationHostname` and custom strategies |
//! | [flagd] | variants, metadata, JSONLogic of `if`, `and`, `or`, `!`, comparisons, `in`, `starts_with`, `ends_with`, `sem_ver`, `$ref`, `fractional` by key or by a text that ends in an attribute | other operators, comparisons of two attributes, `$flagd.timestamp`; draws by an attribute alone; flags without a `defaultVariant`; `source` and selectors |
//! | [GrowthBook](growthbook) | features with forced values, rollouts and experiments, conditions, prerequisites | namespaces, filters, sticky buckets, rules that look at a URL, experiments that are part of no feature, draws by several attributes or seeds in one feature |
//! | [LaunchDarkly](launchdarkly) | targets, rules, segments, prerequisites, rollouts and experiments by `user` | contexts of other kinds, big segments, rollouts of one flag by several seeds |
//!
//! Everywhere: a name that flags.json does not take (of a flag, a variant or an attribute) leaves its flag out, and what has no
//! say in who gets what (projects, tags, impression data, tracking) is passed over without a note.
//!
//! # Units and types
//!
//! The targeting key is Unleash's `userId`, flagd's `targetingKey`, GrowthBook's `id` and the key of LaunchDarkly's `user`.
//! Attributes keep their names. flags.json converts no types: where the foreign engine compared a text as a number, a note
//! asks for the number.
#![forbid(unsafe_code)]

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
/// ```
/// use flagkit_import::{Format, import};
///
/// let text = r#"{ "flags": { "banner": {
///     "state": "ENABLED", "variants": { "on": true, "off": false }, "defaultVariant": "off",
///     "targeting": { "fractional": [["on", 5], ["off", 95]] }
/// } } }"#;
/// let imported = import(Format::Flagd, text)?;
/// assert!(imported.document.contains(r#""banner": { "hash": "flagd", "rollout": { "on": 5, "off": 95 } }"#));
/// assert!(imported.notes.is_empty());
/// # Ok::<(), flagkit_import::ImportError>(())
/// ```
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
