//! What is too long for one item's documentation, as pages of their own.
//!
//! - [`targeting`]: who gets what; rules, segments, stages, shares, and every operator.

pub mod targeting;
