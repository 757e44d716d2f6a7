//! Where a report gets its numbers.
//!
//! It computes nothing. Law: one flag after the other, so that no lock is held while another flag is looked at.

use super::flag::{self, Known};
use super::model::{Report, StageReport};
use crate::exposure;
use crate::guard::{self, GuardStatus};
use crate::measure::experiment::Experiment;
use crate::publisher;
use crate::shadow;
use crate::snapshot::Snapshot;
use crate::table::Declaration;
use crate::track;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub(super) fn report() -> Report {
    let snapshot = publisher::current();
    // In one order, and the later list is the longer one, if any.
    let experiments = Experiment::all();
    let mut known: Vec<(&'static Experiment, GuardStatus)> =
        experiments.into_iter().zip(guard::guards()).collect();
    known.sort_by_key(|(experiment, _)| experiment.flag.key());
    let told = |(experiment, guard): (&'static Experiment, GuardStatus)| {
        let stage = stage(experiment.flag, &snapshot, guard.age);
        let (figures, sums) = (experiment.figures(), track::sums(experiment.flag));
        flag::told(Known { figures, guard, stage, sums })
    };
    Report {
        flags: known.into_iter().map(told).collect(),
        shadows: shadow::figures(),
        lost: track::lost_events(),
        exposures: exposure::status(),
    }
}

/// The stage of a flag by the document in force.
fn stage(
    declaration: &'static Declaration,
    snapshot: &Snapshot,
    measured: Duration,
) -> Option<StageReport> {
    let registration = declaration.table().registration()?;
    let view = snapshot.view(declaration.table(), registration);
    let flag = view.entry(declaration.index())?.flag().ok()?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = i64::try_from(now.as_millis()).unwrap_or(i64::MAX);
    let stage = flag.stage(now)?;
    // Without a date nobody knows when the word was written; the test is at least not older than the process.
    let since = |from: i64| u64::try_from(now.saturating_sub(from)).map(Duration::from_millis).ok();
    Some(StageReport {
        name: stage.name.to_string(),
        number: stage.index + 1,
        hold: stage.hold_millis.map(Duration::from_millis),
        lasted: stage.from.map_or(Some(measured), since),
        min_samples: stage.min_samples,
        samples: 0,
    })
}
