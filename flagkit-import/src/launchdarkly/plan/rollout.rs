//! Rollouts and experiments as draws.
//!
//! Laws: sums of weights are taken in single precision, as the SDKs do, and weights are parts of
//! 100 000 even where they do not add up to it; the last variation takes the rest; only a context that
//! is there is in an experiment.

use super::{Builder, Decider, MALFORMED, test};
use crate::launchdarkly::read::Rollout;
use crate::launchdarkly::reference;
use flagkit_core::bucketing::Bucketing;
use flagkit_core::plan::{Check, Condition, Draw, Missing, Range, Serve, Unit};

/// A part of a rollout.
struct Part {
    start: u64,
    end: u64,
    variation: i64,
    tracked: bool,
}

impl Builder<'_> {
    pub(super) fn rollout(
        &mut self,
        condition: Condition,
        rollout: &Rollout,
        decider: impl Fn(bool) -> Decider,
    ) {
        let named_kind = rollout.context_kind.as_deref();
        let experiment = rollout.is_experiment();
        let by = rollout.bucket_by.as_deref().filter(|_| !experiment).unwrap_or("key");
        let attribute = reference::attribute(named_kind, by);
        let bucketing = Bucketing::launchdarkly(&prefix(rollout, &self.key, &self.flag.salt));
        let parts = parts(rollout, &bucketing);
        // Someone without the attribute is at the first position.
        let first = parts.iter().find(|part| part.start == 0 && part.end > 0);
        let (Ok(attribute), Some(first)) = (attribute, first) else {
            return self.step(condition, Serve::Fail(MALFORMED), decider(false));
        };
        if by != "key" {
            // An empty text is drawn as any other, though draws of plans know none.
            let position = bucketing.position(b"");
            let part = parts.iter().find(|part| part.start <= position && position < part.end);
            let empty = test(attribute.clone(), Check::is_one_of([""]), false).into();
            let serve = self.serve(part.unwrap_or(first).variation);
            self.step(Condition::all([condition.clone(), empty]), serve, decider(false));
        }
        let draw = Draw {
            unit: Unit::Attribute(attribute),
            bucketing,
            missing: Missing::First,
            chance: None,
        };
        let missing = |part: &&Part| self.variation(part.variation).is_none();
        let holes: Box<[_]> =
            parts.iter().filter(missing).map(|part| (part.start, part.end)).collect();
        if !holes.is_empty() {
            let share = Condition::share(draw.clone(), holes);
            let condition = Condition::all([condition.clone(), share]);
            self.step(condition, Serve::Fail(MALFORMED), decider(false));
        }
        let otherwise = self.variation(first.variation).unwrap_or(self.none());
        let mut ranges = Vec::with_capacity(parts.len());
        for part in parts.iter().filter(|part| part.start < part.end) {
            let Some(variant) = self.variation(part.variation) else { continue };
            let in_experiment = experiment && part.tracked;
            let origin = in_experiment.then(|| self.origin(decider(true)));
            ranges.push(Range { start: part.start, end: part.end, variant, origin });
        }
        // In an experiment is who was drawn, and not who has nothing to be drawn by.
        let draw = Draw { missing: Missing::Outside, ..draw };
        let serve = Serve::Draw { draw, ranges: ranges.into(), otherwise: Some(otherwise) };
        self.step(condition, serve, decider(false));
    }
}

/// What is hashed before the unit.
pub(in crate::launchdarkly) fn prefix(rollout: &Rollout, flag: &str, salt: &str) -> String {
    rollout.seed.map_or_else(|| format!("{flag}.{salt}"), |seed| seed.to_string())
}

fn parts(rollout: &Rollout, bucketing: &Bucketing) -> Vec<Part> {
    let (mut sum, mut start) = (0.0_f32, 0);
    let mut parts: Vec<Part> = Vec::with_capacity(rollout.variations.len());
    for weighted in &rollout.variations {
        sum += weighted.weight as f32 / 100_000.0;
        let end = bucketing.boundary(f64::from(sum)).max(start);
        let (variation, tracked) = (weighted.variation, !weighted.untracked);
        parts.push(Part { start, end, variation, tracked });
        start = end;
    }
    if let Some(last) = parts.last_mut() {
        last.end = bucketing.space();
    }
    parts
}
