//! LaunchDarkly's flags as plans, in which they decide exactly as LaunchDarkly does.
//!
//! `clause` and `segment` make the conditions, `rollout` the draws. Laws: everything is decided by
//! `Flag::evaluate`; a mistake in a flag fails where LaunchDarkly would meet it, and not before.

mod clause;
mod rollout;
mod segment;

pub(super) use clause::{instant, version};
pub(super) use rollout::prefix;

use super::answer::{Decider, Deciders};
use super::read::{Flag as Definition, Payload, Prerequisite as Wanted, Rollout, Target};
use super::reference::{self, USER};
use crate::draft::value_of;
use flagkit_core::plan::{
    Check, Condition, Gate, Otherwise, Plan, Prerequisite, Serve, Step, Subject, Test, TextSet,
    Values,
};
use flagkit_core::{ErrorCode, Flag, FlagSet, Origin, Reason, Value, Variant};
use segment::Segments;
use std::collections::HashMap;
use std::sync::Arc;

/// What LaunchDarkly calls `MALFORMED_FLAG`.
const MALFORMED: ErrorCode = ErrorCode::ParseError;

/// The plans of a document, and who decides in each.
pub(super) fn flags(payload: &Payload) -> (FlagSet, HashMap<Arc<str>, Deciders>) {
    let mut segments = Segments::new(&payload.segments);
    let mut flags = Vec::with_capacity(payload.flags.len());
    let mut deciders = HashMap::with_capacity(payload.flags.len());
    // One that cannot be read is there, and fails.
    let unreadable = Definition { on: true, ..Definition::default() };
    for (key, definition) in &payload.flags {
        let (flag, its) =
            planned(key.as_str().into(), definition.as_ref().unwrap_or(&unreadable), &mut segments);
        deciders.insert(flag.key().into(), its);
        flags.push(flag);
    }
    (flags.into_iter().collect(), deciders)
}

fn planned(key: Arc<str>, flag: &Definition, segments: &mut Segments<'_>) -> (Flag, Deciders) {
    let mut builder =
        Builder { key, flag, gates: Vec::new(), steps: Vec::new(), deciders: Vec::new() };
    let off = match flag.off_variation {
        None => Some(builder.none()),
        Some(index) => builder.variation(index),
    };
    match (flag.on, off) {
        (false, Some(_)) => {}
        (false, None) => builder.fails(Condition::Always),
        (true, _) => {
            for (wanted, place) in flag.prerequisites.iter().zip(0..) {
                let prerequisite = prerequisite(wanted, place);
                match off {
                    Some(_) => builder.gates.push(Gate::Prerequisite(prerequisite)),
                    // A gate serves the off variation, which there is not.
                    None => builder.fails(!Condition::Flag(Box::new(prerequisite))),
                }
            }
            builder.targets();
            builder.rules(segments);
            let decider = |in_experiment| Decider::Fallthrough { in_experiment };
            let everyone = &flag.fallthrough;
            builder.outcome(
                Condition::Always,
                everyone.variation,
                everyone.rollout.as_ref(),
                decider,
            );
        }
    }
    builder.finish(off)
}

fn prerequisite(wanted: &Wanted, place: u32) -> Prerequisite {
    Prerequisite {
        flag: wanted.key.as_str().into(),
        wanted: [wanted.variation.to_string().into()].into(),
        enabled: true,
        strict: true,
        origin: Origin::Prerequisite(place),
    }
}

/// A plan in the making. Each step is a rule of the plan, whatever it is of LaunchDarkly's; `deciders`
/// says by the rule's number what that is.
struct Builder<'d> {
    key: Arc<str>,
    flag: &'d Definition,
    gates: Vec<Gate>,
    steps: Vec<Step>,
    deciders: Vec<Decider>,
}

impl Builder<'_> {
    /// The variant behind all others: the default of the code that asks.
    fn none(&self) -> usize {
        self.flag.variations.len()
    }

    fn variation(&self, index: i64) -> Option<usize> {
        usize::try_from(index).ok().filter(|&index| index < self.none())
    }

    fn origin(&mut self, decider: Decider) -> Origin {
        let place = u32::try_from(self.deciders.len()).unwrap_or(u32::MAX);
        self.deciders.push(decider);
        Origin::Rule(place)
    }

    fn step(&mut self, condition: Condition, serve: Serve, decider: Decider) {
        let origin = self.origin(decider);
        self.steps.push(Step { condition, serve, origin });
    }

    fn fails(&mut self, condition: Condition) {
        self.step(condition, Serve::Fail(MALFORMED), Decider::Fallthrough { in_experiment: false });
    }

    fn serve(&self, index: i64) -> Serve {
        self.variation(index).map_or(Serve::Fail(MALFORMED), Serve::Variant)
    }

    fn targets(&mut self) {
        let flag = self.flag;
        if flag.context_targets.is_empty() {
            for target in &flag.targets {
                self.target(USER, target);
            }
        }
        for target in &flag.context_targets {
            let kind = reference::kind(target.context_kind.as_deref());
            if kind == USER && target.values.is_empty() {
                // It says only when the users' turn is.
                let same = |users: &&Target| users.variation == target.variation;
                flag.targets.iter().filter(same).for_each(|users| self.target(USER, users));
            } else {
                self.target(kind, target);
            }
        }
    }

    fn target(&mut self, kind: &str, target: &Target) {
        if !target.values.is_empty() {
            let serve = self.serve(target.variation);
            self.step(is_one_of(kind, &target.values), serve, Decider::Target);
        }
    }

    fn rules(&mut self, segments: &mut Segments<'_>) {
        let flag = self.flag;
        for (index, rule) in flag.rules.iter().enumerate() {
            let condition = clause::all(&rule.clauses, segments);
            let id: Option<Arc<str>> =
                rule.id.as_deref().filter(|id| !id.is_empty()).map(Into::into);
            let decider = |in_experiment| Decider::Rule { index, id: id.clone(), in_experiment };
            self.outcome(condition, rule.variation, rule.rollout.as_ref(), decider);
        }
    }

    /// What those get for whom a rule is, or everyone else.
    fn outcome(
        &mut self,
        condition: Condition,
        variation: Option<i64>,
        rollout: Option<&Rollout>,
        decider: impl Fn(bool) -> Decider,
    ) {
        match (variation, rollout) {
            (Some(index), _) => self.step(condition, self.serve(index), decider(false)),
            (None, Some(rollout)) => self.rollout(condition, rollout, decider),
            (None, None) => self.step(condition, Serve::Fail(MALFORMED), decider(false)),
        }
    }

    fn finish(self, off: Option<usize>) -> (Flag, Deciders) {
        let none = self.none();
        let variations = self.flag.variations.iter().enumerate();
        let mut variants: Vec<Variant> = variations
            .map(|(index, value)| Variant::new(index.to_string(), value_of(value)))
            .collect();
        variants.push(Variant::new("default", Value::Null));
        let plan = Plan {
            enabled: self.flag.on || off.is_none(),
            off: off.unwrap_or(none),
            gates: self.gates.into(),
            steps: self.steps.into(),
            otherwise: Otherwise { variant: none, reason: Reason::Default },
            weights: Box::default(),
        };
        let prerequisites = &self.flag.prerequisites;
        let deciders = Deciders {
            steps: self.deciders.into(),
            prerequisites: prerequisites.iter().map(|wanted| wanted.key.as_str().into()).collect(),
        };
        (Flag::planned(self.key, variants, none, plan), deciders)
    }
}

/// Whether the key of the context of a kind is one of these.
fn is_one_of(kind: &str, keys: &[String]) -> Condition {
    let texts: TextSet = keys.iter().collect();
    test(reference::key_of(kind), Check::In(Values { texts, ..Values::default() }), false).into()
}

/// A test that a missing attribute does not pass, negated or not.
fn test(attribute: Arc<str>, check: Check, negated: bool) -> Test {
    Test { subject: Subject::Attribute(attribute), check, negated, missing: false }
}
