//! The counts of a histogram: plain numbers, saturating.
//!
//! Law: there are as many counts as the layout has buckets, and merging adds them; nothing else is kept, so a merged
//! histogram is the one that would have been recorded in one place.

use std::fmt;

use crate::histogram::layout::Layout;
use crate::histogram::quantile::{Quantile, quantile};

/// A histogram of one layout.
///
/// ```
/// use flagkit_stats::histogram::{Histogram, Layout};
///
/// let mut latency = Histogram::new(Layout::LATENCY);
/// for milliseconds in 1..=100 {
///     latency.record(milliseconds * 1_000_000);
/// }
/// let p90 = latency.quantile(0.9).unwrap();
/// assert!((p90.midpoint / 90e6 - 1.0).abs() < 0.032);
/// assert_eq!(latency.total(), 100);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Histogram {
    layout: Layout,
    counts: Box<[u32]>,
}

/// Two histograms, or a histogram and its counts, that do not have the same buckets.
///
/// ```
/// use flagkit_stats::histogram::{Histogram, Layout};
///
/// let refused = Histogram::from_counts(Layout::LATENCY, &[1, 2, 3]).unwrap_err();
/// assert_eq!(refused.to_string(), "there are 3 buckets instead of 592; give counts of the same layout");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayoutMismatch {
    /// How many buckets there should be.
    pub expected: usize,
    /// How many there are.
    pub given: usize,
}

impl fmt::Display for LayoutMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let LayoutMismatch { expected, given } = self;
        if expected == given {
            return f.write_str("the buckets have other bounds; give counts of the same layout");
        }
        write!(f, "there are {given} buckets instead of {expected}; give counts of the same layout")
    }
}

impl std::error::Error for LayoutMismatch {}

impl Histogram {
    /// An empty one.
    pub fn new(layout: Layout) -> Histogram {
        Histogram { layout, counts: vec![0; layout.buckets()].into_boxed_slice() }
    }

    /// What was counted elsewhere by the same layout, as in the cells of a run time.
    ///
    /// # Errors
    ///
    /// When there are more or fewer counts than buckets.
    pub fn from_counts(layout: Layout, counts: &[u32]) -> Result<Histogram, LayoutMismatch> {
        let (expected, given) = (layout.buckets(), counts.len());
        if expected != given {
            return Err(LayoutMismatch { expected, given });
        }
        Ok(Histogram { layout, counts: counts.into() })
    }

    /// Counts a value.
    pub fn record(&mut self, value: u64) {
        self.add(self.layout.index(value), 1);
    }

    /// Adds to one bucket. A count that is full stays full, and a bucket that does not exist takes nothing.
    pub fn add(&mut self, bucket: usize, count: u32) {
        if let Some(cell) = self.counts.get_mut(bucket) {
            *cell = cell.saturating_add(count);
        }
    }

    /// Adds the counts of another.
    ///
    /// ```
    /// use flagkit_stats::histogram::{Histogram, Layout};
    ///
    /// let (mut one, mut other) = (Histogram::new(Layout::LATENCY), Histogram::new(Layout::LATENCY));
    /// one.record(1_000);
    /// other.record(2_000);
    /// one.merge(&other)?;
    /// assert_eq!(one.total(), 2);
    /// # Ok::<(), flagkit_stats::histogram::LayoutMismatch>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the layouts differ; nothing was added then.
    pub fn merge(&mut self, other: &Histogram) -> Result<(), LayoutMismatch> {
        if self.layout != other.layout {
            let (expected, given) = (self.counts.len(), other.counts.len());
            return Err(LayoutMismatch { expected, given });
        }
        for (cell, count) in self.counts.iter_mut().zip(&other.counts) {
            *cell = cell.saturating_add(*count);
        }
        Ok(())
    }

    /// How many values were counted.
    pub fn total(&self) -> u64 {
        self.counts.iter().copied().map(u64::from).sum()
    }

    /// The counts, one per bucket.
    pub fn counts(&self) -> &[u32] {
        &self.counts
    }

    /// The layout.
    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// The bucket in which a quantile lies: the first at which at least `ceil(q N)` values are counted.
    ///
    /// Nothing of an empty histogram, and nothing for a `q` outside 0 to 1.
    pub fn quantile(&self, q: f64) -> Option<Quantile> {
        quantile(self.layout, &self.counts, q)
    }

    /// The bounds between which the true quantile lies with the given confidence, by order statistics:
    /// the values of rank `N q ± z sqrt(N q (1 − q))`, widened to their buckets. For reports only: it
    /// holds for one look.
    ///
    /// ```
    /// use flagkit_stats::histogram::{Histogram, Layout};
    ///
    /// let mut latency = Histogram::new(Layout::LATENCY);
    /// (1..=10_000).for_each(|microseconds| latency.record(microseconds * 1_000));
    /// let (lower, upper) = latency.quantile_interval(0.5, 0.95).unwrap();
    /// assert!(4_700_000 < lower && lower < 5_000_000 && 5_000_000 < upper && upper < 5_400_000);
    /// ```
    pub fn quantile_interval(&self, q: f64, confidence: f64) -> Option<(u64, u64)> {
        let within = q > 0.0 && q < 1.0 && confidence > 0.0 && confidence < 1.0;
        let total = self.total() as f64;
        if !within || total == 0.0 {
            return None;
        }
        let z = crate::special::normal_quantile(0.5 + confidence / 2.0);
        let spread = z * (q * (1.0 - q) / total).sqrt();
        let lower = self.quantile((q - spread).max(0.0))?.lower;
        let upper = self.quantile((q + spread).min(1.0))?.upper;
        Some((lower, upper))
    }
}
