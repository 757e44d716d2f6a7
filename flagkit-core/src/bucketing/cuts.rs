//! Which positions a share or a weight takes, as integer ranges.
//!
//! Engines that compare in floating point are followed exactly: the end of a range is found by binary
//! search over the engine's own comparison, which is monotone, so that an evaluation compares
//! integers and still decides as the engine does. Laws: ends ascend; a larger share never ends
//! earlier; the last of several weights takes the rest.

use super::{BUCKETS, Bucketing, Engine};
use crate::document::Percentage;

impl Bucketing {
    /// The end of `[0, end)`: the positions that a share of all units includes, compared as the engine
    /// does; `None` where the engine cannot draw so finely (see [`step`](Bucketing::step)).
    ///
    /// GrowthBook's is the end for a `coverage`, which includes its bound (`n <= coverage`) unless it
    /// is 0. LaunchDarkly's and flagd's are the first of two variations.
    ///
    /// ```
    /// use flagkit_core::Percentage;
    /// use flagkit_core::bucketing::Bucketing;
    ///
    /// let share: Percentage = "5.5%".parse()?;
    /// assert_eq!(Bucketing::native("f").share(share), Some(5500));
    /// assert_eq!(Bucketing::unleash("f", 100, 0).share(share), None);
    /// assert_eq!(Bucketing::growthbook_v1("f").share(share), Some(56));
    /// # Ok::<(), flagkit_core::InvalidPercentage>(())
    /// ```
    pub fn share(&self, share: Percentage) -> Option<u64> {
        let (space, parts) = (self.space(), u64::from(share.buckets()));
        if parts == 0 || share == Percentage::ALL {
            // Everyone is everyone, also where LaunchDarkly's and flagd's rounding would leave the last
            // few hashes in 2^31 to the next variation.
            return Some(if parts == 0 { 0 } else { space });
        }
        // Both are exact, so this is the number that the decimal text of the share is read as.
        let fraction = parts as f64 / f64::from(BUCKETS);
        match &self.0 {
            Engine::Native(_) => Some(parts),
            Engine::Murmur3 { .. } | Engine::ConfigCat { .. } | Engine::Eppo { .. } => {
                let (end, all) = (parts * space, u64::from(BUCKETS));
                end.is_multiple_of(all).then_some(end / all)
            }
            Engine::GrowthBookV1 { .. } | Engine::GrowthBookV2 { .. } => {
                Some(first(space, |place| place as f64 / space as f64 > fraction))
            }
            Engine::Flagd(_) | Engine::FlagdV2 { .. } => {
                Some((parts << 32).div_ceil(u64::from(BUCKETS)))
            }
            Engine::LaunchDarkly { .. } | Engine::FlagdV1 { .. } => Some(self.boundary(fraction)),
        }
    }

    /// The steps in which shares can be drawn, such as `1%` for Unleash; 0.001 % where they are finer.
    /// Where the step is no whole number of those, it is rounded up.
    ///
    /// ```
    /// use flagkit_core::bucketing::Bucketing;
    ///
    /// assert_eq!(Bucketing::split(7).step().to_string(), "1%");
    /// assert_eq!(Bucketing::growthbook_v2("f").step().to_string(), "0.01%");
    /// assert_eq!(Bucketing::launchdarkly("f.salt").step().to_string(), "0.001%");
    /// ```
    pub fn step(&self) -> Percentage {
        let step = u64::from(BUCKETS).div_ceil(self.space());
        Percentage(u32::try_from(step).unwrap_or(BUCKETS))
    }

    /// The end of `[0, end)` for a part of all positions, as the engine compares the bound of a
    /// half-open range with a unit's place.
    ///
    /// ```
    /// use flagkit_core::bucketing::Bucketing;
    ///
    /// assert_eq!(Bucketing::growthbook_v1("f").boundary(0.055), 55);
    /// assert_eq!(Bucketing::growthbook_v1("f").boundary(0.0551), 56);
    /// assert_eq!(Bucketing::eppo("salt", 10_000).boundary(0.5), 5000);
    /// ```
    pub fn boundary(&self, fraction: f64) -> u64 {
        let space = self.space();
        match &self.0 {
            // A cast from a float saturates.
            Engine::Native(_) => ((fraction * f64::from(BUCKETS) + 0.5) as u64).min(space),
            Engine::LaunchDarkly { .. } => launchdarkly(fraction as f32),
            Engine::FlagdV1 { .. } => flagd_v1(100.0 * fraction),
            Engine::Murmur3 { .. }
            | Engine::GrowthBookV1 { .. }
            | Engine::GrowthBookV2 { .. }
            | Engine::Flagd(_)
            | Engine::FlagdV2 { .. }
            | Engine::ConfigCat { .. }
            | Engine::Eppo { .. } => first(space, |place| place as f64 / space as f64 >= fraction),
        }
    }

    /// The ends of consecutive ranges for weights, in their order, as the engine cuts them. Weights
    /// are relative to their sum; those below 0 count as 0. The last range ends with the space.
    ///
    /// ```
    /// use flagkit_core::bucketing::Bucketing;
    ///
    /// assert_eq!(Bucketing::native("f").cuts(&[1.0, 1.0, 1.0]), [33_333, 66_667, 100_000]);
    /// let variants = Bucketing::unleash("f", 1000, Bucketing::UNLEASH_VARIANT_SEED);
    /// assert_eq!(variants.cuts(&[250.0, 250.0, 500.0]), [250, 500, 1000]);
    /// ```
    pub fn cuts(&self, weights: &[f64]) -> Vec<u64> {
        let space = self.space();
        let weights: Vec<f64> = weights.iter().map(|weight| weight.max(0.0)).collect();
        let total: f64 = weights.iter().sum();
        if total <= 0.0 || !total.is_finite() {
            // Nothing is drawn; the last takes it all.
            let mut ends = vec![0; weights.len()];
            ends.iter_mut().next_back().into_iter().for_each(|end| *end = space);
            return ends;
        }
        let mut ends: Vec<u64> = match &self.0 {
            Engine::Native(_)
            | Engine::Murmur3 { .. }
            | Engine::ConfigCat { .. }
            | Engine::Eppo { .. } => sums(&weights)
                // Exact where the weights are in units of the engine's own.
                .map(|sum| (sum * space as f64 / total + 0.5) as u64)
                .collect(),
            Engine::GrowthBookV1 { .. } | Engine::GrowthBookV2 { .. } => {
                // What GrowthBook takes for shares of 1; anything else it would not.
                let unit = if (0.99..=1.01).contains(&total) { 1.0 } else { total };
                let parts: Vec<f64> = weights.iter().map(|weight| weight / unit).collect();
                sums(&parts).map(|sum| self.boundary(sum)).collect()
            }
            Engine::LaunchDarkly { .. } => {
                let mut sum = 0.0_f32;
                let part = |weight: &f64| (weight * f64::from(BUCKETS) / total).round() as f32;
                let mut end = |weight| {
                    sum += part(weight) / BUCKETS as f32;
                    launchdarkly(sum)
                };
                weights.iter().map(&mut end).collect()
            }
            Engine::Flagd(_) | Engine::FlagdV2 { .. } => {
                let whole = total < 2_f64.powi(31) && weights.iter().all(|w| w.fract() == 0.0);
                let end = |sum: f64| {
                    if whole {
                        // The smallest hash with `(hash × total) >> 32 >= sum`.
                        ((sum as u64) << 32).div_ceil(total as u64)
                    } else {
                        self.boundary(sum / total)
                    }
                };
                sums(&weights).map(end).collect()
            }
            Engine::FlagdV1 { .. } => {
                let parts: Vec<f64> = weights.iter().map(|w| 100.0 * w / total).collect();
                sums(&parts).map(flagd_v1).collect()
            }
        };
        ends.iter_mut().for_each(|end| *end = (*end).min(space));
        ends.iter_mut().next_back().into_iter().for_each(|end| *end = space);
        ends
    }
}

/// The sum of the numbers up to and including each.
fn sums(numbers: &[f64]) -> impl Iterator<Item = f64> {
    let mut sum = 0.0;
    numbers.iter().map(move |number| {
        sum += number;
        sum
    })
}

/// LaunchDarkly: the first place whose bucket, in single precision, is not below the bound.
fn launchdarkly(bound: f32) -> u64 {
    const LAST: u64 = 0xfff_ffff_ffff_ffff;
    first(LAST + 1, |place| place as f32 / LAST as f32 >= bound)
}

/// flagd's first formula: the first place whose percentage is not below the bound.
fn flagd_v1(bound: f64) -> u64 {
    first((1 << 31) + 1, |place| place as f64 / f64::from(i32::MAX) * 100.0 >= bound)
}

/// The first place in `[0, space)` for which a monotone question is answered with yes, else `space`.
fn first(space: u64, yes: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (0, space);
    while low < high {
        let middle = low + (high - low) / 2;
        if yes(middle) { high = middle } else { low = middle + 1 }
    }
    low
}
