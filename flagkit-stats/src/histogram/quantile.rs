//! Quantiles of counts in buckets.
//!
//! Law: the value that has the rank lies within the bounds that are told; how wide they are is the layout's error, on top of
//! which comes that of sampling.

use crate::histogram::layout::Layout;

/// The bucket in which a quantile lies.
///
/// ```
/// use flagkit_stats::histogram::{Histogram, Layout};
///
/// let mut latency = Histogram::new(Layout::LATENCY);
/// latency.record(1_000_000);
/// let median = latency.quantile(0.5).unwrap();
/// assert!(median.lower <= 1_000_000 && 1_000_000 <= median.upper);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantile {
    /// The least value of the bucket.
    pub lower: u64,
    /// The greatest value of the bucket.
    pub upper: u64,
    /// The middle of the bucket, which is what to print.
    pub midpoint: f64,
}

pub(crate) fn quantile(layout: Layout, counts: &[u32], q: f64) -> Option<Quantile> {
    let total: u64 = counts.iter().copied().map(u64::from).sum();
    if !(0.0..=1.0).contains(&q) || total == 0 {
        return None;
    }
    // 0.07 × 100 is a little more than 7 in binary: what is a whole rank but for rounding is that rank.
    let rank = (q * total as f64 * (1.0 - 2.0 * f64::EPSILON)).ceil().max(1.0) as u64;
    let mut seen = 0;
    let index = counts.iter().position(|&count| {
        seen += u64::from(count);
        seen >= rank.min(total)
    })?;
    Some(Quantile {
        lower: layout.lower(index),
        upper: layout.upper(index),
        midpoint: layout.midpoint(index),
    })
}
