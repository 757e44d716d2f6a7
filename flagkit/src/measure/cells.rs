//! How often each arm of each call site was called and how it ended, counted without a shared write.
//!
//! It knows neither flags nor functions: a site is a number, an arm is another. Law: nothing that was counted is lost or
//! counted twice, whichever threads end and whichever epochs come; a reader sees it at once or a moment later.
//!
//! Each thread has a block of counters per site, which it alone writes: a load and a store, no locked instruction. The
//! reader adds up the blocks of living threads and the totals of what has been folded: blocks of threads that have ended,
//! and epochs that no block has room for any more. Blocks and totals change hands under one lock, which a call takes when
//! its thread meets a site or an epoch for the first time, and never afterwards.

use crate::measure::figures::CallFigures;
use crate::sync::{AtomicU64, Mutex, Ordering};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// What is counted of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// It began.
    Call,
    /// It failed in any way.
    Adverse,
    /// It panicked; [`Event::Adverse`] is counted beside it.
    Panic,
    /// Its future was dropped before it was done.
    Cancelled,
    /// The old code answered after it had failed.
    Rescued,
}

/// What brought a call to its arm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    /// A rule, a segment, an override or a rollback.
    Placed,
    /// A draw with the shares of this epoch.
    Epoch(u16),
}

/// What was counted at one site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    /// By arm.
    pub(crate) placed: Box<[CallFigures]>,
    /// By epoch, then by arm: the epochs that were met here.
    pub(crate) drawn: BTreeMap<u16, Box<[CallFigures]>>,
}

const EVENTS: usize = 5;

/// The epochs that a block has room for: the one in force, and the one before it, whose calls are still running.
const LIVE_EPOCHS: usize = 2;

const LANES: usize = 1 + LIVE_EPOCHS;

/// The lane of placed calls; the epochs' are behind it.
const PLACED: usize = 0;

/// Two cache lines: processors fetch them in pairs.
#[derive(Debug)]
#[repr(align(128))]
struct Line([AtomicU64; WORDS]);

const WORDS: usize = 16;

/// The counters of one thread at one site: by lane, by arm, by event. Never freed, but handed on when its thread ends.
#[derive(Clone, Copy, Debug)]
struct Block(&'static [Line]);

impl Block {
    /// 256 bytes for two arms.
    fn new(arms: usize) -> Self {
        let lines = (LANES * arms * EVENTS).div_ceil(WORDS);
        let line = |_| Line([const { AtomicU64::new(0) }; WORDS]);
        Self(Box::leak((0..lines).map(line).collect()))
    }

    #[inline]
    fn cell(
        &self,
        arms: usize,
        lane: usize,
        arm: usize,
        event: usize,
    ) -> Option<&'static AtomicU64> {
        let word = (lane * arms + arm) * EVENTS + event;
        self.0.get(word / WORDS)?.0.get(word % WORDS)
    }

    /// What one lane holds, by arm.
    fn lane(&self, arms: usize, lane: usize) -> impl Iterator<Item = CallFigures> {
        let read = move |arm, event: Event| {
            let cell = self.cell(arms, lane, arm, event as usize);
            // ORDERING: see `Place::count`.
            cell.map_or(0, |cell| cell.load(Ordering::Relaxed))
        };
        (0..arms).map(move |arm| CallFigures {
            calls: read(arm, Event::Call),
            adverse: read(arm, Event::Adverse),
            panics: read(arm, Event::Panic),
            cancelled: read(arm, Event::Cancelled),
            rescued: read(arm, Event::Rescued),
        })
    }

    /// Sets one lane to zero. Its owner does this, or whoever holds the lock after the owner has ended.
    fn empty(&self, arms: usize, lane: usize) {
        let cells = (0..arms).flat_map(|arm| (0..EVENTS).map(move |event| (arm, event)));
        for cell in cells.filter_map(|(arm, event)| self.cell(arms, lane, arm, event)) {
            cell.store(0, Ordering::Relaxed);
        }
    }
}

/// A block, and the epochs of its lanes. The owner and the site's list each keep one, and change both under the lock.
#[derive(Clone, Copy, Debug)]
struct Place {
    block: Block,
    arms: usize,
    /// The newest first in time is in the lane that is not `oldest`.
    epochs: [Option<u16>; LIVE_EPOCHS],
    oldest: usize,
}

impl Place {
    #[inline]
    fn lane(&self, lane: Lane) -> Option<usize> {
        match lane {
            Lane::Placed => Some(PLACED),
            Lane::Epoch(epoch) if self.epochs[0] == Some(epoch) => Some(PLACED + 1),
            Lane::Epoch(epoch) if self.epochs[1] == Some(epoch) => Some(PLACED + 2),
            Lane::Epoch(_) => None,
        }
    }

    /// Says whether there was a lane for it.
    #[inline]
    fn count(&self, lane: Lane, arm: u8, event: Event) -> bool {
        let (Some(lane), true) = (self.lane(lane), usize::from(arm) < self.arms) else {
            return false;
        };
        let Some(cell) = self.block.cell(self.arms, lane, usize::from(arm), event as usize) else {
            return false;
        };
        // ORDERING: this thread alone writes, so no count is lost between the load and the store. The reader may see the
        // failure of a call before the call; `Totals::clamp` deals with it.
        cell.store(cell.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
        true
    }
}

/// One site: what has been folded, and who is still counting.
#[derive(Debug)]
struct Site {
    arms: usize,
    folded: Totals,
    living: Vec<Place>,
    /// The empty blocks of threads that have ended.
    spare: Vec<Block>,
}

static SITES: Mutex<Vec<Site>> = Mutex::new(Vec::new());

thread_local! {
    static OWN: Own = const { Own(RefCell::new(Vec::new())) };
}

/// The places of one thread, by site.
struct Own(RefCell<Vec<Option<Place>>>);

/// A new site, of so many arms.
pub(crate) fn enrol(arms: usize) -> u32 {
    let mut sites = SITES.lock();
    let folded = Totals { placed: nothing(arms), drawn: BTreeMap::new() };
    sites.push(Site { arms, folded, living: Vec::new(), spare: Vec::new() });
    u32::try_from(sites.len() - 1).unwrap_or(u32::MAX)
}

/// Counts an event of a call at a site. An arm or a site that does not exist counts nothing.
#[inline]
pub(crate) fn count(site: u32, lane: Lane, arm: u8, event: Event) {
    let counted = OWN.try_with(|own| {
        // It is borrowed already where the allocator calls a flagged function.
        let places = own.0.try_borrow().ok()?;
        let place = places.get(site as usize)?.as_ref()?;
        place.count(lane, arm, event).then_some(())
    });
    if !matches!(counted, Ok(Some(()))) {
        count_slowly(site, lane, arm, event);
    }
}

/// What was counted at a site so far. Nothing, of one that does not exist.
pub(crate) fn sum(site: u32) -> Totals {
    let sites = SITES.lock();
    let Some(site) = sites.get(site as usize) else { return Totals::default() };
    let mut totals = site.folded.clone();
    for place in &site.living {
        totals.add_place(place);
    }
    totals.clamp();
    totals
}

/// Where this thread has no lane: makes one for a call that begins, and counts everything else into the totals.
///
/// A call of an older epoch that ends now must not push a newer one out of its lane.
#[cold]
fn count_slowly(site: u32, lane: Lane, arm: u8, event: Event) {
    let counted = event == Event::Call
        && OWN.try_with(|own| own.make_room(site, lane, arm)).is_ok_and(|is_there| is_there);
    if !counted {
        let mut sites = SITES.lock();
        let Some(site) = sites.get_mut(site as usize) else { return };
        let arms = site.arms;
        if let Some(figures) = site.folded.lane(lane, arms).get_mut(usize::from(arm)) {
            *figures.of(event) += 1;
        }
    }
}

impl Own {
    /// Makes a lane for the first call of a site or an epoch, and counts the call.
    fn make_room(&self, site: u32, lane: Lane, arm: u8) -> bool {
        let Ok(mut places) = self.0.try_borrow_mut() else { return false };
        let index = site as usize;
        let mut sites = SITES.lock();
        let Some(site) = sites.get_mut(index) else { return false };
        if places.len() <= index {
            places.resize(index + 1, None);
        }
        let Some(own) = places.get_mut(index) else { return false };
        let place = own.get_or_insert_with(|| site.join());
        if let (Lane::Epoch(epoch), None) = (lane, place.lane(lane)) {
            site.change_epoch(place, epoch);
        }
        place.count(lane, arm, Event::Call)
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        let places = std::mem::take(self.0.get_mut());
        let mut sites = SITES.lock();
        for (site, place) in sites.iter_mut().zip(places) {
            if let Some(place) = place {
                site.leave(&place);
            }
        }
    }
}

impl Site {
    fn join(&mut self) -> Place {
        let block = self.spare.pop().unwrap_or_else(|| Block::new(self.arms));
        let place = Place { block, arms: self.arms, epochs: [None; LIVE_EPOCHS], oldest: 0 };
        self.living.push(place);
        place
    }

    /// Gives the lane of the older epoch to another. The caller owns the place.
    fn change_epoch(&mut self, place: &mut Place, epoch: u16) {
        let lane = PLACED + 1 + place.oldest;
        if let Some(left) = place.epochs[place.oldest] {
            self.folded.add(Lane::Epoch(left), place.arms, place.block.lane(place.arms, lane));
            place.block.empty(place.arms, lane);
        }
        place.epochs[place.oldest] = Some(epoch);
        place.oldest = (place.oldest + 1) % LIVE_EPOCHS;
        if let Some(listed) = self.living.iter_mut().find(|listed| listed.is(place)) {
            *listed = *place;
        }
    }

    /// Folds the block of a thread that ends, and keeps it for the next one.
    fn leave(&mut self, place: &Place) {
        self.folded.add_place(place);
        (0..LANES).for_each(|lane| place.block.empty(place.arms, lane));
        self.living.retain(|listed| !listed.is(place));
        self.spare.push(place.block);
    }
}

impl Place {
    fn is(&self, other: &Self) -> bool {
        std::ptr::eq(self.block.0, other.block.0)
    }
}

impl Totals {
    fn lane(&mut self, lane: Lane, arms: usize) -> &mut [CallFigures] {
        match lane {
            Lane::Placed => &mut self.placed,
            Lane::Epoch(epoch) => self.drawn.entry(epoch).or_insert_with(|| nothing(arms)),
        }
    }

    fn add(&mut self, lane: Lane, arms: usize, counted: impl Iterator<Item = CallFigures>) {
        for (total, counted) in self.lane(lane, arms).iter_mut().zip(counted) {
            total.add(&counted);
        }
    }

    fn add_place(&mut self, place: &Place) {
        self.add(Lane::Placed, place.arms, place.block.lane(place.arms, PLACED));
        for (index, epoch) in place.epochs.iter().enumerate() {
            if let Some(epoch) = *epoch {
                let counted = place.block.lane(place.arms, PLACED + 1 + index);
                self.add(Lane::Epoch(epoch), place.arms, counted);
            }
        }
    }

    /// A call may end in another thread than it began in, and its end be seen first.
    fn clamp(&mut self) {
        for figures in self.placed.iter_mut().chain(self.drawn.values_mut().flatten()) {
            figures.adverse = figures.adverse.min(figures.calls);
            figures.panics = figures.panics.min(figures.adverse);
            figures.cancelled = figures.cancelled.min(figures.calls);
            figures.rescued = figures.rescued.min(figures.adverse);
        }
    }
}

impl CallFigures {
    fn of(&mut self, event: Event) -> &mut u64 {
        match event {
            Event::Call => &mut self.calls,
            Event::Adverse => &mut self.adverse,
            Event::Panic => &mut self.panics,
            Event::Cancelled => &mut self.cancelled,
            Event::Rescued => &mut self.rescued,
        }
    }
}

fn nothing(arms: usize) -> Box<[CallFigures]> {
    vec![CallFigures::default(); arms].into_boxed_slice()
}

#[cfg(test)]
#[path = "cells_tests.rs"]
mod tests;
