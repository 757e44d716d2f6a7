//! What a guard says, and the numbers it says it by.
//!
//! It decides nothing: the guards do. Law: a verdict carries the evidence of the moment it was first reached, so that
//! what a person reads later is what the decision was made on.

use std::fmt;

use crate::alpha::Alpha;
use crate::e_process::p_value;
use crate::tally::Counts;

/// The evidence that the treatment is worse, for a program and for a person.
///
/// ```
/// use flagkit_stats::{Alpha, Counts, Evidence};
///
/// let evidence = Evidence {
///     log_e: 4.97,
///     peak_log_e: 4.97,
///     alpha: Alpha::DEFAULT,
///     control: Counts { units: 2_805, adverse: 34 },
///     treatment: Counts { units: 148, adverse: 9 },
/// };
/// assert!(evidence.p_value() < 0.01);
/// assert_eq!(
///     evidence.to_string(),
///     "6.08 % against 1.21 % (9 of 148 against 34 of 2805), evidence 144 : 1, p <= 0.007",
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence {
    /// The natural logarithm of the e-value now; 0 is no evidence either way.
    pub log_e: f64,
    /// Its maximum over all looks so far.
    pub peak_log_e: f64,
    /// The alpha that the guard works with, after it was divided.
    pub alpha: Alpha,
    /// What the control has counted.
    pub control: Counts,
    /// What the treatment has counted.
    pub treatment: Counts,
}

impl Evidence {
    /// The always-valid p-value: the reciprocal of the peak, at most 1.
    pub fn p_value(&self) -> f64 {
        p_value(self.peak_log_e)
    }

    /// How many times more likely the data are by now under harm than without.
    pub fn odds(&self) -> f64 {
        self.log_e.exp()
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.treatment.rate(), self.control.rate()) {
            (Some(treatment), Some(control)) => write!(
                f,
                "{:.2} % against {:.2} % ({} of {} against {} of {})",
                100.0 * treatment,
                100.0 * control,
                self.treatment.adverse,
                self.treatment.units,
                self.control.adverse,
                self.control.units,
            )?,
            _ => write!(f, "{} against {}", self.treatment.adverse, self.control.adverse)?,
        }
        // Beyond a million the digits say nothing to anybody, and the number itself may be infinite.
        match self.odds() {
            odds if odds > 1e6 => f.write_str(", evidence over 1000000 : 1")?,
            odds if odds >= 10.0 => write!(f, ", evidence {odds:.0} : 1")?,
            odds => write!(f, ", evidence {odds:.2} : 1")?,
        }
        match self.p_value() {
            p if p < 1e-4 => f.write_str(", p < 0.0001"),
            p => write!(f, ", p <= {}", p_digits(p)),
        }
    }
}

/// Two significant digits, rounded up, so that "p <=" stays true.
fn p_digits(p: f64) -> f64 {
    let scale = 10f64.powi(1 - p.log10().floor() as i32);
    ((p * scale - 1e-9).ceil() / scale).min(1.0)
}

/// What is to be done.
///
/// ```
/// use flagkit_stats::{Counts, EventGuard, Share, Tally, Verdict};
///
/// let mut guard = EventGuard::default();
/// let three_failures = Tally {
///     share: Share::new(0.05)?,
///     control: Counts { units: 51, adverse: 0 },
///     treatment: Counts { units: 3, adverse: 3 },
/// };
/// match guard.judge(&[three_failures]) {
///     Verdict::RollBack(evidence) => assert!(evidence.p_value() < 0.01),
///     verdict => panic!("{verdict:?}"),
/// }
/// # Ok::<(), flagkit_stats::OutOfRange>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// Nothing speaks against the treatment.
    Continue(Evidence),
    /// The guard is warm: too little to stop, too much to let the rollout grow.
    Hold(Evidence),
    /// The treatment is worse. Latched: the guard says so from now on, with this evidence.
    RollBack(Evidence),
}

impl Verdict {
    /// The numbers, whatever the verdict.
    pub fn evidence(&self) -> &Evidence {
        match self {
            Verdict::Continue(evidence) | Verdict::Hold(evidence) | Verdict::RollBack(evidence) => {
                evidence
            }
        }
    }

    /// Whether the treatment is to be stopped.
    pub fn is_roll_back(&self) -> bool {
        matches!(self, Verdict::RollBack(_))
    }
}
