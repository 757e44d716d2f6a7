//! The report as plain data.
//!
//! Law: what is printed is here too, so that no program has to read a table.

use crate::exposure::ExposureStatus;
use crate::guard::GuardStatus;
use crate::shadow::ShadowFigures;
use crate::track::LostEvents;
use std::time::Duration;

/// What both arms of each measured flag have done so far, from [`report`](crate::report()).
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Report {
    /// The measured flags, by key.
    pub flags: Vec<FlagReport>,
    /// What shadows have found out: calls of a shadow stage, which the old code answers.
    pub shadows: Vec<ShadowFigures>,
    /// Events of [`track`](crate::track()) that are in no sum.
    pub lost: LostEvents,
    /// How the writing of exposures goes.
    pub exposures: ExposureStatus,
}

/// One flag.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct FlagReport {
    /// The flag's key.
    pub key: &'static str,
    /// What is to be made of it, in words.
    pub verdict: String,
    /// Which test it is: 1, and one more for each time that the flag was armed again after a stop.
    pub test: u32,
    /// Different keys that were drawn, counted up to the 20 that a comparison needs.
    pub keys: usize,
    /// The variant of the old code.
    pub control: &'static str,
    /// The stage that the flag has reached, if it has stages.
    pub stage: Option<StageReport>,
    /// Each set of shares of this test, the newest last.
    pub epochs: Vec<EpochReport>,
    /// The arms, the control first.
    pub arms: Vec<ArmReport>,
    /// Each other arm against the control.
    pub treatments: Vec<TreatmentReport>,
    /// Durations, by function.
    pub sites: Vec<SiteReport>,
    /// The p-value of the draw's having the shares that it should, at any time; `None` where nobody was drawn.
    /// Below 0.001 no comparison holds.
    pub assignment: Option<f64>,
    /// What the guards say; also whether an arm's code has changed while the test was running.
    pub guard: GuardStatus,
    /// The metrics of [`track`](crate::track()).
    pub metrics: Vec<MetricReport>,
    /// What else a reader should know.
    pub notes: Vec<String>,
}

/// The stage that a flag has reached.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct StageReport {
    /// Its name.
    pub name: String,
    /// Its number in the list, from 1.
    pub number: usize,
    /// How long it should last at least.
    pub hold: Option<Duration>,
    /// How long it has lasted: since its date, or, without one, since this process measures the flag.
    pub lasted: Option<Duration>,
    /// How many calls of new code it should see at least.
    pub min_samples: Option<u64>,
    /// How many drawn calls of new code there were with the shares in force.
    pub samples: u64,
}

/// One set of shares.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct EpochReport {
    /// The share of each arm.
    pub shares: Vec<ArmShare>,
    /// About how many keys were drawn with it.
    pub units: u64,
}

/// The chance of one arm.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ArmShare {
    /// The variant.
    pub variant: &'static str,
    /// From 0 to 1.
    pub share: f64,
}

/// One arm, over all functions that the flag switches.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ArmReport {
    /// The variant.
    pub variant: &'static str,
    /// Whether it is the old code.
    pub is_control: bool,
    /// About how many keys were drawn into it in this test, over all its shares.
    pub units: u64,
    /// Keys that failed, each counted at its first failure.
    pub failed_units: u64,
    /// Keys that panicked.
    pub panicked_units: u64,
    /// Calls whose arm was drawn, since the process began.
    pub drawn: CallCounts,
    /// Calls whose arm was given by a rule, a segment, an override or a rollback: apart, and never judged.
    pub placed: CallCounts,
}

/// Calls, since the process began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct CallCounts {
    /// How many there were.
    pub calls: u64,
    /// Failed in any way, panics included.
    pub adverse: u64,
    /// Panicked.
    pub panics: u64,
    /// Futures that were dropped before they were done: no failure.
    pub cancelled: u64,
    /// Failed, and answered by the old code.
    pub rescued: u64,
}

impl CallCounts {
    /// Failed calls per call; nothing where there was none.
    ///
    /// ```
    /// # let counts = flagkit::CallCounts::default();
    /// assert_eq!(counts.rate(), None);
    /// ```
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        (self.calls > 0).then(|| self.adverse.min(self.calls) as f64 / self.calls as f64)
    }
}

/// An arm against the control.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct TreatmentReport {
    /// The variant.
    pub variant: &'static str,
    /// What is to be made of it.
    pub conclusion: Conclusion,
    /// The same in words.
    pub verdict: String,
    /// How many times as often keys fail in it; `None` while nobody has failed.
    pub failures: Option<FailureLift>,
}

/// What is to be made of an arm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Conclusion {
    /// A guard has taken it back.
    Stopped,
    /// A guard advises against more of it.
    Held,
    /// The arms do not get their shares, so nothing follows.
    Void,
    /// Nobody was drawn, so there is nothing to compare it with.
    NotCompared,
    /// Too few keys.
    TooEarly,
    /// It fails more often, though not so much more that a guard stops it.
    Harm,
    /// Nothing speaks against it.
    NoHarm,
}

/// How many times as often keys fail, with an interval that is valid at any time: a confidence sequence of the
/// relative risk.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct FailureLift {
    /// 1 is as often; 0 or infinite while only one arm fails.
    pub times: f64,
    /// The least value that is not excluded.
    pub lower: f64,
    /// The greatest value that is not excluded; infinite where none is.
    pub upper: f64,
    /// The probability with which the interval is right at all times.
    pub level: f64,
}

/// A difference relative to the control, with an interval.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Lift {
    /// 0.12 is 12 % more.
    pub estimate: f64,
    /// The least value that is not excluded.
    pub lower: f64,
    /// The greatest value that is not excluded.
    pub upper: f64,
    /// The p-value of no difference; with several treatments, Holm's.
    pub p_value: f64,
    /// The level of the interval: 0.95, and more where several treatments share what may go wrong.
    pub level: f64,
}

/// One function that the flag switches.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct SiteReport {
    /// The function with the new code.
    pub function: &'static str,
    /// Its attribute, as `file:line:column`.
    pub place: String,
    /// Its arms, the control first.
    pub arms: Vec<SiteArm>,
    /// Quantiles of each other arm against the control's.
    pub latency: Vec<LatencyLift>,
}

/// One arm of a function: its calls, and the durations of sampled ones.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct SiteArm {
    /// The variant.
    pub variant: &'static str,
    /// Calls whose arm was drawn.
    pub drawn: CallCounts,
    /// Calls whose arm was given.
    pub placed: CallCounts,
    /// How many durations there are: of sampled keys, their first call with each set of shares.
    pub samples: u64,
    /// The median, within 3 %.
    pub p50: Option<Duration>,
    /// What 95 % of the calls are not slower than.
    pub p95: Option<Duration>,
    /// What 99 % of the calls are not slower than.
    pub p99: Option<Duration>,
}

/// A quantile of the durations against the control's.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct LatencyLift {
    /// The variant.
    pub variant: &'static str,
    /// 0.5, 0.95 or 0.99.
    pub quantile: f64,
    /// How much longer it takes; an asymptotic confidence sequence.
    pub lift: Lift,
}

/// One metric of [`track`](crate::track()), over the keys that were drawn with one set of shares.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct MetricReport {
    /// Its name.
    pub name: &'static str,
    /// The shares: a place in [`FlagReport::epochs`].
    pub epoch: usize,
    /// Of so many keys one was looked at: 1, unless there are more than are remembered.
    pub one_in: u64,
    /// The arms, the control first.
    pub arms: Vec<MetricArm>,
    /// Each other arm against the control.
    pub treatments: Vec<MetricLift>,
}

/// A metric in one arm.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct MetricArm {
    /// The variant.
    pub variant: &'static str,
    /// Keys that were drawn into it since metrics are tracked.
    pub keys: u64,
    /// Keys with an event or more.
    pub conversions: u64,
    /// Conversions per key.
    pub rate: Option<f64>,
    /// The values of all events, per key, with or without one.
    pub mean: Option<f64>,
}

/// A metric of an arm against the control's.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct MetricLift {
    /// The variant.
    pub variant: &'static str,
    /// In words; of the mean value where events have one, else of the conversions.
    pub verdict: String,
    /// The conversion rate, by an asymptotic confidence sequence: valid at any time.
    pub conversion: Option<Lift>,
    /// The difference of the conversion rates in absolute terms, by Newcombe's interval: valid for one look, also with few
    /// conversions.
    pub difference: Option<(f64, f64)>,
    /// The mean value per key, by an asymptotic confidence sequence; `None` where each event counts 1.
    pub value: Option<Lift>,
    /// The same by Welch's test: valid for one look.
    pub value_once: Option<Lift>,
    /// The probability that the metric is greater in this arm. Where less is better, 1 minus it is the chance to win.
    pub chance_to_win: Option<f64>,
}
