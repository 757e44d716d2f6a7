//! Whether the new code is worse, by pairs: of those in which one arm alone failed, which arm is it?
//!
//! It never decides who gets what. Law: while neither arm is worse, the arm that fails alone, or is slower, is as good as
//! a fair coin; so both are guard E with a share of one half, and a key counts once, at its first such pair, since what
//! fails for it once fails again.

use super::figures::Judged;
use flagkit_stats::{Counts, EventGuard, Share, Tally};
use std::collections::HashSet;

/// How many different keys are told apart; beyond them, nothing more is judged.
const MOST_KEYS: usize = 1 << 16;

/// The pairs of one flag, over all its functions.
#[derive(Debug, Default)]
pub(crate) struct Judge {
    failures: Question,
    durations: Question,
}

/// One kind of difference, which each pair has or has not.
#[derive(Debug, Default)]
struct Question {
    guard: EventGuard,
    /// Pairs that were looked at.
    units: u64,
    old: u64,
    new: u64,
    /// The keys that have had their say.
    heard: HashSet<u64>,
}

impl Judge {
    /// A pair, and which arm alone failed, if one did.
    pub(crate) fn failure(&mut self, unit: u64, new_alone: Option<bool>) {
        self.failures.hear(unit, new_alone);
    }

    /// Which arm of a pair was slower.
    pub(crate) fn duration(&mut self, unit: u64, new_slower: Option<bool>) {
        self.durations.hear(unit, new_slower);
    }

    pub(crate) fn failures(&self) -> Judged {
        self.failures.judged()
    }

    pub(crate) fn durations(&self) -> Judged {
        self.durations.judged()
    }
}

impl Question {
    fn hear(&mut self, unit: u64, against_new: Option<bool>) {
        self.units += 1;
        let Some(against_new) = against_new else { return };
        if unit != 0 {
            let is_known = self.heard.contains(&unit);
            if is_known || self.heard.len() >= MOST_KEYS {
                return;
            }
            self.heard.insert(unit);
        }
        if against_new {
            self.new += 1;
        } else {
            self.old += 1;
        }
        let tally = self.tally();
        self.guard.judge(tally.as_slice());
    }

    fn tally(&self) -> Option<Tally> {
        let counts = |adverse| Counts { units: self.units, adverse };
        let share = Share::new(0.5).ok()?;
        Some(Tally { share, control: counts(self.old), treatment: counts(self.new) })
    }

    fn judged(&self) -> Judged {
        let state = self.guard.state();
        Judged {
            old: self.old,
            new: self.new,
            evidence: state.peak_log_e.exp(),
            would_be_stopped: state.rolled_back.is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Judge;

    #[test]
    fn a_key_that_fails_again_and_again_is_one_failure() {
        let mut judge = Judge::default();
        (0..1_000).for_each(|_| judge.failure(7, Some(true)));
        assert_eq!(judge.failures().new, 1);
        assert!(!judge.failures().would_be_stopped);
    }

    #[test]
    fn many_keys_for_which_the_new_code_alone_fails_would_stop_it() {
        let mut judge = Judge::default();
        (1..=100).for_each(|key| judge.failure(key, Some(true)));
        assert!(judge.failures().would_be_stopped);
        assert_eq!((judge.failures().old, judge.failures().new), (0, 100));
    }

    #[test]
    fn failures_of_both_arms_alike_are_no_finding() {
        let mut judge = Judge::default();
        (0..10_000).for_each(|call| judge.failure(0, Some(call % 2 == 0)));
        assert!(!judge.failures().would_be_stopped);
        assert!(judge.failures().evidence < 10.0, "{}", judge.failures().evidence);
    }

    #[test]
    fn whoever_is_slower_in_most_pairs_is_slower() {
        let mut judge = Judge::default();
        (0..1_000).for_each(|call| judge.duration(0, Some(call % 10 != 0)));
        assert!(judge.durations().would_be_stopped);
    }
}
