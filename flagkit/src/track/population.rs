//! Who was exposed to which arm since metrics are tracked, and what each of them brought.
//!
//! It knows sums, and no statistics. Laws: a key counts once per set of shares, in the arm that it was drawn into; whether a
//! key is looked at depends on its hash alone, so that numerator and denominator have the same keys.

use crate::measure::seen::Sighting;
use crate::sync::Mutex;
use crate::table::Declaration;
use crate::track::Metric;
use std::collections::HashMap;
use std::ptr;

/// The keys are divided among so many locks, by their highest bits.
const SHARDS: usize = 16;

/// How many keys of one flag and one set of shares each lock holds before every second one is let go.
const KEYS: usize = 65_536 / SHARDS;

/// How many sets of shares of a flag are kept.
const EPOCHS: usize = 4;

static POPULATION: [Mutex<Vec<OfFlag>>; SHARDS] = [const { Mutex::new(Vec::new()) }; SHARDS];

/// The keys of one flag behind one lock.
struct OfFlag {
    flag: &'static Declaration,
    /// The one that was used last is the last.
    epochs: Vec<OfEpoch>,
}

/// Those that were drawn with one set of shares.
struct OfEpoch {
    epoch: u16,
    /// One of `2^halvings` keys is looked at.
    halvings: u32,
    /// The arm of each key.
    keys: HashMap<u64, u8>,
    /// What each key brought; whoever brought nothing is not in it.
    metrics: Vec<(Metric, HashMap<u64, f64>)>,
}

/// Whether a key is among those that are looked at.
fn is_chosen(unit: u64, halvings: u32) -> bool {
    // Other bits than those that choose the lock.
    halvings == 0 || (unit & (u64::MAX >> SHARDS.ilog2())).trailing_zeros() >= halvings
}

impl OfEpoch {
    fn new(epoch: u16) -> Self {
        Self { epoch, halvings: 0, keys: HashMap::new(), metrics: Vec::new() }
    }

    /// Meets a key; `false` if it is not looked at.
    fn meet(&mut self, unit: u64, arm: u8) -> bool {
        if !is_chosen(unit, self.halvings) {
            return false;
        }
        self.keys.entry(unit).or_insert(arm);
        while self.keys.len() > KEYS && self.halvings < 60 {
            self.halvings += 1;
            let halvings = self.halvings;
            self.keys.retain(|&unit, _| is_chosen(unit, halvings));
            for (_, values) in &mut self.metrics {
                values.retain(|&unit, _| is_chosen(unit, halvings));
            }
        }
        is_chosen(unit, self.halvings)
    }

    fn add(&mut self, unit: u64, metric: Metric, value: f64) {
        let known = self.metrics.iter().position(|(known, _)| *known == metric);
        let at = known.unwrap_or_else(|| {
            self.metrics.push((metric, HashMap::new()));
            self.metrics.len() - 1
        });
        if let Some((_, values)) = self.metrics.get_mut(at) {
            *values.entry(unit).or_default() += value;
        }
    }
}

/// Calls `work` with the place of a sighting.
fn with<R>(sighting: Sighting, work: impl FnOnce(&mut OfEpoch) -> R) -> Option<R> {
    let shard = (sighting.unit >> (u64::BITS - SHARDS.ilog2())) as usize;
    let mut flags = POPULATION.get(shard)?.lock();
    let known = flags.iter().position(|known| ptr::eq(known.flag, sighting.flag));
    let at = known.unwrap_or_else(|| {
        flags.push(OfFlag { flag: sighting.flag, epochs: Vec::new() });
        flags.len() - 1
    });
    let epochs = &mut flags.get_mut(at)?.epochs;
    if epochs.last().is_none_or(|last| last.epoch != sighting.epoch) {
        let known = epochs.iter().position(|known| known.epoch == sighting.epoch);
        let epoch = known.map_or_else(|| OfEpoch::new(sighting.epoch), |at| epochs.remove(at));
        if epochs.len() >= EPOCHS {
            epochs.remove(0);
        }
        epochs.push(epoch);
    }
    epochs.last_mut().map(work)
}

/// Remembers a key.
pub(super) fn meet(sighting: Sighting) {
    with(sighting, |epoch| epoch.meet(sighting.unit, sighting.arm));
}

/// Adds to what a key has brought.
pub(super) fn add(sighting: Sighting, metric: Metric, value: f64) {
    with(sighting, |epoch| {
        // An event may be the first that tells of the key, where its scope began before anything was tracked.
        if epoch.meet(sighting.unit, sighting.arm) {
            epoch.add(sighting.unit, metric, value);
        }
    });
}

/// Forgets the keys of a flag.
pub(super) fn forget(flag: &'static Declaration) {
    for shard in &POPULATION {
        shard.lock().retain(|known| !ptr::eq(known.flag, flag));
    }
}

/// What was summed up of a flag while one set of shares was in force.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sums {
    pub(crate) epoch: u16,
    /// One of so many keys was looked at.
    pub(crate) one_in: u64,
    /// The keys of each arm that were looked at.
    pub(crate) keys: Vec<u64>,
    pub(crate) metrics: Vec<MetricSums>,
}

/// One metric, by arm.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct MetricSums {
    pub(crate) name: &'static str,
    pub(crate) arms: Vec<ArmSums>,
}

/// What the keys of one arm brought.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct ArmSums {
    /// Keys that brought anything.
    pub(crate) conversions: u64,
    pub(crate) sum: f64,
    pub(crate) sum_squares: f64,
    /// Keys of which the values add up to something else than 1.
    pub(crate) valued: u64,
}

/// What was summed up of a flag, the oldest set of shares first.
pub(crate) fn sums(flag: &Declaration) -> Vec<Sums> {
    // Twice over the locks: every lock must choose its keys as the most crowded one does.
    let mut found: Vec<(u16, u32)> = Vec::new();
    visit(flag, |epoch| match found.iter_mut().find(|(known, _)| *known == epoch.epoch) {
        Some((_, halvings)) => *halvings = epoch.halvings.max(*halvings),
        None => found.push((epoch.epoch, epoch.halvings)),
    });
    let sum = |(epoch, halvings): (u16, u32)| sum(flag, epoch, halvings);
    found.into_iter().map(sum).collect()
}

fn sum(flag: &Declaration, epoch: u16, halvings: u32) -> Sums {
    let arms = flag.variants().len();
    let mut keys = vec![0; arms];
    let mut metrics: Vec<(Metric, Vec<ArmSums>)> = Vec::new();
    visit(flag, |found| {
        if found.epoch != epoch {
            return;
        }
        let chosen = |unit: &u64| is_chosen(*unit, halvings);
        for (_, &arm) in found.keys.iter().filter(|(unit, _)| chosen(unit)) {
            if let Some(count) = keys.get_mut(usize::from(arm)) {
                *count += 1;
            }
        }
        for (metric, values) in &found.metrics {
            let at = metrics.iter().position(|(known, _)| known == metric).unwrap_or_else(|| {
                metrics.push((*metric, vec![ArmSums::default(); arms]));
                metrics.len() - 1
            });
            for (unit, value) in values.iter().filter(|(unit, _)| chosen(unit)) {
                let arm = found.keys.get(unit).map(|&arm| usize::from(arm));
                let place = metrics.get_mut(at).zip(arm);
                let Some(sums) = place.and_then(|((_, arms), arm)| arms.get_mut(arm)) else {
                    continue;
                };
                sums.conversions += 1;
                sums.sum += value;
                sums.sum_squares += value * value;
                sums.valued += u64::from(*value != 1.0);
            }
        }
    });
    metrics.sort_by_key(|(metric, _)| *metric);
    let told = |(metric, arms): (Metric, Vec<ArmSums>)| MetricSums { name: metric.name(), arms };
    Sums {
        epoch,
        one_in: 1 << halvings.min(63),
        keys,
        metrics: metrics.into_iter().map(told).collect(),
    }
}

fn visit(flag: &Declaration, mut look: impl FnMut(&OfEpoch)) {
    for shard in &POPULATION {
        for known in shard.lock().iter().filter(|known| ptr::eq(known.flag, flag)) {
            known.epochs.iter().for_each(&mut look);
        }
    }
}

#[cfg(test)]
mod tests;
