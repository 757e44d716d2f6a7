//! What a document says of the flags that must hold before another one does.

use crate::location::Location;
use std::ops::Range;

/// Another flag that must hold first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prerequisite {
    /// The other flag.
    pub flag: String,
    /// What it must serve.
    pub wanted: Wanted,
    /// Where it is named.
    pub location: Location,
    pub(crate) span: Range<usize>,
    /// Whether it is a free member unless there is a flag of this name.
    pub(crate) may_be_free: bool,
}

/// What a prerequisite must serve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A boolean flag, on or off.
    Boolean(bool),
    /// One of these variants.
    Variants(Vec<String>),
}
