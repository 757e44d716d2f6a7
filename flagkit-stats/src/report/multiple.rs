//! Several metrics at once.
//!
//! Holm bounds the chance of any false finding, and is for what decides; Benjamini–Hochberg bounds the share of false ones among the
//! findings, and is for what is explored. Guardrails have a share of alpha each instead.
//!
//! Sources: Holm 1979; Benjamini & Hochberg 1995; for the adjusted interval, GrowthBook.

use crate::alpha::Alpha;
use crate::error::{OutOfRange, checked};
use crate::report::interval::Interval;
use crate::special::normal_quantile;

/// Holm's adjusted p-values, in the order given.
///
/// ```
/// use flagkit_stats::report::holm;
///
/// assert_eq!(holm(&[0.01, 0.04, 0.03, 0.005])?, [0.03, 0.06, 0.06, 0.02]);
/// # Ok::<(), flagkit_stats::OutOfRange>(())
/// ```
///
/// # Errors
///
/// When a p-value is not from 0 to 1.
pub fn holm(p_values: &[f64]) -> Result<Vec<f64>, OutOfRange> {
    let order = ascending(p_values)?;
    let mut adjusted = vec![0.0; p_values.len()];
    let mut largest = 0.0_f64;
    for (rank, (p, place)) in order.into_iter().enumerate() {
        largest = largest.max(p * (p_values.len() - rank) as f64).min(1.0);
        adjusted[place] = largest;
    }
    Ok(adjusted)
}

/// Benjamini & Hochberg's adjusted p-values, in the order given.
///
/// ```
/// use flagkit_stats::report::benjamini_hochberg;
///
/// assert_eq!(benjamini_hochberg(&[0.025, 0.03])?, [0.03, 0.03]);
/// # Ok::<(), flagkit_stats::OutOfRange>(())
/// ```
///
/// # Errors
///
/// When a p-value is not from 0 to 1.
pub fn benjamini_hochberg(p_values: &[f64]) -> Result<Vec<f64>, OutOfRange> {
    let order = ascending(p_values)?;
    let mut adjusted = vec![0.0; p_values.len()];
    let mut least = 1.0_f64;
    for (rank, (p, place)) in order.into_iter().enumerate().rev() {
        least = least.min(p * p_values.len() as f64 / (rank + 1) as f64);
        adjusted[place] = least;
    }
    Ok(adjusted)
}

/// The interval of level `1 − alpha` that goes with an adjusted p-value: the one whose standard error would have given it.
///
/// ```
/// use flagkit_stats::Alpha;
/// use flagkit_stats::report::adjusted_interval;
///
/// let interval = adjusted_interval(0.1, 0.05, Alpha::new(0.05)?)?;
/// assert!(interval.lower.abs() < 1e-12 && (interval.upper - 0.2).abs() < 1e-12);
/// # Ok::<(), flagkit_stats::OutOfRange>(())
/// ```
///
/// # Errors
///
/// When the p-value is not from 0 to 1, or the estimate is not finite.
pub fn adjusted_interval(
    estimate: f64,
    adjusted_p: f64,
    alpha: Alpha,
) -> Result<Interval, OutOfRange> {
    checked(estimate.is_finite(), "estimate", estimate, "a finite number")?;
    checked((0.0..=1.0).contains(&adjusted_p), "adjusted_p", adjusted_p, "a number from 0 to 1")?;
    if adjusted_p == 1.0 {
        return Ok(Interval { lower: f64::NEG_INFINITY, upper: f64::INFINITY });
    }
    let z = normal_quantile(adjusted_p / 2.0);
    let half_width = normal_quantile(alpha.get() / 2.0) * (estimate / z).abs();
    Ok(Interval::around(estimate, half_width.abs()))
}

/// The p-values from the least on, each with its place.
fn ascending(p_values: &[f64]) -> Result<Vec<(f64, usize)>, OutOfRange> {
    let mut order = Vec::with_capacity(p_values.len());
    for (place, &p) in p_values.iter().enumerate() {
        order.push((checked((0.0..=1.0).contains(&p), "p", p, "a number from 0 to 1")?, place));
    }
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    Ok(order)
}
