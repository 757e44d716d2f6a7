//! Stages: who has joined so far, by the stage that is named or by the date.
//!
//! Law: stages are cumulative, so a later one never takes out whom an earlier one let in.

use super::ON;
use super::plan::Planner;
use crate::document::{CurrentStage, Rollout, StageDefinition};
use crate::evaluation::Origin;
use crate::plan::{Condition, Draw, Missing, RampStage, Range, Serve, Step};

impl Planner<'_> {
    pub(super) fn stages(&self, steps: &mut Vec<Step>) {
        let definition = self.definition;
        match definition.stage() {
            Some(CurrentStage::Off) => {}
            Some(CurrentStage::At(last)) => {
                let reached = definition.stages().iter().take(last + 1);
                self.reached(reached.enumerate().filter(|(_, stage)| !stage.shadow), steps);
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
        let (mut ranges, mut widest, mut last) = (Vec::new(), 0, Origin::Default);
        for (index, stage) in stages {
            let origin = Origin::Stage(index as u32);
            if let Some(members) = self.members(stage) {
                steps.push(Step { condition: members, serve: self.joined(), origin });
            }
            let Some(share) = stage.percentage else { continue };
            let end = self.end(&draw, share);
            if end > widest {
                let origin = Some(origin);
                ranges.push(Range { start: widest, end, variant: ON, origin });
                widest = end;
                last = Origin::Stage(index as u32);
            }
        }
        if widest >= draw.bucketing.space() {
            steps.push(Step { condition: Condition::Always, serve: self.joined(), origin: last });
        } else if widest > 0 && self.definition.variants().is_empty() {
            let serve = Serve::Draw { draw, ranges: ranges.into(), otherwise: None };
            steps.push(Step { condition: Condition::Always, serve, origin: last });
        } else if widest > 0 {
            let condition = Condition::share(draw, [(0, widest)]);
            steps.push(Step { condition, serve: self.joined(), origin: last });
        }
    }

    /// The stages that time opens.
    fn dated(&self, steps: &mut Vec<Step>) {
        let draw = self.draw();
        let mut from = i64::MIN;
        let mut shares: Vec<RampStage> = Vec::new();
        for (index, stage) in self.definition.stages().iter().enumerate() {
            // A stage without a date of its own opens with the one before it.
            from = stage.from.as_ref().map_or(from, |date| date.unix_millis());
            if stage.shadow {
                continue;
            }
            let origin = Origin::Stage(index as u32);
            if let Some(members) = self.members(stage) {
                let condition = match from {
                    i64::MIN => members,
                    from => Condition::All([Condition::Since(from), members].into()),
                };
                steps.push(Step { condition, serve: self.joined(), origin });
            }
            let Some(share) = stage.percentage else { continue };
            let widest = shares.last().map_or(0, |stage| stage.end);
            let end = self.end(&draw, share).max(widest);
            shares.push(RampStage { from, end, linear: stage.ramp.is_some(), origin });
        }
        let Some(last) = shares.last().map(|stage| stage.origin) else { return };
        let (stages, then) = (shares.into(), Box::new(self.joined()));
        let serve = Serve::Ramp { draw, stages, then };
        steps.push(Step { condition: Condition::Always, serve, origin: last });
    }

    /// Who joins at a stage by name.
    fn members(&self, stage: &StageDefinition) -> Option<Condition> {
        if stage.segments.is_empty() {
            return None;
        }
        let members =
            Condition::any(stage.segments.iter().map(|segment| self.segments.named(&segment.name)));
        let Some(split) = stage.split else { return Some(members) };
        // Whoever has no key may still be let in by a later stage that draws nobody.
        let draw = Draw { missing: Missing::Later, ..self.draw() };
        let end = self.end(&draw, split);
        let half = Condition::share(draw, [(0, end)]);
        Some(Condition::All([members, half].into()))
    }

    /// What those get who have joined.
    fn joined(&self) -> Serve {
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
