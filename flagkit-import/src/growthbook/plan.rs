//! GrowthBook's features as plans.
//!
//! A flag has a variant for everything that can decide (see [`Outcome`]), so that an answer says which rule and which
//! variation it is. Laws: rules in their order, each asked once; whatever a prerequisite's value must be is decided here, by
//! asking core for each value that it can have.

use super::attributes::Attributes;
use super::condition::condition;
use super::experiment::{Experiment, draw, filter, there};
use super::outcome::{How, Outcome};
use super::range::{bucketing, covered, positions};
use super::read::{Bandit, Feature, ParentCondition, Payload, Rule};
use crate::draft::value_of;
use flagkit_core::plan::{Condition, Otherwise, Plan, Prerequisite, Range, Serve, Step};
use flagkit_core::{Flag, FlagSet, Origin, Reason, Value, Variant};
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use std::collections::HashMap;
use std::sync::Arc;

/// The flags, and what their variants mean, in the same order.
pub(super) fn flags(payload: &Payload) -> (FlagSet, HashMap<Arc<str>, Box<[Outcome]>>) {
    let bandits: HashMap<&str, Bandit> = payload
        .bandits
        .iter()
        .filter_map(|(id, bandit)| Some((id.as_str(), Bandit::deserialize(bandit).ok()?)))
        .collect();
    let planner = Planner {
        outcomes: payload
            .features
            .iter()
            .map(|(key, feature)| (key.as_str(), outcomes_of(feature, &bandits)))
            .collect(),
        groups: &payload.saved_groups,
        bandits,
    };
    let features = payload.features.iter().map(|(key, feature)| planner.feature(key, feature));
    // What an address targets is not known here.
    let experiments = payload.experiments.iter().filter(|rule| rule.url_patterns.is_none());
    let experiments = experiments.filter_map(|rule| planner.experiment(rule));
    let (flags, meanings): (Vec<Flag>, Vec<_>) = features.chain(experiments).unzip();
    (flags.into_iter().collect(), meanings.into_iter().collect())
}

/// The key of the flag of an experiment that is part of no feature.
pub(super) fn experiment_key(key: &str) -> String {
    format!("experiment:{key}")
}

type Outcomes = Vec<(Outcome, Value)>;
type Meaning = (Arc<str>, Box<[Outcome]>);

struct Planner<'a> {
    /// What each feature can give.
    outcomes: HashMap<&'a str, Outcomes>,
    groups: &'a Map<String, Json>,
    bandits: HashMap<&'a str, Bandit>,
}

/// Everything that a feature can give. The default is the first, the failure the second.
fn outcomes_of(feature: &Feature, bandits: &HashMap<&str, Bandit>) -> Outcomes {
    let mut outcomes =
        vec![(Outcome::Default, value_of(&feature.default_value)), (Outcome::Cyclic, Value::Null)];
    for (index, rule) in feature.rules.iter().enumerate() {
        if rule.parent_conditions.iter().any(|parent| parent.gate == Some(true)) {
            outcomes.push((Outcome::Prerequisite { rule: index }, Value::Null));
        }
        if let Some(value) = &rule.force {
            outcomes.push((Outcome::Force { rule: index }, value_of(value)));
            continue;
        }
        let leaves = bandit_of(rule, bandits).map_or(0, |bandit| bandit.contexts.len());
        for leaf in (0..leaves).map(Some).chain([None]) {
            outcomes.extend(variations_of(index, leaf, rule.variations().unwrap_or_default()));
        }
    }
    outcomes
}

fn variations_of(
    rule: usize,
    leaf: Option<usize>,
    variations: &[Json],
) -> impl Iterator<Item = (Outcome, Value)> {
    let ways = [How::Drawn, How::Remembered, How::Forced];
    variations.iter().enumerate().flat_map(move |(variation, value)| {
        ways.map(|how| (Outcome::Experiment { rule, leaf, variation, how }, value_of(value)))
    })
}

fn bandit_of<'b>(rule: &Rule, bandits: &'b HashMap<&str, Bandit>) -> Option<&'b Bandit> {
    bandits.get(rule.contextual_bandit_ref.as_deref()?)
}

impl Planner<'_> {
    fn feature(&self, key: &str, feature: &Feature) -> (Flag, Meaning) {
        let outcomes = self.outcomes.get(key).map_or(&[][..], Vec::as_slice);
        let steps: Vec<Step> = feature
            .rules
            .iter()
            .enumerate()
            .flat_map(|(index, rule)| self.rule(key, index, rule, outcomes))
            .collect();
        flag(key, outcomes, Outcome::Cyclic, steps)
    }

    /// An experiment of its own; who is not in it gets its first variation.
    fn experiment(&self, rule: &Rule) -> Option<(Flag, Meaning)> {
        let key = rule.key.as_deref()?;
        let variations = rule.variations.as_deref().unwrap_or_default();
        let control = variations.first().map_or(Value::Null, value_of);
        let mut outcomes = vec![(Outcome::Default, control)];
        outcomes.extend(variations_of(0, None, variations));
        let parents = rule.parent_conditions.iter();
        let parents = parents.map(|parent| self.parent(parent, false, Origin::Rule(0)));
        let experiment = Experiment {
            definition: rule,
            variations,
            key,
            rule: 0,
            leaf: None,
            weights: rule.weights.as_deref(),
            alone: true,
            parents: parents.collect(),
            groups: self.groups,
        };
        let steps = experiment.steps(&|outcome| index_of(&outcomes, outcome));
        Some(flag(&experiment_key(key), &outcomes, Outcome::Default, steps))
    }

    fn rule(
        &self,
        key: &str,
        index: usize,
        rule: &Rule,
        outcomes: &[(Outcome, Value)],
    ) -> Vec<Step> {
        let origin = Origin::Rule(u32::try_from(index).unwrap_or(u32::MAX));
        let mut steps = Vec::new();
        let mut wanted: Vec<Condition> = Vec::new();
        for parent in &rule.parent_conditions {
            let met = self.parent(parent, true, origin);
            if parent.gate != Some(true) {
                wanted.push(met);
                continue;
            }
            let blocked = index_of(outcomes, Outcome::Prerequisite { rule: index });
            let condition = Condition::all(wanted.iter().cloned().chain([!met]));
            steps.extend(blocked.map(|blocked| Step {
                condition,
                serve: Serve::Variant(blocked),
                origin,
            }));
        }
        wanted.extend(rule.filters.iter().flatten().map(filter));
        let serve = match &rule.force {
            Some(_) => {
                wanted.extend(rule.condition.as_ref().map(|json| condition(json, self.groups)));
                index_of(outcomes, Outcome::Force { rule: index })
                    .and_then(|variant| self.forced(key, rule, variant, &mut wanted))
            }
            None => {
                let steps = self.tested(key, index, rule, outcomes);
                (!steps.is_empty()).then(|| Serve::Steps(steps.into()))
            }
        };
        // A rule that serves nothing asks for its prerequisites none the less: they may go round in a circle.
        let serve = serve.unwrap_or(Serve::Steps(Box::default()));
        steps.push(Step { condition: Condition::all(wanted), serve, origin });
        steps
    }

    /// What a rule with `force` serves, and to whom.
    fn forced(
        &self,
        key: &str,
        rule: &Rule,
        variant: usize,
        wanted: &mut Vec<Condition>,
    ) -> Option<Serve> {
        if rule.range.is_none() && rule.coverage.is_none() {
            return Some(Serve::Variant(variant));
        }
        let bucketing = bucketing(rule.seed_or(key), rule.hash_version())?;
        let (start, end) = match (rule.range, rule.coverage) {
            (Some(range), _) => positions(&bucketing, range),
            (None, coverage) => (0, covered(&bucketing, coverage.unwrap_or(1.0))),
        };
        let attribute = rule.hash_attribute();
        wanted.push(there(attribute));
        let range = Range { start, end, variant, origin: None };
        Some(Serve::Draw {
            draw: draw(attribute, bucketing),
            ranges: [range].into(),
            otherwise: None,
        })
    }

    /// A rule that is an experiment: once, or once for each context of its bandit.
    fn tested(
        &self,
        key: &str,
        index: usize,
        rule: &Rule,
        outcomes: &[(Outcome, Value)],
    ) -> Vec<Step> {
        let steps = |leaf: Option<usize>, weights: Option<&[f64]>| {
            let experiment = Experiment {
                definition: rule,
                variations: rule.variations().unwrap_or_default(),
                key: rule.key_or(key),
                rule: index,
                leaf,
                weights,
                alone: false,
                // The rule has asked them.
                parents: Vec::new(),
                groups: self.groups,
            };
            experiment.steps(&|outcome| index_of(outcomes, outcome))
        };
        let own = steps(None, rule.weights.as_deref());
        let leaves = bandit_of(rule, &self.bandits).map_or(&[][..], |bandit| &bandit.contexts);
        if leaves.is_empty() {
            return own;
        }
        let origin = Origin::Rule(u32::try_from(index).unwrap_or(u32::MAX));
        let mut all = Vec::new();
        let mut earlier: Vec<Condition> = Vec::new();
        for (place, leaf) in leaves.iter().enumerate() {
            let own = match &leaf.condition {
                Some(json) => condition(json, self.groups),
                None => Condition::Always,
            };
            // The first context that fits is the one, whether it draws them or not.
            let fits = Condition::all(earlier.iter().cloned().chain([own.clone()]));
            earlier.push(!own);
            let serve = Serve::Steps(steps(Some(place), leaf.weights.as_deref()).into());
            all.push(Step { condition: fits, serve, origin });
        }
        all.push(Step {
            condition: Condition::all(earlier),
            serve: Serve::Steps(own.into()),
            origin,
        });
        all
    }

    /// Whether another feature gives what is wanted.
    fn parent(&self, parent: &ParentCondition, strict: bool, origin: Origin) -> Condition {
        let wanted = parent.condition.as_ref().map(|json| condition(json, self.groups));
        let wanted = wanted.unwrap_or(Condition::Always);
        let holds = |value: &Value| holds(&wanted, value);
        let Some(outcomes) = self.outcomes.get(parent.id.as_str()) else {
            // A feature that is not there gives `null`.
            return if holds(&Value::Null) { Condition::Always } else { Condition::Never };
        };
        let wanted = outcomes.iter().filter(|(_, value)| holds(value));
        let wanted = wanted.map(|(outcome, _)| outcome.to_string().into()).collect();
        let flag = parent.id.as_str().into();
        Condition::Flag(Box::new(Prerequisite { flag, wanted, enabled: false, strict, origin }))
    }
}

fn index_of(outcomes: &[(Outcome, Value)], wanted: Outcome) -> Option<usize> {
    outcomes.iter().position(|(outcome, _)| *outcome == wanted)
}

/// A flag of these steps; `failed` is what it gives where it goes round in a circle.
fn flag(
    key: &str,
    outcomes: &[(Outcome, Value)],
    failed: Outcome,
    steps: Vec<Step>,
) -> (Flag, Meaning) {
    let variant =
        |(outcome, value): &(Outcome, Value)| Variant::new(outcome.to_string(), value.clone());
    let variants: Vec<Variant> = outcomes.iter().map(variant).collect();
    let failed = index_of(outcomes, failed).unwrap_or_default();
    let plan = Plan {
        steps: steps.into(),
        otherwise: Otherwise { variant: 0, reason: Reason::Default },
        ..Plan::constant(0, Reason::Default)
    };
    let meaning = outcomes.iter().map(|(outcome, _)| *outcome).collect();
    (Flag::planned(key, variants, failed, plan), (key.into(), meaning))
}

/// Whether a condition holds of a value, asked of a flag that has nothing else to ask.
pub(super) fn holds(condition: &Condition, value: &Value) -> bool {
    asks(
        condition.clone(),
        &Attributes::new(Value::Object([("value".into(), value.clone())].into())),
    )
}

/// Whether a condition holds of attributes.
pub(super) fn asks(condition: Condition, attributes: &Attributes) -> bool {
    let variants = [false, true].map(|truth| Variant::new(truth.to_string(), truth.into()));
    let step = Step { condition, serve: Serve::Variant(1), origin: Origin::Rule(0) };
    let plan = Plan { steps: [step].into(), ..Plan::constant(0, Reason::Default) };
    let flag = Flag::planned("condition", variants.to_vec(), 0, plan);
    flag.evaluate(Some(attributes), &FlagSet::empty().at(0)).variant == 1
}
