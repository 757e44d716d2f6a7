//! What a state file held, handed to the flags of the program: each flag goes on where it stopped.
//!
//! How it is read is `format`'s. Law: a flag takes what was saved of it once, and keeps what it has counted since.

use super::format::{Saved, SavedArm, SavedFlag, SavedVerdict};
use super::{UNCLAIMED, code, name, place_in};
use crate::guard::judge::{Judge, Stop};
use crate::guard::verdict::{GuardCounts, GuardState, GuardVerdict, Guarded};
use crate::measure::experiment::Experiment;
use crate::news::News;
use crate::publisher;
use crate::table::Declaration;
use std::time::Duration;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Hands what a file held to the flags of the program.
pub(super) fn restore(saved: Saved) {
    *UNCLAIMED.lock() = saved.flags;
    publisher::register_linked();
    for table in publisher::tables() {
        for flag in table.declarations() {
            let is_saved = UNCLAIMED.lock().iter().any(|saved| saved.is_of(flag));
            if is_saved && let Some(experiment) = Experiment::of(flag) {
                // One that was not measured before has claimed it while it was made.
                claim(experiment);
            }
        }
    }
}

/// Goes on with what a file held for a flag, once.
pub(in crate::guard) fn claim(experiment: &Experiment) {
    let saved = {
        let mut unclaimed = UNCLAIMED.lock();
        let own: Vec<String> = experiment.callsites().map(name).collect();
        // A package may have a table in its library and one in its binary: the one with the same functions is meant.
        let meant = |saved: &SavedFlag| {
            saved.is_of(experiment.flag) && saved.sites.iter().any(|site| own.contains(&site.name))
        };
        let place = unclaimed.iter().position(meant).or_else(|| {
            let mut alike = (0..unclaimed.len())
                .filter(|&at| unclaimed.get(at).is_some_and(|saved| saved.is_of(experiment.flag)));
            // Functions that were renamed, or none that was called.
            alike.next().filter(|_| alike.next().is_none())
        });
        place.map(|place| unclaimed.swap_remove(place))
    };
    if let Some(saved) = saved {
        let mut news = News::default();
        resume(experiment, &saved, &mut news);
        news.write_aside();
    }
}

impl SavedFlag {
    fn is_of(&self, flag: &Declaration) -> bool {
        self.key == flag.key() && self.package == flag.table().package()
    }

    /// Whether there was a verdict that an edit releases, as in [`Judge::is_latched`].
    fn is_latched(&self) -> bool {
        let stays = |held: &SavedVerdict| {
            held.state == place_in(&STATES, &GuardState::Held)
                && held.guarded != place_in(&GUARDED, &Guarded::PlacedErrors)
        };
        self.arms.iter().any(|arm| arm.stopped.is_some() || arm.held.iter().any(stays))
    }
}

fn resume(experiment: &Experiment, saved: &SavedFlag, news: &mut News) {
    let flag = experiment.flag;
    let mut judge = experiment.judge.lock();
    if std::mem::replace(&mut judge.has_resumed, true) {
        // What was saved is a part of what has been counted since.
        return;
    }
    let is_live = publisher::epoch().current().is_some_and(|current| current.origin().is_some());
    // A stop by a document that is not loaded yet stands until it is.
    judge.awaits_document = saved.is_live && !is_live;
    let is_edited = judge.targeting.is_some() && judge.targeting != saved.targeting;
    if saved.is_latched() && is_edited && !judge.awaits_document {
        judge.test = judge.test.max(saved.test.saturating_add(1));
        news.info(crate::guard::afresh(flag.key(), judge.test));
        return;
    }
    judge.test = judge.test.max(saved.test);
    if judge.awaits_document {
        judge.targeting = saved.targeting;
    }
    let arms: Vec<Option<u8>> = saved.variants.iter().map(|name| flag.arm(name)).collect();
    // Counts of a variant that this build does not know have no place, and the others' shares no meaning without it.
    if arms.iter().all(Option::is_some) {
        resume_counts(experiment, saved, &arms);
        judge.code_changed = code_changed(experiment, saved);
    }
    for (arm, saved) in arms.iter().zip(&saved.arms) {
        if let Some(arm) = arm {
            resume_arm(&mut judge, *arm, saved);
        }
    }
    judge.enforce();
}

fn resume_counts(experiment: &Experiment, saved: &SavedFlag, arms: &[Option<u8>]) {
    for epoch in &saved.epochs {
        let mut shares = vec![0.0; experiment.flag.variants().len()];
        for (arm, share) in arms.iter().zip(&epoch.shares) {
            if let Some(place) = arm.and_then(|arm| shares.get_mut(usize::from(arm))) {
                *place = *share;
            }
        }
        let known = experiment.epochs.of(&shares).and_then(|epoch| experiment.epochs.get(epoch));
        for (arm, figures) in arms.iter().zip(&epoch.arms) {
            if let Some(units) = arm.and_then(|arm| known?.arm(arm)) {
                units.add(*figures);
            }
        }
    }
    saved.keys.iter().for_each(|&unit| experiment.keys.meet(unit));
    experiment.sampled.resume(saved.halvings, &saved.sampled);
    for (set, keys) in
        [(&experiment.failed, &saved.failed), (&experiment.panicked, &saved.panicked)]
    {
        for &key in keys {
            set.insert(key);
        }
    }
    for callsite in experiment.callsites() {
        let Some(saved) = saved.sites.iter().find(|saved| saved.name == name(callsite)) else {
            continue;
        };
        let Some(site) = experiment.sites.enter(callsite, experiment.flag) else { continue };
        for (arm, state) in arms.iter().zip(&saved.arms) {
            if let Some(arm) = arm {
                site.resume(*arm, *state);
            }
        }
    }
}

fn resume_arm(judge: &mut Judge, arm: u8, saved: &SavedArm) {
    let verdict = |saved: &SavedVerdict| judge.recall(arm, saved);
    let stopped = saved.stopped.as_ref().and_then(|stop| Some((verdict(&stop.verdict)?, stop.at)));
    let held: Vec<GuardVerdict> = saved.held.iter().filter_map(verdict).collect();
    let Some(known) = judge.arms.get_mut(usize::from(arm)) else { return };
    known.errors = known.errors.resume(saved.errors);
    known.panics = known.panics.resume(saved.panics);
    // Calls may have been served before anybody named the file; what they found stands.
    known.panicked.extend(&saved.panicked);
    known.panicked.sort_unstable();
    known.panicked.dedup();
    known.panics_placed = known.panics_placed.saturating_add(saved.panics_placed);
    known.held.extend(held);
    if known.stopped.is_none() {
        known.stopped = stopped.map(|(verdict, at)| Stop { verdict, since: instant(at), at });
    }
}

impl Judge {
    /// A verdict as it was reached before.
    fn recall(&self, arm: u8, saved: &SavedVerdict) -> Option<GuardVerdict> {
        let counts = |(units, adverse)| GuardCounts { units, adverse };
        Some(GuardVerdict {
            state: *STATES.get(usize::from(saved.state))?,
            control: counts(saved.control),
            treatment: counts(saved.treatment),
            p_value: saved.p_value,
            place: saved.place.clone(),
            ..self.verdict(arm, *GUARDED.get(usize::from(saved.guarded))?, saved.share)
        })
    }
}

/// In the order in which the file counts them.
pub(super) const STATES: [GuardState; 5] = [
    GuardState::Off,
    GuardState::Watching,
    GuardState::Warm,
    GuardState::Held,
    GuardState::Stopped,
];

pub(super) const GUARDED: [Guarded; 6] = [
    Guarded::Errors,
    Guarded::Panics,
    Guarded::Latency,
    Guarded::PlacedPanics,
    Guarded::PlacedErrors,
    Guarded::Assignment,
];

/// Whether a function that was counted is another one in this build.
fn code_changed(experiment: &Experiment, saved: &SavedFlag) -> bool {
    experiment.callsites().any(|callsite| {
        let saved = saved.sites.iter().find(|saved| saved.name == name(callsite));
        saved.is_some_and(|saved| saved.code != code(callsite))
    })
}

/// When it was, by a clock that may have been set since: never in the future.
pub(super) fn instant(millis: u64) -> Instant {
    let then = UNIX_EPOCH.checked_add(Duration::from_millis(millis));
    let age = then.and_then(|then| SystemTime::now().duration_since(then).ok()).unwrap_or_default();
    let now = Instant::now();
    now.checked_sub(age).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Callsite;
    use crate::guard::state::save;
    use crate::slot::Slot;
    use crate::table::Table;

    #[test]
    fn a_clock_that_was_set_gives_no_time_to_come() {
        for millis in [0, 1, 1_790_000_000_000, u64::MAX] {
            assert!(instant(millis) <= Instant::now());
        }
        let minute = Duration::from_secs(60);
        let then = (SystemTime::now() - minute).duration_since(UNIX_EPOCH).unwrap();
        let age = instant(u64::try_from(then.as_millis()).unwrap()).elapsed();
        assert!((minute..minute * 2).contains(&age), "{age:?}");
    }

    #[test]
    fn what_was_saved_is_taken_once_and_other_code_is_noticed() {
        static SLOT: Slot = Slot::new();
        static FLAGS: [Declaration; 1] =
            [Declaration::new(&TABLE, &SLOT, 0, "f", 1, 1, &["off", "on"], 0)];
        static TABLE: Table =
            Table::new("tests", "flags.json", "", r#"{ "f": "5%" }"#, &[], &FLAGS);
        static SITE: Callsite = Callsite::new(&FLAGS[0], "new", "old", "tests.rs", 1, 1, "tests");
        publisher::register(&TABLE);
        SITE.meet();
        let experiment = Experiment::of(&FLAGS[0]).unwrap();
        let epoch = experiment.epoch(&[0.95, 0.05]);
        experiment.drawn(&SITE, epoch, 1, 7);
        let mut saved = save(experiment);
        assert!(!saved.sites.is_empty() && !code_changed(experiment, &saved));
        saved.sites[0].code[0] ^= 1;
        assert!(code_changed(experiment, &saved));

        // Whoever names the file again has not counted anything twice.
        let sampled = || experiment.figures().epochs[0].arms[1].sampled;
        assert_eq!(sampled(), 1);
        for _ in 0..3 {
            UNCLAIMED.lock().push(saved.clone());
            claim(experiment);
            assert_eq!(sampled(), 2);
        }
    }
}
