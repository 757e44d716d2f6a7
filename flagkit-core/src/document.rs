//! The document: flags.json as it was written, with everything that is wrong with it.
//!
//! Reading order: `definition` (what a flag says), `condition` (whom a rule matches), `read` (tree to
//! definitions, one object per file), `check` (definitions against each other).
//! It evaluates nothing; `flag_set` does.
//! Laws: one bad flag fails alone; a text out of which no flag could be read, though it does not say
//! that there are none, is refused whole, so that it cannot pass for the deletion of every flag.

mod check;
mod condition;
mod definition;
mod network;
mod percentage;
mod precedence;
mod read;
mod version;

pub use condition::{Condition, IdsFile, Order, Scalar, SegmentReference, Test};
pub use definition::*;
pub use network::{InvalidNetwork, Network};
pub use percentage::{InvalidPercentage, Percentage};
pub(crate) use precedence::version_of;
pub use read::Foreign;
pub use version::{Comparator, InvalidRequirement, Relation, Requirement};

#[doc(hidden)]
pub use read::vocabulary;

use crate::json::{self, MAX_DOCUMENT_BYTES};
use crate::problem::{Problem, Problems};
use read::Root;
use std::collections::HashMap;
use std::sync::Arc;

/// The largest file of ids that whoever brings files to [`Document::parse_with_files`] should read: 64 MiB.
pub const MAX_IDS_BYTES: usize = 64 * 1024 * 1024;

/// A document of flags that could be read, perhaps with broken flags in it.
///
/// ```
/// use flagkit_core::{Document, FlagSet};
///
/// let parsed = Document::parse(r#"{ "new_search": true, "new_checkout": "5 percent" }"#);
/// let document = parsed.document.unwrap();
/// assert!(!document.flag("new_search").unwrap().is_broken());
/// assert!(document.flag("new_checkout").unwrap().is_broken());
/// assert_eq!(parsed.problems[0].flag.as_deref(), Some("new_checkout"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Document {
    pub(crate) flags: Vec<FlagDefinition>,
    /// Positions of the flags, shared with the flag sets that are compiled from them.
    pub(crate) index: Arc<HashMap<Arc<str>, usize>>,
    segments: Vec<SegmentDefinition>,
    replicas: Option<u32>,
}

/// What became of a text: the document, if it is one, and everything wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// `None` where the text is too large, too deep, not JSON or not an object of flags, and where
    /// the document itself has an error and none of its flags is usable.
    ///
    /// ```
    /// use flagkit_core::Document;
    ///
    /// assert!(Document::parse(r#"{ "flags": {} }"#).document.is_some());
    /// assert!(Document::parse(r#"{ "flags": null }"#).document.is_none());
    /// assert!(Document::parse(r#"{ "flgs": { "new_checkout": true } }"#).document.is_none());
    /// ```
    pub document: Option<Document>,
    /// Sorted by place.
    pub problems: Vec<Problem>,
}

/// Brings the text of a file that a document names, or says what is wrong with it; the reason reads on after the
/// file's name.
pub(crate) type Files<'f> = dyn FnMut(&str) -> Result<Arc<str>, String> + 'f;

impl Document {
    /// Reads and checks a document that names no files. Never panics, whatever the text is.
    ///
    /// A segment that names a file of ids is broken here; see [`parse_with_files`](Document::parse_with_files).
    pub fn parse(text: &str) -> Parsed {
        Document::parse_with_files(text, &mut |_| {
            Err("cannot be read here, where only the document itself is known".to_owned())
        })
    }

    /// Reads and checks a document whose segments may name files of ids, which `files` brings by their names.
    ///
    /// A name has passed the check that it does not lead out of the document's directory. The reason of a file that
    /// cannot be brought reads on after its name.
    ///
    /// ```
    /// use flagkit_core::{Document, EvaluationContext, FlagSet};
    ///
    /// let text = r#"{
    ///     "segments": { "beta": { "file": "beta-users.txt" } },
    ///     "flags": { "new_checkout": { "stages": ["beta", "everyone"], "stage": "beta" } }
    /// }"#;
    /// let parsed = Document::parse_with_files(text, &mut |name| match name {
    ///     "beta-users.txt" => Ok("minsu\njiwoo\n".into()),
    ///     _ => Err("is not there".to_owned()),
    /// });
    /// let flags = FlagSet::compile(&parsed.document.unwrap(), None);
    /// let minsu = EvaluationContext::new("minsu");
    /// let flag = flags.get("new_checkout").unwrap();
    /// assert_eq!(flag.evaluate(Some(&minsu), &flags.at(0)).variant, 1);
    /// ```
    pub fn parse_with_files(
        text: &str,
        files: &mut dyn FnMut(&str) -> Result<Arc<str>, String>,
    ) -> Parsed {
        if text.len() > MAX_DOCUMENT_BYTES {
            return Parsed { document: None, problems: vec![json::too_large(text)] };
        }
        let mut problems = Problems::new(text);
        let document =
            read::document(text, files, &mut problems).and_then(|(mut document, root)| {
                check::document(&mut document, &mut problems);
                let is_usable = match root {
                    Root::Sound => true,
                    Root::Flawed => document.flags.iter().any(FlagDefinition::is_obeyed),
                    Root::NoFlags => false,
                };
                is_usable.then_some(document)
            });
        Parsed { document, problems: problems.into_sorted() }
    }

    /// The flags in the order of the file, the broken ones included.
    pub fn flags(&self) -> &[FlagDefinition] {
        &self.flags
    }

    /// The flag with this key, broken or not.
    pub fn flag(&self, key: &str) -> Option<&FlagDefinition> {
        self.index.get(key).and_then(|&index| self.flags.get(index))
    }

    /// The segments in the order of the file, the broken ones included.
    pub fn segments(&self) -> &[SegmentDefinition] {
        &self.segments
    }

    /// The segment with this name, broken or not.
    pub fn segment(&self, name: &str) -> Option<&SegmentDefinition> {
        self.segments.iter().find(|segment| segment.name == name)
    }

    /// By how many processes verdicts are shared, where the document says it.
    pub fn replicas(&self) -> Option<u32> {
        self.replicas
    }
}

impl Parsed {
    /// Whether anything keeps a flag, or the whole document, from being used.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(Problem::is_error)
    }
}
