//! How often a guard may be wrong, and how that is shared among guards.
//!
//! Law: an alpha is greater than 0 and less than 1, and dividing it never makes it 0.

use crate::error::{OutOfRange, open_unit};

/// The probability that a test ever rejects, although nothing is wrong.
///
/// Several tests on one rollout share theirs: `k` treatments, call sites or replicas get
/// `alpha / k` each, and the union of all false alarms stays below `alpha` (Bonferroni).
///
/// ```
/// use flagkit_stats::Alpha;
///
/// let alpha = Alpha::new(0.01)?;
/// assert_eq!(alpha.divided_by(4).get(), 0.0025);
/// assert!((alpha.threshold() - 100f64.ln()).abs() < 1e-12);
/// # Ok::<(), flagkit_stats::OutOfRange>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Alpha(f64);

impl Alpha {
    /// 0.01: what errors, panics and latency have each, unless told otherwise.
    pub const DEFAULT: Alpha = Alpha(0.01);

    /// An alpha between 0 and 1.
    ///
    /// # Errors
    ///
    /// When it is not greater than 0 and less than 1.
    pub fn new(alpha: f64) -> Result<Alpha, OutOfRange> {
        open_unit("alpha", alpha).map(Alpha)
    }

    /// The share of each of `tests` tests; of one where there is none.
    pub fn divided_by(self, tests: u32) -> Alpha {
        Alpha((self.0 / f64::from(tests.max(1))).max(f64::MIN_POSITIVE))
    }

    /// The number.
    pub fn get(self) -> f64 {
        self.0
    }

    /// `ln(1/alpha)`: a log e-value that reaches it rejects (Ville's inequality).
    pub fn threshold(self) -> f64 {
        -self.0.ln()
    }
}
