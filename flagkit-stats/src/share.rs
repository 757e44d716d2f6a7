//! Which part of the drawn units goes to the treatment.
//!
//! Law: a share is greater than 0 and less than 1. Where nothing is drawn there is nothing to compare,
//! and no guard of this crate can be asked.

use crate::error::{OutOfRange, checked, open_unit};

/// The probability rho with which a draw gives the treatment, among the units of the two arms compared.
///
/// ```
/// use flagkit_stats::Share;
///
/// assert_eq!(Share::new(0.05)?.get(), 0.05);
/// assert!(Share::new(1.0).is_err());
///
/// // Three arms of 80, 15 and 5 %: each treatment is compared with the control alone.
/// assert!((Share::between(0.80, 0.05)?.get() - 1.0 / 17.0).abs() < 1e-15);
/// # Ok::<(), flagkit_stats::OutOfRange>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Share(f64);

impl Share {
    /// The share of a treatment that has one control and no sibling.
    ///
    /// # Errors
    ///
    /// When it is not greater than 0 and less than 1.
    pub fn new(treatment: f64) -> Result<Share, OutOfRange> {
        open_unit("share", treatment).map(Share)
    }

    /// The share of one treatment within control and treatment, where there are more arms: given that a unit went to one
    /// of the two, the others do not matter.
    ///
    /// # Errors
    ///
    /// When one of the weights is not positive and finite, or is lost beside the other.
    pub fn between(control: f64, treatment: f64) -> Result<Share, OutOfRange> {
        let range = "a positive weight";
        checked(control > 0.0 && control.is_finite(), "control", control, range)?;
        checked(treatment > 0.0 && treatment.is_finite(), "treatment", treatment, range)?;
        Share::new(treatment / (control + treatment))
    }

    /// The number.
    pub fn get(self) -> f64 {
        self.0
    }

    /// `ln(1 - rho + rho·weight)`: what an event costs, on average over the coin, whichever arm it is in.
    ///
    /// Written with `ln_1p`, since at a share of 0.01 % the sum in the logarithm is all rounding.
    pub(crate) fn log_penalty(self, weight: f64) -> f64 {
        log_penalty(self.0, weight)
    }
}

/// [`Share::log_penalty`] for an observed share, which may be 0 or 1.
pub(crate) fn log_penalty(share: f64, weight: f64) -> f64 {
    (share * (weight - 1.0)).ln_1p()
}
