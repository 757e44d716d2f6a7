//! The guards: who watches both arms of a flag, and takes a new one back that is worse than the old.
//!
//! What was counted is `measure`'s, the mathematics flagkit-stats'. Here is who asks when, and what follows.
//!
//! A failure is judged at once, in the call that failed; durations, calls that hang and the draw itself twice a second, in
//! flagkit's thread or by [`tick`](crate::tick).
//!
//! Laws: a verdict is in force at every call site with one store, whatever snapshot a scope holds; it stays until the flag's
//! targeting or guard changes or somebody calls [`rearm`]; nobody is told under a lock.

mod announce;
pub(crate) mod judge;
mod settings;
mod state;
mod status;
mod verdict;

use crate::callsite::{Callsite, callsites};
use crate::epoch::Constants;
use crate::guard::judge::Defined;
use crate::measure::experiment::{self, ENOUGH_KEYS, Experiment, Failure, Site};
use crate::news::News;
use crate::publisher;
use crate::snapshot::Snapshot;
use crate::track;
use std::time::Duration;

pub use announce::on_verdict;
pub(crate) use state::keep_named_state;
pub use state::{KeptState, keep_state};
pub(crate) use status::stopped;
pub use status::{ArmStatus, GuardReading, GuardStatus, StoppedArm, guards};
pub use verdict::{GuardCounts, GuardState, GuardVerdict, Guarded};

/// How often durations are judged.
pub(crate) const TICK: Duration = Duration::from_millis(500);

/// A flag is measured for the first time.
pub(crate) fn begin(experiment: &'static Experiment) {
    if let Some(snapshot) = publisher::epoch().current() {
        follow(experiment, &snapshot, &mut News::default());
    }
    state::claim(experiment);
}

/// A call failed, whose unit had not failed before or is not compared.
pub(crate) fn failed(experiment: &Experiment, failure: Failure, first: bool) {
    let verdicts = experiment.judge.lock().failed(experiment, failure, first);
    announce::announce(verdicts);
}

/// Whether a flag is measured, so that somebody has to look twice a second.
pub(crate) fn is_watching() -> bool {
    !Experiment::all().is_empty()
}

/// Takes note of a new document.
pub(crate) fn follow_all(snapshot: &Snapshot, news: &mut News) {
    for experiment in Experiment::all() {
        follow(experiment, snapshot, news);
    }
}

fn follow(experiment: &Experiment, snapshot: &Snapshot, news: &mut News) {
    let flag = experiment.flag;
    let Some(registration) = flag.table().registration() else { return };
    let entry = snapshot.view(flag.table(), registration).entry(flag.index());
    let Some(Ok(definition)) = entry.map(|entry| entry.flag()) else { return };
    let mut judge = experiment.judge.lock();
    if judge.generation >= snapshot.generation() {
        return;
    }
    let live = snapshot.document();
    let document = if live.get(flag.key()).is_some() { live } else { &registration.embedded };
    let defined = Defined {
        flag: definition,
        replicas: document.replicas(),
        is_live: snapshot.origin().is_some(),
    };
    if judge.follow(snapshot.generation(), &defined) {
        begin_anew(experiment, &mut judge);
        news.info(afresh(flag.key(), judge.test));
    }
}

/// What is told when an edit has released a verdict.
fn afresh(key: &str, test: u32) -> String {
    format!(
        "`{key}` is guarded afresh, since its targeting or guard was edited; test {test} begins"
    )
}

fn begin_anew(experiment: &Experiment, judge: &mut judge::Judge) {
    experiment.failed.clear();
    experiment.panicked.clear();
    experiment.sampled.clear();
    experiment.epochs.clear();
    experiment.sites.iter().for_each(|site| site.clear(&experiment.epochs));
    judge.begin_anew();
    track::begin_anew(experiment.flag);
}

/// Writes down and tells what was found in a call, as soon as somebody else can.
pub(crate) fn hear() {
    let mut news = News::default();
    state::keep(&mut news);
    news.write_aside();
    announce::tell();
}

/// Looks at what is not judged at once.
pub(crate) fn look() {
    let Some(snapshot) = publisher::epoch().current() else { return };
    let mut news = News::default();
    let callsites = callsites();
    for experiment in Experiment::all() {
        follow(experiment, &snapshot, &mut news);
        let own: Vec<_> = callsites.iter().copied().filter(|site| experiment.is_of(site)).collect();
        announce::announce(judge_by_time(experiment, &own));
    }
    state::keep(&mut news);
    news.write();
}

fn judge_by_time(experiment: &Experiment, callsites: &[&'static Callsite]) -> Vec<GuardVerdict> {
    let (alpha, ratio) = {
        let judge = experiment.judge.lock();
        (judge.latency_alpha(callsites.len()), judge.settings.latency.min_ratio)
    };
    let now = experiment::now();
    let sites = experiment.sites.iter();
    let judged: Vec<(&Site, _)> =
        sites.map(|site| (site, site.tick(&experiment.epochs, alpha, ratio, now))).collect();
    let placed = experiment.uncompared(callsites);
    let mut judge = experiment.judge.lock();
    let mut verdicts = Vec::new();
    for (site, judged) in &judged {
        verdicts.extend(judge.latency(experiment, site, judged));
    }
    if experiment.keys.len() >= ENOUGH_KEYS {
        // A margin may be passed without another failure, and the last key that was needed may be one that succeeds.
        verdicts.extend(judge.compare(experiment, None));
    }
    for (arm, calls) in (0..=u8::MAX).zip(&placed) {
        verdicts.extend(judge.placed(arm, calls.calls, calls.adverse));
    }
    verdicts.extend(judge.assignment(experiment));
    verdicts
}

/// Begins a fresh test of a flag, and lets it serve again if a guard has stopped it; says whether there was a verdict.
///
/// After an incident that made most keys fail in both arms, a fresh test is also the way to have their failures count again: of
/// a key only the first one in a test does. A verdict that stopped nothing is released as well. An edit of the flag's targeting or `guard` in the document releases a verdict, too.
/// What was counted so far counts no longer, and the fresh test has a chance of a false alarm of its own;
/// [`guards`] counts the tests.
///
/// ```
/// assert!(!flagkit::rearm("new_checkout"), "no guard had anything to say");
/// ```
pub fn rearm(key: &str) -> bool {
    let mut was_latched = false;
    for experiment in Experiment::all().into_iter().filter(|known| known.flag.key() == key) {
        let mut judge = experiment.judge.lock();
        was_latched |= judge.is_latched();
        begin_anew(experiment, &mut judge);
    }
    state::hurry();
    was_latched
}
