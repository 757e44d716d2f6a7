//! Shadow stages: who runs the new code besides the old.
//!
//! Law: a shadow lasts from its stage to the next one, and lets no one in; `stages` passes it over.

use super::plan::Planner;
use crate::bucketing::Bucketing;
use crate::document::{CurrentStage, StageDefinition};
use crate::evaluation::Origin;
use crate::plan::{Condition, Draw, Missing, Serve, Shadow, Window};

impl Planner<'_> {
    /// The shadow of the stage that the flag has reached, or those that time may bring.
    pub(super) fn shadow(&self) -> Option<Shadow> {
        let definition = self.definition;
        let stages = definition.stages();
        if definition.enabled() == Some(false) || stages.iter().all(|stage| stage.shadow.is_none())
        {
            return None;
        }
        let windows: Vec<Window> = match definition.stage() {
            Some(CurrentStage::Off) => return None,
            Some(CurrentStage::At(index)) => {
                let stage = stages.get(*index)?;
                self.window(*index, stage, i64::MIN, i64::MAX).into_iter().collect()
            }
            None => {
                let mut from = i64::MIN;
                // A stage without a date of its own opens with the one before it.
                let begins: Vec<i64> = stages
                    .iter()
                    .map(|stage| {
                        from = stage.from.as_ref().map_or(from, |date| date.unix_millis());
                        from
                    })
                    .collect();
                let ends = begins.iter().skip(1).copied().chain([i64::MAX]);
                let lasting = begins.iter().copied().zip(ends).zip(stages).enumerate();
                lasting
                    .filter_map(|(index, ((from, until), stage))| {
                        self.window(index, stage, from, until)
                    })
                    .collect()
            }
        };
        if windows.is_empty() {
            return None;
        }
        let name = definition.seed().unwrap_or(definition.key());
        // No user of another engine has a place here, so that it is flagkit's own whatever the flag is drawn by.
        let bucketing = Bucketing::native(&format!("{name}/shadow"));
        let anew = |draw: Draw| Draw { missing: Missing::Random, chance: None, ..draw };
        let then = match self.joined() {
            Serve::Draw { draw, ranges, otherwise } => {
                Serve::Draw { draw: anew(draw), ranges, otherwise }
            }
            serve => serve,
        };
        let draw = anew(Draw { bucketing, ..self.draw() });
        Some(Shadow { windows: windows.into(), draw, then, fallback: self.fallback })
    }

    fn window(
        &self,
        index: usize,
        stage: &StageDefinition,
        from: i64,
        until: i64,
    ) -> Option<Window> {
        let end = u64::from(stage.shadow?.buckets());
        let named = stage.segments.iter().map(|segment| self.segments.named(&segment.name));
        let condition =
            if stage.segments.is_empty() { Condition::Always } else { Condition::any(named) };
        let origin = Origin::Stage(index as u32);
        (end > 0 && from < until).then_some(Window { from, until, condition, end, origin })
    }
}
