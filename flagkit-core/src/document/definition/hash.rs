//! From a document's word for an algorithm, and its seed, to the algorithm.
//!
//! The algorithms themselves are `bucketing`'s. Law: a seed that the algorithm cannot be run with is
//! an error, never another seed.

use super::Hash;
use crate::bucketing::Bucketing;
use std::fmt;

impl Hash {
    /// The algorithm for a share of the callers, under the seed of the document or else the flag's
    /// key.
    ///
    /// The seed is what the engine calls the `groupId` (Unleash), the `seed` (GrowthBook), the key and
    /// salt `flag.salt` or the decimal seed (LaunchDarkly), the text before the value that is drawn by
    /// (flagd; none: its own draw by flag and targeting key), the key (ConfigCat), the number (Split)
    /// and the salt (Eppo, of 10 000 shards).
    ///
    /// # Errors
    ///
    /// Split draws by a number, so anything else is an [`InvalidSeed`].
    ///
    /// ```
    /// use flagkit_core::Hash;
    ///
    /// let bucketing = Hash::Unleash.bucketing(None, "AB12A")?;
    /// assert_eq!(bucketing.position(b"122"), 22);
    /// assert!(Hash::Split.bucketing(None, "AB12A").is_err());
    /// # Ok::<(), flagkit_core::InvalidSeed>(())
    /// ```
    pub fn bucketing(self, seed: Option<&str>, flag: &str) -> Result<Bucketing, InvalidSeed> {
        let text = seed.unwrap_or(flag);
        Ok(match self {
            Hash::Native => Bucketing::native(text),
            Hash::Unleash => Bucketing::unleash(text, 100, 0),
            Hash::GrowthBook | Hash::GrowthBookV2 => Bucketing::growthbook_v2(text),
            Hash::GrowthBookV1 => Bucketing::growthbook_v1(text),
            Hash::LaunchDarkly => Bucketing::launchdarkly(text),
            Hash::Flagd => seed.map_or_else(|| Bucketing::flagd(flag), Bucketing::flagd_text),
            Hash::FlagdV1 => Bucketing::flagd_v1(text),
            Hash::FlagdV2 => Bucketing::flagd_v2(text),
            Hash::ConfigCat => Bucketing::configcat(text),
            Hash::Split => Bucketing::split(split_seed(text)?),
            Hash::Eppo => Bucketing::eppo(text, EPPO_SHARDS),
        })
    }

    /// The algorithm for a choice by weights. Only Unleash's is another than
    /// [`bucketing`](Hash::bucketing): it counts in the weights' total, and under a seed for variants.
    ///
    /// # Errors
    ///
    /// As [`bucketing`](Hash::bucketing).
    ///
    /// ```
    /// use flagkit_core::Hash;
    ///
    /// let bucketing = Hash::Unleash.weighted_bucketing(None, "Feature.Variants.C", &[33.0; 3])?;
    /// assert_eq!((bucketing.position(b"232"), bucketing.space()), (17, 99));
    /// # Ok::<(), flagkit_core::InvalidSeed>(())
    /// ```
    pub fn weighted_bucketing(
        self,
        seed: Option<&str>,
        flag: &str,
        weights: &[f64],
    ) -> Result<Bucketing, InvalidSeed> {
        if self != Hash::Unleash {
            return self.bucketing(seed, flag);
        }
        // Unleash's weights are whole numbers. The cast saturates.
        let total = weights.iter().sum::<f64>().round() as u32;
        let group = seed.unwrap_or(flag);
        Ok(Bucketing::unleash(group, total, Bucketing::UNLEASH_VARIANT_SEED))
    }
}

const EPPO_SHARDS: u32 = 10_000;

/// A seed of 32 bits, which Split writes with a sign.
fn split_seed(text: &str) -> Result<u32, InvalidSeed> {
    let signed = text.parse::<i32>().map(i32::cast_unsigned);
    signed.or_else(|_| text.parse()).map_err(|_| InvalidSeed)
}

/// The seed is not one that the algorithm can be run with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidSeed;

impl fmt::Display for InvalidSeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "`split` draws under a number of 32 bits; give the `seed` of Split's definition, such as \
             `\"seed\": \"-1234567\"`",
        )
    }
}

impl std::error::Error for InvalidSeed {}
