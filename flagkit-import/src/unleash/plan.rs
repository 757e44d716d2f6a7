//! Unleash's features as plans.
//!
//! A strategy is a step, whose condition is its constraints, segments and rollout, in this order; the step
//! serves "on" or draws a variant. Dependencies are one level deep, so they are settled here as far as the
//! features decide them, and asked of the parent otherwise.

use super::constraint::{self, USER, networks, subject};
use super::read::{Dependency, Feature, State, Strategy, Variant as Foreign};
use super::strategy::{Rule, Share, Stickiness};
use flagkit_core::bucketing::Bucketing;
use flagkit_core::plan::{
    Check, Condition, Draw, Gate, Missing, Otherwise, Plan, Prerequisite, Range, Segment, Serve,
    Step, Subject, Test, Unit, Values,
};
use flagkit_core::{Flag, FlagSet, Origin, Reason, Value, Variant};
use std::collections::HashMap;
use std::sync::Arc;

/// Positions of the variants that every flag has.
const OFF: usize = 0;
const ON: usize = 1;

type Segments = HashMap<i64, Arc<Segment>>;

pub(super) fn flags(state: &State) -> FlagSet {
    let segment = |segment: &super::read::Segment| {
        let constraints = segment.constraints.as_ref()?;
        let name = segment.name.clone().unwrap_or_else(|| segment.id.to_string());
        let condition = Condition::all(constraints.iter().map(constraint::condition));
        Some((segment.id, Arc::new(Segment { name: name.into(), condition })))
    };
    let segments: Segments = state.segments.iter().filter_map(segment).collect();
    state.features.iter().map(|feature| flag(feature, state, &segments)).collect()
}

fn flag(feature: &Feature, state: &State, segments: &Segments) -> Flag {
    let variants = Variants::of(feature);
    let mut steps = Vec::new();
    for (index, strategy) in feature.active().enumerate() {
        let condition = condition(strategy, feature, segments);
        let origin = Origin::Rule(u32::try_from(index).unwrap_or(u32::MAX));
        let chosen = Choice::of(strategy, feature);
        for (held, serve) in chosen.steps(&variants) {
            // What is cheap and certain comes before a draw, so that no one is drawn twice.
            let condition = Condition::all(held.into_iter().chain(both(&condition)));
            steps.push(Step { condition, serve, origin });
        }
    }
    if feature.strategies.is_empty() {
        let chosen = Choice::of_feature(feature);
        steps.extend(chosen.steps(&variants).into_iter().map(|(held, serve)| Step {
            condition: Condition::all(held),
            serve,
            origin: Origin::Default,
        }));
    }
    let gates: Option<Box<[Gate]>> = feature
        .dependencies
        .iter()
        .enumerate()
        .map(|(index, wanted)| gate(index, wanted, state))
        .collect();
    let otherwise = |reason| Otherwise { variant: OFF, reason };
    let plan = match gates {
        Some(gates) => Plan {
            enabled: feature.enabled,
            off: OFF,
            gates,
            steps: steps.into(),
            otherwise: otherwise(Reason::Default),
            weights: Box::default(),
        },
        // A dependency that nothing can meet.
        None => {
            Plan { enabled: feature.enabled, ..Plan::constant(OFF, Reason::PrerequisiteFailed) }
        }
    };
    Flag::planned(&*feature.name, variants.all, OFF, plan)
}

/// The parts of a conjunction.
fn both(condition: &Condition) -> Vec<Condition> {
    match condition {
        Condition::All(all) => all.to_vec(),
        other => vec![other.clone()],
    }
}

/// What a parent must serve; `None` where none can.
fn gate(index: usize, wanted: &Dependency, state: &State) -> Option<Gate> {
    let parent = state.feature(&wanted.feature)?;
    if !parent.dependencies.is_empty() {
        return None;
    }
    let names = Variants::of(parent).all;
    let enabled = wanted.enabled.unwrap_or(true);
    let served = |(position, variant): (usize, &Variant)| {
        // An enabled feature without a variant has one that is called `disabled`, for Unleash.
        let name = if position == ON { "disabled" } else { &*variant.name };
        let is_wanted = wanted.variants.is_empty() || wanted.variants.iter().any(|any| any == name);
        let is_on = position != OFF;
        (is_on == enabled && (is_wanted || !enabled)).then(|| variant.name.clone())
    };
    let wanted_names = names.iter().enumerate().filter_map(served).collect();
    Some(Gate::Prerequisite(Prerequisite {
        flag: wanted.feature.as_str().into(),
        wanted: wanted_names,
        enabled,
        strict: false,
        origin: Origin::Prerequisite(u32::try_from(index).unwrap_or(u32::MAX)),
    }))
}

fn condition(strategy: &Strategy, feature: &Feature, segments: &Segments) -> Condition {
    let constraints = strategy.constraints.iter().map(constraint::condition);
    let segments = strategy.segments.iter().map(|id| match segments.get(id) {
        Some(segment) => Condition::Segment(segment.clone()),
        None => Condition::Never,
    });
    let rule = match strategy.rule(&feature.name) {
        Rule::Everyone => None,
        Rule::NoOne => Some(Condition::Never),
        Rule::Users(ids) => Some(Test::key(Check::is_one_of(ids)).into()),
        Rule::Addresses(list) => {
            let check = Check::Network(networks(list.iter().map(String::as_str)));
            Some(Test::attribute("remoteAddress", check).into())
        }
        Rule::Share(share) => Some(share_of(&share)),
    };
    Condition::all(constraints.chain(segments).chain(rule))
}

fn share_of(share: &Share) -> Condition {
    let missing = match share.by {
        Stickiness::Field(_) => Missing::Outside,
        Stickiness::Default | Stickiness::Random => Missing::Random,
    };
    let bucketing = Bucketing::unleash(&share.group, 100, 0);
    let draw = Draw { unit: unit(&share.by), bucketing, missing, chance: None };
    Condition::share(draw, [(0, share.percent)])
}

fn unit(by: &Stickiness) -> Unit {
    match by {
        Stickiness::Default => {
            Unit::FirstOf([Unit::Key, Unit::Attribute("sessionId".into())].into())
        }
        Stickiness::Random => Unit::FirstOf(Box::default()),
        Stickiness::Field(name) if name == USER => Unit::Key,
        Stickiness::Field(name) => Unit::Attribute(name.as_str().into()),
    }
}

/// The variants of a flag: off, on, and whatever the feature and its strategies choose from.
struct Variants {
    all: Vec<Variant>,
}

impl Variants {
    fn of(feature: &Feature) -> Variants {
        let mut named: Vec<Variant> = Vec::new();
        let strategies = feature.active().flat_map(|strategy| &strategy.variants);
        for variant in feature.variants.iter().chain(strategies) {
            let variant = translated(variant);
            if !named.contains(&variant) {
                named.push(variant);
            }
        }
        let free = |name: &str| {
            let mut name = name.to_owned();
            while named.iter().any(|variant| *variant.name == *name) {
                name.push('_');
            }
            name
        };
        let mut all = vec![
            Variant::new(free("off"), Value::Bool(false)),
            Variant::new(free("on"), Value::Bool(true)),
        ];
        all.append(&mut named);
        Variants { all }
    }

    fn position(&self, variant: &Foreign) -> usize {
        let variant = translated(variant);
        self.all.iter().skip(2).position(|known| *known == variant).map_or(ON, |index| index + 2)
    }
}

fn translated(variant: &Foreign) -> Variant {
    let payload = variant.payload.as_ref().map_or(Value::Null, |payload| {
        let member = |name: &str, text: &str| (name.into(), Value::from(text));
        Value::Object([member("type", &payload.r#type), member("value", &payload.value)].into())
    });
    Variant::new(variant.name.as_str(), payload)
}

/// How a variant is chosen once a strategy is satisfied.
struct Choice<'f> {
    from: &'f [Foreign],
    by: Stickiness,
    group: String,
    /// A strategy's variants have no overrides.
    has_overrides: bool,
}

impl<'f> Choice<'f> {
    fn of(strategy: &'f Strategy, feature: &'f Feature) -> Choice<'f> {
        if strategy.variants.is_empty() {
            return Choice::of_feature(feature);
        }
        Choice {
            from: &strategy.variants,
            by: Stickiness::of(strategy.parameter("stickiness").as_deref()),
            group: strategy.parameter("groupId").unwrap_or_else(|| feature.name.clone()),
            has_overrides: false,
        }
    }

    fn of_feature(feature: &'f Feature) -> Choice<'f> {
        let first = feature.variants.first().and_then(|variant| variant.stickiness.as_deref());
        Choice {
            from: &feature.variants,
            by: Stickiness::of(first),
            group: feature.name.clone(),
            has_overrides: true,
        }
    }

    /// Who gets what, the overrides first.
    fn steps(&self, variants: &Variants) -> Vec<(Option<Condition>, Serve)> {
        let mut steps = Vec::new();
        let mut overridden = Vec::new();
        for variant in self.from.iter().filter(|_| self.has_overrides) {
            let any = variant.overrides.iter().map(|given| {
                let check = Check::In(Values::texts(given.values.iter().map(String::as_str)));
                let subject: Subject = subject(&given.context_name);
                Condition::Test(Test { subject, check, negated: false, missing: false })
            });
            let any: Vec<Condition> = any.collect();
            if !any.is_empty() {
                overridden.extend(any.iter().cloned());
                steps.push((Some(Condition::any(any)), Serve::Variant(variants.position(variant))));
            }
        }
        let others = (!overridden.is_empty()).then(|| !Condition::any(overridden));
        steps.push((others, self.draw(variants)));
        steps
    }

    fn draw(&self, variants: &Variants) -> Serve {
        let mut start = 0;
        let mut ranges = Vec::new();
        for variant in self.from {
            let end = start + u64::from(variant.weight());
            if end > start {
                ranges.push(Range {
                    start,
                    end,
                    variant: variants.position(variant),
                    origin: None,
                });
            }
            start = end;
        }
        let Ok(total) = u32::try_from(start) else { return Serve::Variant(ON) };
        if total == 0 {
            return Serve::Variant(ON);
        }
        let bucketing = Bucketing::unleash(&self.group, total, Bucketing::UNLEASH_VARIANT_SEED);
        let draw = Draw { unit: unit(&self.by), bucketing, missing: Missing::Random, chance: None };
        Serve::Draw { draw, ranges: ranges.into(), otherwise: Some(ON) }
    }
}
