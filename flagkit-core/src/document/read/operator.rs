//! The operators of conditions and the operands that each takes.

use super::Reader;
use super::patterns::MOST;
use crate::code::Code;
use crate::date;
use crate::document::{Network, Order, Requirement, Test};
use crate::json::{Data, Member, Node};
use crate::problem::quote;
use std::sync::Arc;

/// Every operator, in the order of the documentation.
pub const OPERATORS: &[&str] = &[
    "eq",
    "ne",
    "in",
    "not_in",
    "lt",
    "le",
    "gt",
    "ge",
    "starts_with",
    "ends_with",
    "contains",
    "matches",
    "semver",
    "before",
    "after",
    "cidr",
    "exists",
    "file",
];

/// Below, every whole number is a float of its own.
const EXACT: u64 = 1 << 53;
/// No `i64` is so large but the least, and floats saturate here.
const END: u64 = i64::MAX as u64;

impl Reader<'_, '_> {
    pub(super) fn operator(&mut self, member: &Member<'_>, attribute: &str) -> Option<Test> {
        let name = &*member.name;
        let operand = &member.value;
        let what = format!("{} of {}", quote(name), quote(attribute));
        match name {
            "eq" => self.scalar(operand, &what).map(|scalar| Test::In(vec![scalar])),
            "ne" => self.scalar(operand, &what).map(|scalar| Test::NotIn(vec![scalar])),
            "in" | "not_in" => {
                if !matches!(operand.data, Data::List(_)) {
                    let written = self.problems.written(&operand.span);
                    let is_short = written.len() <= 40 && !written.contains('`');
                    let is_one = !matches!(operand.data, Data::Null | Data::Object(_));
                    if is_one && is_short {
                        let message = format!("{what} takes a list; write `[{written}]`");
                        self.problems.error(Code::InvalidOperand, operand.span.clone(), message);
                        return None;
                    }
                    return self.invalid_operand(operand, &what, "a list");
                }
                let scalars = self.scalars(operand, &what)?;
                Some(if name == "in" { Test::In(scalars) } else { Test::NotIn(scalars) })
            }
            "lt" => self.compare(operand, &what, Order::Less),
            "le" => self.compare(operand, &what, Order::AtMost),
            "gt" => self.compare(operand, &what, Order::Greater),
            "ge" => self.compare(operand, &what, Order::AtLeast),
            "starts_with" => self.operand_texts(operand, &what).map(Test::StartsWith),
            "ends_with" => self.operand_texts(operand, &what).map(Test::EndsWith),
            "contains" => self.operand_texts(operand, &what).map(Test::Contains),
            "matches" => self.pattern(operand, &what),
            "semver" => self.requirement(operand, &what).map(Test::Version),
            "before" => self.instant(operand, &what).map(Test::Before),
            "after" => self.instant(operand, &what).map(Test::After),
            "cidr" => self.networks(operand, &what).map(Test::Network),
            "exists" => match &operand.data {
                Data::Bool(value) => Some(Test::Exists(*value)),
                _ => self.invalid_operand(operand, &what, "`true` or `false`"),
            },
            "file" => self.ids_file(operand, &what),
            _ => {
                self.unknown_operator(member, attribute);
                None
            }
        }
    }

    fn pattern(&mut self, node: &Node<'_>, what: &str) -> Option<Test> {
        let text = match &node.data {
            Data::Text(text) if !text.is_empty() => text,
            _ => return self.invalid_operand(node, what, "a regular expression as text"),
        };
        match self.patterns.pattern(text) {
            Some(Ok(pattern)) => Some(Test::Matches(pattern)),
            None => {
                let message = format!(
                    "{what}: the document has more regular expressions than {MOST}; compare by `starts_with` and its kin"
                );
                self.problems.error(Code::InvalidPattern, node.span.clone(), message);
                None
            }
            Some(Err(why)) => {
                let message = format!("{what}: {} {why}", quote(text));
                self.problems.error(Code::InvalidPattern, node.span.clone(), message);
                None
            }
        }
    }

    pub(super) fn unknown_operator(&mut self, member: &Member<'_>, attribute: &str) {
        let name = &*member.name;
        let meant = match name {
            "==" | "=" | "equals" | "is" => Some("eq"),
            "!=" | "not" | "neq" | "not_equals" => Some("ne"),
            "<" => Some("lt"),
            "<=" | "lte" => Some("le"),
            ">" => Some("gt"),
            ">=" | "gte" => Some("ge"),
            "regex" => Some("matches"),
            "ip" => Some("cidr"),
            _ => None,
        };
        let remedy = match meant {
            Some(operator) => format!("did you mean `{operator}`?"),
            None => self.problems.remedy(name, OPERATORS.iter().copied()),
        };
        let span = member.name_span.clone();
        let message = format!("unknown operator {} on {}", quote(name), quote(attribute));
        if remedy.starts_with("did you mean") {
            self.problems.error(Code::UnknownOperator, span, format!("{message}; {remedy}"));
        } else {
            self.problems
                .error(Code::UnknownOperator, span, message)
                .help(format!("the operators are `{}`", OPERATORS.join("`, `")));
        }
    }

    fn invalid_operand<T>(&mut self, node: &Node<'_>, what: &str, wanted: &str) -> Option<T> {
        let empty = matches!(&node.data, Data::Text(text) if text.is_empty());
        let found = if empty { "an empty text" } else { node.describe() };
        let message = format!("{what} takes {wanted}, found {found}");
        self.problems.error(Code::InvalidOperand, node.span.clone(), message);
        None
    }

    fn compare(&mut self, node: &Node<'_>, what: &str, order: Order) -> Option<Test> {
        match &node.data {
            Data::Int(number) if number.unsigned_abs() < EXACT => {
                Some(Test::Compare(order, *number as f64))
            }
            Data::Int(number) => Some(Test::CompareWhole(order, *number)),
            Data::Float(number) => Some(match *number as i64 {
                // Beyond the greatest `i64` every one is below, and the cast would say equal.
                whole if whole.unsigned_abs() >= EXACT && whole.unsigned_abs() < END => {
                    Test::CompareWhole(order, whole)
                }
                _ => Test::Compare(order, *number),
            }),
            Data::Text(text) if date::parse_millis(text).is_ok() => {
                let name =
                    if matches!(order, Order::Less | Order::AtMost) { "before" } else { "after" };
                let wanted = format!("a number; dates are compared by `{name}`");
                self.invalid_operand(node, what, &wanted)
            }
            Data::Text(text) if Requirement::parse(text).is_ok() && text.contains('.') => {
                self.invalid_operand(node, what, "a number; versions are compared by `semver`")
            }
            Data::Text(text) => match text.trim().parse().ok().filter(|n: &f64| n.is_finite()) {
                Some(meant) => {
                    let message = format!(
                        "{what} takes a number, found the text {}; write `{meant}` without quotes",
                        quote(text)
                    );
                    self.problems.error(Code::InvalidOperand, node.span.clone(), message);
                    None
                }
                None => self.invalid_operand(node, what, "a number"),
            },
            _ => self.invalid_operand(node, what, "a number"),
        }
    }

    fn operand_texts(&mut self, node: &Node<'_>, what: &str) -> Option<Vec<Arc<str>>> {
        match &node.data {
            Data::Text(_) | Data::List(_) => {
                let texts = self.texts(node, what)?;
                Some(texts.into_iter().map(|(text, _)| text.into()).collect())
            }
            _ => self.invalid_operand(node, what, "a text or a list of texts"),
        }
    }

    fn requirement(&mut self, node: &Node<'_>, what: &str) -> Option<Requirement> {
        let Data::Text(text) = &node.data else {
            return self.invalid_operand(node, what, "a version requirement such as `\">=2.1.0\"`");
        };
        match Requirement::parse(text) {
            Ok(requirement) => Some(requirement),
            Err(why) => {
                let message = format!("{what}: {} {why}", quote(text));
                self.problems
                    .error(Code::InvalidVersion, node.span.clone(), message)
                    .help("write for example `>=2.1.0, <3`, `^1.4` or `1.*`");
                None
            }
        }
    }

    fn instant(&mut self, node: &Node<'_>, what: &str) -> Option<i64> {
        let Data::Text(text) = &node.data else {
            return self.invalid_operand(node, what, "a date such as `\"2027-03-01\"`");
        };
        match date::parse_millis(text) {
            Ok(millis) => Some(millis),
            Err(why) => {
                let message = format!("{what}: {} {why}", quote(text));
                self.problems.error(Code::InvalidDate, node.span.clone(), message);
                None
            }
        }
    }

    fn networks(&mut self, node: &Node<'_>, what: &str) -> Option<Vec<Network>> {
        if !matches!(node.data, Data::Text(_) | Data::List(_)) {
            return self.invalid_operand(
                node,
                what,
                "a network such as `\"10.0.0.0/8\"`, or a list",
            );
        }
        let texts = self.texts(node, what)?;
        let mut networks = Vec::with_capacity(texts.len());
        for (text, node) in &texts {
            match Network::parse(text) {
                Ok(network) => networks.push(network),
                Err(why) => {
                    let message = format!("{what}: {} {why}", quote(text));
                    self.problems.error(Code::InvalidNetwork, node.span.clone(), message);
                }
            }
        }
        (networks.len() == texts.len()).then_some(networks)
    }
}
