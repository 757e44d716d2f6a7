//! What a document says of a reusable group of callers.

use crate::document::Condition;
use crate::location::Location;
use std::ops::Range;

/// A reusable group of callers.
#[derive(Clone, Debug)]
pub struct SegmentDefinition {
    pub(crate) name: String,
    pub(crate) location: Location,
    pub(crate) name_span: Range<usize>,
    pub(crate) condition: Option<Condition>,
}

impl SegmentDefinition {
    /// The name that rules and stages use.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where the name stands.
    pub fn location(&self) -> Location {
        self.location
    }

    /// The bytes of the name, with its quotes.
    pub fn name_span(&self) -> Range<usize> {
        self.name_span.clone()
    }

    /// Who belongs to it; `None` where an error keeps it from being understood.
    pub fn condition(&self) -> Option<&Condition> {
        self.condition.as_ref()
    }

    /// Whether an error keeps this segment, and the flags that use it, from being used.
    pub fn is_broken(&self) -> bool {
        self.condition.is_none()
    }
}
