//! The compiled flags: immutable, free of the document's types, made for being asked.
//!
//! `compile` builds them from a document. Laws: evaluation neither allocates nor panics nor sees the
//! document; whatever goes wrong ends in the fallback with a reason.

mod compile;

use crate::bucketing::Prefix;
use crate::context::{Context, TargetingKey};
use crate::document::Kind;
use crate::evaluation::{ErrorCode, Evaluation, Reason};
use crate::value::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// All flags of one version of a document.
///
/// ```
/// use flagkit_core::{Document, EvaluationContext, FlagSet};
///
/// let parsed = Document::parse(r#"{ "new_search": true, "new_checkout": "5%" }"#);
/// let flags = FlagSet::compile(&parsed.document.unwrap(), None);
/// let user = EvaluationContext::new("user-42");
/// let answer = flags.get("new_search").unwrap().evaluate(Some(&user));
/// assert_eq!(answer.variant, 1);
/// ```
#[derive(Clone, Debug, Default)]
pub struct FlagSet {
    /// In the order of the document; `None` for a flag without any good definition.
    flags: Vec<Option<Arc<Flag>>>,
    /// The document's.
    index: Arc<HashMap<Arc<str>, usize>>,
}

impl FlagSet {
    /// A set without flags.
    pub fn empty() -> FlagSet {
        FlagSet::default()
    }

    /// The flag with this key, if there is a good definition of it.
    #[inline]
    pub fn get(&self, key: &str) -> Option<&Arc<Flag>> {
        self.place(key)?.as_ref()
    }

    /// The flags in the order of the document.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Flag>> {
        self.flags.iter().flatten()
    }

    /// Whether the document has the flag, but neither it nor an earlier version a good definition.
    ///
    /// ```
    /// use flagkit_core::{Document, FlagSet};
    ///
    /// let document = Document::parse(r#"{ "a": "yes", "b": "5%" }"#).document.unwrap();
    /// let flags = FlagSet::compile(&document, None);
    /// assert!(flags.broken("a") && !flags.broken("b") && !flags.broken("c"));
    /// assert_eq!(flags.iter().map(|flag| flag.key()).collect::<Vec<_>>(), ["b"]);
    /// assert_eq!(flags.len(), 1);
    /// ```
    pub fn broken(&self, key: &str) -> bool {
        self.place(key).is_some_and(Option::is_none)
    }

    /// How many flags there are; those that are [broken](FlagSet::broken) do not count.
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// Where the flag stands, if the document has it.
    #[inline]
    fn place(&self, key: &str) -> Option<&Option<Arc<Flag>>> {
        self.index.get(key).and_then(|&index| self.flags.get(index))
    }
}

/// One outcome of a flag.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Variant {
    /// The name in the document; `off` and `on` for a boolean flag.
    pub name: Arc<str>,
    /// What it carries; `false` and `true` for a boolean flag.
    pub payload: Value,
}

/// One flag, ready to be asked. Two flags are equal when no question tells them apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Flag {
    key: Arc<str>,
    kind: Kind,
    boolean: bool,
    variants: Arc<[Variant]>,
    fallback: usize,
    decision: Decision,
}

/// How a flag decides.
#[derive(Clone, Debug, PartialEq)]
enum Decision {
    /// The same for everyone.
    Constant(Evaluation),
    /// A boolean flag, on below a threshold.
    Share { threshold: u32, prefix: Prefix },
    /// The document says more than this version evaluates.
    NotEvaluated,
}

/// Positions of a boolean flag's variants.
pub(crate) const OFF: usize = 0;
pub(crate) const ON: usize = 1;

impl Flag {
    /// The name of the flag in the document.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What sort of flag it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether it is on or off, rather than one of named variants.
    pub fn is_boolean(&self) -> bool {
        self.boolean
    }

    /// The outcomes: exactly `off` and `on` for a boolean flag, else as the document lists them.
    pub fn variants(&self) -> &[Variant] {
        &self.variants
    }

    /// The outcome of the old code: `off`, or the `default` of the document.
    pub fn fallback_variant(&self) -> usize {
        self.fallback
    }

    /// The answer, if it is the same for every caller for ever, with or without a context.
    pub fn constant(&self) -> Option<Evaluation> {
        match self.decision {
            Decision::Constant(evaluation) => Some(evaluation),
            Decision::NotEvaluated => Some(Evaluation::failed(self.fallback, ErrorCode::General)),
            Decision::Share { .. } => None,
        }
    }

    /// The answer for one caller; without a context, for someone unknown.
    ///
    /// ```
    /// use flagkit_core::{Document, ErrorCode, FlagSet};
    ///
    /// let document = Document::parse(r#"{ "f": "5%" }"#).document.unwrap();
    /// let answer = FlagSet::compile(&document, None).get("f").unwrap().evaluate(None);
    /// assert_eq!((answer.variant, answer.error), (0, Some(ErrorCode::TargetingKeyMissing)));
    /// ```
    #[inline]
    pub fn evaluate(&self, context: Option<&dyn Context>) -> Evaluation {
        match &self.decision {
            Decision::Constant(evaluation) => *evaluation,
            Decision::Share { threshold, prefix } => self.draw(*threshold, prefix, context),
            Decision::NotEvaluated => Evaluation::failed(self.fallback, ErrorCode::General),
        }
    }

    fn draw(&self, threshold: u32, prefix: &Prefix, context: Option<&dyn Context>) -> Evaluation {
        let key = context.and_then(Context::targeting_key);
        // An empty key would put everyone who lacks one in the same bucket.
        let Some(key) = key.as_ref().map(TargetingKey::as_bytes).filter(|key| !key.is_empty())
        else {
            return Evaluation::failed(self.fallback, ErrorCode::TargetingKeyMissing);
        };
        let bucket = prefix.bucket(key);
        let variant = if bucket < threshold { ON } else { OFF };
        Evaluation { bucket: Some(bucket), ..Evaluation::new(variant, Reason::Split) }
    }
}
