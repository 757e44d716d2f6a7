//! The members of a definition in the order of evaluation.
//!
//! Law: what is the same for everyone becomes a plan without steps before it, so that it costs nothing.

use super::condition::Segments;
use super::{OFF, ON};
use crate::bucketing::Bucketing;
use crate::document::{DefaultServe, FlagDefinition, Hash, Percentage, Rollout, Wanted, Weights};
use crate::evaluation::{Origin, Reason};
use crate::flag_set::Variant;
use crate::plan::{
    Chance, Condition, Draw, Gate, Missing, Otherwise, Plan, Prerequisite, Range, Serve, Step, Unit,
};
use std::cell::RefCell;

/// Makes the plan of one flag.
pub(super) struct Planner<'a> {
    pub(super) definition: &'a FlagDefinition,
    pub(super) variants: &'a [Variant],
    pub(super) fallback: usize,
    pub(super) segments: &'a Segments,
    /// Whether no draw tells its chance.
    pub(super) silent: bool,
    /// The chances by variant that draws point to, each once.
    pub(super) chances: RefCell<Vec<Box<[f64]>>>,
}

impl Planner<'_> {
    pub(super) fn plan(&self) -> Plan {
        let steps = simplified(self.steps());
        Plan {
            enabled: self.definition.enabled() != Some(false),
            off: self.fallback,
            gates: self.gates(),
            steps: steps.into(),
            otherwise: self.otherwise(),
            weights: self.chances.take().into(),
        }
    }

    fn gates(&self) -> Box<[Gate]> {
        let definition = self.definition;
        let mut gates: Vec<Gate> = Vec::new();
        for (index, other) in definition.prerequisites().iter().enumerate() {
            let wanted = match &other.wanted {
                Wanted::Boolean(on) => [if *on { "on" } else { "off" }.into()].into(),
                Wanted::Variants(names) => names.iter().map(|name| (**name).into()).collect(),
            };
            gates.push(Gate::Prerequisite(Prerequisite {
                flag: (*other.flag).into(),
                wanted,
                enabled: false,
                strict: false,
                origin: Origin::Prerequisite(index as u32),
            }));
        }
        if let Some(schedule) = definition.schedule() {
            gates.push(Gate::Schedule {
                start: schedule.start.as_ref().map(|date| date.unix_millis()),
                end: schedule.end.as_ref().map(|date| date.unix_millis()),
            });
        }
        if let Some(group) = definition.group() {
            // A group is flagkit's own, whatever the flag is drawn by.
            let draw = Draw { bucketing: Bucketing::native(&group.name), ..self.draw() };
            let (start, end) = (u64::from(group.from.buckets()), u64::from(group.to.buckets()));
            gates.push(Gate::Group { draw, start, end });
        }
        gates.into()
    }

    fn steps(&self) -> Vec<Step> {
        let definition = self.definition;
        let mut steps = Vec::new();
        for (index, rule) in definition.rules().iter().enumerate() {
            let serve = match &rule.serve {
                crate::document::Serve::Boolean(on) => Serve::Variant(usize::from(*on)),
                crate::document::Serve::Variant(name) => Serve::Variant(self.variant(name)),
                crate::document::Serve::Rollout(rollout) => self.rollout(rollout),
            };
            let condition = self.segments.condition(&rule.condition);
            steps.push(Step { condition, serve, origin: Origin::Rule(index as u32) });
        }
        if !definition.stages().is_empty() {
            self.stages(&mut steps);
            if !definition.variants().is_empty() {
                // The weights are those of who has joined.
                return steps;
            }
        }
        if let Some(rollout) = definition.rollout() {
            let serve = self.rollout(rollout);
            steps.push(Step { condition: Condition::Always, serve, origin: Origin::Rollout });
        }
        steps
    }

    fn otherwise(&self) -> Otherwise {
        let definition = self.definition;
        let alone = definition.rules().is_empty()
            && definition.stages().is_empty()
            && definition.rollout().is_none();
        let said = if alone { Reason::Static } else { Reason::Default };
        match definition.default() {
            Some(DefaultServe::Boolean(on)) => {
                Otherwise { variant: if *on { ON } else { OFF }, reason: said }
            }
            Some(DefaultServe::Variant(_)) => Otherwise { variant: self.fallback, reason: said },
            // `"enabled": true` and nothing else that decides: a switch that is on.
            None if alone && definition.enabled() == Some(true) => {
                Otherwise { variant: ON, reason: said }
            }
            // Nothing in the document turns it on.
            None => Otherwise { variant: self.fallback, reason: Reason::Default },
        }
    }

    pub(super) fn rollout(&self, rollout: &Rollout) -> Serve {
        match rollout {
            Rollout::Percentage(share) => self.share(*share),
            Rollout::Weights(weights) => self.weights(weights, None),
        }
    }

    /// A share of a boolean flag.
    fn share(&self, share: Percentage) -> Serve {
        let mut draw = self.draw();
        let end = self.end(&draw, share);
        if end == 0 {
            return Serve::Variant(OFF);
        }
        if end >= draw.bucketing.space() {
            return Serve::Variant(ON);
        }
        let range = Range { start: 0, end, variant: ON, origin: None };
        draw.chance = self.told(Chance::of(end, draw.bucketing.space()));
        Serve::Draw { draw, ranges: [range].into(), otherwise: Some(OFF) }
    }

    /// A draw among variants; under another seed where the flag's own has decided already who is drawn.
    pub(super) fn weights(&self, weights: &Weights, seed: Option<&str>) -> Serve {
        let definition = self.definition;
        let mut shares: Vec<(usize, f64)> =
            weights.iter().map(|(name, weight)| (self.variant(name), weight)).collect();
        if definition.hash() == Hash::Native {
            // What grows takes from the default, which has the rest, before it takes from any other.
            shares.sort_by_key(|(variant, _)| (*variant == self.fallback, *variant));
        }
        let mut given = shares.iter().filter(|(_, weight)| *weight > 0.0);
        if let (Some((only, _)), None) = (given.next(), given.next()) {
            return Serve::Variant(*only);
        }
        let numbers: Vec<f64> = shares.iter().map(|(_, weight)| *weight).collect();
        let seed = seed.or(definition.seed());
        let bucketing = definition.hash().weighted_bucketing(seed, definition.key(), &numbers);
        // A seed of the document that the algorithm refuses was refused with it. What is left is the one that tells the
        // draw of variants from that of who joins, which no engine has: Split takes numbers alone.
        let bucketing =
            bucketing.unwrap_or_else(|_| Bucketing::native(seed.unwrap_or(definition.key())));
        let ends = bucketing.cuts(&numbers);
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let ranges = starts.zip(&ends).zip(&shares).filter(|((start, end), _)| start < *end).map(
            |((start, end), (variant, _))| Range {
                start,
                end: *end,
                variant: *variant,
                origin: None,
            },
        );
        let ranges: Box<[Range]> = ranges.collect();
        let chance = self.chance_of(&ranges, bucketing.space());
        Serve::Draw {
            draw: Draw { bucketing, chance, ..self.draw() },
            ranges,
            otherwise: Some(self.fallback),
        }
    }

    /// The chance of a draw by which everyone gets one of these.
    fn chance_of(&self, ranges: &[Range], space: u64) -> Option<Chance> {
        let of = |variant| {
            let own = ranges.iter().filter(|range| range.variant == variant);
            own.map(|range| range.end - range.start).sum::<u64>()
        };
        if self.definition.variants().is_empty() {
            // However it is written, a share of a boolean flag is the same.
            return self.told(Chance::of(of(ON), space));
        }
        let weights = (0..self.variants.len()).map(|variant| of(variant) as f64 / space as f64);
        self.among(Chance::of(space, space), weights.collect())
    }

    /// A chance, where it is one of everyone who is asked.
    pub(super) fn told(&self, chance: Chance) -> Option<Chance> {
        (!self.silent).then_some(chance)
    }

    /// A chance of joining, and of each variant for those who have.
    pub(super) fn among(&self, joined: Chance, weights: Box<[f64]>) -> Option<Chance> {
        let joined = self.told(joined)?;
        let mut chances = self.chances.borrow_mut();
        let place = chances.iter().position(|known| *known == weights).unwrap_or_else(|| {
            chances.push(weights);
            chances.len() - 1
        });
        joined.among(place)
    }

    /// Where a share ends. What the algorithm cannot draw so finely was refused with the document.
    pub(super) fn end(&self, draw: &Draw, share: Percentage) -> u64 {
        draw.bucketing.share(share).unwrap_or(0)
    }

    /// A draw of the flag's unit by the flag's algorithm.
    pub(super) fn draw(&self) -> Draw {
        let definition = self.definition;
        let unit = match definition.bucket_by() {
            None | Some("key") => Unit::Key,
            Some(attribute) => Unit::Attribute(attribute.into()),
        };
        // A seed that the algorithm refuses was refused with the document.
        let bucketing = definition.hash().bucketing(definition.seed(), definition.key());
        let bucketing = bucketing.unwrap_or_else(|_| Bucketing::native(definition.key()));
        Draw { unit, bucketing, missing: Missing::Fail, chance: None }
    }

    /// The position of a variant; of one that only a broken flag can name, the fallback's.
    fn variant(&self, name: &str) -> usize {
        self.variants.iter().position(|variant| &*variant.name == name).unwrap_or(self.fallback)
    }
}

/// Steps without those that change nothing.
fn simplified(mut steps: Vec<Step>) -> Vec<Step> {
    let decides = |step: &Step| {
        matches!(step.condition, Condition::Always)
            && !matches!(step.serve, Serve::Draw { otherwise: None, .. } | Serve::Ramp { .. })
    };
    if let Some(last) = steps.iter().position(decides) {
        steps.truncate(last + 1);
        let Some(Step { serve: Serve::Variant(all), .. }) = steps.last() else { return steps };
        // Who gets it by name gets it with everyone, too.
        let (all, last) = (*all, steps.len() - 1);
        let same = |step: &Step| match &step.serve {
            Serve::Variant(own) => *own == all,
            Serve::Draw { ranges, otherwise, .. } => {
                !matches!(step.condition, Condition::Always)
                    && ranges
                        .iter()
                        .map(|range| range.variant)
                        .chain(*otherwise)
                        .all(|own| own == all)
            }
            Serve::Ramp { .. } | Serve::Steps(_) | Serve::Fail(_) => false,
        };
        let kept = steps.iter().take(last).rposition(|step| !same(step)).map_or(0, |kept| kept + 1);
        steps.drain(kept..last);
    }
    steps
}
