//! What both arms of each flag have done so far, for a person and for a program.
//!
//! What was counted is `measure`'s, who was stopped `guard`'s, the mathematics flagkit-stats'. Here is what they say together.
//! Law: a report only reads. It decides nothing, and asking for it changes nothing.

mod compare;
mod conclude;
mod flag;
mod gather;
mod metric;
mod model;
mod sites;
mod table;
mod words;

pub use crate::track::LostEvents;
pub use model::{
    ArmReport, ArmShare, CallCounts, Conclusion, EpochReport, FailureLift, FlagReport, LatencyLift,
    Lift, MetricArm, MetricLift, MetricReport, Report, SiteArm, SiteReport, StageReport,
    TreatmentReport,
};

/// What both arms of each measured flag have done in this process so far.
///
/// A flag is measured where it decides over functions with [`#[feature_flag]`](macro@crate::feature_flag) and is not the same for
/// everyone. [`docs::measuring`](crate::docs::measuring) says what is counted, who counts, and what the numbers mean.
///
/// ```
/// let report = flagkit::report();
/// println!("{report}"); // a table in words
///
/// if let Some(flag) = report.flag("new_checkout") {
///     println!("{}: {}", flag.key, flag.verdict);
/// }
/// # assert!(report.to_string().starts_with("nothing is measured yet; "));
/// ```
///
/// It may be asked for at any time and as often as one likes: intervals are valid at each look, but for those that are called
/// of one look. It copies what was counted, which takes some microseconds per flag, and makes no call wait.
#[must_use]
pub fn report() -> Report {
    gather::report()
}

impl Report {
    /// The report of one flag; nothing where it was not measured.
    ///
    /// ```
    /// assert!(flagkit::report().flag("new_checkout").is_none());
    /// ```
    #[must_use]
    pub fn flag(&self, key: &str) -> Option<&FlagReport> {
        self.flags.iter().find(|flag| flag.key == key)
    }
}

#[cfg(test)]
mod tests;
