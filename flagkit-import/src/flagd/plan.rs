//! flagd's flags as plans.
//!
//! A targeting rule's leaves are the steps. Behind a flag's variants stands one without a name, for what flagd
//! leaves to the program: no `defaultVariant`, and none that the rule names.

use super::logic::{Ask, By, Decision, Fractional, Reader};
use super::read;
use crate::draft::value_of;
use flagkit_core::bucketing::Bucketing;
use flagkit_core::plan::{
    Check, Condition, Draw, Loose, Missing, NumberOrder, Otherwise, Plan, Range, Serve, Step,
    Subject, Test, Unit, Values, VersionForm,
};
use flagkit_core::{ErrorCode, Flag, Origin, Reason, Value, Variant};

/// flagd's name for the targeting key.
pub(super) const KEY: &str = "targetingKey";

pub(super) fn flag(key: &str, flag: &read::Flag, document: &read::Document) -> Flag {
    let mut variants: Vec<Variant> = flag
        .variants
        .iter()
        .map(|(name, value)| Variant::new(name.as_str(), value_of(value)))
        .collect();
    let default = flag.default_variant.as_deref().and_then(|name| position(&variants, name));
    let fallback = default.unwrap_or(variants.len());
    variants.push(Variant::new("", Value::Null));
    let mut reader = Reader::new(key, document.evaluators.as_ref());
    let decision = flag.targeting().map(|rule| reader.decision(rule));
    let reason = match (&decision, default) {
        (None, Some(_)) => Reason::Static,
        _ => Reason::Default,
    };
    let planner = Planner { key, variants: &variants, default: fallback };
    let leaves = decision.as_ref().map(Decision::leaves).unwrap_or_default();
    let steps = leaves.into_iter().enumerate().map(|(index, (asks, leaf))| Step {
        condition: Condition::all(asks.into_iter().map(condition)),
        serve: planner.serve(leaf),
        origin: Origin::Rule(u32::try_from(index).unwrap_or(u32::MAX)),
    });
    let plan = Plan {
        enabled: flag.is_enabled(),
        off: fallback,
        gates: Box::default(),
        steps: steps.collect(),
        otherwise: Otherwise { variant: fallback, reason },
        weights: Box::default(),
    };
    Flag::planned(key, variants, fallback, plan)
}

fn position(variants: &[Variant], name: &str) -> Option<usize> {
    variants.iter().position(|variant| &*variant.name == name)
}

struct Planner<'a> {
    key: &'a str,
    variants: &'a [Variant],
    default: usize,
}

impl Planner<'_> {
    fn serve(&self, leaf: &Decision) -> Serve {
        match leaf {
            Decision::Variant(name) => match position(self.variants, name) {
                Some(variant) => Serve::Variant(variant),
                None => Serve::Fail(ErrorCode::General),
            },
            Decision::Fractional(fractional) => self.draw(fractional),
            Decision::Default => Serve::Variant(self.default),
            Decision::If(..) | Decision::Unknown(_) => Serve::Fail(ErrorCode::ParseError),
        }
    }

    fn draw(&self, fractional: &Fractional) -> Serve {
        let (unit, bucketing) = match &fractional.by {
            None => (Unit::Key, Bucketing::flagd(self.key)),
            Some(By { prefix, attribute }) => {
                let unit = match subject(attribute) {
                    Subject::Key => Unit::Key,
                    Subject::Attribute(name) => Unit::Attribute(name),
                };
                (unit, Bucketing::flagd_text(prefix))
            }
        };
        let weights: Vec<f64> = fractional.weights.iter().map(|(_, weight)| *weight).collect();
        if weights.iter().sum::<f64>() <= 0.0 {
            return Serve::Variant(self.default);
        }
        let ends = bucketing.cuts(&weights);
        let mut ranges = Vec::with_capacity(ends.len());
        let mut start = 0;
        for ((name, _), end) in fractional.weights.iter().zip(ends) {
            let variant = match name {
                None => self.default,
                Some(name) => match position(self.variants, name) {
                    Some(variant) => variant,
                    None => return Serve::Fail(ErrorCode::General),
                },
            };
            ranges.push(Range { start, end, variant, origin: None });
            start = end;
        }
        let draw = Draw { unit, bucketing, missing: Missing::Outside, chance: None };
        Serve::Draw { draw, ranges: ranges.into(), otherwise: Some(self.default) }
    }
}

fn subject(attribute: &str) -> Subject {
    if attribute == KEY { Subject::Key } else { Subject::Attribute(attribute.into()) }
}

fn condition(ask: &Ask) -> Condition {
    let test = |attribute: &str, check: Check| {
        Condition::Test(Test { subject: subject(attribute), check, negated: false, missing: false })
    };
    match ask {
        Ask::Constant(true) => Condition::Always,
        Ask::Constant(false) => Condition::Never,
        Ask::All(parts) => Condition::all(parts.iter().map(condition)),
        Ask::Any(parts) => Condition::any(parts.iter().map(condition)),
        Ask::Not(part) => !condition(part),
        Ask::Exists(attribute) => test(attribute, Check::Exists),
        Ask::Truth(attribute) => test(attribute, Check::Loose(Box::new(Loose::Counts(true)))),
        Ask::In { attribute, values, strict } => {
            let strictly = test(attribute, Check::In(values_of(values)));
            let numbers = values.iter().filter(|_| !strict).filter_map(number);
            let equal = |operand| {
                test(
                    attribute,
                    Check::Number { order: NumberOrder::Equal, operand, from_text: true },
                )
            };
            Condition::any(std::iter::once(strictly).chain(numbers.map(equal)))
        }
        Ask::Number(attribute, order, operand) => {
            test(attribute, Check::Number { order: *order, operand: *operand, from_text: true })
        }
        Ask::StartsWith(attribute, text) => test(attribute, Check::starts_with([text.as_str()])),
        Ask::EndsWith(attribute, text) => test(attribute, Check::ends_with([text.as_str()])),
        Ask::Contains(attribute, text) => test(attribute, Check::contains([text.as_str()])),
        Ask::Version { attribute, requirement } => match requirement.parse() {
            Ok(requirement) => test(attribute, Check::Version(requirement, VersionForm::LENIENT)),
            Err(_) => Condition::Fail(ErrorCode::ParseError),
        },
        Ask::Since(seconds) => Condition::Since(seconds.saturating_mul(1000)),
        Ask::Unknown(_) => Condition::Fail(ErrorCode::ParseError),
    }
}

/// The number that a number or a text is.
pub(super) fn number(value: &serde_json::Value) -> Option<f64> {
    match value {
        serde_json::Value::Number(number) => number.as_f64(),
        serde_json::Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn values_of(all: &[serde_json::Value]) -> Values {
    let texts = all.iter().filter_map(serde_json::Value::as_str);
    let mut values = Values::texts(texts);
    values.whole = all.iter().filter_map(serde_json::Value::as_i64).collect();
    let fraction = |value: &serde_json::Value| value.as_f64().filter(|_| value.as_i64().is_none());
    values.fractions = all.iter().filter_map(fraction).collect();
    for truth in all.iter().filter_map(serde_json::Value::as_bool) {
        if let Some(place) = values.truths.get_mut(usize::from(truth)) {
            *place = true;
        }
    }
    values
}
