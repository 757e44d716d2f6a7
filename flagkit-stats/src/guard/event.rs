//! Guard E: errors and panics.
//!
//! Given that a unit failed, it is the treatment's with probability `theta = rho psi / (1 − rho + rho psi)`, where psi is the
//! relative risk: whatever the rate of failures is, and however it changes. For nine relative risks psi and with
//! `dB` the treatment's failures, `d` those of both arms in an epoch of share rho,
//!
//! ```text
//! ln M = ln mean_psi exp( dB ln psi − Σ_epochs d ln(1 − rho + rho psi) )
//! ```
//!
//! One event multiplies the component of psi by `psi / (1 − rho + rho psi)` or by `1 / (1 − rho + rho psi)`; the expectation is 1 when
//! theta = rho and less when the treatment is better. So M is a non-negative supermartingale from 1, and reaches 1/alpha
//! with probability at most alpha. Each event is scored with its own share, so nothing goes wrong when traffic or the
//! rate of failures changes between stages.
//!
//! Source: the one-sided, discrete-mixture form of Lindon & Malek, arXiv 2011.03567; Netflix runs its two-sided one.

use crate::alpha::Alpha;
use crate::e_process::log_mean_exp;
use crate::error::{OutOfRange, checked};
use crate::guard::latch::GuardState;
use crate::tally::{Counts, Tally, log_likelihood, totals};
use crate::verdict::Verdict;

/// The relative risks that guard E bets on. The least of them acts as the least effect: below a risk of about 1.05 the
/// evidence does not grow.
pub const RELATIVE_RISKS: [f64; 9] = [1.1, 1.25, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0, 100.0];

/// The log e-value of guard E, from the counts of every epoch of a rollout.
///
/// It is computed from the integers each time, so nothing drifts; a million events are as exact as one.
///
/// ```
/// use flagkit_stats::{Counts, Share, Tally, event_log_e};
///
/// // Nine of 43 failures are in an arm that 5 % of the units see.
/// let tally = Tally {
///     share: Share::new(0.05)?,
///     control: Counts { units: 2_805, adverse: 34 },
///     treatment: Counts { units: 148, adverse: 9 },
/// };
/// assert!((event_log_e(&[tally]) - 4.967_710).abs() < 1e-6);
/// # Ok::<(), flagkit_stats::OutOfRange>(())
/// ```
pub fn event_log_e(tallies: &[Tally]) -> f64 {
    log_mean_exp(&RELATIVE_RISKS.map(|psi| log_likelihood(tallies, psi)))
}

/// Guard E with its margins and its memory.
///
/// One watches one kind of event of one treatment of one flag, over all call sites and the whole rollout: their counts
/// are summed before they come here.
///
/// ```
/// use flagkit_stats::{Alpha, Counts, EventGuard, Share, Tally, Verdict};
///
/// let mut errors = EventGuard::new(Alpha::DEFAULT).with_min_difference(0.0005)?;
/// let mut canary = Tally {
///     share: Share::new(0.05)?,
///     control: Counts { units: 950, adverse: 9 },
///     treatment: Counts { units: 50, adverse: 1 },
/// };
/// assert!(matches!(errors.judge(&[canary]), Verdict::Continue(_)));
///
/// canary.control = Counts { units: 2_805, adverse: 34 };
/// canary.treatment = Counts { units: 148, adverse: 9 };
/// let verdict = errors.judge(&[canary]);
/// assert!(verdict.is_roll_back());
///
/// // Latched: what comes later does not arm it again.
/// canary.treatment.units = 1_000_000;
/// assert_eq!(errors.judge(&[canary]), verdict);
/// # Ok::<(), flagkit_stats::OutOfRange>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EventGuard {
    alpha: Alpha,
    min_events: u64,
    min_difference: f64,
    min_ratio: f64,
    state: GuardState,
}

impl Default for EventGuard {
    fn default() -> EventGuard {
        EventGuard::new(Alpha::DEFAULT)
    }
}

impl EventGuard {
    /// A guard that has seen nothing, with a minimum of 3 events and no other margin.
    pub fn new(alpha: Alpha) -> EventGuard {
        let (min_events, min_difference, min_ratio) = (3, 0.0, 1.0);
        EventGuard { alpha, min_events, min_difference, min_ratio, state: GuardState::default() }
    }

    /// Never stop before the treatment has failed this often. Any margin only adds caution: it can prevent a stop, and
    /// so never adds a false one.
    #[must_use]
    pub fn with_min_events(self, min_events: u64) -> EventGuard {
        EventGuard { min_events, ..self }
    }

    /// Never stop while the rates differ by less: 0.0005 is what errors have by default.
    ///
    /// The difference is the Mantel–Haenszel one over the epochs, since rates that are pooled over stages of different
    /// shares mix up the arm with the time of day (Simpson's paradox). Where no units were counted it is not asked.
    ///
    /// # Errors
    ///
    /// When it is not between 0 and 1.
    pub fn with_min_difference(self, min_difference: f64) -> Result<EventGuard, OutOfRange> {
        let holds = (0.0..1.0).contains(&min_difference);
        let range = "a number of at least 0 and less than 1";
        let min_difference = checked(holds, "min_difference", min_difference, range)?;
        Ok(EventGuard { min_difference, ..self })
    }

    /// Never stop while the rates' ratio, again over the epochs, is less.
    ///
    /// # Errors
    ///
    /// When it is less than 1 or infinite.
    pub fn with_min_ratio(self, min_ratio: f64) -> Result<EventGuard, OutOfRange> {
        let holds = min_ratio >= 1.0 && min_ratio.is_finite();
        let min_ratio = checked(holds, "min_ratio", min_ratio, "a number of at least 1")?;
        Ok(EventGuard { min_ratio, ..self })
    }

    /// The guard with what it remembered before a restart.
    #[must_use]
    pub fn resume(self, state: GuardState) -> EventGuard {
        EventGuard { state: state.sound(), ..self }
    }

    /// What it remembers beside the counts.
    pub fn state(&self) -> GuardState {
        self.state
    }

    /// The verdict on all that has been counted since the rollout began, one tally per epoch.
    ///
    /// It may be asked at any time and as often as one likes: after each event, or twice a second. Nothing is allocated.
    pub fn judge(&mut self, tallies: &[Tally]) -> Verdict {
        let log_e = event_log_e(tallies);
        let (control, treatment) = totals(tallies);
        let may_stop = treatment.adverse >= self.min_events && self.margins_passed(tallies);
        self.state.settle(log_e, self.alpha, (control, treatment), may_stop)
    }

    fn margins_passed(&self, tallies: &[Tally]) -> bool {
        // The defaults ask for nothing, also where units are counted so coarsely that the rates mislead.
        if self.min_difference == 0.0 && self.min_ratio == 1.0 {
            return true;
        }
        let Some(pooled) = Stratified::of(tallies) else { return true };
        pooled.difference >= self.min_difference && pooled.ratio >= self.min_ratio
    }
}

/// The Mantel–Haenszel estimates over epochs (Mantel & Haenszel 1959; Greenland & Robins 1985 for the difference).
struct Stratified {
    difference: f64,
    ratio: f64,
}

impl Stratified {
    fn of(tallies: &[Tally]) -> Option<Stratified> {
        let (mut weight, mut treated, mut untreated) = (0.0, 0.0, 0.0);
        for Tally { control, treatment, .. } in tallies {
            let (Some(rate), Some(base)) = (treatment.rate(), control.rate()) else { continue };
            let (treated_units, control_units) = (units(treatment), units(control));
            let epoch = treated_units * control_units / (treated_units + control_units);
            weight += epoch;
            treated += epoch * rate;
            untreated += epoch * base;
        }
        (weight > 0.0).then(|| Stratified {
            difference: (treated - untreated) / weight,
            ratio: if untreated > 0.0 { treated / untreated } else { f64::INFINITY },
        })
    }
}

fn units(counts: &Counts) -> f64 {
    counts.units as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Share;

    fn tally(share: f64, control: (u64, u64), treatment: (u64, u64)) -> Tally {
        let counts = |(units, adverse)| Counts { units, adverse };
        let share = Share::new(share).expect("a share of the test");
        Tally { share, control: counts(control), treatment: counts(treatment) }
    }

    #[test]
    fn a_minimum_of_events_holds_a_stop_back() {
        let three = [tally(0.05, (60, 0), (3, 3))];
        let mut guard = EventGuard::default().with_min_events(5);
        assert!(matches!(guard.judge(&three), Verdict::Hold(_)));
        assert!(guard.judge(&[tally(0.05, (60, 0), (5, 5))]).is_roll_back());
    }

    #[test]
    fn a_margin_looks_within_epochs() {
        // An incident at 20 % hit both arms while the share was small. Pooled, the control looks worse (10.4 % against
        // 2.2 %), though in the second epoch it has a tenth of the treatment's failures.
        let epochs =
            [tally(0.05, (9_500, 1_900), (500, 100)), tally(0.5, (9_000, 18), (9_000, 180))];
        let mut guard = EventGuard::default().with_min_difference(0.0005).unwrap();
        assert!(guard.judge(&epochs).is_roll_back());
    }

    #[test]
    fn a_margin_weighs_epochs_by_their_units() {
        // The first epoch is bad but tiny; in the second, which has all the units, the rates hardly differ.
        let epochs = [tally(0.5, (10, 0), (10, 10)), tally(0.5, (90_000, 900), (90_000, 910))];
        let pooled = Stratified::of(&epochs).unwrap();
        assert!((pooled.difference - 0.000_222).abs() < 1e-6, "{}", pooled.difference);
        assert!((pooled.ratio - 920.0 / 900.0).abs() < 1e-9, "{}", pooled.ratio);
    }

    #[test]
    fn a_margin_prevents_a_stop_for_a_trifle() {
        let trifle = [tally(0.5, (10_000_000, 1_000), (10_000_000, 1_400))];
        assert!(EventGuard::default().judge(&trifle).is_roll_back());
        let mut guard = EventGuard::default().with_min_difference(0.0005).unwrap();
        assert!(matches!(guard.judge(&trifle), Verdict::Hold(_)));
        let mut guard = EventGuard::default().with_min_ratio(1.5).unwrap();
        assert!(matches!(guard.judge(&trifle), Verdict::Hold(_)));
    }

    #[test]
    fn counts_beyond_all_reason() {
        let most = u64::MAX;
        let mut guard = EventGuard::default();
        let verdict =
            guard.judge(&[tally(1e-300, (0, most), (0, most)), tally(0.5, (0, 0), (0, 0))]);
        assert!(!verdict.evidence().log_e.is_nan());
        assert!(!event_log_e(&[tally(1.0 - 1e-16, (most, most), (most, 0))]).is_nan());
    }

    #[test]
    fn a_state_that_no_guard_wrote() {
        for peak_log_e in [f64::NAN, -1.0, f64::INFINITY] {
            let state = GuardState { peak_log_e, rolled_back: None };
            let mut guard = EventGuard::default().resume(state);
            let verdict = guard.judge(&[tally(0.5, (9, 3), (9, 0))]);
            assert_eq!(verdict.evidence().peak_log_e, 0.0);
        }
    }
}
