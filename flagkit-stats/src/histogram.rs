//! Latencies in buckets: the H2 histogram, log-linear, with a bounded relative error.
//!
//! It is what the cells of the run time are laid out by, and what they are read into. Two of one layout add up, so threads,
//! call sites and processes can be merged without loss.
//!
//! - [`Layout`]: which value goes into which bucket; a few shifts, no table.
//! - [`Histogram`]: the counts, plain numbers.
//! - [`Quantile`]: what is read out of them.
//!
//! Source: the layout of the crate `histogram` (iopsystems), which is HdrHistogram's with powers of two throughout.

mod counts;
mod layout;
mod quantile;

pub use counts::{Histogram, LayoutMismatch};
pub use layout::Layout;
pub use quantile::Quantile;
