//! The difference between two arms and its variance.
//!
//! Source: the delta method, as in gbstats.

use crate::report::moments::Moments;
use crate::report::not_computable::NotComputable;

/// What a difference is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scale {
    /// The metric's own unit: `D = mB − mA`.
    Absolute,
    /// The control's value: `(mB − mA) / |mA|`.
    Relative,
}

/// The difference of treatment and control.
///
/// ```
/// use flagkit_stats::Alpha;
/// use flagkit_stats::report::{Lift, Moments, NotComputable, Scale, Side};
///
/// let control = Moments::proportion(14, 28)?;
/// let treatment = Moments::proportion(16, 30)?;
/// let lift = Lift::new(&control, &treatment, Scale::Relative)?;
/// assert!((lift.estimate() - 0.0667).abs() < 1e-4);
/// assert!((lift.welch(Alpha::new(0.05)?, Side::Both).p_value - 0.807).abs() < 1e-3);
/// # Ok::<(), NotComputable>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lift {
    pub(crate) scale: Scale,
    pub(crate) estimate: f64,
    pub(crate) variance: f64,
    /// Welch–Satterthwaite degrees of freedom, of the absolute difference on either scale, as gbstats has it.
    pub(crate) degrees: f64,
    /// The units of both arms.
    pub(crate) units: f64,
    /// `|mA|`, which a prior on the relative scale is multiplied by.
    pub(crate) baseline: f64,
}

impl Lift {
    /// The lift of the treatment.
    ///
    /// # Errors
    ///
    /// On the relative scale, when the control's value is zero; and when the numbers are too large to divide.
    pub fn new(
        control: &Moments,
        treatment: &Moments,
        scale: Scale,
    ) -> Result<Lift, NotComputable> {
        let a = control.variance(1.0) / control.units;
        let b = treatment.variance(1.0) / treatment.units;
        let difference = treatment.value() - control.value();
        let baseline = control.plain_mean.abs();
        let (estimate, variance) = match scale {
            Scale::Absolute => (difference, a + b),
            Scale::Relative if baseline == 0.0 => return Err(NotComputable::ZeroBaseline),
            // s²B / (nB mA²) + s²A mB² / (nA mA⁴), without the fourth power, which may overflow. Of a covariate, what the control's
            // part explains is not relative to anything, and so has no ratio before it.
            Scale::Relative => {
                let ratio = treatment.reference / control.plain_mean;
                let a = control.variance(ratio) / control.units;
                (difference / baseline, (b + a) / baseline / baseline)
            }
        };
        if !estimate.is_finite() || !variance.is_finite() {
            return Err(NotComputable::NotFinite);
        }
        if variance <= 0.0 {
            return Err(NotComputable::NoVariance);
        }
        // Each over the sum, so that no square under- or overflows.
        let (share_a, share_b) = (a / (a + b), b / (a + b));
        let degrees = 1.0
            / (share_a * share_a / (control.units - 1.0)
                + share_b * share_b / (treatment.units - 1.0));
        let units = control.units + treatment.units;
        Ok(Lift { scale, estimate, variance, degrees, units, baseline })
    }

    /// The estimated difference.
    pub fn estimate(&self) -> f64 {
        self.estimate
    }

    /// Its variance.
    pub fn variance(&self) -> f64 {
        self.variance
    }

    /// The square root of its variance.
    pub fn standard_error(&self) -> f64 {
        self.variance.sqrt()
    }
}
