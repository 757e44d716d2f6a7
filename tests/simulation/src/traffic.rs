//! The traffic of one test after the other, and what became of the tests.
//!
//! It knows nothing of the specification's figures.

use crate::random::Random;
use crate::rollout::{End, Fate, Names, Rollout, Test};

/// Calls of a test in which nothing is found.
pub(crate) const CALLS: u64 = 100_000;

/// Traffic under which a rollout is stopped or is not.
#[derive(Clone, Copy)]
pub(crate) enum Traffic {
    /// Both arms fail for so many, each a new key.
    Even(f64),
    /// 0.2 %, then 20 % for a tenth of the calls, in both arms.
    Incident,
    /// Keys of very different volumes that stay in their arm, some of whom fail often.
    Sticky,
    /// One call in ten is a developer's, who is listed and fails often; the others fail alike.
    Listed,
    /// Every key fails, and some of them again.
    EveryKeyFails,
}

/// How many of so many tests stopped an arm that did no harm.
pub(crate) fn stopped(
    rollout: Rollout,
    traffic: Traffic,
    runs: usize,
    calls: u64,
    seed: u64,
) -> usize {
    let (mut random, mut names) = (Random::new(seed), Names::new(seed));
    let mut stopped = 0;
    for _ in 0..runs {
        let mut test = Test::new(rollout);
        match traffic {
            Traffic::Even(rate) => by_rate(&mut test, &mut random, &mut names, calls, |_| rate),
            Traffic::Incident => {
                let incident = calls * 4 / 10..calls / 2;
                let rate = |call| if incident.contains(&call) { 0.2 } else { 0.002 };
                by_rate(&mut test, &mut random, &mut names, calls, rate);
            }
            Traffic::Sticky => sticky(&mut test, &mut random, &mut names, calls),
            Traffic::Listed => listed(&mut test, &mut random, &mut names, calls),
            Traffic::EveryKeyFails => every_key_fails(&mut test, &mut random, &mut names, calls),
        }
        stopped += usize::from(test.end());
    }
    stopped
}

/// After how many calls harm was found, in each test in which it was found at all.
pub(crate) fn detected(rollout: Rollout, old: f64, new: f64, runs: usize, seed: u64) -> Vec<u64> {
    let (mut random, mut names) = (Random::new(seed), Names::new(seed));
    let mut stops = Vec::new();
    for _ in 0..runs {
        let mut test = Test::new(rollout);
        let stop = (1..=10_000_000).find(|_| {
            let luck = random.unit();
            let fate = Fate { old: End::failed(luck <= old), new: End::failed(luck <= new) };
            test.call(names.fresh(), fate)
        });
        stops.extend(stop);
        test.end();
    }
    stops
}

fn by_rate(
    test: &mut Test,
    random: &mut Random,
    names: &mut Names,
    calls: u64,
    rate: impl Fn(u64) -> f64,
) {
    for call in 0..calls {
        let fails = random.chance(rate(call));
        if test.call(names.fresh(), Fate::same(fails)) {
            return;
        }
    }
}

fn sticky(test: &mut Test, random: &mut Random, names: &mut Names, calls: u64) {
    const KEYS: usize = 3_000;
    let first = names.reserve(KEYS);
    let mut sum = 0.0;
    let keys: Vec<(f64, f64)> = (0..KEYS)
        .map(|_| {
            sum += (1.5 * random.normal()).exp();
            (sum, if random.chance(0.03) { 0.3 } else { 0.003 })
        })
        .collect();
    for _ in 0..calls {
        let drawn = random.unit() * sum;
        let key = keys.partition_point(|&(volume, _)| volume < drawn).min(KEYS - 1);
        let fails = random.chance(keys.get(key).map_or(0.0, |&(_, rate)| rate));
        if test.call(names.at(first + key as u64), Fate::same(fails)) {
            return;
        }
    }
}

fn listed(test: &mut Test, random: &mut Random, names: &mut Names, calls: u64) {
    const DEVELOPERS: f64 = 20.0;
    for _ in 0..calls {
        let stops = if random.chance(0.1) {
            let developer = format!("developer-{}", (random.unit() * DEVELOPERS) as u64);
            test.call_as(&developer, Fate::same(random.chance(0.3)))
        } else {
            test.call(names.fresh(), Fate::same(random.chance(0.01)))
        };
        if stops {
            return;
        }
    }
}

fn every_key_fails(test: &mut Test, random: &mut Random, names: &mut Names, calls: u64) {
    let first = names.reserve(calls as usize);
    for call in 0..calls {
        if test.call(names.at(first + call), Fate::same(true)) {
            return;
        }
        // One in ten comes again at once or later; that tells nothing new.
        if random.chance(0.1) {
            let again = first + (random.unit() * call as f64) as u64;
            if test.call(names.at(again), Fate::same(true)) {
                return;
            }
        }
    }
}
