//! What was counted: units and adverse events, per arm and epoch.
//!
//! It does not count; the run time does, and says here what one unit is. Law: whatever the counts are, torn
//! reads included, a rate is between 0 and 1.

use std::ops::{Add, AddAssign};

use crate::share::Share;

/// The counts of one arm: units seen, and units that failed.
///
/// A unit is what is drawn: a key, whose first failure counts and whose later ones do not. Only drawn units count;
/// those that a rule or an override placed have no share, and are reported elsewhere.
///
/// Guards judge by `adverse` alone. `units` is for rates, for a person to read and for the margins that somebody may ask
/// for; it may count calls instead of keys where keys are not counted, as long as both arms are counted alike.
///
/// ```
/// use flagkit_stats::Counts;
///
/// let site = Counts { units: 148, adverse: 6 };
/// let both = site + Counts { units: 52, adverse: 2 };
/// assert_eq!(both.rate(), Some(0.04));
/// assert_eq!(Counts::default().rate(), None);
/// // A reader may see an event before its unit.
/// assert_eq!(Counts { units: 1, adverse: 2 }.rate(), Some(1.0));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Counts {
    /// How many units the arm has seen.
    pub units: u64,
    /// How many of them failed.
    pub adverse: u64,
}

impl Counts {
    /// Failures per unit; nothing where there is no unit.
    pub fn rate(&self) -> Option<f64> {
        (self.units > 0).then(|| self.adverse.min(self.units) as f64 / self.units as f64)
    }
}

impl Add for Counts {
    type Output = Counts;

    fn add(self, other: Counts) -> Counts {
        Counts {
            units: self.units.saturating_add(other.units),
            adverse: self.adverse.saturating_add(other.adverse),
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        *self = *self + other;
    }
}

/// What both arms counted while one share was in force.
///
/// An epoch is a stage, or a step of a ramp. An event belongs to the epoch in which its unit was assigned, so that a
/// call that ends after the next step is still scored with the share it was drawn with.
///
/// ```
/// use flagkit_stats::{Counts, Share, Tally};
///
/// let stage = Tally {
///     share: Share::new(0.05)?,
///     control: Counts { units: 950, adverse: 9 },
///     treatment: Counts { units: 50, adverse: 3 },
/// };
/// assert_eq!(stage.adverse(), 12);
/// # Ok::<(), flagkit_stats::OutOfRange>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tally {
    /// The share of the treatment in this epoch.
    pub share: Share,
    /// The old code.
    pub control: Counts,
    /// The new code.
    pub treatment: Counts,
}

impl Tally {
    /// Failures of both arms.
    pub fn adverse(&self) -> u64 {
        self.control.adverse.saturating_add(self.treatment.adverse)
    }
}

/// The counts of a whole rollout.
pub(crate) fn totals(tallies: &[Tally]) -> (Counts, Counts) {
    tallies.iter().fold((Counts::default(), Counts::default()), |(control, treatment), tally| {
        (control + tally.control, treatment + tally.treatment)
    })
}

/// `dB ln psi − Σ d ln(1 − rho + rho psi)`: the log likelihood of a relative risk, given who owned each event.
pub(crate) fn log_likelihood(tallies: &[Tally], psi: f64) -> f64 {
    let log_psi = psi.ln();
    tallies
        .iter()
        .map(|tally| {
            let treatment = tally.treatment.adverse as f64;
            let both = treatment + tally.control.adverse as f64;
            // 0 × ln 0 is 0 here: what did not happen costs nothing.
            let gain = if treatment == 0.0 { 0.0 } else { treatment * log_psi };
            let cost = if both == 0.0 { 0.0 } else { both * tally.share.log_penalty(psi) };
            gain - cost
        })
        .sum()
}
