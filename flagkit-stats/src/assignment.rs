//! Whether the draw itself works: do the arms get the shares they should?
//!
//! A sample ratio mismatch means that the comparison is void, whatever it shows: units are lost, or counted twice, in one arm. It
//! holds a rollout, and never rolls back.
//!
//! - [`SequentialMultinomial`] may be asked at any time: Lindon & Malek, arXiv 2011.03567, with the Dirichlet
//!   concentration of 100 of their published code.
//! - [`chi_square`] is for one look, as reports of other tools show it; Pearson 1900.
//! - [`homogeneity`] asks the same of rates: whether several arms fail equally often.

use crate::e_process::p_value;
use crate::error::{OutOfRange, checked};
use crate::special::{chi_square_survival, log_gamma};

/// The p-value below which the sequential test and the report hold a rollout.
pub const MISMATCH: f64 = 0.001;

/// How firmly the alternative of the sequential test sits around the intended shares.
const CONCENTRATION: f64 = 100.0;

/// The sequential test of the shares of two arms or more.
///
/// ```
/// use flagkit_stats::assignment::{MISMATCH, SequentialMultinomial};
///
/// let canary = SequentialMultinomial::new(&[0.95, 0.05])?;
/// assert!(canary.p_value(&[95_000, 5_000]) == 1.0);
/// assert!(canary.p_value(&[94_000, 6_000]) < MISMATCH);
/// # Ok::<(), flagkit_stats::OutOfRange>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct SequentialMultinomial {
    shares: Vec<f64>,
}

impl SequentialMultinomial {
    /// A test of the given weights; what matters is their proportion.
    ///
    /// # Errors
    ///
    /// When there are less than two, or one is not positive and finite.
    pub fn new(weights: &[f64]) -> Result<SequentialMultinomial, OutOfRange> {
        Ok(SequentialMultinomial { shares: shares(weights)? })
    }

    /// The log e-value against the intended shares, from the units of each arm so far:
    /// `ln B(100 rho + x) − ln B(100 rho) − Σ x ln rho`.
    ///
    /// An arm that is not told has no units; an arm beyond the intended ones is not asked about.
    pub fn log_e(&self, units: &[u64]) -> f64 {
        let counts = units.iter().map(|&count| count as f64).chain(std::iter::repeat(0.0));
        let mut total = 0.0;
        let mut log_e = 0.0;
        for (share, count) in self.shares.iter().zip(counts) {
            let prior = CONCENTRATION * share;
            log_e += log_gamma(prior + count) - log_gamma(prior) - count * share.ln();
            total += count;
        }
        log_e - log_gamma(CONCENTRATION + total) + log_gamma(CONCENTRATION)
    }

    /// `1/e`, at most 1: valid at each look. Over several looks, the least is valid too.
    pub fn p_value(&self, units: &[u64]) -> f64 {
        p_value(self.log_e(units))
    }
}

/// A chi-square statistic and what it says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChiSquare {
    /// `Σ (observed − expected)² / expected`.
    pub statistic: f64,
    /// The degrees of freedom.
    pub degrees: f64,
    /// The probability of such a statistic by chance.
    pub p_value: f64,
}

/// Pearson's test of the shares, for one look at the end. It needs about 8 units per arm.
///
/// ```
/// use flagkit_stats::assignment::chi_square;
///
/// let test = chi_square(&[2_314, 2_064], &[0.5, 0.5])?;
/// assert!((test.p_value - 1.58e-4).abs() < 1e-6);
/// # Ok::<(), flagkit_stats::OutOfRange>(())
/// ```
///
/// # Errors
///
/// When there are less than two weights, one is not positive and finite, or there are not as many observations.
pub fn chi_square(observed: &[u64], weights: &[f64]) -> Result<ChiSquare, OutOfRange> {
    let shares = shares(weights)?;
    let range = "as many counts as weights";
    checked(observed.len() == shares.len(), "observed", observed.len() as f64, range)?;
    let total: f64 = observed.iter().map(|&count| count as f64).sum();
    let cell = |(&count, share): (&u64, &f64)| squared_excess(count as f64, total * share);
    Ok(test(observed.iter().zip(&shares).map(cell).sum(), shares.len() - 1))
}

/// The chi-square test that several arms have one rate, given `(failures, units)` of each.
///
/// Nothing when an arm has no units or more failures than units, when there are less than two arms, or when none or all
/// of the units failed.
///
/// ```
/// use flagkit_stats::assignment::homogeneity;
///
/// let test = homogeneity(&[(73, 86), (90, 93), (114, 136), (75, 82)]).unwrap();
/// assert!((test.p_value - 0.0111).abs() < 1e-4);
/// assert_eq!(homogeneity(&[(0, 10), (0, 10)]), None);
/// ```
pub fn homogeneity(arms: &[(u64, u64)]) -> Option<ChiSquare> {
    let sum = |part: fn(&(u64, u64)) -> u64| arms.iter().map(|arm| part(arm) as f64).sum::<f64>();
    let (failures, units) = (sum(|arm| arm.0), sum(|arm| arm.1));
    let sound = arms.iter().all(|&(failures, units)| units > 0 && failures <= units);
    if arms.len() < 2 || !sound || failures == 0.0 || failures == units {
        return None;
    }
    let rate = failures / units;
    let cell = |&(failures, units): &(u64, u64)| {
        let (failures, units) = (failures as f64, units as f64);
        squared_excess(failures, units * rate)
            + squared_excess(units - failures, units * (1.0 - rate))
    };
    Some(test(arms.iter().map(cell).sum(), arms.len() - 1))
}

fn test(statistic: f64, degrees: usize) -> ChiSquare {
    let degrees = degrees as f64;
    ChiSquare { statistic, degrees, p_value: chi_square_survival(statistic, degrees) }
}

/// What was not expected; of nothing expected, nothing.
fn squared_excess(observed: f64, expected: f64) -> f64 {
    if expected == 0.0 { 0.0 } else { (observed - expected) * (observed - expected) / expected }
}

fn shares(weights: &[f64]) -> Result<Vec<f64>, OutOfRange> {
    checked(weights.len() >= 2, "weights", weights.len() as f64, "at least two weights")?;
    for &weight in weights {
        let holds = weight > 0.0 && weight.is_finite();
        checked(holds, "weight", weight, "a positive weight")?;
    }
    let total: f64 = weights.iter().sum();
    checked(total.is_finite(), "weights", total, "weights with a finite sum")?;
    // A weight that is lost beside the others would give a share of 0, whose logarithm is none.
    Ok(weights.iter().map(|weight| (weight / total).max(f64::MIN_POSITIVE)).collect())
}
