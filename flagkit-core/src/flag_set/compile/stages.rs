//! Stages: who has joined so far, by the stage that is named or by the date.
//!
//! Law: stages are cumulative, so a later one never takes out whom an earlier one let in.

use super::plan::Planner;
use super::{OFF, ON};
use crate::document::{CurrentStage, Rollout, StageDefinition};
use crate::evaluation::Origin;
use crate::plan::{Chance, Condition, Draw, Missing, RampStage, Range, Serve, Step};

impl Planner<'_> {
    pub(super) fn stages(&self, steps: &mut Vec<Step>) {
        let definition = self.definition;
        match definition.stage() {
            Some(CurrentStage::Off) => {}
            Some(CurrentStage::At(last)) => {
                let reached = definition.stages().iter().take(last + 1);
                self.reached(
                    reached.enumerate().filter(|(_, stage)| stage.shadow.is_none()),
                    steps,
                );
            }
            None => self.dated(steps),
        }
    }

    /// The stages up to the one that is named.
    fn reached<'s>(
        &self,
        stages: impl Iterator<Item = (usize, &'s StageDefinition)> + Clone,
        steps: &mut Vec<Step>,
    ) {
        let draw = self.draw();
        let space = draw.bucketing.space();
        let shares = stages.clone().filter_map(|(_, stage)| stage.percentage);
        let widest = shares.map(|share| self.end(&draw, share)).max().unwrap_or(0);
        let last_named = last_named(stages.clone());
        let (mut ranges, mut reached, mut last) = (Vec::new(), 0, Origin::Default);
        for (index, stage) in stages {
            let origin = Origin::Stage(index as u32);
            if !stage.segments.is_empty() {
                let end = stage.split.map(|split| self.end(&draw, split));
                let chance = end.filter(|_| Some(index) == last_named);
                let chance = chance.and_then(|end| self.chance(&draw, end.max(widest)));
                steps.push(self.members(stage, end, chance, origin));
            }
            let Some(share) = stage.percentage else { continue };
            let end = self.end(&draw, share);
            if end > reached {
                let origin = Some(origin);
                ranges.push(Range { start: reached, end, variant: ON, origin });
                reached = end;
                last = Origin::Stage(index as u32);
            }
        }
        if widest >= space {
            steps.push(Step { condition: Condition::Always, serve: self.joined(), origin: last });
        } else if widest > 0 {
            let draw = Draw { chance: self.chance(&draw, widest), ..draw };
            steps.push(self.drawn(Condition::Always, draw, ranges, last));
        }
    }

    /// The stages that time opens.
    fn dated(&self, steps: &mut Vec<Step>) {
        let draw = self.draw();
        let mut from = i64::MIN;
        let mut shares: Vec<RampStage> = Vec::new();
        let all = self.definition.stages().iter().enumerate();
        let last_named = last_named(all.clone().filter(|(_, stage)| stage.shadow.is_none()));
        // Who is in a split gets more by a share as time goes, which the split cannot know.
        let shared =
            all.clone().any(|(_, stage)| stage.shadow.is_none() && stage.percentage.is_some());
        for (index, stage) in all {
            // A stage without a date of its own opens with the one before it.
            from = stage.from.as_ref().map_or(from, |date| date.unix_millis());
            if stage.shadow.is_some() {
                continue;
            }
            let origin = Origin::Stage(index as u32);
            if !stage.segments.is_empty() {
                let end = stage.split.map(|split| self.end(&draw, split));
                let chance = end.filter(|_| Some(index) == last_named && !shared);
                let chance = chance.and_then(|end| self.chance(&draw, end));
                let mut step = self.members(stage, end, chance, origin);
                if from != i64::MIN {
                    step.condition =
                        Condition::All([Condition::Since(from), step.condition].into());
                }
                steps.push(step);
            }
            let Some(share) = stage.percentage else { continue };
            let widest = shares.last().map_or(0, |stage| stage.end);
            let end = self.end(&draw, share).max(widest);
            shares.push(RampStage { from, end, linear: stage.ramp.is_some(), origin });
        }
        let Some(last) = shares.last().map(|stage| stage.origin) else { return };
        let rest = self.rest(&draw);
        let everyone = draw.bucketing.space();
        // Where a rollout stands behind it, the chance is the larger of the two, of which time moves one.
        let chance = rest.filter(|rest| *rest == 0).and_then(|_| self.weighted(&draw, everyone));
        let (stages, then) = (shares.into(), Box::new(self.joined()));
        let serve = Serve::Ramp { draw: Draw { chance, ..draw }, stages, then };
        steps.push(Step { condition: Condition::Always, serve, origin: last });
    }

    /// Who joins at a stage by name; where it is split, those whose position is below `end`.
    fn members(
        &self,
        stage: &StageDefinition,
        end: Option<u64>,
        chance: Option<Chance>,
        origin: Origin,
    ) -> Step {
        let named = stage.segments.iter().map(|segment| self.segments.named(&segment.name));
        let condition = Condition::any(named);
        let Some(end) = end else { return Step { condition, serve: self.joined(), origin } };
        // Whoever has no key may still be let in by a later stage that draws nobody.
        let draw = Draw { missing: Missing::Later, chance, ..self.draw() };
        let range = Range { start: 0, end, variant: ON, origin: None };
        self.drawn(condition, draw, vec![range], origin)
    }

    /// Who joins by a draw. What it does not decide, the next step does.
    fn drawn(&self, condition: Condition, draw: Draw, ranges: Vec<Range>, origin: Origin) -> Step {
        match self.joined() {
            Serve::Variant(variant) => {
                let ranges = ranges.into_iter().map(|range| Range { variant, ..range }).collect();
                Step { condition, serve: Serve::Draw { draw, ranges, otherwise: None }, origin }
            }
            serve => {
                let ranges: Vec<_> = ranges.iter().map(|range| (range.start, range.end)).collect();
                let share = Condition::share(draw, ranges);
                let condition = match condition {
                    Condition::Always => share,
                    condition => Condition::All([condition, share].into()),
                };
                Step { condition, serve, origin }
            }
        }
    }

    /// The chance of who is drawn by the flag's own draw, where a stage lets in those below `end`.
    fn chance(&self, draw: &Draw, end: u64) -> Option<Chance> {
        let end = end.max(self.rest(draw)?);
        // Nothing is drawn where everyone joins, or no one.
        let drawn = (1..draw.bucketing.space()).contains(&end);
        if drawn { self.weighted(draw, end) } else { None }
    }

    /// The chance of joining below `end`, and of what those get who have.
    fn weighted(&self, draw: &Draw, end: u64) -> Option<Chance> {
        let joined = Chance::of(end, draw.bucketing.space());
        if self.definition.variants().is_empty() {
            return self.told(joined);
        }
        match self.joined() {
            Serve::Draw { draw, .. } => joined.among(draw.chance?.weights()?),
            Serve::Variant(only) => {
                let one = |variant| if variant == only { 1.0 } else { 0.0 };
                self.among(joined, (0..self.variants.len()).map(one).collect())
            }
            _ => None,
        }
    }

    /// Below which position of this draw those get the new code whom no stage lets in; `None` where that is decided by
    /// another draw, or everyone gets it.
    fn rest(&self, draw: &Draw) -> Option<u64> {
        let definition = self.definition;
        if !definition.variants().is_empty() {
            return Some(0);
        }
        let Some(rollout) = definition.rollout() else { return Some(0) };
        match self.rollout(rollout) {
            Serve::Variant(OFF) => Some(0),
            Serve::Draw { draw: other, ranges, .. } if other.bucketing == draw.bucketing => {
                let mut on = ranges.iter().filter(|range| range.variant == ON);
                let first = on.next().filter(|range| range.start == 0)?;
                on.next().is_none().then_some(first.end)
            }
            _ => None,
        }
    }

    /// What those get who have joined.
    pub(super) fn joined(&self) -> Serve {
        let definition = self.definition;
        match definition.rollout() {
            Some(Rollout::Weights(weights)) if !definition.variants().is_empty() => {
                // The flag's own draw has decided who joins, so that among them it is no draw any more.
                let seed = definition.seed().unwrap_or(definition.key());
                self.weights(weights, Some(&format!("{seed}/variants")))
            }
            _ => Serve::Variant(ON),
        }
    }
}

/// The last stage that is joined by name. Who is left over by the draw of an earlier one may be let in by name, so that
/// its odds depend on who asks.
fn last_named<'s>(stages: impl Iterator<Item = (usize, &'s StageDefinition)>) -> Option<usize> {
    stages.filter(|(_, stage)| !stage.segments.is_empty()).last().map(|(index, _)| index)
}
