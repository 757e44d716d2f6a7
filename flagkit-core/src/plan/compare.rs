//! Values against checks.
//!
//! Laws: nothing is converted but where the check says so; what cannot be compared does not pass.

use super::check::{Check, DateForm, NumberOrder, Texts, VersionForm};
use crate::context::{AttributeValue, Version};
use crate::date;
use crate::document::Network;
use std::cmp::Ordering;
use std::net::IpAddr;

/// Whether a value passes; of a list, whether one of its items does.
#[inline(always)]
pub(super) fn passes(check: &Check, value: &AttributeValue<'_>) -> bool {
    match (check, value) {
        // The usual ones, inlined where they are asked.
        (Check::In(values), AttributeValue::Str(text)) => values.texts.contains(text),
        (Check::Whole { order, operand }, AttributeValue::Int(number)) => {
            is_in(number.cmp(operand), *order)
        }
        (Check::Number { order, operand, .. }, AttributeValue::Int(number)) => {
            stands(*number as f64, *order, *operand)
        }
        (check, value) => passes_seldom(check, value),
    }
}

#[inline(never)]
fn passes_seldom(check: &Check, value: &AttributeValue<'_>) -> bool {
    match (check, value) {
        (Check::Exists, _) => true,
        (Check::Loose(loose), value) => loose.passes(Some(*value)),
        (check, AttributeValue::List(list)) => list.any(&mut |item| passes_alone(check, item)),
        (check, value) => passes_alone(check, *value),
    }
}

fn passes_alone(check: &Check, value: AttributeValue<'_>) -> bool {
    match check {
        Check::In(values) => values.contains(value),
        Check::Number { order, operand, from_text } => {
            number(value, *from_text).is_some_and(|number| stands(number, *order, *operand))
        }
        Check::Whole { order, operand } => {
            whole(value, *operand).is_some_and(|found| is_in(found, *order))
        }
        Check::StartsWith(texts) => fits(texts, value, |text, known| text.starts_with(known)),
        Check::EndsWith(texts) => fits(texts, value, |text, known| text.ends_with(known)),
        Check::Contains(texts) => fits(texts, value, |text, known| text.contains(known)),
        Check::Version(requirement, form) => {
            version(value, *form).is_some_and(|version| requirement.is_met_by(&version))
        }
        Check::Before(instant, form) => {
            millis(value, *form).is_some_and(|millis| millis < *instant)
        }
        Check::After(instant, form) => millis(value, *form).is_some_and(|millis| millis > *instant),
        Check::Network(networks) => address(value).is_some_and(|address| within(networks, address)),
        Check::Matches(pattern) => match value {
            AttributeValue::Str(text) => pattern.is_found(text),
            _ => false,
        },
        Check::InIgnoringCase(texts) => match value {
            AttributeValue::Str(text) => texts.contains(&text.to_lowercase()),
            _ => false,
        },
        // Asked before items are.
        Check::Exists => true,
        Check::Loose(loose) => loose.passes(Some(value)),
    }
}

fn number(value: AttributeValue<'_>, from_text: bool) -> Option<f64> {
    match value {
        AttributeValue::Int(number) => Some(number as f64),
        AttributeValue::Unsigned(number) => Some(number as f64),
        AttributeValue::Float(number) => Some(number),
        AttributeValue::Str(text) if from_text => text.trim().parse().ok(),
        _ => None,
    }
}

#[inline]
fn stands(number: f64, order: NumberOrder, operand: f64) -> bool {
    match order {
        NumberOrder::Equal => number == operand,
        NumberOrder::Less => number < operand,
        NumberOrder::AtMost => number <= operand,
        NumberOrder::Greater => number > operand,
        NumberOrder::AtLeast => number >= operand,
    }
}

/// How a number stands to a whole one, without making a float of either.
fn whole(value: AttributeValue<'_>, operand: i64) -> Option<Ordering> {
    match value {
        AttributeValue::Int(number) => Some(number.cmp(&operand)),
        AttributeValue::Unsigned(number) => {
            Some(i64::try_from(number).map_or(Ordering::Greater, |number| number.cmp(&operand)))
        }
        // The first one beyond all `i64`.
        AttributeValue::Float(number) if number >= -(i64::MIN as f64) => Some(Ordering::Greater),
        AttributeValue::Float(number) if number < i64::MIN as f64 => Some(Ordering::Less),
        AttributeValue::Float(number) if number.is_nan() => None,
        AttributeValue::Float(number) => {
            let by_whole = (number as i64).cmp(&operand);
            Some(by_whole.then_with(|| number.fract().partial_cmp(&0.0).unwrap_or(Ordering::Equal)))
        }
        _ => None,
    }
}

fn is_in(found: Ordering, order: NumberOrder) -> bool {
    match order {
        NumberOrder::Equal => found.is_eq(),
        NumberOrder::Less => found.is_lt(),
        NumberOrder::AtMost => found.is_le(),
        NumberOrder::Greater => found.is_gt(),
        NumberOrder::AtLeast => found.is_ge(),
    }
}

#[inline]
fn fits(texts: &Texts, value: AttributeValue<'_>, fit: impl Fn(&str, &str) -> bool) -> bool {
    let AttributeValue::Str(text) = value else { return false };
    if texts.ignore_case {
        let lower = text.to_lowercase();
        return texts.any.iter().any(|known| fit(&lower, known));
    }
    texts.any.iter().any(|known| fit(text, known))
}

fn version(value: AttributeValue<'_>, form: VersionForm) -> Option<Version<'_>> {
    match value {
        AttributeValue::Version(version) => Some(version),
        AttributeValue::Str(text) => crate::document::version_of(text, form),
        _ => None,
    }
}

fn millis(value: AttributeValue<'_>, form: DateForm) -> Option<i64> {
    match value {
        AttributeValue::Instant(millis) => Some(millis),
        // A date alone has ten bytes, `2027-03-01`.
        AttributeValue::Str(text) if form.bare_dates || text.len() > 10 => {
            date::parse_millis(text).ok()
        }
        AttributeValue::Int(millis) if form.numbers => Some(millis),
        AttributeValue::Float(millis) if form.numbers && millis.is_finite() => Some(millis as i64),
        _ => None,
    }
}

fn address(value: AttributeValue<'_>) -> Option<IpAddr> {
    match value {
        AttributeValue::Str(text) => text.parse().ok(),
        _ => None,
    }
}

fn within(networks: &[Network], address: IpAddr) -> bool {
    networks.iter().any(|network| network.contains(address))
}
