//! How competitors are timed: in turns, many short rounds of each, so that a disturbance hits all alike.
//!
//! It knows nothing of flags.
//! Law: a ratio is the median of the ratios within each round, never a ratio of two medians taken apart.

use std::time::Instant;

/// Someone who does the same work in another way.
pub(crate) struct Competitor<'a> {
    pub(crate) name: &'static str,
    /// Makes this many calls.
    pub(crate) calls: Box<dyn Fn(u64) + 'a>,
}

impl<'a> Competitor<'a> {
    pub(crate) fn new(name: &'static str, calls: impl Fn(u64) + 'a) -> Self {
        Self { name, calls: Box::new(calls) }
    }
}

/// What one competitor took.
pub(crate) struct Measured {
    pub(crate) name: &'static str,
    /// Median nanoseconds per call.
    pub(crate) nanoseconds: f64,
    /// Median, over the rounds, of the time taken over that of the reference in the same round.
    pub(crate) ratio: f64,
}

/// Lets all competitors take turns and compares each with the one at `reference`.
///
/// The order is turned by one place each round, so that nobody always runs after the same neighbour.
pub(crate) fn compete(
    competitors: &[Competitor<'_>],
    reference: usize,
    calls: u64,
    rounds: usize,
) -> Vec<Measured> {
    for competitor in competitors {
        // The first calls register the table and fault the code in.
        (competitor.calls)(calls);
    }
    let mut taken: Vec<Vec<f64>> = competitors.iter().map(|_| Vec::with_capacity(rounds)).collect();
    for round in 0..rounds {
        for turn in 0..competitors.len() {
            let which = (turn + round) % competitors.len();
            let begun = Instant::now();
            (competitors[which].calls)(calls);
            taken[which].push(begun.elapsed().as_secs_f64() * 1e9 / calls as f64);
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
pub(crate) fn median(values: Vec<f64>) -> f64 {
    quantile(values, 0.5)
}

/// The value below which this share of the numbers lies; 0 where there are none.
pub(crate) fn quantile(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    values.get((last as f64 * share).round() as usize).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_values_that_were_seen() {
        let values = || vec![3.0, 1.0, 2.0, 5.0, 4.0];
        assert_eq!(median(values()), 3.0);
        assert_eq!(quantile(values(), 0.0), 1.0);
        assert_eq!(quantile(values(), 1.0), 5.0);
        assert_eq!(median(Vec::new()), 0.0);
    }
}
