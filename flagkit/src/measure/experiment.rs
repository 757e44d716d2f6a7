//! Everything that is measured of one flag, found by its declaration, from its first measured call to the end of the process.
//!
//! It counts units and durations, and hands failures to the guard at once; how a guard judges them is `guard`'s.
//! Law: only drawn units are judged, each with the shares that it was drawn with; the unit is the key, of which the first
//! failure counts.

mod appended;
mod epochs;
mod met;
mod sampled;
mod sites;

use crate::callsite::{Callsite, callsites};
use crate::guard::{self, judge::Judge};
use crate::measure::call::Call;
use crate::measure::cells::{self, Lane};
use crate::measure::figures::{ArmFigures, CallFigures, FlagFigures, SiteFigures};
use crate::measure::in_flight::{Meta, Ticket};
use crate::measure::key_set::{Inserted, KeySet, LIMIT};
use crate::sync::Mutex;
use crate::table::Declaration;
use epochs::Epochs;
use flagkit_stats::histogram::{Histogram, Layout};
use met::Met;
use sampled::{Look, Sampled};
use sites::Sites;
use std::fmt;
use std::ptr;
use std::sync::OnceLock;
use std::time::Instant;

pub(crate) use epochs::Epoch;
pub(crate) use sites::{Judged, Reading, Site};

/// With fewer different drawn keys than this a comparison of arms says more about the keys than about the code.
pub(crate) const ENOUGH_KEYS: usize = 20;

/// So many panics, of different keys if there are as many, stop an arm that nobody compares.
pub(crate) const PANICS: usize = 3;

/// Every flag that has been measured.
static ALL: Mutex<Vec<&'static Experiment>> = Mutex::new(Vec::new());

/// One flag that is measured.
pub(crate) struct Experiment {
    pub(crate) flag: &'static Declaration,
    pub(crate) epochs: Epochs,
    pub(crate) sites: Sites,
    /// The first different keys that were drawn.
    pub(crate) keys: Met<ENOUGH_KEYS>,
    /// The first different keys that were placed in each arm.
    pub(crate) placed: Box<[Met<PANICS>]>,
    pub(crate) sampled: Sampled,
    pub(crate) failed: KeySet,
    pub(crate) panicked: KeySet,
    pub(crate) judge: Mutex<Judge>,
}

/// A call that failed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Failure {
    pub(crate) callsite: &'static Callsite,
    pub(crate) lane: Lane,
    pub(crate) arm: u8,
    /// Whose call it was; 0 for nobody's.
    pub(crate) unit: u64,
    pub(crate) panicked: bool,
}

impl Failure {
    /// The epoch of the shares that the arm was drawn with; nothing for one that was placed.
    pub(crate) fn epoch(&self) -> Option<u16> {
        match self.lane {
            Lane::Epoch(epoch) => Some(epoch),
            Lane::Placed => None,
        }
    }
}

impl Experiment {
    /// What is measured of a flag. Nothing, until its table is registered.
    #[inline]
    pub(crate) fn of(flag: &'static Declaration) -> Option<&'static Self> {
        let registration = flag.table().registration()?;
        let place = registration.experiments(flag.table()).get(flag.index())?;
        Some(place.get().copied().unwrap_or_else(|| Self::first(flag, place)))
    }

    #[cold]
    fn first(flag: &'static Declaration, place: &OnceLock<&'static Self>) -> &'static Self {
        let mut is_made = false;
        let experiment = *place.get_or_init(|| {
            is_made = true;
            Box::leak(Box::new(Self::new(flag)))
        });
        if is_made {
            ALL.lock().push(experiment);
            // Behind the initialisation: it may log, and a logger may call the very function.
            guard::begin(experiment);
        }
        experiment
    }

    fn new(flag: &'static Declaration) -> Self {
        let arms = flag.variants().len();
        Self {
            flag,
            epochs: Epochs::new(),
            sites: Sites::new(),
            keys: Met::new(),
            placed: (0..arms).map(|_| Met::new()).collect(),
            sampled: Sampled::new(),
            failed: KeySet::new(LIMIT),
            panicked: KeySet::new(LIMIT),
            judge: Mutex::new(Judge::new(flag)),
        }
    }

    /// Every flag that has been measured, in the order of their first calls.
    pub(crate) fn all() -> Vec<&'static Self> {
        ALL.lock().clone()
    }

    /// The flag.
    pub(crate) fn declaration(&self) -> &'static Declaration {
        self.flag
    }

    /// The epoch of these shares, by arm. When there were too many it is one that does not exist, so that its calls are
    /// counted and never judged.
    pub(crate) fn epoch(&self, shares: &[f64]) -> u16 {
        self.epochs.of(shares).unwrap_or(u16::MAX)
    }

    /// A call begins whose arm was drawn: takes note of who it is for. The ticket of one that is timed, else 0.
    #[inline]
    pub(crate) fn drawn(&self, callsite: &'static Callsite, epoch: u16, arm: u8, unit: u64) -> u32 {
        self.keys.meet(unit);
        match self.sampled.look(callsite.number(), epoch, unit) {
            Look::No => 0,
            look => self.look_at(look, callsite, Meta { arm, epoch, unit }),
        }
    }

    #[cold]
    fn look_at(&self, look: Look, callsite: &'static Callsite, meta: Meta) -> u32 {
        if let Look::Unit { weight } = look
            && let Some(units) = self.epochs.get(meta.epoch).and_then(|epoch| epoch.arm(meta.arm))
        {
            units.meet(weight);
        }
        self.begin(callsite, meta)
    }

    fn begin(&self, callsite: &'static Callsite, meta: Meta) -> u32 {
        let site = self.sites.enter(callsite, self.flag);
        site.and_then(|site| site.begin(now(), meta)).map_or(0, Ticket::to_bits)
    }

    /// A call begins that was placed in its arm.
    #[inline]
    pub(crate) fn placed(&self, arm: u8, unit: u64) {
        if let Some(met) = self.placed.get(usize::from(arm)) {
            met.meet(unit);
        }
    }

    /// A timed call ends.
    pub(crate) fn timed(&self, callsite: &'static Callsite, call: Call) {
        let (Some(site), Lane::Epoch(epoch)) = (self.sites.get(callsite), call.lane()) else {
            return;
        };
        // Nothing, if it was booked as one that hangs.
        if let Some(began) = site.end(Ticket::from_bits(call.ticket())) {
            site.record(&self.epochs, epoch, call.arm(), now().saturating_sub(began));
        }
    }

    /// A timed call is not timed after all.
    pub(crate) fn forgotten(&self, callsite: &'static Callsite, call: Call) {
        if let Some(site) = self.sites.get(callsite) {
            let _ = site.end(Ticket::from_bits(call.ticket()));
        }
    }

    /// What a timed call has made begins to run: its ticket, or 0.
    pub(crate) fn timed_from_here(&self, callsite: &'static Callsite, call: Call) -> u32 {
        match call.lane() {
            Lane::Epoch(epoch) => {
                self.begin(callsite, Meta { arm: call.arm(), epoch, unit: call.unit() })
            }
            Lane::Placed => 0,
        }
    }

    /// A call failed: counts its unit if it is the first time, and asks the guard.
    #[cold]
    pub(crate) fn failed(&self, failure: Failure) {
        let Failure { arm, unit, panicked, .. } = failure;
        let is_first = |set: &KeySet| unit == 0 || set.insert(unit) == Inserted::New;
        let (mut first, mut first_panic) = (false, false);
        if let Some(units) = failure.epoch().and_then(|epoch| self.epochs.get(epoch)?.arm(arm)) {
            first = is_first(&self.failed);
            first_panic = panicked && is_first(&self.panicked);
            if first {
                units.fail();
            }
            if first_panic {
                units.panic();
            }
        }
        if first || first_panic || panicked {
            guard::failed(self, failure, first || first_panic);
        }
    }

    /// The functions that the flag switches.
    pub(crate) fn callsites(&self) -> impl Iterator<Item = &'static Callsite> {
        callsites().into_iter().filter(|site| self.is_of(site))
    }

    /// Whether the flag switches this function.
    pub(crate) fn is_of(&self, callsite: &Callsite) -> bool {
        ptr::eq(callsite.declaration(), self.flag)
    }

    /// The calls of each arm that nobody compares: those that were placed, and all while there are too few keys.
    pub(crate) fn uncompared(&self, callsites: &[&'static Callsite]) -> Vec<CallFigures> {
        let few = self.keys.len() < ENOUGH_KEYS;
        let mut arms = vec![CallFigures::default(); self.flag.variants().len()];
        for callsite in callsites {
            let totals = cells::sum(callsite.number());
            let drawn = totals.drawn.values().filter(|_| few);
            for lane in drawn.chain([&totals.placed]) {
                arms.iter_mut().zip(lane).for_each(|(arm, calls)| arm.add(calls));
            }
        }
        arms
    }

    /// A copy of everything that was counted.
    pub(crate) fn figures(&self) -> FlagFigures {
        let epochs = self.epochs.figures();
        let arms = self.flag.variants().len();
        let arm = |site: Option<&Site>, totals: &cells::Totals, arm: usize| {
            let number = u8::try_from(arm).unwrap_or(u8::MAX);
            let drawn = (0..epochs.len()).map(|epoch| {
                let epoch = u16::try_from(epoch).ok().and_then(|epoch| totals.drawn.get(&epoch));
                epoch.and_then(|arms| arms.get(arm)).copied().unwrap_or_default()
            });
            ArmFigures {
                drawn: drawn.collect(),
                placed: totals.placed.get(arm).copied().unwrap_or_default(),
                latency: site
                    .map_or_else(|| Histogram::new(Layout::LATENCY), |site| site.latency(number).0),
            }
        };
        let site = |callsite: &'static Callsite| {
            let totals = cells::sum(callsite.number());
            let site = self.sites.get(callsite);
            SiteFigures {
                site: callsite,
                arms: (0..arms).map(|number| arm(site, &totals, number)).collect(),
            }
        };
        FlagFigures {
            key: self.flag.key(),
            variants: self.flag.variants(),
            fallback: self.flag.fallback(),
            sites: self.callsites().map(site).collect(),
            epochs,
            keys: self.keys.len(),
            is_crowded: self.failed.is_crowded(),
            test: self.judge.lock().test(),
        }
    }
}

impl fmt::Debug for Experiment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Experiment").field("flag", &self.flag.key()).finish_non_exhaustive()
    }
}

/// Nanoseconds since the first time that somebody asked; a clock that is set does not touch them.
pub(crate) fn now() -> u64 {
    static BEGAN: OnceLock<Instant> = OnceLock::new();
    u64::try_from(BEGAN.get_or_init(Instant::now).elapsed().as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
