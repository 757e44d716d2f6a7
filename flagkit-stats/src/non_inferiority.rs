//! Whether the new code is proven to be not much worse, which is what a stage may wait for.
//!
//! Absence of evidence is none of safety: a guard that is quiet may have seen too little. The hypothesis is turned around: the
//! relative risk is at least psi, the tolerance; an e-process against it, with the alternative that the arms are alike, is
//!
//! ```text
//! ln M' = Σ_epochs d ln(1 − rho + rho psi) − dB ln psi
//! ```
//!
//! Its expectation does not grow while the risk is psi or more, by the argument of guard E with the roles exchanged. Source: the
//! likelihood ratio of two simple hypotheses, Wald 1945.

use crate::alpha::Alpha;
use crate::error::{OutOfRange, checked};
use crate::share::Share;
use crate::tally::{Tally, log_likelihood};

/// The test that the treatment fails less than `tolerance` times as often as the control.
///
/// ```
/// use flagkit_stats::{Alpha, Counts, NonInferiority, Share, Tally};
///
/// let canary = |control, treatment| -> Result<Tally, flagkit_stats::OutOfRange> {
///     let counts = |adverse| Counts { units: 10_000, adverse };
///     let share = Share::new(0.05)?;
///     Ok(Tally { share, control: counts(control), treatment: counts(treatment) })
/// };
/// // A stage of 5 % can exclude disasters; finer exclusion takes a larger share.
/// let no_disaster = NonInferiority::new(5.0, Alpha::new(0.05)?)?;
/// assert!(!no_disaster.is_safe(&[canary(9, 1)?]));
/// assert!(no_disaster.is_safe(&[canary(95, 5)?]));
/// assert_eq!(no_disaster.expected_events(Share::new(0.05)?).ceil(), 30.0);
/// # Ok::<(), flagkit_stats::OutOfRange>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NonInferiority {
    tolerance: f64,
    alpha: Alpha,
}

impl NonInferiority {
    /// A test for a relative risk that would be too much, and the probability of calling such a treatment safe, ever.
    ///
    /// # Errors
    ///
    /// When the tolerance is not greater than 1, or beyond a million.
    pub fn new(tolerance: f64, alpha: Alpha) -> Result<NonInferiority, OutOfRange> {
        let holds = tolerance > 1.0 && tolerance <= 1e6;
        let range = "a number greater than 1 and at most 1000000";
        let tolerance = checked(holds, "tolerance", tolerance, range)?;
        Ok(NonInferiority { tolerance, alpha })
    }

    /// The log e-value against a relative risk of `tolerance` or more.
    pub fn log_e(&self, tallies: &[Tally]) -> f64 {
        -log_likelihood(tallies, self.tolerance)
    }

    /// Whether the evidence suffices now.
    pub fn is_safe(&self, tallies: &[Tally]) -> bool {
        self.log_e(tallies) >= self.alpha.threshold()
    }

    /// How many failures of both arms it takes when the arms are alike: `ln(1/alpha) / (ln(1 − rho + rho psi) − rho ln psi)`.
    pub fn expected_events(&self, share: Share) -> f64 {
        let growth = share.log_penalty(self.tolerance) - share.get() * self.tolerance.ln();
        self.alpha.threshold() / growth
    }
}

/// The rate that is excluded when none of `units` failed, at any time: `1 − (alpha / (n + 1))^(1/n)`; 1 where there is none.
///
/// ```
/// use flagkit_stats::{Alpha, zero_failures_bound};
///
/// let bound = zero_failures_bound(10_000, Alpha::new(0.05)?);
/// assert!((bound - 0.0012).abs() < 0.0001);
/// # Ok::<(), flagkit_stats::OutOfRange>(())
/// ```
pub fn zero_failures_bound(units: u64, alpha: Alpha) -> f64 {
    if units == 0 {
        return 1.0;
    }
    let units = units as f64;
    -((-alpha.threshold() - units.ln_1p()) / units).exp_m1()
}
