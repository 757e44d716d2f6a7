//! How much worse or better the new code is: an interval that holds at any time.
//!
//! Each relative risk psi is tested by an e-process, whose alternative is a mixture over a wide grid; the interval is what is
//! not rejected:
//!
//! ```text
//! { psi : ln mean_i exp l(psi_i) − l(psi) < ln(1/alpha) },   l(psi) = dB ln psi − Σ_epochs d ln(1 − rho + rho psi)
//! ```
//!
//! with `psi_i = 0.01 × 10^(4i/80)`. l is concave in ln psi, so the set is an interval around the maximum of l, and both ends are
//! found by bisection. Source: the confidence sequence of a mixture likelihood ratio, Robbins 1970.

use std::fmt;

use crate::alpha::Alpha;
use crate::e_process::log_mean_exp;
use crate::special::bisect;
use crate::tally::{Tally, log_likelihood};

/// What is beyond this, or below its reciprocal, is told as infinity, or 0.
const EXTREME: f64 = 1e12;

/// The relative risk of the treatment, by the failures of both arms.
///
/// ```
/// use flagkit_stats::{Alpha, Counts, RelativeRisk, Share, Tally};
///
/// let canary = Tally {
///     share: Share::new(0.05)?,
///     control: Counts { units: 2_805, adverse: 34 },
///     treatment: Counts { units: 148, adverse: 9 },
/// };
/// let risk = RelativeRisk::of(&[canary], Alpha::new(0.05)?).unwrap();
/// assert_eq!(risk.to_string(), "5.03 times as often (1.23 to 15.29)");
/// # Ok::<(), flagkit_stats::OutOfRange>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RelativeRisk {
    /// The most likely value; 0 or infinite when only one arm failed.
    pub estimate: f64,
    /// The least value that is not excluded, 0 when none is.
    pub lower: f64,
    /// The greatest value that is not excluded, infinite when none is.
    pub upper: f64,
}

impl RelativeRisk {
    /// The estimate and its confidence sequence of level `1 − alpha`; nothing where nothing failed.
    pub fn of(tallies: &[Tally], alpha: Alpha) -> Option<RelativeRisk> {
        let control: u128 = tallies.iter().map(|tally| u128::from(tally.control.adverse)).sum();
        let treatment: u128 = tallies.iter().map(|tally| u128::from(tally.treatment.adverse)).sum();
        if control == 0 && treatment == 0 {
            return None;
        }
        let likelihood = |psi: f64| log_likelihood(tallies, psi);
        let estimate = match (control, treatment) {
            (_, 0) => 0.0,
            (0, _) => f64::INFINITY,
            _ => bisect(1.0 / EXTREME, EXTREME, |psi| score(tallies, psi) > 0.0),
        };
        let grid: [f64; 81] =
            std::array::from_fn(|i| likelihood(10f64.powf(i as f64 / 20.0 - 2.0)));
        let least = log_mean_exp(&grid) - alpha.threshold();
        // Each end is looked for between the maximum of the likelihood and the extreme on its side.
        let center = estimate.clamp(1.0 / EXTREME, EXTREME);
        let lower = bisect(1.0 / EXTREME, center, |psi| likelihood(psi) <= least);
        let upper = bisect(center, EXTREME, |psi| likelihood(psi) > least);
        Some(RelativeRisk {
            estimate,
            lower: if likelihood(1.0 / EXTREME) > least { 0.0 } else { lower },
            upper: if likelihood(EXTREME) > least { f64::INFINITY } else { upper },
        })
    }
}

/// The derivative of the log likelihood by ln psi, which falls as psi grows.
fn score(tallies: &[Tally], psi: f64) -> f64 {
    let expected = |tally: &Tally| {
        let rho = tally.share.get();
        let owned = rho * psi / (1.0 - rho + rho * psi);
        tally.treatment.adverse as f64 * (1.0 - owned) - tally.control.adverse as f64 * owned
    };
    tallies.iter().map(expected).sum()
}

impl fmt::Display for RelativeRisk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let RelativeRisk { estimate, lower, upper } = self;
        write!(f, "{estimate:.2} times as often ({lower:.2} to {upper:.2})")
    }
}
