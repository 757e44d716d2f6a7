//! Conditions: whom a rule or a segment matches, as data.
//!
//! `read::condition` reads them, `version` and `network` their finer operands.
//! Law: operands are checked and converted when the document is read, never when it is evaluated.

use super::network::Network;
use super::version::Requirement;
use crate::plan::{Pattern, TextSet};
use std::sync::Arc;

/// Whom a rule or a segment matches.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Condition {
    /// All of these hold.
    All(Vec<Condition>),
    /// One of these holds.
    Any(Vec<Condition>),
    /// This does not hold.
    Not(Box<Condition>),
    /// The caller is in one of these segments.
    Segment(Vec<SegmentReference>),
    /// The targeting key passes the test.
    Key(Test),
    /// The attribute passes the test.
    Attribute(Arc<str>, Test),
}

/// A segment that a condition names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentReference {
    /// The segment's name.
    pub name: String,
    pub(crate) span: std::ops::Range<usize>,
}

impl Condition {
    /// Calls `visit` with each segment that the condition names.
    ///
    /// ```
    /// use flagkit_core::Document;
    ///
    /// let text = r#"{ "segments": { "a": { "plan": "pro" }, "b": { "not": { "segment": "a" } } }, "flags": {} }"#;
    /// let document = Document::parse(text).document.unwrap();
    /// let mut named = Vec::new();
    /// document.segment("b").unwrap().condition().unwrap().segments(&mut |segment| named.push(&*segment.name));
    /// assert_eq!(named, ["a"]);
    /// ```
    pub fn segments<'c>(&'c self, visit: &mut impl FnMut(&'c SegmentReference)) {
        match self {
            Condition::All(parts) | Condition::Any(parts) => {
                for part in parts {
                    part.segments(visit);
                }
            }
            Condition::Not(part) => part.segments(visit),
            Condition::Segment(references) => references.iter().for_each(visit),
            Condition::Key(_) | Condition::Attribute(..) => {}
        }
    }

    /// What asking it may take, where `of` tells that of the segments that it names.
    pub(crate) fn effort(&self, of: &impl Fn(&str) -> Effort) -> Effort {
        match self {
            Condition::All(parts) | Condition::Any(parts) => {
                Effort::within(parts.iter().map(|part| part.effort(of)))
            }
            Condition::Not(part) => Effort::within([part.effort(of)]),
            Condition::Segment(references) => {
                Effort::within(references.iter().map(|reference| of(&reference.name)))
            }
            Condition::Key(_) | Condition::Attribute(..) => Effort::within([]),
        }
    }
}

/// What asking a condition may take, the segments in it included each time that they are named.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Effort {
    /// How many conditions are asked at most.
    pub(crate) conditions: usize,
    /// How deep they lie in each other.
    pub(crate) depth: usize,
}

impl Effort {
    /// That of a condition of these parts.
    fn within(parts: impl IntoIterator<Item = Effort>) -> Effort {
        let whole = parts.into_iter().fold(Effort::default(), |whole, part| Effort {
            conditions: whole.conditions.saturating_add(part.conditions),
            depth: whole.depth.max(part.depth),
        });
        Effort { conditions: whole.conditions.saturating_add(1), depth: whole.depth + 1 }
    }
}

/// One comparison of an attribute.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Test {
    /// Equals one of these.
    In(Vec<Scalar>),
    /// Equals none of these.
    NotIn(Vec<Scalar>),
    /// Is a number that stands in this order to the operand.
    Compare(Order, f64),
    /// The same with an operand beyond 2^53, where a float is no longer every whole number.
    CompareWhole(Order, i64),
    /// Begins with one of these.
    StartsWith(Vec<Arc<str>>),
    /// Ends with one of these.
    EndsWith(Vec<Arc<str>>),
    /// Contains one of these.
    Contains(Vec<Arc<str>>),
    /// Is one of the ids in a file.
    InFile(IdsFile),
    /// Matches this regular expression.
    Matches(Pattern),
    /// Is a version that meets this requirement.
    Version(Requirement),
    /// Is an instant before this one, in milliseconds since 1970.
    Before(i64),
    /// Is an instant after this one.
    After(i64),
    /// Is an address in one of these networks.
    Network(Vec<Network>),
    /// Is there, or is not.
    Exists(bool),
}

/// Ids that stand in a file beside the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdsFile {
    /// The file's name as the document gives it.
    pub name: Arc<str>,
    /// What it holds.
    pub set: TextSet,
}

/// How a number stands to an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Smaller.
    Less,
    /// Smaller or equal.
    AtMost,
    /// Larger.
    Greater,
    /// Larger or equal.
    AtLeast,
}

/// A value that an attribute is compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// A text.
    String(Arc<str>),
}
