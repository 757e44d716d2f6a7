//! Draws that the flag's algorithm cannot make: a seed that it cannot use, a share between its steps.
//!
//! Law: a share is drawn exactly or refused; no one is let in by rounding.

use super::Reader;
use crate::code::Code;
use crate::document::{FlagDefinition, Hash, Percentage, Rollout, Serve};
use crate::json::Member;

impl Reader<'_, '_> {
    pub(super) fn draws(&mut self, members: &[Member<'_>], flag: &FlagDefinition) {
        let Some(hash) = members.iter().find(|member| member.name == "hash") else { return };
        if flag.hash() == Hash::Native {
            return;
        }
        let span = match members.iter().find(|member| member.name == "seed") {
            Some(seed) => seed.value.span.clone(),
            None => hash.value.span.clone(),
        };
        let bucketing = match flag.hash().bucketing(flag.seed(), &flag.key) {
            Ok(bucketing) => bucketing,
            Err(why) => {
                self.problems.error(Code::UnfitDraw, span, format!("`hash`: {why}"));
                return;
            }
        };
        let (word, step) = (flag.hash(), bucketing.step());
        for share in shares(flag).filter(|share| bucketing.share(*share).is_none()) {
            let message = format!(
                "`hash`: {word} draws in steps of {step}, so it cannot draw {share}; round the share or use the native hash"
            );
            self.problems.error(Code::UnfitDraw, hash.value.span.clone(), message);
        }
        let whole = |weight: f64| weight.fract() == 0.0;
        if flag.hash() == Hash::Unleash && !weights(flag).all(whole) {
            let message = "`hash`: unleash draws by whole weights; multiply them by 10 or 100";
            self.problems.error(Code::UnfitDraw, hash.value.span.clone(), message);
        }
    }
}

fn rollouts(flag: &FlagDefinition) -> impl Iterator<Item = &Rollout> {
    let ruled = flag.rules.iter().filter_map(|rule| match &rule.serve {
        Serve::Rollout(rollout) => Some(rollout),
        Serve::Boolean(_) | Serve::Variant(_) => None,
    });
    ruled.chain(&flag.rollout)
}

fn shares(flag: &FlagDefinition) -> impl Iterator<Item = Percentage> {
    let drawn = rollouts(flag).filter_map(|rollout| match rollout {
        Rollout::Percentage(share) => Some(*share),
        Rollout::Weights(_) => None,
    });
    let staged = flag.stages.iter().flat_map(|stage| [stage.percentage, stage.split]);
    drawn.chain(staged.flatten())
}

fn weights(flag: &FlagDefinition) -> impl Iterator<Item = f64> {
    let weighted = rollouts(flag).filter_map(|rollout| match rollout {
        Rollout::Weights(weights) => Some(weights),
        Rollout::Percentage(_) => None,
    });
    weighted.flat_map(|weights| weights.iter().map(|(_, weight)| weight))
}
