//! What guard L bets on: ten ways in which a duration may become worse, as likelihood ratios per bucket.
//!
//! Law: every weight is positive, and is made of the control's past alone. How good that past is changes what the guard can
//! see, never how often it errs: for any duration, `W^[treatment] / (1 − rho + rho W)` has expectation 1 over the coin, as long as
//! W was fixed before the coin was thrown.
//!
//! The shifts are likelihood ratios of normal scores (van der Waerden 1952), the tails those of a mixture. The weights are derived bucket by bucket when asked for instead of being kept, since ten tables
//! would take twenty times the memory of the histogram.

use crate::special::normal_quantile;

/// The shifts of the normal score, in standard deviations: 0.23 is +20 % on a lognormal with sigma 0.8.
const SHIFTS: [f64; 5] = [0.1, 0.2, 0.4, 0.8, 1.6];

/// The tails: which quantile of the control begins them, and how much more often the treatment is there.
const TAILS: [(f64, f64); 5] = [(0.90, 1.5), (0.90, 3.0), (0.99, 2.0), (0.99, 5.0), (0.99, 20.0)];

/// How many alternatives there are.
pub(crate) const ALTERNATIVES: usize = SHIFTS.len() + TAILS.len();

/// The control's past, from which the weights of each bucket follow.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Past {
    counts: Box<[u32]>,
    total: u64,
    tails: [Tail; TAILS.len()],
}

/// From which bucket on a duration is in the tail, and the logarithms of the weights in it and below.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Tail {
    first: usize,
    within: f64,
    below: f64,
}

impl Past {
    pub(crate) fn new(counts: &[u32]) -> Past {
        let total: u64 = counts.iter().copied().map(u64::from).sum();
        let tails = TAILS.map(|(quantile, ratio)| Tail::new(counts, total, quantile, ratio));
        Past { counts: counts.into(), total, tails }
    }

    pub(crate) fn buckets(&self) -> usize {
        self.counts.len()
    }

    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    /// From this bucket on a duration is among the control's slowest tenth.
    pub(crate) fn slow(&self) -> usize {
        self.tails[0].first
    }

    /// The middle rank of each bucket among the control's durations, between 0 and 1.
    pub(crate) fn ranks(&self) -> impl Iterator<Item = f64> {
        let mut below = 0;
        self.counts.iter().map(move |&count| {
            let middle = below as f64 + f64::from(count) / 2.0 + 0.5;
            below += u64::from(count);
            middle / (self.total as f64 + 1.0)
        })
    }

    /// The logarithms of the weights of a bucket of this rank.
    pub(crate) fn log_weights(&self, bucket: usize, rank: f64) -> [f64; ALTERNATIVES] {
        let score = normal_quantile(rank).clamp(-3.0, 3.0);
        let mut weights = [0.0; ALTERNATIVES];
        let (shifts, tails) = weights.split_at_mut(SHIFTS.len());
        for (weight, shift) in shifts.iter_mut().zip(SHIFTS) {
            *weight = shift * score - shift * shift / 2.0;
        }
        for (weight, tail) in tails.iter_mut().zip(&self.tails) {
            *weight = if bucket >= tail.first { tail.within } else { tail.below };
        }
        weights
    }
}

impl Tail {
    fn new(counts: &[u32], total: u64, quantile: f64, ratio: f64) -> Tail {
        let mut before = 0_u64;
        for (first, &count) in counts.iter().enumerate() {
            let below = before as f64 / total.max(1) as f64;
            if below >= quantile {
                let probability = (1.0 - below).clamp(0.001, 0.5);
                // So that something is left below, whatever tails are listed above; those of today are lighter.
                let ratio = ratio.min(0.9 / probability);
                let rest = (1.0 - ratio * probability) / (1.0 - probability);
                return Tail { first, within: ratio.ln(), below: rest.ln() };
            }
            before += u64::from(count);
        }
        // The last bucket alone is more than the tail. A bet on nothing is not made: its weight is 1 throughout.
        Tail { first: counts.len(), within: 0.0, below: 0.0 }
    }
}
