//! The call sites of one flag: how long their calls take, which of them hang, and what guard L makes of it.
//!
//! Which calls are timed is `sampled`'s to say, and what follows of a verdict `guard`'s.
//!
//! # Epochs
//!
//! The durations of one epoch at a time are recorded without a lock, since there is memory for no more; those of calls
//! that began under older shares, or in a scope that holds an older document, are judged one by one with the shares of theirs.
//!
//! Law: each duration is judged once, with the shares that its arm was drawn with, and by a history of the control in which
//! it is not contained.

use super::appended::Appended;
use super::epochs::{Epoch, Epochs};
use crate::callsite::Callsite;
use crate::measure::in_flight::{InFlight, Meta, Overdue, Ticket};
use crate::measure::latency::LiveHistogram;
use crate::sync::{AtomicU32, Mutex, Ordering};
use crate::table::Declaration;
use flagkit_stats::histogram::{Histogram, Layout};
use flagkit_stats::{Alpha, LatencyGuard, LatencyState, MIN_HISTORY, Share, Verdict};
use std::ptr;
use std::sync::OnceLock;
use std::time::Duration;

/// More call sites than this are counted and not timed.
const LIMIT: usize = 1024;

/// No epoch is being recorded.
const NONE: u32 = u32::MAX;

/// A call is overdue when it has taken so many times as long as nearly all of the control's,
const OVERDUE: u64 = 10;

/// and at least so long.
const LEAST_OVERDUE: Duration = Duration::from_secs(1);

/// While nobody knows how long a call takes, one is overdue after so long.
const UNKNOWN_OVERDUE: Duration = Duration::from_secs(10);

/// With fewer samples of the control nobody knows how long a call takes.
const KNOWN: u64 = 100;

/// An arm is not slower whose quantiles differ by less: that is what a clock costs, and a line that is not in a cache.
const LEAST_EXCESS: f64 = 1_000.0;

/// Where the arms are compared once guard L has found that they differ.
/// Beyond, a single call that the scheduler held up makes the difference.
const QUANTILES: [f64; 3] = [0.5, 0.9, 0.99];

/// The call sites of a flag.
#[derive(Debug)]
pub(crate) struct Sites(Appended<Site>);

/// One call site.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) callsite: &'static Callsite,
    fallback: u8,
    in_flight: OnceLock<InFlight>,
    /// Whose durations are recorded in `live`.
    epoch: AtomicU32,
    live: Box<[LiveHistogram]>,
    timing: Mutex<Timing>,
}

/// What has been taken out of the live histograms.
#[derive(Debug)]
struct Timing {
    arms: Box<[ArmTiming]>,
    /// The epoch that was recorded before this one.
    previous: u32,
    /// Samples of an older epoch since the last tick.
    late: u64,
}

#[derive(Debug, Default)]
struct ArmTiming {
    total: Option<Histogram>,
    hung: u64,
    /// Against the control; made when there is enough of it. The control has none.
    guard: Option<(Alpha, LatencyGuard)>,
    /// What a guard that is not there yet goes on with.
    kept: LatencyState,
}

/// What guard L says of one arm.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Judged {
    pub(crate) arm: u8,
    /// Nothing while the control is not known well enough.
    pub(crate) verdict: Option<Verdict>,
    /// Whether what it found is great enough to matter.
    pub(crate) matters: bool,
}

/// What is known of one arm at one call site.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    pub(crate) callsite: &'static Callsite,
    /// What guard L says so far; nothing while the control is not known well enough.
    pub(crate) verdict: Option<Verdict>,
    /// Whether what it found is great enough to matter.
    pub(crate) matters: bool,
    /// How many durations of the control are known.
    pub(crate) history: u64,
    /// Calls that were counted before their end.
    pub(crate) hung: u64,
}

impl Sites {
    pub(crate) const fn new() -> Self {
        Self(Appended::new())
    }

    /// The call site, made at its first timed call; nothing if there are too many.
    pub(crate) fn enter(
        &self,
        callsite: &'static Callsite,
        flag: &'static Declaration,
    ) -> Option<&Site> {
        let is_meant = |site: &Site| ptr::eq(site.callsite, callsite);
        let index = self.0.find_or_append(LIMIT, is_meant, || Site::new(callsite, flag))?;
        self.0.get(index)
    }

    pub(crate) fn get(&self, callsite: &'static Callsite) -> Option<&Site> {
        self.0.iter().find(|site| ptr::eq(site.callsite, callsite))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Site> {
        self.0.iter()
    }
}

impl Site {
    fn new(callsite: &'static Callsite, flag: &'static Declaration) -> Self {
        let arms = flag.variants().len();
        let arm = |_| ArmTiming::default();
        Self {
            callsite,
            fallback: flag.fallback(),
            in_flight: OnceLock::new(),
            epoch: AtomicU32::new(NONE),
            live: (0..arms).map(|_| LiveHistogram::new()).collect(),
            timing: Mutex::new(Timing {
                arms: (0..arms).map(arm).collect(),
                previous: NONE,
                late: 0,
            }),
        }
    }

    /// A timed call begins.
    pub(crate) fn begin(&self, now: u64, meta: Meta) -> Option<Ticket> {
        self.in_flight.get_or_init(InFlight::new).begin(now, meta)
    }

    /// When a timed call began that ends now; nothing if it was booked as one that hangs.
    pub(crate) fn end(&self, ticket: Ticket) -> Option<u64> {
        self.in_flight.get()?.end(ticket)
    }

    /// Records a duration.
    #[inline]
    pub(crate) fn record(&self, epochs: &Epochs, epoch: u16, arm: u8, nanos: u64) {
        // ORDERING: who reads an epoch of a moment ago has a sample judged with its share, once in a change of shares.
        if self.epoch.load(Ordering::Relaxed) == u32::from(epoch) {
            if let Some(live) = self.live.get(usize::from(arm)) {
                live.record(nanos);
            }
        } else {
            self.record_late(epochs, epoch, arm, nanos);
        }
    }

    #[cold]
    fn record_late(&self, epochs: &Epochs, epoch: u16, arm: u8, nanos: u64) {
        let mut timing = self.timing.lock();
        let Timing { previous, late, .. } = &mut *timing;
        let current = self.epoch.load(Ordering::Relaxed);
        if current != u32::from(epoch) {
            if *previous == u32::from(epoch) {
                *late += 1;
                let mut sample = vec![None; self.live.len()];
                if let Some(sample) = sample.get_mut(usize::from(arm)) {
                    sample.insert(Histogram::new(Layout::LATENCY)).record(nanos);
                }
                if let Some(epoch) = epochs.get(epoch) {
                    timing.take(epoch, self.fallback, &sample);
                }
                return;
            }
            *previous = current;
            self.drain(&mut timing, epochs);
            self.epoch.store(u32::from(epoch), Ordering::Relaxed);
        }
        drop(timing);
        if let Some(live) = self.live.get(usize::from(arm)) {
            live.record(nanos);
        }
    }

    /// Has the guards judge what was recorded since the last time.
    fn drain(&self, timing: &mut Timing, epochs: &Epochs) {
        let current = self.epoch.load(Ordering::Relaxed);
        let Some(epoch) = u16::try_from(current).ok().and_then(|epoch| epochs.get(epoch)) else {
            return;
        };
        let samples: Vec<_> = self.live.iter().map(|live| Some(live.drain())).collect();
        let fresh: u64 = samples.iter().flatten().map(Histogram::total).sum();
        timing.take(epoch, self.fallback, &samples);
        if std::mem::take(&mut timing.late) > fresh && timing.previous != NONE {
            // The shares went back to what they were before.
            self.epoch.store(timing.previous, Ordering::Relaxed);
            timing.previous = current;
        }
    }

    /// Twice a second: books calls that hang, judges, and brings the guards' idea of the control up to date.
    ///
    /// An arm is not called slow unless one of its quantiles is by this ratio greater. Such a margin only adds caution.
    pub(crate) fn tick(
        &self,
        epochs: &Epochs,
        alpha: Option<Alpha>,
        ratio: f64,
        now: u64,
    ) -> Vec<Judged> {
        let mut timing = self.timing.lock();
        let limit = self
            .in_flight
            .get()
            .and_then(|in_flight| Some((in_flight, timing.overdue(self.fallback)?)));
        if let Some((in_flight, limit)) = limit {
            let overdue: Vec<Overdue> = in_flight.overdue(now, limit).collect();
            for Overdue { meta, .. } in overdue {
                timing.hang(epochs, self.fallback, self.live.len(), meta);
            }
        }
        self.drain(&mut timing, epochs);
        timing.settle(self.fallback, alpha, ratio)
    }

    pub(crate) fn latency(&self, arm: u8) -> (Histogram, u64) {
        let timing = self.timing.lock();
        let live = self.live.get(usize::from(arm));
        let arm = timing.arms.get(usize::from(arm));
        let total = arm.and_then(|arm| arm.total.clone());
        let mut total = total.unwrap_or_else(|| Histogram::new(Layout::LATENCY));
        // Nobody drains meanwhile, who needs the lock for it.
        if let Some(live) = live {
            live.add_to(&mut total);
        }
        (total, arm.map_or(0, |arm| arm.hung))
    }

    /// What is known of an arm, without having anybody judge.
    pub(crate) fn reading(&self, arm: u8, ratio: f64) -> Reading {
        let timing = self.timing.lock();
        let control = timing.arms.get(usize::from(self.fallback));
        let known = timing.arms.get(usize::from(arm));
        Reading {
            callsite: self.callsite,
            matters: known.is_some_and(|arm| arm.hung > 0)
                || is_slower(
                    known.and_then(|arm| arm.total.as_ref()),
                    control.and_then(|arm| arm.total.as_ref()),
                    ratio,
                ),
            verdict: known.and_then(|arm| said(&mut arm.guard.as_ref()?.1.clone())),
            history: control.and_then(|arm| arm.total.as_ref()).map_or(0, Histogram::total),
            hung: known.map_or(0, |arm| arm.hung),
        }
    }

    /// Begins a fresh test. What is known of the control stays known.
    pub(crate) fn clear(&self, epochs: &Epochs) {
        let mut timing = self.timing.lock();
        self.drain(&mut timing, epochs);
        for arm in &mut timing.arms {
            (arm.guard, arm.kept) = (None, LatencyState::default());
        }
    }

    /// What guard L remembers of an arm.
    pub(crate) fn state(&self, arm: u8) -> LatencyState {
        let timing = self.timing.lock();
        timing.arms.get(usize::from(arm)).map(ArmTiming::state).unwrap_or_default()
    }

    /// Goes on with what a guard of an earlier process remembered.
    pub(crate) fn resume(&self, arm: u8, state: LatencyState) {
        if let Some(arm) = self.timing.lock().arms.get_mut(usize::from(arm)) {
            (arm.guard, arm.kept) = (None, state);
        }
    }
}

impl ArmTiming {
    fn state(&self) -> LatencyState {
        self.guard.as_ref().map_or(self.kept, |(_, guard)| guard.state())
    }

    fn add(&mut self, samples: &Histogram) {
        // Of one layout, so nothing is refused.
        let _ = self.total.get_or_insert_with(|| Histogram::new(Layout::LATENCY)).merge(samples);
    }
}

impl Timing {
    /// Judges samples of one epoch, and then counts them as known.
    fn take(&mut self, epoch: &Epoch, fallback: u8, samples: &[Option<Histogram>]) {
        let control = usize::from(fallback);
        let empty = Histogram::new(Layout::LATENCY);
        let of = |arm: usize| samples.get(arm).and_then(Option::as_ref).unwrap_or(&empty);
        let share = |arm: usize| epoch.shares.get(arm).copied().unwrap_or_default();
        for (arm, timing) in self.arms.iter_mut().enumerate() {
            let Some((_, guard)) = &mut timing.guard else { continue };
            // Without a share in this epoch there is nothing to compare.
            if let Ok(share) = Share::between(share(control), share(arm)) {
                let _ = guard.tick(share, of(control).counts(), of(arm).counts());
            }
        }
        for (arm, timing) in self.arms.iter_mut().enumerate() {
            if let Some(samples) = samples.get(arm).and_then(Option::as_ref)
                && samples.total() > 0
            {
                timing.add(samples);
            }
        }
    }

    /// A call has been running for too long: as slow as can be.
    fn hang(&mut self, epochs: &Epochs, fallback: u8, arms: usize, meta: Meta) {
        let arm = usize::from(meta.arm);
        let mut sample = vec![None; arms];
        if let Some(sample) = sample.get_mut(arm) {
            sample.insert(Histogram::new(Layout::LATENCY)).record(u64::MAX);
        }
        if let Some(epoch) = epochs.get(meta.epoch) {
            self.take(epoch, fallback, &sample);
        }
        if let Some(arm) = self.arms.get_mut(arm) {
            arm.hung += 1;
        }
    }

    fn overdue(&self, fallback: u8) -> Option<u64> {
        let control = self.arms.get(usize::from(fallback))?.total.as_ref();
        let Some(control) = control.filter(|control| control.total() >= KNOWN) else {
            // Or calls that hang from the beginning would take every place, and nobody would ever be timed.
            return u64::try_from(UNKNOWN_OVERDUE.as_nanos()).ok();
        };
        let least = u64::try_from(LEAST_OVERDUE.as_nanos()).unwrap_or(u64::MAX);
        Some(control.quantile(0.99)?.upper.saturating_mul(OVERDUE).max(least))
    }

    /// Makes the guards that can be made, and says what each finds.
    fn settle(&mut self, fallback: u8, alpha: Option<Alpha>, ratio: f64) -> Vec<Judged> {
        let control = usize::from(fallback);
        let history = self.arms.get(control).and_then(|arm| arm.total.clone());
        let known = history.as_ref().map_or(0, Histogram::total);
        let mut judged = Vec::new();
        for (arm, timing) in self.arms.iter_mut().enumerate() {
            let Ok(number) = u8::try_from(arm) else { break };
            if arm == control {
                continue;
            }
            let is_old = timing.guard.as_ref().is_some_and(|(with, _)| Some(*with) != alpha);
            if is_old {
                (timing.kept, timing.guard) = (timing.state(), None);
            }
            if let (None, Some(alpha), Some(history)) = (&timing.guard, alpha, &history)
                && known >= MIN_HISTORY
                && let Ok(guard) = LatencyGuard::new(alpha, history.counts())
            {
                timing.guard = Some((alpha, guard.resume(timing.kept)));
            }
            let verdict = timing.guard.as_mut().and_then(|(_, guard)| {
                if let Some(history) = &history {
                    let _ = guard.refresh(history.counts());
                }
                said(guard)
            });
            let matters =
                timing.hung > 0 || is_slower(timing.total.as_ref(), history.as_ref(), ratio);
            judged.push(Judged { arm: number, verdict, matters });
        }
        judged
    }
}

/// Whether one of the quantiles is greater by more than a trifle.
fn is_slower(arm: Option<&Histogram>, control: Option<&Histogram>, ratio: f64) -> bool {
    let (Some(arm), Some(control)) = (arm, control) else { return false };
    QUANTILES.iter().any(|&q| match (arm.quantile(q), control.quantile(q)) {
        (Some(arm), Some(control)) => {
            let most = (control.midpoint * ratio).max(control.midpoint + LEAST_EXCESS);
            arm.midpoint > most
        }
        _ => false,
    })
}

/// What a guard says so far: its answer to nothing new.
fn said(guard: &mut LatencyGuard) -> Option<Verdict> {
    let nothing = Histogram::new(Layout::LATENCY);
    let even = Share::new(0.5).ok()?;
    guard.tick(even, nothing.counts(), nothing.counts()).ok()
}
