//! Guard L, asked every 100 units, on lognormal durations with sigma 0.8.

use flagkit_stats::histogram::{Histogram, Layout};
use flagkit_stats::{Alpha, LatencyGuard, Share};

use crate::random::Random;
use crate::table::Table;

const LOOK: u64 = 100;
const HISTORY: u64 = 1_000;

/// What the treatment does to a duration.
#[derive(Clone, Copy)]
struct Change {
    factor: f64,
    /// How often it is ten times as long on top.
    outliers: f64,
}

/// The unit at which the guard stopped, when it did.
fn rollout(random: &mut Random, share: f64, change: Change, units: u64) -> Option<u64> {
    let drawn = Share::new(share).expect("a share");
    let mut history = Histogram::new(Layout::LATENCY);
    (0..HISTORY).for_each(|_| history.record(duration(random)));
    let mut guard = LatencyGuard::new(Alpha::DEFAULT, history.counts()).expect("a history");
    for look in 1..=units / LOOK {
        let mut control = Histogram::new(Layout::LATENCY);
        let mut treatment = Histogram::new(Layout::LATENCY);
        for _ in 0..LOOK {
            let duration = duration(random);
            if random.chance(share) {
                let outlier = change.outliers > 0.0 && random.chance(change.outliers);
                let factor = change.factor * if outlier { 10.0 } else { 1.0 };
                treatment.record((duration as f64 * factor) as u64);
            } else {
                control.record(duration);
            }
        }
        let verdict = guard.tick(drawn, control.counts(), treatment.counts()).expect("one layout");
        if verdict.is_roll_back() {
            return Some(look * LOOK);
        }
        history.merge(&control).expect("one layout");
        guard.refresh(history.counts()).expect("one layout");
    }
    None
}

/// Nanoseconds around 10 ms.
fn duration(random: &mut Random) -> u64 {
    (1e7 * (0.8 * random.normal()).exp()) as u64
}

/// No harm done.
pub(crate) fn false_rollbacks(table: &mut Table, runs: usize) {
    table.title("guard L, no harm: false rollbacks within 100000 units, 1000 looks, alpha 0.01");
    let same = Change { factor: 1.0, outliers: 0.0 };
    for (share, runs, specified) in [(0.05, runs, "0.8 %"), (0.50, runs / 2, "0.3 %")] {
        let mut random = Random::new(5_000 + (100.0 * share) as u64);
        let stopped =
            (0..runs).filter(|_| rollout(&mut random, share, same, 100_000).is_some()).count();
        table.rate(&format!("share {share}"), stopped, runs, 0.01, specified);
    }
}

/// Harm done. The specification has 200 runs a row, and so some noise of its own.
pub(crate) fn detection(table: &mut Table, runs: usize) {
    table.title("guard L, alpha 0.01: units until a regression is stopped, a look every 100");
    let slower = |factor| Change { factor, outliers: 0.0 };
    let outliers = Change { factor: 1.0, outliers: 0.02 };
    let rows = [
        ("+20 %", slower(1.2), [4_800, 1_300, 1_100]),
        ("+50 %", slower(1.5), [1_100, 300, 200]),
        ("2 % of units 10 times slower", outliers, [19_000, 5_000, 4_400]),
    ];
    for (i, (change, harm, specified)) in rows.into_iter().enumerate() {
        for (share, specified) in [0.05, 0.25, 0.50].into_iter().zip(specified) {
            let mut random = Random::new(6_000 + 100 * i as u64 + (100.0 * share) as u64);
            let mut stops: Vec<u64> =
                (0..runs).filter_map(|_| rollout(&mut random, share, harm, 200_000)).collect();
            let row = format!("{change}, share {share}");
            table.median(&row, &mut stops, runs, specified, LOOK);
        }
    }
}
