//! GrowthBook's conditions, which are MongoDB's operators over JavaScript's values.
//!
//! Every operator becomes data of core's `Loose` checks. Laws: an operator that is not known, and an operand
//! that it does not take, never hold, as with GrowthBook; so does a pattern that cannot be read.

use super::pattern;
use crate::draft::value_of;
use flagkit_core::plan::{
    Condition, Loose, LooseType, NumberOrder, OneOf, PaddedVersion, Subject, TextSet, Values,
};
use serde_json::{Map, Value as Json};
use std::sync::Arc;

/// A condition on all attributes.
pub(super) fn condition(condition: &Json, groups: &Map<String, Json>) -> Condition {
    let Json::Object(members) = condition else { return Condition::Never };
    let list = |operand: &Json| -> Vec<Condition> {
        operand.as_array().map_or_else(
            || vec![Condition::Never],
            |conditions| conditions.iter().map(|one| self::condition(one, groups)).collect(),
        )
    };
    let or = |operand: &Json| match operand.as_array() {
        Some(none) if none.is_empty() => Condition::Always,
        _ => Condition::any(list(operand)),
    };
    Condition::all(members.iter().map(|(name, operand)| match &**name {
        "$or" => or(operand),
        "$nor" => !or(operand),
        "$and" => Condition::all(list(operand)),
        "$not" => !self::condition(operand, groups),
        path => test(path, expected(operand, groups)),
    }))
}

/// A condition on one attribute.
pub(super) fn test(path: &str, loose: Loose) -> Condition {
    let missing = loose.passes(None);
    let subject = Subject::Attribute(path.into());
    flagkit_core::plan::Test { subject, check: loose.check(), negated: false, missing }.into()
}

/// A condition on the members of a value.
fn nested(condition: &Json, groups: &Map<String, Json>) -> Loose {
    let Json::Object(members) = condition else { return NEVER() };
    let list = |operand: &Json| -> Box<[Loose]> {
        operand.as_array().map_or_else(
            || [NEVER()].into(),
            |conditions| conditions.iter().map(|one| nested(one, groups)).collect(),
        )
    };
    let or = |operand: &Json| match operand.as_array() {
        Some(none) if none.is_empty() => Loose::All(Box::default()),
        _ => Loose::Any(list(operand)),
    };
    let member = |(name, operand): (&String, &Json)| match &**name {
        "$or" => or(operand),
        "$nor" => not(or(operand)),
        "$and" => Loose::All(list(operand)),
        "$not" => not(nested(operand, groups)),
        path => {
            let path = path.split('.').map(Arc::from).collect();
            Loose::Member(path, Box::new(expected(operand, groups)))
        }
    };
    Loose::All(members.iter().map(member).collect())
}

/// No value passes.
const NEVER: fn() -> Loose = || Loose::Any(Box::default());

fn not(loose: Loose) -> Loose {
    Loose::Not(Box::new(loose))
}

/// What a value must be: a plain one that it converts to, or operators that all hold.
pub(super) fn expected(expected: &Json, groups: &Map<String, Json>) -> Loose {
    match expected {
        Json::Null => Loose::Null,
        Json::Bool(truth) => Loose::Counts(*truth),
        Json::Number(number) => Loose::Number(number.as_f64().unwrap_or(f64::NAN)),
        Json::String(text) => Loose::text(text.as_str()),
        Json::Object(operators) if is_operators(operators) => {
            let mut all: Vec<Loose> = operators
                .iter()
                .map(|(operator, operand)| self::operator(operator, operand, groups))
                .collect();
            if all.len() == 1 { all.remove(0) } else { Loose::All(all.into()) }
        }
        Json::Array(_) | Json::Object(_) => Loose::Deep(value_of(expected)),
    }
}

pub(super) fn is_operators(members: &Map<String, Json>) -> bool {
    !members.is_empty() && members.keys().all(|name| name.starts_with('$'))
}

fn operator(operator: &str, operand: &Json, groups: &Map<String, Json>) -> Loose {
    let order = |order| Loose::order(order, &value_of(operand));
    let version = |order| Loose::Version(order, PaddedVersion::of(&value_of(operand)));
    let group = || {
        let list = operand.as_str().and_then(|id| groups.get(id)).and_then(Json::as_array);
        one_of(list.map_or(&[], Vec::as_slice), true, false)
    };
    let list = operand.as_array();
    match operator {
        "$eq" => one_of(std::slice::from_ref(operand), false, false),
        "$ne" => not(one_of(std::slice::from_ref(operand), false, false)),
        "$lt" => order(NumberOrder::Less),
        "$lte" => order(NumberOrder::AtMost),
        "$gt" => order(NumberOrder::Greater),
        "$gte" => order(NumberOrder::AtLeast),
        "$veq" => version(NumberOrder::Equal),
        "$vne" => not(version(NumberOrder::Equal)),
        "$vlt" => version(NumberOrder::Less),
        "$vlte" => version(NumberOrder::AtMost),
        "$vgt" => version(NumberOrder::Greater),
        "$vgte" => version(NumberOrder::AtLeast),
        "$exists" if truth(operand) => not(Loose::Null),
        "$exists" => Loose::Null,
        "$in" => list.map_or_else(NEVER, |list| one_of(list, true, false)),
        "$nin" => list.map_or_else(NEVER, |list| not(one_of(list, true, false))),
        "$ini" => list.map_or_else(NEVER, |list| one_of(list, true, true)),
        "$nini" => list.map_or_else(NEVER, |list| not(one_of(list, true, true))),
        "$inGroup" => group(),
        "$notInGroup" => not(group()),
        "$not" => not(expected(operand, groups)),
        "$size" => Loose::Length(Box::new(expected(operand, groups))),
        "$all" => list.map_or_else(NEVER, |list| all(list, |item| expected(item, groups))),
        "$alli" => list.map_or_else(NEVER, |list| {
            all(list, |item| match item {
                Json::String(text) => {
                    Loose::Text { text: text.to_lowercase().into(), ignore_case: true }
                }
                item => expected(item, groups),
            })
        }),
        "$elemMatch" => {
            let item = match operand {
                Json::Object(operators) if is_operators(operators) => expected(operand, groups),
                _ => nested(operand, groups),
            };
            Loose::Item(Box::new(Loose::All([Loose::Counts(true), item].into())))
        }
        "$regex" => pattern::read(operand, false).map_or_else(|_| NEVER(), Loose::Matches),
        "$regexi" => pattern::read(operand, true).map_or_else(|_| NEVER(), Loose::Matches),
        "$type" => match operand.as_str() {
            Some("null") => Loose::Type(LooseType::Null),
            Some("array") => Loose::Type(LooseType::List),
            Some("string") => Loose::Type(LooseType::Text),
            Some("number") => Loose::Type(LooseType::Number),
            Some("boolean") => Loose::Type(LooseType::Bool),
            Some("object") => Loose::Type(LooseType::Object),
            _ => NEVER(),
        },
        _ => NEVER(),
    }
}

/// A list in which each of these is met by an item.
fn all(wanted: &[Json], met: impl Fn(&Json) -> Loose) -> Loose {
    let items = wanted.iter().map(|wanted| Loose::Item(Box::new(met(wanted))));
    Loose::All(std::iter::once(Loose::Type(LooseType::List)).chain(items).collect())
}

/// `ToBoolean`.
pub(super) fn truth(value: &Json) -> bool {
    match value {
        Json::Null => false,
        Json::Bool(truth) => *truth,
        Json::Number(number) => number.as_f64() != Some(0.0),
        Json::String(text) => !text.is_empty(),
        Json::Array(_) | Json::Object(_) => true,
    }
}

/// Lists and objects are left out: JavaScript compares them by identity, so none is met.
fn one_of(values: &[Json], items: bool, ignore_case: bool) -> Loose {
    /// Beyond it not every whole number is a number of JavaScript's.
    const LARGEST: i64 = 1 << 53;
    let mut one_of = OneOf { items, ignore_case, ..OneOf::default() };
    let (mut whole, mut fractions) = (Vec::new(), Vec::new());
    for value in values {
        match value {
            Json::Null => one_of.null = true,
            Json::Bool(truth) => one_of.values.truths[usize::from(*truth)] = true,
            Json::Number(number) => match number.as_i64() {
                Some(number) if number.abs() <= LARGEST => whole.push(number),
                _ => fractions.extend(number.as_f64()),
            },
            Json::String(_) | Json::Array(_) | Json::Object(_) => {}
        }
    }
    let texts = values.iter().filter_map(Json::as_str);
    let texts: TextSet = match ignore_case {
        true => texts.map(str::to_lowercase).collect(),
        false => texts.collect(),
    };
    let truths = one_of.values.truths;
    one_of.values = Values { texts, whole: whole.into(), fractions: fractions.into(), truths };
    Loose::OneOf(one_of)
}
