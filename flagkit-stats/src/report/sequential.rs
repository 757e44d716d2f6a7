//! The asymptotic confidence sequence: an interval that may be looked at whenever one likes.
//!
//! Asymptotic means by the central limit theorem: not for rare events, which guard E is for.
//!
//! Source: Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas, arXiv 2103.06476v7, equations 9, 134, 155 and 161, with the tuning of gbstats.

use crate::alpha::Alpha;
use crate::error::checked;
use crate::report::interval::{Comparison, Interval, Side};
use crate::report::lift::Lift;
use crate::report::not_computable::NotComputable;

/// The bounds between which gbstats looks for the p-value of a one-sided sequence, and how often it halves them.
const P_VALUES: (f64, f64) = (1e-5, 0.4999);
const HALVINGS: usize = 12;

impl Lift {
    /// The lift with a confidence sequence of level `1 − alpha`, narrowest about `expected_units` of both arms (gbstats: 5000).
    ///
    /// The p-value is one of the look it is computed at. When the test has one side, it is told on the grid on which gbstats
    /// finds it: between 0.00001 and 0.4999, and within 0.00006.
    ///
    /// ```
    /// use flagkit_stats::Alpha;
    /// use flagkit_stats::report::{Lift, Moments, Scale, Side};
    ///
    /// let control = Moments::proportion(1_396, 3_000)?;
    /// let treatment = Moments::proportion(2_422, 3_461)?;
    /// let lift = Lift::new(&control, &treatment, Scale::Relative)?;
    /// let alpha = Alpha::new(0.05)?;
    /// let sequence = lift.sequential(alpha, Side::Both, 5_000.0)?;
    /// assert!((sequence.interval.lower - 0.401).abs() < 1e-3);
    /// // Freedom to look costs width.
    /// assert!(sequence.interval.lower < lift.welch(alpha, Side::Both).interval.lower);
    /// # Ok::<(), flagkit_stats::report::NotComputable>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the expected units are not positive, or alpha is 0.5 or more for one side.
    pub fn sequential(
        &self,
        alpha: Alpha,
        side: Side,
        expected_units: f64,
    ) -> Result<Comparison, NotComputable> {
        let holds = expected_units > 0.0 && expected_units.is_finite();
        checked(holds, "expected_units", expected_units, "a positive number")?;
        let range = "a number less than 0.5 for a test of one side";
        checked(side == Side::Both || alpha.get() < 0.5, "alpha", alpha.get(), range)?;
        let standard_error = self.standard_error();
        let half_width =
            standard_error * standard_errors(self.units, alpha.get(), side, expected_units);
        let p_value = match side {
            Side::Both => self.p_value(alpha.get(), expected_units),
            Side::Greater => self.p_value_above(self.estimate, alpha.get(), expected_units),
            Side::Less => self.p_value_above(-self.estimate, alpha.get(), expected_units),
        };
        Ok(Comparison {
            scale: self.scale,
            estimate: self.estimate,
            standard_error,
            interval: Interval::around(self.estimate, half_width).open(side),
            p_value,
        })
    }

    /// `min(1, sqrt(N rho² + 1) exp(−rho² S² / 2(N rho² + 1)))` with `S² = N D² / V`.
    fn p_value(&self, alpha: f64, expected_units: f64) -> f64 {
        let rho_squared = rho_squared(alpha, expected_units);
        let grown = self.units * rho_squared + 1.0;
        let square = self.units * self.estimate * self.estimate / self.variance;
        (0.5 * grown.ln() - rho_squared * square / (2.0 * grown)).exp().min(1.0)
    }

    /// The alpha of the interval that would just exclude 0, tuned as that of `alpha` is: with one mixture it is an e-value's
    /// reciprocal, and has a closed form.
    fn p_value_above(&self, estimate: f64, alpha: f64, expected_units: f64) -> f64 {
        if estimate <= 0.0 {
            return P_VALUES.1;
        }
        let grown = self.units * rho_squared(2.0 * alpha, expected_units) + 1.0;
        let square = estimate * estimate / self.variance;
        let exponent = square * (grown - 1.0) / (2.0 * grown);
        let exact = grown.sqrt() / (2.0 * exponent.exp_m1());
        if exact <= P_VALUES.0 || exact >= P_VALUES.1 {
            return exact.clamp(P_VALUES.0, P_VALUES.1);
        }
        let (mut below, mut above) = P_VALUES;
        let mut middle = exact;
        for _ in 0..HALVINGS {
            middle = f64::midpoint(below, above);
            if middle < exact { below = middle } else { above = middle }
        }
        middle
    }
}

/// How many standard errors the sequence reaches to each side at this many units.
pub(crate) fn standard_errors(units: f64, alpha: f64, side: Side, expected_units: f64) -> f64 {
    let tuned = if side == Side::Both { alpha } else { 2.0 * alpha };
    let grown = units * rho_squared(tuned, expected_units) + 1.0;
    let log = match side {
        Side::Both => (grown.sqrt() / alpha).ln(),
        Side::Greater | Side::Less => (grown.sqrt() / (2.0 * alpha)).ln_1p(),
    };
    (2.0 * grown / (grown - 1.0) * log).sqrt()
}

/// The variance of the mixture for which the sequence is narrowest at `expected_units`.
fn rho_squared(alpha: f64, expected_units: f64) -> f64 {
    let twice = -2.0 * alpha.ln();
    (twice + twice.ln_1p()) / expected_units
}
