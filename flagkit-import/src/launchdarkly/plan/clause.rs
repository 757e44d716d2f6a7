//! Clauses as conditions.
//!
//! Laws: operands are read here, never while a flag is asked; one that cannot be compared fits nothing;
//! a missing attribute does not pass, negated or not.

use super::segment::Segments;
use super::{MALFORMED, test};
use crate::launchdarkly::read::Clause;
use crate::launchdarkly::reference::{self, KINDS};
use flagkit_core::plan::{
    Check, Condition, DateForm, NumberOrder, Pattern, Texts, Values, VersionForm,
};
use flagkit_core::{Comparator, Date, Relation, Requirement};
use serde_json::Value;

/// What LaunchDarkly takes for a version.
const VERSIONS: VersionForm = VersionForm { short: true, ..VersionForm::STRICT };
/// What LaunchDarkly takes for an instant.
const INSTANTS: DateForm = DateForm { bare_dates: false, numbers: true };

/// Whether all clauses of a rule match.
pub(super) fn all(clauses: &[Clause], segments: &mut Segments<'_>) -> Condition {
    let conditions: Vec<Condition> =
        clauses.iter().map(|clause| condition(clause, segments)).collect();
    Condition::all(conditions)
}

fn condition(clause: &Clause, segments: &mut Segments<'_>) -> Condition {
    if clause.op == "segmentMatch" {
        let keys = clause.values.iter().filter_map(Value::as_str);
        let any: Vec<Condition> = keys.filter_map(|key| segments.condition(key)).collect();
        let any = Condition::any(any);
        return if clause.negate { !any } else { any };
    }
    let attribute = clause.attribute.as_deref().unwrap_or_default();
    let name = match reference::attribute(clause.context_kind.as_deref(), attribute) {
        // Of whatever kind it is asked, it is asked of the context as a whole.
        Ok(name) if reference::path(&name) == ["kind"] => KINDS.into(),
        Ok(name) => name,
        Err(_) => return Condition::Fail(MALFORMED),
    };
    let checks = checks(&clause.op, &clause.values);
    let tests = checks.into_iter().map(|check| test(name.clone(), check, clause.negate).into());
    // None of them fits: each of them does not.
    if clause.negate { Condition::all(tests) } else { Condition::any(tests) }
}

/// The checks of which one must pass; at least one, since a negated clause asks for the attribute.
fn checks(op: &str, values: &[Value]) -> Vec<Check> {
    let texts = || values.iter().filter_map(Value::as_str);
    let checks: Vec<Check> = match op {
        "in" => vec![Check::In(any_of(values))],
        "startsWith" => vec![Check::StartsWith(Texts::exact(texts()))],
        "endsWith" => vec![Check::EndsWith(Texts::exact(texts()))],
        "contains" => vec![Check::Contains(Texts::exact(texts()))],
        "matches" => {
            texts().filter_map(|text| Pattern::new(text).ok()).map(Check::Matches).collect()
        }
        "lessThan" => numbers(values, NumberOrder::Less),
        "lessThanOrEqual" => numbers(values, NumberOrder::AtMost),
        "greaterThan" => numbers(values, NumberOrder::Greater),
        "greaterThanOrEqual" => numbers(values, NumberOrder::AtLeast),
        "before" => {
            values.iter().filter_map(instant).map(|at| Check::Before(at, INSTANTS)).collect()
        }
        "after" => values.iter().filter_map(instant).map(|at| Check::After(at, INSTANTS)).collect(),
        "semVerEqual" => versions(texts(), Relation::Equal),
        "semVerLessThan" => versions(texts(), Relation::Less),
        "semVerGreaterThan" => versions(texts(), Relation::Greater),
        _ => Vec::new(),
    };
    if checks.is_empty() { vec![Check::In(Values::default())] } else { checks }
}

fn any_of(values: &[Value]) -> Values {
    let mut any =
        Values { texts: values.iter().filter_map(Value::as_str).collect(), ..Values::default() };
    let (mut whole, mut fractions) = (Vec::new(), Vec::new());
    for value in values {
        match value {
            Value::Bool(truth) => any.truths[usize::from(*truth)] = true,
            Value::Number(number) => match number.as_i64() {
                Some(number) => whole.push(number),
                None => fractions.extend(number.as_f64()),
            },
            _ => {}
        }
    }
    Values { whole: whole.into(), fractions: fractions.into(), ..any }
}

fn numbers(values: &[Value], order: NumberOrder) -> Vec<Check> {
    let operands = values.iter().filter_map(Value::as_f64);
    operands.map(|operand| Check::Number { order, operand, from_text: false }).collect()
}

/// A complete timestamp, or milliseconds since 1970.
pub(in crate::launchdarkly) fn instant(value: &Value) -> Option<i64> {
    match value {
        // A date alone has ten bytes.
        Value::String(text) if text.len() > 10 => {
            text.parse::<Date>().ok().map(|date| date.unix_millis())
        }
        Value::Number(number) => {
            number.as_i64().or_else(|| number.as_f64().map(|millis| millis as i64))
        }
        _ => None,
    }
}

fn versions<'t>(texts: impl Iterator<Item = &'t str>, relation: Relation) -> Vec<Check> {
    let comparators = texts.filter_map(|text| version(text, relation));
    comparators
        .map(|comparator| Check::Version(Requirement { comparators: vec![comparator] }, VERSIONS))
        .collect()
}

/// A comparison with a version of which the second and the third number may be left out.
pub(in crate::launchdarkly) fn version(text: &str, relation: Relation) -> Option<Comparator> {
    if text.contains([' ', ',']) {
        return None;
    }
    let (numbers, rest) = text.split_at(text.find(['-', '+']).unwrap_or(text.len()));
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !numbers.split('.').all(is_number) {
        return None;
    }
    let missing = ".0".repeat(2_usize.saturating_sub(numbers.matches('.').count()));
    let requirement: Requirement = format!("={numbers}{missing}{rest}").parse().ok()?;
    let comparator = requirement.comparators.into_iter().next()?;
    Some(Comparator { relation, ..comparator })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn versions_may_be_short_and_nothing_else() {
        let read = |text| version(text, Relation::Equal);
        for (short, full) in
            [("2", "2.0.0"), ("2.1", "2.1.0"), ("2-rc.1", "2.0.0-rc.1"), ("2.0+b", "2.0.0+c")]
        {
            assert!(read(short).is_some() && read(short) == read(full), "{short}");
        }
        for no in [
            "", "v2", "02", "2.0.0.0", "2.x", "*", "2.", ".2", "2.0.0-", "2 ", ">=2", "2,3",
            "2.0.0-01",
        ] {
            assert_eq!(read(no), None, "{no}");
        }
    }

    #[test]
    fn instants_are_complete() {
        assert_eq!(instant(&json!("2017-12-06T00:00:00.000-07:00")), Some(1_512_543_600_000));
        assert_eq!(instant(&json!(1_512_543_600_000_i64)), Some(1_512_543_600_000));
        assert_eq!(instant(&json!(1.9)), Some(1));
        for no in
            [json!("2017-12-06"), json!("1512543600000"), json!("00:00:00.000-07:00"), json!(true)]
        {
            assert_eq!(instant(&no), None, "{no}");
        }
    }
}
