//! The chance that one rate is higher than another, exactly.
//!
//! `P(pB > pA) = ∫ f_B(x) F_A(x) dx` over the Beta posteriors, by double exponential quadrature (Takahasi & Mori 1974), which
//! bears the singular ends that priors below 1 bring. For whole parameters it equals the closed sum of E. Miller, *Formulas
//! for Bayesian A/B testing* (2014), which takes as many terms as there are successes.

use crate::error::{OutOfRange, checked};
use crate::report::proportion::Proportion;
use crate::special::{incomplete_beta_of, log_beta};

/// What is believed of each rate before anything was seen: a Beta distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BetaPrior {
    successes: f64,
    failures: f64,
}

impl BetaPrior {
    /// Every rate is as likely as another.
    pub const UNIFORM: BetaPrior = BetaPrior { successes: 1.0, failures: 1.0 };

    /// A prior worth so many successes and failures: `Beta(successes, failures)`.
    ///
    /// # Errors
    ///
    /// When one is less than 0.01, where the integral is all singularity, or above a million.
    pub fn new(successes: f64, failures: f64) -> Result<BetaPrior, OutOfRange> {
        let range = "a number from 0.01 to 1000000";
        let within = |value: f64| (0.01..=1e6).contains(&value);
        checked(within(successes), "successes", successes, range)?;
        checked(within(failures), "failures", failures, range)?;
        Ok(BetaPrior { successes, failures })
    }
}

/// The probability that the treatment's rate is higher.
///
/// ```
/// use flagkit_stats::report::{BetaPrior, Proportion, chance_to_win};
///
/// let control = Proportion::new(73, 86)?;
/// let treatment = Proportion::new(90, 93)?;
/// assert!((chance_to_win(control, treatment, BetaPrior::UNIFORM) - 0.997_261_403).abs() < 1e-9);
/// # Ok::<(), flagkit_stats::report::NotComputable>(())
/// ```
pub fn chance_to_win(control: Proportion, treatment: Proportion, prior: BetaPrior) -> f64 {
    let posterior = |arm: Proportion| {
        let failures = arm.trials() - arm.successes();
        (prior.successes + arm.successes() as f64, prior.failures + failures as f64)
    };
    let ((a, b), (c, d)) = (posterior(control), posterior(treatment));
    let log_beta = log_beta(c, d);
    let integrand = |x: f64, y: f64| {
        let log_density = (c - 1.0) * x.ln() + (d - 1.0) * y.ln() - log_beta;
        log_density.exp() * incomplete_beta_of(a, b, x, y)
    };
    // All but 1e-13 of the treatment's posterior lies within; the integrand need not be looked for elsewhere.
    let mean = c / (c + d);
    let deviation = (mean * (1.0 - mean) / (c + d + 1.0)).sqrt();
    let lower = (mean - 30.0 * deviation).max(0.0);
    let above = (1.0 - mean - 30.0 * deviation).max(0.0);
    integral(lower, above, integrand).clamp(0.0, 1.0)
}

/// `∫ f` from `lower` to `1 − above`, where `f` is told both `x` and `1 − x`, exactly at either end.
fn integral(lower: f64, above: f64, f: impl Fn(f64, f64) -> f64) -> f64 {
    const STEP: f64 = 1.0 / 80.0;
    let width = 1.0 - above - lower;
    let mut sum = 0.0;
    for i in -480..=480 {
        let t = f64::from(i) * STEP;
        let exponent = std::f64::consts::PI * t.sinh();
        // Both parts of the unit interval, each to its own last digit.
        let (left, right) = (1.0 / (1.0 + (-exponent).exp()), 1.0 / (1.0 + exponent.exp()));
        let (x, y) = (lower + width * left, above + width * right);
        let weight = std::f64::consts::PI * t.cosh() * left * right;
        let value = f(x, y);
        if weight > 0.0 && value.is_finite() {
            sum += weight * value;
        }
    }
    sum * STEP * width
}
