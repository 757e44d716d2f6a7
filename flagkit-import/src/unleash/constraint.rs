//! Unleash's constraints as tests of a plan.
//!
//! Law: what cannot be asked (an unknown operator, an operand that does not read) holds for no one, inverted
//! or not, as in Unleash's own clients.

use super::read::Constraint;
use flagkit_core::plan::{
    Check, Condition, DateForm, NumberOrder, Pattern, Subject, Test, Texts, Values, VersionForm,
};
use flagkit_core::{Comparator, Date, InvalidNetwork, Network, Relation, Requirement};

/// Whom a constraint matches.
pub(super) fn condition(constraint: &Constraint) -> Condition {
    let Some(check) = check(constraint) else { return Condition::Never };
    let unlike = constraint.operator == "NOT_IN";
    let holds_otherwise = unlike != constraint.inverted;
    Condition::Test(Test {
        subject: subject(&constraint.context_name),
        check,
        negated: holds_otherwise,
        missing: holds_otherwise,
    })
}

/// A field of the context: the user is the key.
pub(super) fn subject(name: &str) -> Subject {
    if name == USER { Subject::Key } else { Subject::Attribute(name.into()) }
}

/// Unleash's name for the targeting key.
pub(super) const USER: &str = "userId";

fn check(constraint: &Constraint) -> Option<Check> {
    let values = || constraint.values.iter().map(String::as_str);
    let texts = || {
        if constraint.case_insensitive {
            Texts::ignoring_case(values())
        } else {
            Texts::exact(values())
        }
    };
    Some(match &*constraint.operator {
        "IN" | "NOT_IN" => Check::In(Values::texts(values())),
        "STR_STARTS_WITH" => Check::StartsWith(texts()),
        "STR_ENDS_WITH" => Check::EndsWith(texts()),
        "STR_CONTAINS" => Check::Contains(texts()),
        "DATE_AFTER" => Check::After(instant(&constraint.value()?)?, DateForm::TIMESTAMPS),
        "DATE_BEFORE" => Check::Before(instant(&constraint.value()?)?, DateForm::TIMESTAMPS),
        "REGEX" if constraint.case_insensitive => {
            Check::Matches(Pattern::ignoring_case(&constraint.value()?).ok()?)
        }
        "REGEX" => Check::Matches(Pattern::new(&constraint.value()?).ok()?),
        "IN_CIDR" => Check::Network(networks(values())),
        operator => match operator.split_once('_')? {
            ("NUM", order) => {
                let order = number_order(order)?;
                let operand = constraint.value()?.trim().parse().ok()?;
                Check::Number { order, operand, from_text: true }
            }
            ("SEMVER", relation) => {
                let comparators = vec![version(relation_of(relation)?, &constraint.value()?)?];
                Check::Version(Requirement { comparators }, VersionForm::STRICT)
            }
            _ => return None,
        },
    })
}

pub(super) fn number_order(order: &str) -> Option<NumberOrder> {
    Some(match order {
        "EQ" => NumberOrder::Equal,
        "GT" => NumberOrder::Greater,
        "GTE" => NumberOrder::AtLeast,
        "LT" => NumberOrder::Less,
        "LTE" => NumberOrder::AtMost,
        _ => return None,
    })
}

fn relation_of(relation: &str) -> Option<Relation> {
    Some(match relation {
        "EQ" => Relation::Equal,
        "GT" => Relation::Greater,
        "GTE" => Relation::AtLeast,
        "LT" => Relation::Less,
        "LTE" => Relation::AtMost,
        _ => return None,
    })
}

/// A complete version, by the letter of semantic versioning.
fn version(relation: Relation, text: &str) -> Option<Comparator> {
    if !text.starts_with(|first: char| first.is_ascii_digit()) || text.contains([' ', ',']) {
        return None;
    }
    let mut parsed: Requirement = format!("={text}").parse().ok()?;
    let comparator = parsed.comparators.pop()?;
    comparator.patch?;
    Some(Comparator { relation, ..comparator })
}

/// A complete timestamp; a date alone is none.
fn instant(text: &str) -> Option<i64> {
    let date: Date = text.parse().ok()?;
    (text.len() > "2027-03-01".len()).then(|| date.unix_millis())
}

/// The networks that read; bits beyond a prefix do not count.
pub(super) fn networks<'a>(texts: impl IntoIterator<Item = &'a str>) -> Box<[Network]> {
    let network = |text: &str| match text.trim().parse() {
        Ok(network) => Some(network),
        Err(InvalidNetwork::HostBits(network)) => Some(network),
        Err(_) => None,
    };
    texts.into_iter().filter_map(network).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_that_do_not_read_are_skipped() {
        let networks = networks(["10.0.0.7/8", "nowhere", "", "::1"]);
        let texts: Vec<String> = networks.iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["10.0.0.0/8", "::1/128"]);
    }

    #[test]
    fn a_version_is_complete() {
        for text in ["v1.2.3", "1.2", "1.2.x", "=1.2.3", " 1.2.3", "1.2.3,2", ">1.2.3", "one"] {
            assert_eq!(version(Relation::Equal, text), None, "{text}");
        }
        assert!(version(Relation::Equal, "1.2.3-rc.1+build").is_some());
    }
}
