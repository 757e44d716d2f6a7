//! What a guard remembers between looks: its peak, and the verdict that stays.
//!
//! Law: after the first `RollBack` every answer is that one, until somebody arms the guard anew; an e-process that has
//! crossed its threshold has rejected, whatever it does afterwards.

use crate::tally::Counts;
use crate::verdict::{Evidence, Verdict};
use crate::{Alpha, E_VALUE_WARM};

/// What is to be kept of a guard across a restart, beside the counts.
///
/// A rollout goes on with it; a rollout that is armed anew begins with `GuardState::default()`, and has a fresh alpha.
///
/// ```
/// use flagkit_stats::{Counts, EventGuard, GuardState, Share, Tally};
///
/// let mut before = EventGuard::default();
/// let bad = Tally {
///     share: Share::new(0.05)?,
///     control: Counts { units: 60, adverse: 0 },
///     treatment: Counts { units: 4, adverse: 4 },
/// };
/// assert!(before.judge(&[bad]).is_roll_back());
/// let kept: GuardState = before.state();
///
/// let mut after = EventGuard::default().resume(kept);
/// assert!(after.judge(&[]).is_roll_back());
/// # Ok::<(), flagkit_stats::OutOfRange>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct GuardState {
    /// The greatest log e-value seen; at least 0, where every e-process starts.
    pub peak_log_e: f64,
    /// The evidence on which the guard rolled back, when it did.
    pub rolled_back: Option<Evidence>,
}

impl GuardState {
    /// A state as it may come out of a file: a peak that no guard can have reached is none.
    pub(crate) fn sound(self) -> GuardState {
        let reached = self.peak_log_e > 0.0 && self.peak_log_e.is_finite();
        let peak_log_e = if reached { self.peak_log_e } else { 0.0 };
        GuardState { peak_log_e, ..self }
    }

    /// The verdict on `log_e`, where `may_stop` says whether the margins that somebody set are passed.
    pub(crate) fn settle(
        &mut self,
        log_e: f64,
        alpha: Alpha,
        (control, treatment): (Counts, Counts),
        may_stop: bool,
    ) -> Verdict {
        if let Some(evidence) = self.rolled_back {
            return Verdict::RollBack(evidence);
        }
        self.peak_log_e = self.peak_log_e.max(log_e);
        let peak_log_e = self.peak_log_e;
        let evidence = Evidence { log_e, peak_log_e, alpha, control, treatment };
        if log_e >= alpha.threshold() && may_stop {
            self.rolled_back = Some(evidence);
            return Verdict::RollBack(evidence);
        }
        if log_e >= E_VALUE_WARM.ln() {
            Verdict::Hold(evidence)
        } else {
            Verdict::Continue(evidence)
        }
    }
}
