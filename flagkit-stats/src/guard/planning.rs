//! How long guard E takes: for choosing shares and durations, never for deciding.
//!
//! Source: Wald's identity for the component that grows fastest, with the price of the mixture on top.

use crate::alpha::Alpha;
use crate::error::{OutOfRange, open_unit};
use crate::guard::event::{RELATIVE_RISKS, event_log_e};
use crate::share::Share;
use crate::tally::{Counts, Tally};

/// What it takes to see a regression.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    /// Failures of both arms.
    pub events: f64,
    /// Units of both arms.
    pub units: f64,
}

/// The expected size of a rollout at which guard E stops a treatment whose rate is `treatment` instead of `control`;
/// nothing when it does not grow at all, as for a relative risk below about 1.05.
///
/// `events = min_psi (ln(1/alpha) + ln 9) / (theta ln psi − ln(1 − rho + rho psi))`, a little more than the simulated mean.
///
/// ```
/// use flagkit_stats::{Alpha, Share, expected_detection};
///
/// let canary = Share::new(0.05)?;
/// let expected = expected_detection(0.01, 0.05, canary, Alpha::DEFAULT)?.unwrap();
/// assert_eq!(expected.units.round(), 3_706.0);
/// assert_eq!(expected_detection(0.01, 0.01, canary, Alpha::DEFAULT)?, None);
/// # Ok::<(), flagkit_stats::OutOfRange>(())
/// ```
///
/// # Errors
///
/// When the control's rate is not between 0 and 1, or the treatment's is not, 1 included.
pub fn expected_detection(
    control: f64,
    treatment: f64,
    share: Share,
    alpha: Alpha,
) -> Result<Option<Expected>, OutOfRange> {
    open_unit("control", control)?;
    if treatment != 1.0 {
        open_unit("treatment", treatment)?;
    }
    let rho = share.get();
    let rate = (1.0 - rho) * control + rho * treatment;
    let theta = rho * treatment / rate;
    let needed = alpha.threshold() + (RELATIVE_RISKS.len() as f64).ln();
    let growth = RELATIVE_RISKS
        .iter()
        .map(|&psi| theta * psi.ln() - share.log_penalty(psi))
        .fold(f64::NEG_INFINITY, f64::max);
    Ok((growth > 0.0).then(|| Expected { events: needed / growth, units: needed / growth / rate }))
}

/// How many failures in a row, all of the treatment, make guard E stop: 3 at a share of 5 %.
///
/// Nothing when no number does within 10 000, as at a share so near to 1 that the treatment owns every failure anyway.
///
/// ```
/// use flagkit_stats::{Alpha, Share, failures_to_roll_back};
///
/// assert_eq!(failures_to_roll_back(Share::new(0.05)?, Alpha::DEFAULT), Some(3));
/// assert_eq!(failures_to_roll_back(Share::new(0.50)?, Alpha::DEFAULT), Some(9));
/// # Ok::<(), flagkit_stats::OutOfRange>(())
/// ```
pub fn failures_to_roll_back(share: Share, alpha: Alpha) -> Option<u64> {
    let control = Counts::default();
    (1..=10_000).find(|&adverse| {
        let treatment = Counts { units: adverse, adverse };
        event_log_e(&[Tally { share, control, treatment }]) >= alpha.threshold()
    })
}
