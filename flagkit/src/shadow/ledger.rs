//! What the pairs of one function came to, counted.
//!
//! What follows from it, `judge` says; what a person reads of it, `figures`.
//! Law: each pair is counted once, in one way; and what is told of it in the log is told once per version.

use super::figures::{Judged, ShadowedFunction};
use super::judge::Judge;
use super::sample::{self, MOST_SAMPLES, Sample};
use super::trial::Side;
use crate::callsite::Callsite;
use crate::counted::Counted;
use crate::current;
use crate::epoch::Constants;
use crate::news::News;
use crate::sync::{AtomicBool, Mutex, Ordering};
use crate::table::Declaration;
use std::collections::BTreeMap;
use std::fmt;

/// The functions that were shadowed so far.
static MET: Mutex<Vec<&'static Shadowed>> = Mutex::new(Vec::new());

/// What is judged, by the flag's key.
static JUDGES: Mutex<BTreeMap<&'static str, Judge>> = Mutex::new(BTreeMap::new());

/// One function that can be shadowed. Generated code has a static of it beside the call site.
pub struct Shadowed {
    callsite: &'static Callsite,
    met: AtomicBool,
    skipped: Counted,
    differed: Counted,
    astray: Counted,
    ledger: Mutex<Ledger>,
}

#[derive(Debug, Default)]
struct Ledger {
    pairs: u64,
    matches: u64,
    mismatches: u64,
    old_alone: u64,
    new_alone: u64,
    both: u64,
    old_panics: u64,
    new_panics: u64,
    old_hangs: u64,
    new_hangs: u64,
    old_first: u64,
    unjudged: u64,
    faster: u64,
    slower: u64,
    old_nanos: u64,
    new_nanos: u64,
    samples: Vec<Sample>,
}

/// How one arm ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Returned,
    /// It returned a failure.
    Failed,
    Panicked,
    Hung,
    /// It did not run.
    Astray,
}

impl End {
    pub(crate) fn failed(self) -> bool {
        matches!(self, Self::Failed | Self::Panicked | Self::Hung)
    }
}

/// A pair.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) old: End,
    pub(crate) new: End,
    /// Whether the results are equal, where there are two.
    pub(crate) equal: Option<bool>,
    pub(crate) old_nanos: u64,
    pub(crate) new_nanos: u64,
    pub(crate) new_first: bool,
    /// What the two look like, where they differ and that is kept.
    pub(crate) sample: Option<(String, String)>,
}

impl Outcome {
    /// A pair whose results could not be looked at.
    pub(crate) fn unjudged(old_nanos: u64, new_nanos: u64, new_first: bool) -> Self {
        let (old, new) = (End::Returned, End::Returned);
        Self { old, new, equal: None, old_nanos, new_nanos, new_first, sample: None }
    }
}

impl Shadowed {
    /// Called by generated code alone.
    #[must_use]
    pub const fn new(callsite: &'static Callsite) -> Self {
        Self {
            callsite,
            met: AtomicBool::new(false),
            skipped: Counted::new(),
            differed: Counted::new(),
            astray: Counted::new(),
            ledger: Mutex::new(Ledger::NEW),
        }
    }

    pub(crate) fn callsite(&self) -> &'static Callsite {
        self.callsite
    }

    pub(crate) fn declaration(&self) -> &'static Declaration {
        self.callsite.declaration()
    }

    /// Lists the function.
    pub(crate) fn meet(&'static self) {
        // ORDERING: whoever swaps first puts it into the list, which has a lock of its own.
        if !self.met.swap(true, Ordering::Relaxed) {
            MET.lock().push(self);
        }
    }

    /// Counts a call that was to be shadowed and was not.
    pub(crate) fn skip(&self) {
        self.skipped.count();
    }

    pub(crate) fn wants_samples(&self) -> bool {
        sample::are_kept() && self.ledger.lock().samples.len() < MOST_SAMPLES
    }

    /// Counts a pair whose job was given up.
    pub(crate) fn hung(&self, side: Option<Side>) {
        // The other arm may have ended or not have begun. Which of them runs first is drawn, so whoever hangs counts
        // as failing alone: without a difference between the arms it is either one with the same chance.
        let (old, new) = match side {
            Some(Side::Old) => (End::Hung, End::Returned),
            Some(Side::New) => (End::Returned, End::Hung),
            // What hangs is a comparison, or what drops a result.
            None => (End::Returned, End::Returned),
        };
        let outcome = Outcome { old, new, ..Outcome::unjudged(0, 0, side == Some(Side::New)) };
        self.record(0, outcome);
    }

    /// Counts a pair.
    pub(crate) fn record(&self, unit: u64, outcome: Outcome) {
        let (old, new) = (outcome.old, outcome.new);
        if old == End::Astray || new == End::Astray {
            self.astray.count();
            self.tell(&self.astray, || {
                "its shadow did not run it, so nothing is compared: the name that the attribute calls it by leads \
                 elsewhere, or the driver of its future did not drive it"
                    .to_owned()
            });
            return;
        }
        let (both, either) = (old.failed() && new.failed(), old.failed() || new.failed());
        let differ = outcome.equal == Some(false) || old.failed() != new.failed();
        let timed = !either && outcome.old_nanos != outcome.new_nanos;
        let new_slower = timed.then_some(outcome.new_nanos > outcome.old_nanos);
        self.ledger.lock().add(outcome);
        {
            let mut judges = JUDGES.lock();
            let judge = judges.entry(self.callsite.key()).or_default();
            judge.failure(unit, (either && !both).then(|| new.failed()));
            if timed {
                judge.duration(unit, new_slower);
            }
        }
        if differ {
            self.differed.count();
            self.tell(&self.differed, || {
                match (old, new) {
                    (End::Returned, End::Panicked) => {
                        "its new code panicked where its old code returned"
                    }
                    (End::Returned, End::Failed) => {
                        "its new code failed where its old code did not"
                    }
                    (End::Returned, End::Hung) => "its new code hangs where its old code returned",
                    (_, End::Returned) if old.failed() => {
                        "its old code failed where its new code did not"
                    }
                    _ => "its new code returned something else than its old code",
                }
                .to_owned()
            });
        }
    }

    /// Tells something once per version.
    fn tell(&self, counted: &Counted, what: impl FnOnce() -> String) {
        if !counted.is_news(current::with(|snapshot| snapshot.generation())) {
            return;
        }
        let mut news = News::default();
        news.warning(format!(
            "`{}`: in the shadow of `{}` ({}:{}:{}), {} (told once per version, `flagkit::shadow::figures()` counts)",
            self.callsite.key(),
            self.callsite.function(),
            self.callsite.file(),
            self.callsite.line(),
            self.callsite.column(),
            what(),
        ));
        news.write_aside();
    }

    fn figures(&self) -> ShadowedFunction {
        let ledger = self.ledger.lock();
        ShadowedFunction {
            function: self.callsite.function(),
            fallback: self.callsite.fallback(),
            file: self.callsite.file(),
            line: self.callsite.line(),
            pairs: ledger.pairs,
            matches: ledger.matches,
            mismatches: ledger.mismatches,
            new_failed_alone: ledger.new_alone,
            old_failed_alone: ledger.old_alone,
            both_failed: ledger.both,
            new_panics: ledger.new_panics,
            old_panics: ledger.old_panics,
            new_hangs: ledger.new_hangs,
            old_hangs: ledger.old_hangs,
            not_compared: ledger.unjudged,
            old_ran_first: ledger.old_first,
            new_faster: ledger.faster,
            new_slower: ledger.slower,
            old_nanos: ledger.old_nanos,
            new_nanos: ledger.new_nanos,
            skipped: self.skipped.calls(),
            astray: self.astray.calls(),
            samples: ledger.samples.clone(),
        }
    }
}

impl Ledger {
    const NEW: Self = Self {
        pairs: 0,
        matches: 0,
        mismatches: 0,
        old_alone: 0,
        new_alone: 0,
        both: 0,
        old_panics: 0,
        new_panics: 0,
        old_hangs: 0,
        new_hangs: 0,
        old_first: 0,
        unjudged: 0,
        faster: 0,
        slower: 0,
        old_nanos: 0,
        new_nanos: 0,
        samples: Vec::new(),
    };

    fn add(&mut self, outcome: Outcome) {
        let (old, new) = (outcome.old, outcome.new);
        self.pairs += 1;
        self.old_first += u64::from(!outcome.new_first);
        for (end, panics, hangs) in [
            (old, &mut self.old_panics, &mut self.old_hangs),
            (new, &mut self.new_panics, &mut self.new_hangs),
        ] {
            *panics += u64::from(end == End::Panicked);
            *hangs += u64::from(end == End::Hung);
        }
        *match (old.failed(), new.failed(), outcome.equal) {
            (false, true, _) => &mut self.new_alone,
            (true, false, _) => &mut self.old_alone,
            (_, _, Some(false)) => &mut self.mismatches,
            (true, true, _) => &mut self.both,
            (false, false, Some(true)) => &mut self.matches,
            (false, false, None) => &mut self.unjudged,
        } += 1;
        if !old.failed() && !new.failed() {
            self.faster += u64::from(outcome.new_nanos < outcome.old_nanos);
            self.slower += u64::from(outcome.new_nanos > outcome.old_nanos);
            self.old_nanos = self.old_nanos.saturating_add(outcome.old_nanos);
            self.new_nanos = self.new_nanos.saturating_add(outcome.new_nanos);
        }
        if let Some((old, new)) = outcome.sample
            && self.samples.len() < MOST_SAMPLES
        {
            self.samples.push(Sample { old, new });
        }
    }
}

impl fmt::Debug for Shadowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shadowed").field("callsite", &self.callsite).finish_non_exhaustive()
    }
}

/// Tells of a call that would be shadowed if its attribute let it, once per version.
pub(crate) fn lacking(callsite: &'static Callsite, generation: u64) {
    callsite.unshadowed().count();
    if !callsite.unshadowed().is_news(generation) {
        return;
    }
    let mut news = News::default();
    news.warning(format!(
        "`{}`: its stage is a shadow, and `{}` ({}:{}:{}) casts none; add `shadow = pure` to its attribute if both of \
         its arms may run twice and at any time (told once per version)",
        callsite.key(),
        callsite.function(),
        callsite.file(),
        callsite.line(),
        callsite.column(),
    ));
    news.write_aside();
}

/// The functions that were shadowed, by the keys of their flags.
pub(crate) fn met() -> BTreeMap<&'static str, Vec<ShadowedFunction>> {
    let mut met = MET.lock().clone();
    met.sort_by_key(|shadowed| (shadowed.callsite.file(), shadowed.callsite.line()));
    let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for shadowed in met {
        found.entry(shadowed.callsite.key()).or_default().push(shadowed.figures());
    }
    found
}

/// What is judged of a flag: failures, durations.
pub(crate) fn judged(key: &str) -> (Judged, Judged) {
    let judges = JUDGES.lock();
    let judged = |judge: &Judge| (judge.failures(), judge.durations());
    judges.get(key).map_or_else(|| judged(&Judge::default()), judged)
}
