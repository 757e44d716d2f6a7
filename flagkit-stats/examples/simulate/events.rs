//! Guard E, asked after every single failure.

use flagkit_stats::{Alpha, Counts, EventGuard, Share, Tally, Verdict};

use crate::random::Random;
use crate::table::Table;

const UNITS: u64 = 100_000;

/// A rollout at one share, with the guards of two alphas on the same events.
struct Rollout {
    tally: Tally,
    strict: EventGuard,
    lenient: EventGuard,
}

impl Rollout {
    fn new(share: f64) -> Rollout {
        let guard = |alpha| {
            let alpha = Alpha::new(alpha).expect("an alpha");
            EventGuard::new(alpha).with_min_events(0)
        };
        let share = Share::new(share).expect("a share");
        let none = Counts::default();
        let tally = Tally { share, control: none, treatment: none };
        Rollout { tally, strict: guard(0.01), lenient: guard(0.05) }
    }

    /// One failure; what the strict guard and the lenient one say to it.
    fn fail(&mut self, treatment: bool) -> (Verdict, Verdict) {
        let arm = if treatment { &mut self.tally.treatment } else { &mut self.tally.control };
        arm.adverse += 1;
        (self.strict.judge(&[self.tally]), self.lenient.judge(&[self.tally]))
    }
}

/// No harm done: how often is the treatment stopped all the same?
pub(crate) fn false_rollbacks(table: &mut Table, runs: usize) {
    table
        .title("guard E, no harm: false rollbacks within 100000 units, judged after every failure");
    let rows = [
        (0.001, 0.05, "0.10 %", "0.85 %"),
        (0.001, 0.25, "0.30 %", "1.95 %"),
        (0.001, 0.50, "0.45 %", "2.95 %"),
        (0.01, 0.05, "0.50 %", "2.3 %"),
        (0.01, 0.25, "0.55 %", "3.8 %"),
        (0.01, 0.50, "0.45 %", "3.75 %"),
        (0.05, 0.05, "0.50 %", "2.85 %"),
        (0.05, 0.25, "0.60 %", "3.0 %"),
        (0.05, 0.50, "0.65 %", "4.05 %"),
        (0.20, 0.05, "0.75 %", "3.7 %"),
        (0.20, 0.25, "-", "-"),
        (0.20, 0.50, "0.70 %", "4.95 %"),
    ];
    for (i, (rate, share, strict, lenient)) in rows.into_iter().enumerate() {
        let mut random = Random::new(1_000 + i as u64);
        let (mut stopped, mut stopped_leniently) = (0, 0);
        for _ in 0..runs {
            let mut rollout = Rollout::new(share);
            let mut unit = random.trials(rate);
            let mut last = (false, false);
            while unit <= UNITS {
                let verdicts = rollout.fail(random.chance(share));
                last = (verdicts.0.is_roll_back(), verdicts.1.is_roll_back());
                if last.0 {
                    break;
                }
                unit += random.trials(rate);
            }
            stopped += usize::from(last.0);
            // What stops at 1 % has stopped at 5 % before.
            stopped_leniently += usize::from(last.0 || last.1);
        }
        let row = format!("rate {rate}, share {share}");
        table.rate(&format!("{row}, alpha 0.01"), stopped, runs, 0.01, strict);
        table.rate(&format!("{row}, alpha 0.05"), stopped_leniently, runs, 0.05, lenient);
    }
}

/// 200 000 keys fail, each of them once at the least: first failures alone, one after the other.
pub(crate) fn every_key_fails(table: &mut Table, runs: usize) {
    table.title("guard E, no harm, 200000 failing keys of which the first failure counts");
    for share in [0.05, 0.50] {
        let mut random = Random::new(1_500 + (100.0 * share) as u64);
        let mut stopped = 0;
        for _ in 0..runs {
            let mut rollout = Rollout::new(share);
            let stops = (0..200_000).any(|_| rollout.fail(random.chance(share)).0.is_roll_back());
            stopped += usize::from(stops);
        }
        table.rate(&format!("share {share}"), stopped, runs, 0.01, "<= 1 %");
    }
}

/// Both arms fail at 20 % for 10 000 units, for a reason of neither.
pub(crate) fn shared_incident(table: &mut Table, runs: usize) {
    table.title("guard E, no harm, an incident in both arms: 0.2 %, then 20 % for 10000 units");
    for (share, specified) in [(0.05, "0.4-1.0 %"), (0.50, "0.4-1.0 %")] {
        let mut random = Random::new(2_000 + (100.0 * share) as u64);
        let mut stopped = 0;
        for _ in 0..runs {
            let mut rollout = Rollout::new(share);
            let mut unit = 0;
            while unit < UNITS {
                let rate = if (40_000..50_000).contains(&unit) { 0.2 } else { 0.002 };
                // The last gap of a period may reach into the next, which moves the incident by a few units.
                unit += random.trials(rate);
                if rollout.fail(random.chance(share)).0.is_roll_back() {
                    stopped += 1;
                    break;
                }
            }
        }
        table.rate(&format!("share {share}"), stopped, runs, 0.01, specified);
    }
}

/// Keys of very different volumes stay in their arm; a key's first failure counts.
pub(crate) fn sticky_keys(table: &mut Table, runs: usize) {
    table.title("guard E, no harm, 3000 sticky keys at 5 %, 3 % of which fail 30 % of their calls");
    let share = 0.05;
    let keys = 3_000;
    let mut random = Random::new(3_000);
    let (mut by_key, mut by_call) = (0, 0);
    for _ in 0..runs {
        let volumes: Vec<f64> = (0..keys).map(|_| (1.5 * random.normal()).exp()).collect();
        let calls: f64 = volumes.iter().sum();
        let failing: Vec<f64> = volumes
            .iter()
            .map(|volume| {
                let rate = if random.chance(0.03) { 0.3 } else { 0.003 };
                UNITS as f64 * volume / calls * rate
            })
            .collect();
        let arms: Vec<bool> = (0..keys).map(|_| random.chance(share)).collect();
        // Failures of a key are a Poisson process over the rollout, a time between 0 and 1.
        let mut failures: Vec<(f64, usize, bool)> = Vec::new();
        for (key, &expected) in failing.iter().enumerate() {
            let mut time = -random.unit().ln() / expected;
            let mut first = true;
            while time < 1.0 {
                failures.push((time, key, first));
                first = false;
                time -= random.unit().ln() / expected;
            }
        }
        failures.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (mut keyed, mut called) = (Rollout::new(share), Rollout::new(share));
        let mut stopped = (false, false);
        for (_, key, first) in failures {
            stopped.1 |= called.fail(arms[key]).0.is_roll_back();
            if first {
                stopped.0 |= keyed.fail(arms[key]).0.is_roll_back();
            }
        }
        by_key += usize::from(stopped.0);
        by_call += usize::from(stopped.1);
    }
    table.rate("a key's first failure", by_key, runs, 0.01, "0.2 %");
    let percent = 100.0 * by_call as f64 / runs as f64;
    table.title(&format!(
        "  (each call counted, which breaks the rule: {percent:.1} %, specification 18.4 %)"
    ));
}

/// Harm done: after how many units is the treatment stopped?
pub(crate) fn detection(table: &mut Table, runs: usize) {
    table.title("guard E, alpha 0.01: units until a regression is stopped");
    let rows = [
        (0.01, 0.02, 0.05, 30_130),
        (0.01, 0.02, 0.25, 8_086),
        (0.01, 0.02, 0.50, 6_430),
        (0.01, 0.05, 0.05, 2_953),
        (0.01, 0.05, 0.25, 855),
        (0.01, 0.05, 0.50, 689),
        (0.001, 0.01, 0.05, 9_230),
        (0.001, 0.01, 0.25, 2_750),
        (0.001, 0.01, 0.50, 2_351),
        (0.01, 1.0, 0.05, 54),
    ];
    let mut failures_of_rows = Vec::new();
    for (i, (control, treatment, share, specified)) in rows.into_iter().enumerate() {
        let mut random = Random::new(4_000 + i as u64);
        let rate = (1.0 - share) * control + share * treatment;
        let owned = share * treatment / rate;
        let mut stops = Vec::new();
        let mut failures = Vec::new();
        for _ in 0..runs {
            let mut rollout = Rollout::new(share);
            let mut unit = 0;
            while unit < 10_000_000 {
                unit += random.trials(rate);
                if rollout.fail(random.chance(owned)).0.is_roll_back() {
                    stops.push(unit);
                    failures.push(rollout.tally.treatment.adverse);
                    break;
                }
            }
        }
        let row = format!("{control} to {treatment}, share {share}");
        table.median(&row, &mut stops, runs, specified, 0);
        failures_of_rows.push((row, failures));
    }
    table.title("guard E, alpha 0.01: failures that the treatment's units suffered until then");
    let specified = [32, 42, 66, 8, 12, 18, 5, 8, 13, 3];
    for ((row, mut failures), specified) in failures_of_rows.into_iter().zip(specified) {
        table.median(&row, &mut failures, runs, specified, 1);
    }
}
