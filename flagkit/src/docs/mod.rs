//! What is too long for one item's documentation, as pages of their own.
//!
//! - [`targeting`]: who gets what; rules, segments, stages, shares, and every operator.
//! - [`measuring`]: what is counted of both arms, who counts, and how to read a report.

pub mod measuring;
pub mod targeting;
