//! Unleash's constraints and segments as conditions of flags.json.
//!
//! Law: what asks for more, or less, than Unleash does comes with a note.

use super::constraint::{USER, networks, number_order};
use super::read::{Constraint, State, Strategy};
use super::strategy::{Rule, Share, Stickiness};
use crate::draft::{Draft, list, object};
use crate::whom::{Whom, is_word};
use flagkit_core::Value;
use flagkit_core::plan::NumberOrder;
use std::collections::HashMap;

/// Why something cannot be carried over.
pub(super) type Refusal = String;

/// The segments, under the names that they have in flags.json, with what is to be noted of them.
#[derive(Debug, Default)]
pub(super) struct Segments(HashMap<i64, (Result<Whom, Refusal>, Vec<String>)>);

impl Segments {
    /// Writes all segments.
    pub(super) fn write(state: &State, draft: &mut Draft) -> Segments {
        let mut segments = Segments::default();
        let mut names: Vec<String> = Vec::new();
        for segment in &state.segments {
            let mut notes = Vec::new();
            let whom = match &segment.constraints {
                None => Err(format!("segment {} comes without its constraints", segment.id)),
                Some(constraints) => all(constraints.iter().map(|c| constraint(c, &mut notes))),
            };
            let whom = whom.map(|whom| match whom {
                Whom::If(condition) => {
                    let name = name(segment.id, segment.name.as_deref(), &names);
                    draft.segment(&name, condition);
                    names.push(name.clone());
                    Whom::If(object("segment", name))
                }
                constant => constant,
            });
            segments.0.insert(segment.id, (whom, notes));
        }
        segments
    }

    /// Whom a strategy matches, its rollout aside; and its rollout, where somebody is drawn.
    pub(super) fn strategy(
        &self,
        strategy: &Strategy,
        feature: &str,
        notes: &mut Vec<String>,
    ) -> Result<(Whom, Option<Share>), Refusal> {
        let mut parts: Vec<Result<Whom, Refusal>> =
            strategy.constraints.iter().map(|one| constraint(one, notes)).collect();
        for id in &strategy.segments {
            parts.push(match self.0.get(id) {
                None => Ok(Whom::NoOne),
                Some((whom, of_segment)) => {
                    notes.extend(of_segment.iter().cloned());
                    whom.clone()
                }
            });
        }
        if !strategy.is_known() {
            notes.push(format!(
                "the strategy `{}` means nothing to flagkit and is left out; write it as a rule",
                strategy.name
            ));
        }
        let mut drawn = None;
        parts.push(Ok(match strategy.rule(feature) {
            Rule::Everyone => Whom::Everyone,
            Rule::NoOne => Whom::NoOne,
            Rule::Users(ids) => any_of("key", ids),
            Rule::Addresses(addresses) => {
                within("remoteAddress", addresses.iter().map(String::as_str))
            }
            Rule::Share(Share { percent: 100.., by: Stickiness::Field(field), .. }) => {
                Whom::If(object(attribute(&field)?, object("exists", true)))
            }
            Rule::Share(Share { percent: 100.., .. }) => Whom::Everyone,
            Rule::Share(share) => {
                drawn = Some(share);
                Whom::Everyone
            }
        }));
        Ok((all(parts)?, drawn))
    }
}

fn name(id: i64, given: Option<&str>, taken: &[String]) -> String {
    const RESERVED: [&str; 2] = ["off", "everyone"];
    let numbered = format!("segment-{id}");
    let given = given.map(str::trim).filter(|name| {
        !name.is_empty()
            && !RESERVED.contains(name)
            && !name.ends_with('%')
            && !name.starts_with("x-")
    });
    match given {
        Some(name) if !taken.iter().any(|other| other == name) => name.to_owned(),
        _ => numbered,
    }
}

/// All of these hold, if each can be carried over.
fn all(parts: impl IntoIterator<Item = Result<Whom, Refusal>>) -> Result<Whom, Refusal> {
    Ok(Whom::all(parts.into_iter().collect::<Result<Vec<Whom>, Refusal>>()?))
}

/// The name of a field in a condition.
pub(super) fn attribute(field: &str) -> Result<String, Refusal> {
    match field {
        USER => Ok("key".to_owned()),
        word if is_word(word) => {
            Err(format!("its context field `{field}` is a word of flags.json's conditions"))
        }
        field => Ok(field.to_owned()),
    }
}

/// Whom an override matches.
pub(super) fn overridden(field: &str, values: &[String]) -> Result<Whom, Refusal> {
    Ok(any_of(&attribute(field)?, values.to_vec()))
}

fn any_of(name: &str, mut values: Vec<String>) -> Whom {
    match values.len() {
        0 => Whom::NoOne,
        1 => Whom::If(object(name, values.remove(0))),
        _ => Whom::If(object(name, list(values))),
    }
}

fn within<'a>(name: &str, texts: impl IntoIterator<Item = &'a str>) -> Whom {
    let networks = networks(texts);
    let text = |network: &flagkit_core::Network| {
        let alone = if network.address.is_ipv4() { 32 } else { 128 };
        if network.prefix == alone { network.address.to_string() } else { network.to_string() }
    };
    match &*networks {
        [] => Whom::NoOne,
        [one] => Whom::If(object(name, object("cidr", text(one)))),
        many => Whom::If(object(name, object("cidr", list(many.iter().map(text))))),
    }
}

/// Whom a constraint matches.
fn constraint(constraint: &Constraint, notes: &mut Vec<String>) -> Result<Whom, Refusal> {
    // What no client of Unleash's can ask holds for no one, inverted or not.
    if super::constraint::condition(constraint) == flagkit_core::plan::Condition::Never {
        return Ok(Whom::NoOne);
    }
    let field = &*constraint.context_name;
    let name = attribute(field)?;
    if field == "currentTime" {
        notes.push(
            "`currentTime` is the clock for Unleash and an attribute here, which the program must give; \
             or write a `schedule` instead"
                .to_owned(),
        );
    }
    let value = constraint.value().unwrap_or_default();
    let plain = match &*constraint.operator {
        "IN" => any_of(&name, constraint.values.clone()),
        "NOT_IN" => !any_of(&name, constraint.values.clone()),
        "STR_STARTS_WITH" => text(&name, "starts_with", constraint),
        "STR_ENDS_WITH" => text(&name, "ends_with", constraint),
        "STR_CONTAINS" => text(&name, "contains", constraint),
        "REGEX" if value.is_empty() => Whom::If(object(name, object("exists", true))),
        "REGEX" if constraint.case_insensitive => matches(&name, format!("(?i){value}")),
        "REGEX" => matches(&name, value),
        "IN_CIDR" => within(&name, constraint.values.iter().map(String::as_str)),
        operator @ ("DATE_AFTER" | "DATE_BEFORE") => {
            if field != "currentTime" {
                notes.push(format!(
                    "a date without a time of day in `{field}` is its first moment in UTC here, and no date for Unleash"
                ));
            }
            let word = if operator == "DATE_AFTER" { "after" } else { "before" };
            Whom::If(object(name, object(word, value)))
        }
        operator => match operator.split_once('_') {
            Some(("NUM", order)) => {
                notes.push(format!(
                    "`{field}` is compared as a number; the program must give it as one, since a text is none"
                ));
                let word = match number_order(order) {
                    Some(NumberOrder::Equal) => "eq",
                    Some(NumberOrder::Less) => "lt",
                    Some(NumberOrder::AtMost) => "le",
                    Some(NumberOrder::Greater) => "gt",
                    _ => "ge",
                };
                Whom::If(object(name, object(word, number(&value)?)))
            }
            _ => {
                notes.push(format!(
                    "`v1.2.3` and `1.2` in `{field}` are versions here, and none for Unleash"
                ));
                let sign = match operator {
                    "SEMVER_EQ" => "=",
                    "SEMVER_GT" => ">",
                    "SEMVER_GTE" => ">=",
                    "SEMVER_LT" => "<",
                    _ => "<=",
                };
                Whom::If(object(name, object("semver", format!("{sign}{value}"))))
            }
        },
    };
    Ok(if constraint.inverted { !plain } else { plain })
}

fn number(text: &str) -> Result<Value, Refusal> {
    let number: f64 = text.trim().parse().unwrap_or(f64::NAN);
    if !number.is_finite() {
        return Err(format!("it compares with `{text}`, which is no finite number"));
    }
    let whole = number as i64;
    Ok(if whole as f64 == number && whole.unsigned_abs() < 1 << 53 {
        Value::Int(whole)
    } else {
        Value::Float(number)
    })
}

fn matches(name: &str, pattern: String) -> Whom {
    Whom::If(object(name, object("matches", pattern)))
}

/// A comparison with texts of which one must fit.
fn text(name: &str, operator: &str, constraint: &Constraint) -> Whom {
    let values = &constraint.values;
    if values.is_empty() {
        return Whom::NoOne;
    }
    if values.iter().any(String::is_empty) {
        // Every text contains the empty one.
        return Whom::If(object(name, object("exists", true)));
    }
    if constraint.case_insensitive {
        let any: Vec<String> = values.iter().map(|value| escaped(value)).collect();
        let (start, end) = match operator {
            "starts_with" => ("^", ""),
            "ends_with" => ("", "$"),
            _ => ("", ""),
        };
        return matches(name, format!("(?i){start}(?:{}){end}", any.join("|")));
    }
    let operand = match &**values {
        [one] => Value::from(one.as_str()),
        many => list(many.iter().map(String::as_str)),
    };
    Whom::If(object(name, object(operator, operand)))
}

/// A text as a pattern that finds it.
fn escaped(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_ascii_punctuation() && !matches!(letter, '<' | '>' | '_') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;
    use flagkit_core::plan::Pattern;

    #[test]
    fn every_punctuation_mark_can_be_escaped() {
        let all: String = (' '..='~').collect();
        assert!(Pattern::new(&escaped(&all)).unwrap().is_found(&all));
    }
}
