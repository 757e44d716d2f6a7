//! Welch's t test: for one look, at a size that was fixed before.
//!
//! Source: Welch, Biometrika 34 (1947), with Satterthwaite's degrees of freedom; on the relative scale as in gbstats.

use crate::alpha::Alpha;
use crate::report::interval::{Comparison, Interval, Side};
use crate::report::lift::Lift;
use crate::special::{student_cdf, student_quantile, student_survival};

impl Lift {
    /// The lift with an interval of level `1 − alpha` and a p-value, by the t distribution.
    ///
    /// ```
    /// use flagkit_stats::Alpha;
    /// use flagkit_stats::report::{Lift, Moments, Scale, Side};
    ///
    /// let control = Moments::mean(3_000, 1_396.87, 52_377.9767)?;
    /// let treatment = Moments::mean(3_461, 2_422.7, 134_698.29)?;
    /// let lift = Lift::new(&control, &treatment, Scale::Absolute)?;
    /// let greater = lift.welch(Alpha::new(0.05)?, Side::Greater);
    /// assert!((greater.p_value - 0.0355).abs() < 1e-4 && !greater.interval.contains(0.0));
    /// # Ok::<(), flagkit_stats::report::NotComputable>(())
    /// ```
    pub fn welch(&self, alpha: Alpha, side: Side) -> Comparison {
        let standard_error = self.standard_error();
        let t = self.estimate / standard_error;
        let (p_value, tail) = match side {
            Side::Both => (2.0 * student_survival(t.abs(), self.degrees), alpha.get() / 2.0),
            Side::Greater => (student_survival(t, self.degrees), alpha.get()),
            Side::Less => (student_cdf(t, self.degrees), alpha.get()),
        };
        let half_width = -student_quantile(tail, self.degrees) * standard_error;
        Comparison {
            scale: self.scale,
            estimate: self.estimate,
            standard_error,
            interval: Interval::around(self.estimate, half_width).open(side),
            p_value,
        }
    }
}
