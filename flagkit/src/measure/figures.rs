//! What has been measured of a flag, as plain numbers: what guards, reports and exports read.
//!
//! It counts nothing and decides nothing. Law: a copy, so that a reader takes no lock while it thinks.

use crate::callsite::Callsite;
use flagkit_stats::histogram::Histogram;

/// One flag. Arms are counted as the build declares the variants.
#[derive(Clone, Debug)]
pub(crate) struct FlagFigures {
    pub(crate) key: &'static str,
    pub(crate) variants: &'static [&'static str],
    /// The control's arm.
    pub(crate) fallback: u8,
    /// Each set of shares that the flag was drawn with in this test, in the order in which they began.
    pub(crate) epochs: Vec<EpochFigures>,
    pub(crate) sites: Vec<SiteFigures>,
    /// Different keys that were drawn, counted up to as many as a guard needs.
    pub(crate) keys: usize,
    /// The set of failed keys is more than half full, so that some failures may be missing.
    pub(crate) is_crowded: bool,
    /// Which test this is: 1, and one more for each time that the flag was armed again.
    pub(crate) test: u32,
}

/// Units that were drawn with the same shares.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct EpochFigures {
    /// The chance of each arm; together 1.
    pub(crate) shares: Box<[f64]>,
    pub(crate) arms: Box<[UnitFigures]>,
}

/// The drawn units of one arm in one epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct UnitFigures {
    /// Keys of which the first call was seen, among those that are looked at.
    pub(crate) sampled: u64,
    /// How many different units there are, extrapolated from these.
    pub(crate) units: u64,
    /// Units that failed, each counted at its first failure of the test.
    pub(crate) failed: u64,
    /// Units that panicked, each counted at its first panic.
    pub(crate) panicked: u64,
}

/// One function that the flag switches.
#[derive(Clone, Debug)]
pub(crate) struct SiteFigures {
    pub(crate) site: &'static Callsite,
    pub(crate) arms: Box<[ArmFigures]>,
}

/// One arm of a function, since the process began.
#[derive(Clone, Debug)]
pub(crate) struct ArmFigures {
    /// Calls whose arm was drawn, by epoch; in the order of [`FlagFigures::epochs`].
    pub(crate) drawn: Vec<CallFigures>,
    /// Calls whose arm was placed by a rule, a segment, an override or a rollback: never judged.
    pub(crate) placed: CallFigures,
    /// Durations of the first call of sampled keys, in nanoseconds.
    pub(crate) latency: Histogram,
}

/// Counts of calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CallFigures {
    pub(crate) calls: u64,
    /// Failed in any way, panics included.
    pub(crate) adverse: u64,
    pub(crate) panics: u64,
    /// Futures that were dropped before they were done: no failure.
    pub(crate) cancelled: u64,
    /// Failures after which the old code answered; they are failures still.
    pub(crate) rescued: u64,
}

impl CallFigures {
    pub(crate) fn add(&mut self, other: &Self) {
        self.calls += other.calls;
        self.adverse += other.adverse;
        self.panics += other.panics;
        self.cancelled += other.cancelled;
        self.rescued += other.rescued;
    }
}
