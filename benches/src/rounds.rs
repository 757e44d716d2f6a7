//! How competitors are timed: in turns, many short rounds of each, so that a disturbance hits all alike.
//!
//! It knows nothing of flags.
//! Law: a ratio is the median of the ratios within each round, never a ratio of two medians taken apart.

use std::time::{Duration, Instant};

/// Someone who does the same work in another way.
pub struct Competitor<'a> {
    /// The name in the table.
    pub name: &'static str,
    /// Makes this many calls.
    pub calls: Box<dyn Fn(u64) + 'a>,
}

impl<'a> Competitor<'a> {
    /// A competitor by what makes its calls.
    pub fn new(name: &'static str, calls: impl Fn(u64) + 'a) -> Self {
        Self { name, calls: Box::new(calls) }
    }
}

/// What one competitor took.
pub struct Measured {
    /// The competitor's.
    pub name: &'static str,
    /// Median nanoseconds per call.
    pub nanoseconds: f64,
    /// Median, over the rounds, of the time taken over that of the reference in the same round.
    pub ratio: f64,
}

/// Lets all competitors take turns and compares each with the one at `reference`.
///
/// The order is turned by one place each round, so that nobody always runs after the same neighbour.
pub fn compete(
    competitors: &[Competitor<'_>],
    reference: usize,
    calls: u64,
    rounds: usize,
) -> Vec<Measured> {
    for competitor in competitors {
        // The first calls register the table and fault the code in.
        (competitor.calls)(calls);
    }
    take_turns(competitors, &vec![calls; competitors.len()], reference, rounds, None)
}

/// The same for competitors that differ by orders of magnitude: each makes as many calls in a turn as take it this
/// long, and at least one. Before it is timed it makes as many untimed, since a neighbour that takes milliseconds
/// leaves nothing in the processor's caches; who makes many in a turn makes at least `crowd`, which meets everyone.
pub fn compete_for(
    competitors: &[Competitor<'_>],
    reference: usize,
    turn: Duration,
    crowd: u64,
    rounds: usize,
) -> Vec<Measured> {
    let calls: Vec<u64> = competitors.iter().map(|competitor| calls_in(competitor, turn)).collect();
    take_turns(competitors, &calls, reference, rounds, Some(crowd))
}

/// How many calls take this long; what the first ones need for themselves is not in it.
fn calls_in(competitor: &Competitor<'_>, turn: Duration) -> u64 {
    let mut calls = 1;
    (competitor.calls)(calls);
    loop {
        let begun = Instant::now();
        (competitor.calls)(calls);
        if begun.elapsed() * 2 > turn || calls >= 1 << 20 {
            return calls;
        }
        calls *= 2;
    }
}

/// From so many calls in a turn on, those of a whole crowd take no long time.
const MANY: u64 = 64;

fn take_turns(
    competitors: &[Competitor<'_>],
    calls: &[u64],
    reference: usize,
    rounds: usize,
    crowd: Option<u64>,
) -> Vec<Measured> {
    let mut taken: Vec<Vec<f64>> = competitors.iter().map(|_| Vec::with_capacity(rounds)).collect();
    for round in 0..rounds {
        for turn in 0..competitors.len() {
            let which = (turn + round) % competitors.len();
            if let Some(crowd) = crowd {
                let untimed =
                    if calls[which] < MANY { calls[which] } else { calls[which].max(crowd) };
                (competitors[which].calls)(untimed);
            }
            let begun = Instant::now();
            (competitors[which].calls)(calls[which]);
            taken[which].push(begun.elapsed().as_secs_f64() * 1e9 / calls[which] as f64);
        }
    }
    let measured = competitors.iter().zip(&taken).map(|(competitor, times)| {
        let ratios = times.iter().zip(&taken[reference]).map(|(own, other)| own / other).collect();
        Measured {
            name: competitor.name,
            nanoseconds: median(times.clone()),
            ratio: median(ratios),
        }
    });
    measured.collect()
}

/// The middle of some numbers.
pub fn median(values: Vec<f64>) -> f64 {
    quantile(values, 0.5)
}

/// The value below which this share of the numbers lies; 0 where there are none.
pub fn quantile(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    values.get((last as f64 * share).round() as usize).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::thread;

    #[test]
    fn quantiles_are_values_that_were_seen() {
        let values = || vec![3.0, 1.0, 2.0, 5.0, 4.0];
        assert_eq!(median(values()), 3.0);
        assert_eq!(quantile(values(), 0.0), 1.0);
        assert_eq!(quantile(values(), 1.0), 5.0);
        assert_eq!(median(Vec::new()), 0.0);
    }

    #[test]
    fn the_slow_make_one_call_in_a_turn() {
        let slow_calls = Cell::new(0);
        let slow = Competitor::new("slow", |calls| {
            slow_calls.set(slow_calls.get() + calls);
            thread::sleep(Duration::from_millis(calls));
        });
        let fast = Competitor::new("fast", |calls| {
            std::hint::black_box(calls);
        });
        let measured = compete_for(&[fast, slow], 0, Duration::from_micros(100), 8, 3);
        // One before, one to see how long it takes, and three rounds of one untimed and one timed.
        assert_eq!(slow_calls.get(), 8);
        assert!(measured[1].nanoseconds >= 1e6 && measured[1].ratio > 1.0);
    }
}
