//! Guard L: durations.
//!
//! The same bet as guard E's, on every sample instead of on every failure: which arm does a duration of this bucket belong
//! to? With the weights W of an alternative (see `alternatives`) and per tick `dA`, `dB` samples in a bucket,
//!
//! ```text
//! L_k += Σ_bucket dB ln W_k − (dA + dB) ln(1 − rho + rho W_k),    ln M = ln mean_k exp L_k
//! ```
//!
//! It needs no assumption on the distribution. One sample per unit: with sticky keys, each key's first call of an epoch, whose
//! sampling is decided before the arm is. A hang belongs into the last bucket, and must be counted before it ends.
//!
//! Source: the argument of guard E, which holds for any weights that were fixed before the coin was thrown; flagkit's own.

use std::fmt;

use crate::alpha::Alpha;
use crate::e_process::log_mean_exp;
use crate::guard::alternatives::Past;
use crate::guard::latch::GuardState;
use crate::histogram::LayoutMismatch;
use crate::share::Share;
use crate::tally::Counts;
use crate::verdict::Verdict;

/// How many durations of the control must be known before guard L starts.
pub const MIN_HISTORY: u64 = 1_000;

/// Guard L for one call site and one treatment.
///
/// ```
/// use flagkit_stats::histogram::{Histogram, Layout};
/// use flagkit_stats::{Alpha, LatencyGuard, Share, Verdict};
///
/// // Before the rollout: 1 to 2 ms, evenly.
/// let mut history = Histogram::new(Layout::LATENCY);
/// (0..1_000).for_each(|i| history.record(1_000_000 + 1_000 * i));
/// let mut guard = LatencyGuard::new(Alpha::DEFAULT, history.counts())?;
///
/// // Since the last tick: the control as ever, the treatment at 1.9 ms.
/// let mut control = Histogram::new(Layout::LATENCY);
/// (0..95).for_each(|i| control.record(1_000_000 + 10_000 * i));
/// let mut treatment = Histogram::new(Layout::LATENCY);
/// treatment.record(1_900_000);
/// let share = Share::new(0.05)?;
/// let first = guard.tick(share, control.counts(), treatment.counts())?;
/// assert!(matches!(first, Verdict::Continue(_)));
///
/// (0..9).for_each(|_| treatment.record(1_900_000));
/// let verdict = guard.tick(share, control.counts(), treatment.counts())?;
/// assert!(verdict.is_roll_back());
///
/// // After the tick, what was seen of the control becomes history.
/// history.merge(&control)?;
/// guard.refresh(history.counts())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct LatencyGuard {
    alpha: Alpha,
    past: Past,
    state: LatencyState,
}

/// What is to be kept of guard L across a restart.
///
/// ```
/// use flagkit_stats::{Alpha, LatencyGuard, LatencyState, Share};
///
/// let history = [500, 400, 90, 10];
/// let mut before = LatencyGuard::new(Alpha::DEFAULT, &history)?;
/// before.tick(Share::new(0.05)?, &[50, 40, 9, 1], &[0, 0, 0, 2])?;
/// let kept: LatencyState = before.state();
///
/// let after = LatencyGuard::new(Alpha::DEFAULT, &history)?.resume(kept);
/// assert_eq!(after.log_e(), before.log_e());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LatencyState {
    /// The log e-value of each alternative: five shifts, then five tails.
    pub log_components: [f64; 10],
    /// The control's samples, and those of them that were slow.
    pub control: Counts,
    /// The treatment's.
    pub treatment: Counts,
    /// The peak, and the verdict that stays.
    pub latch: GuardState,
}

/// The control is not known well enough for guard L to start.
///
/// ```
/// use flagkit_stats::{Alpha, LatencyGuard};
///
/// let refused = LatencyGuard::new(Alpha::DEFAULT, &[10, 20]).unwrap_err();
/// assert_eq!(refused.to_string(), "the control has 30 samples; 1000 are needed before latencies are judged");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShortHistory {
    /// How many samples there are.
    pub samples: u64,
}

impl fmt::Display for ShortHistory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ShortHistory { samples } = self;
        write!(
            f,
            "the control has {samples} samples; {MIN_HISTORY} are needed before latencies are judged"
        )
    }
}

impl std::error::Error for ShortHistory {}

impl LatencyGuard {
    /// A guard that has seen nothing but the control's past, one count per bucket.
    ///
    /// # Errors
    ///
    /// When that past has less than [`MIN_HISTORY`] samples.
    pub fn new(alpha: Alpha, history: &[u32]) -> Result<LatencyGuard, ShortHistory> {
        let past = Past::new(history);
        if past.total() < MIN_HISTORY {
            return Err(ShortHistory { samples: past.total() });
        }
        Ok(LatencyGuard { alpha, past, state: LatencyState::default() })
    }

    /// The guard with what it remembered before a restart, for the same rollout.
    ///
    /// The history may be another one than before: weights may change between ticks, the evidence may not start anew, or each
    /// restart would be a test with an alpha of its own. A state with a component that is not finite was written by
    /// nobody, and counts as none.
    #[must_use]
    pub fn resume(self, state: LatencyState) -> LatencyGuard {
        let sound = state.log_components.iter().all(|component| component.is_finite());
        let state = if sound { state } else { LatencyState::default() };
        let latch = state.latch.sound();
        LatencyGuard { state: LatencyState { latch, ..state }, ..self }
    }

    /// What it remembers beside the control's past.
    pub fn state(&self) -> LatencyState {
        self.state
    }

    /// The verdict after the samples that were taken since the last tick, one count per bucket and arm, all of which
    /// were drawn with this share. Where two epochs are alive, each has its own tick.
    ///
    /// In the evidence, `units` are the samples and `adverse` those among the control's slowest tenth. Nothing is allocated.
    ///
    /// # Errors
    ///
    /// When there are more or fewer buckets than in the history; nothing was counted then.
    pub fn tick(
        &mut self,
        share: Share,
        control: &[u32],
        treatment: &[u32],
    ) -> Result<Verdict, LayoutMismatch> {
        self.same_buckets(control)?;
        self.same_buckets(treatment)?;
        let slow = self.past.slow();
        let samples = control.iter().zip(treatment);
        for (bucket, (rank, (&a, &b))) in self.past.ranks().zip(samples).enumerate() {
            if a == 0 && b == 0 {
                continue;
            }
            let log_weights = self.past.log_weights(bucket, rank);
            for counts in [(&mut self.state.control, a), (&mut self.state.treatment, b)] {
                let units = u64::from(counts.1);
                *counts.0 += Counts { units, adverse: if bucket >= slow { units } else { 0 } };
            }
            let (both, treated) = (f64::from(a) + f64::from(b), f64::from(b));
            for (component, log_weight) in self.state.log_components.iter_mut().zip(log_weights) {
                *component += treated * log_weight - both * share.log_penalty(log_weight.exp());
            }
        }
        let counts = (self.state.control, self.state.treatment);
        let log_e = self.log_e();
        Ok(self.state.latch.settle(log_e, self.alpha, counts, true))
    }

    /// Takes a newer past of the control for the samples to come, once it is twice the one in use; says whether it did.
    ///
    /// To be called after the tick that judged the samples it contains: weights that knew them would void the guarantee.
    ///
    /// # Errors
    ///
    /// When there are more or fewer buckets than in the history before.
    pub fn refresh(&mut self, history: &[u32]) -> Result<bool, LayoutMismatch> {
        self.same_buckets(history)?;
        let total: u64 = history.iter().copied().map(u64::from).sum();
        let doubled = total / 2 >= self.past.total();
        if doubled {
            self.past = Past::new(history);
        }
        Ok(doubled)
    }

    /// The log e-value.
    pub fn log_e(&self) -> f64 {
        log_mean_exp(&self.state.log_components)
    }

    /// The logarithms of the weights in use, one row per bucket, in the order of [`LatencyState::log_components`].
    pub fn log_weights(&self) -> impl Iterator<Item = [f64; 10]> {
        let ranks = self.past.ranks().enumerate();
        ranks.map(|(bucket, rank)| self.past.log_weights(bucket, rank))
    }

    fn same_buckets(&self, counts: &[u32]) -> Result<(), LayoutMismatch> {
        let (expected, given) = (self.past.buckets(), counts.len());
        if expected == given { Ok(()) } else { Err(LayoutMismatch { expected, given }) }
    }
}
