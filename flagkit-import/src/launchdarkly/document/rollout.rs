//! Rollouts as weights of flags.json, with the seed that keeps users in their buckets.
//!
//! Law: a weight is a part of 100 000, and what is missing to them or too much is the last one's, as
//! LaunchDarkly has it.

use super::condition::{Refusal, attribute};
use crate::launchdarkly::plan::prefix;
use crate::launchdarkly::read::{Flag, Rollout};
use flagkit_core::Percentage;
use flagkit_core::bucketing::Bucketing;

const WHOLE: u32 = 100_000;

/// By what a flag draws: the members `seed` and `bucket_by`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Drawn {
    pub(super) seed: String,
    pub(super) by: Option<String>,
}

/// Variations with their parts of 100 000, each once.
pub(super) type Parts = Vec<(usize, u32)>;

/// By what a rollout draws, and how much each variation gets.
pub(super) fn read(rollout: &Rollout, key: &str, flag: &Flag) -> Result<(Drawn, Parts), Refusal> {
    let by = rollout.bucket_by.as_deref().filter(|_| !rollout.is_experiment()).unwrap_or("key");
    let by = Some(attribute(rollout.context_kind.as_deref(), by)?).filter(|by| by != "key");
    let drawn = Drawn { seed: prefix(rollout, key, &flag.salt), by };
    let mut parts: Parts = Vec::with_capacity(rollout.variations.len());
    let (mut rest, last) = (WHOLE, rollout.variations.len().saturating_sub(1));
    for (place, weighted) in rollout.variations.iter().enumerate() {
        let variation = index(weighted.variation, flag)?;
        if weighted.weight < 0.0 || weighted.weight.fract() != 0.0 {
            return Err(format!("the weight {} is no whole part of 100000", weighted.weight));
        }
        // A cast from a float saturates.
        let part = if place == last { rest } else { rest.min(weighted.weight as u32) };
        rest -= part;
        let behind = parts.len().saturating_sub(1);
        match parts.iter().position(|(known, _)| *known == variation) {
            None => parts.push((variation, part)),
            Some(before) if before == behind => {
                parts.iter_mut().skip(before).for_each(|(_, sum)| *sum += part)
            }
            Some(_) => {
                return Err(format!(
                    "variation {variation} stands in a rollout twice, with another between"
                ));
            }
        }
        if rest == 0 && weighted.weight as u32 > part {
            // The sum is beyond the whole, so nothing is left for those behind.
            break;
        }
    }
    if parts.is_empty() {
        return Err("a rollout has no variations".to_owned());
    }
    Ok((drawn, parts))
}

/// A variation that the flag has.
pub(super) fn index(variation: i64, flag: &Flag) -> Result<usize, Refusal> {
    let index = usize::try_from(variation).ok().filter(|&index| index < flag.variations.len());
    index.ok_or_else(|| format!("there is no variation {variation}"))
}

/// The share that says the same as parts of two, if the first is served from position 0 on.
pub(super) fn share(drawn: &Drawn, part: u32) -> Option<String> {
    let text = format!("{}.{:03}", part / 1000, part % 1000);
    let text = format!("{}%", text.trim_end_matches('0').trim_end_matches('.'));
    let bucketing = Bucketing::launchdarkly(&drawn.seed);
    let same = bucketing.boundary(f64::from(part as f32 / WHOLE as f32));
    (bucketing.share(text.parse::<Percentage>().ok()?) == Some(same)).then_some(text)
}
