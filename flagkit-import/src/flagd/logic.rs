//! JSONLogic, as far as it decides who gets what: a tree of decisions, and of questions about attributes.
//!
//! Read once, for plans and for flags.json alike. Law: what is not understood is kept as such, with what it
//! is, so that it fails where it is asked and nowhere else.

use flagkit_core::plan::NumberOrder;
use serde_json::{Map, Value};

/// How deep a rule may nest, references included.
const DEEPEST: u32 = 64;

/// What a rule comes to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Decision {
    /// The default variant.
    Default,
    Variant(String),
    /// The first of these that holds, else the last.
    If(Vec<(Ask, Decision)>, Box<Decision>),
    Fractional(Fractional),
    Unknown(String),
}

/// A draw among variants.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fractional {
    /// `None`: the flag and the targeting key.
    pub(super) by: Option<By>,
    /// `None` stands for the default variant.
    pub(super) weights: Vec<(Option<String>, f64)>,
}

/// A text that is drawn by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct By {
    pub(super) prefix: String,
    pub(super) attribute: String,
}

/// A question about who asks.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Ask {
    Constant(bool),
    All(Vec<Ask>),
    Any(Vec<Ask>),
    Not(Box<Ask>),
    /// It is there.
    Exists(String),
    /// It counts as true.
    Truth(String),
    /// It equals one of these; a number and its text are equal unless it is strict.
    In {
        attribute: String,
        values: Vec<Value>,
        strict: bool,
    },
    Number(String, NumberOrder, f64),
    StartsWith(String, String),
    EndsWith(String, String),
    Contains(String, String),
    Version {
        attribute: String,
        requirement: String,
    },
    /// The time in seconds since 1970 is this or later.
    Since(i64),
    Unknown(String),
}

/// Reads the rules of one flag.
pub(super) struct Reader<'d> {
    pub(super) flag: &'d str,
    pub(super) evaluators: Option<&'d Map<String, Value>>,
    depth: u32,
}

impl<'d> Reader<'d> {
    pub(super) fn new(flag: &'d str, evaluators: Option<&'d Map<String, Value>>) -> Reader<'d> {
        Reader { flag, evaluators, depth: 0 }
    }

    pub(super) fn decision(&mut self, rule: &Value) -> Decision {
        self.deeper(
            || Decision::Unknown("rules nested too deep".to_owned()),
            |reader| reader.decision_here(rule),
        )
    }

    fn decision_here(&mut self, rule: &Value) -> Decision {
        match rule {
            Value::Null => return Decision::Default,
            Value::String(name) => return Decision::Variant(name.clone()),
            Value::Bool(truth) => return Decision::Variant(truth.to_string()),
            _ => {}
        }
        let Some((operator, arguments)) = operation(rule) else {
            return Decision::Unknown(format!("`{rule}`"));
        };
        match operator {
            "$ref" => match self.referred(&arguments) {
                Some(rule) => self.decision(&rule.clone()),
                None => Decision::Unknown(format!("`{rule}`, which names no evaluator")),
            },
            "if" | "?:" => {
                let mut arms = Vec::new();
                let mut chunks = arguments.chunks_exact(2);
                for arm in &mut chunks {
                    if let [condition, then] = arm {
                        arms.push((self.ask(condition), self.decision(then)));
                    }
                }
                let otherwise = match chunks.remainder() {
                    [last] => self.decision(last),
                    _ => Decision::Default,
                };
                Decision::If(arms, Box::new(otherwise))
            }
            "fractional" => self
                .fractional(&arguments)
                .unwrap_or_else(|| Decision::Unknown(format!("`{rule}`"))),
            _ => {
                let variant = |truth: bool| Decision::Variant(truth.to_string());
                match self.ask(rule) {
                    Ask::Unknown(what) => Decision::Unknown(what),
                    ask => Decision::If(vec![(ask, variant(true))], Box::new(variant(false))),
                }
            }
        }
    }

    fn fractional(&mut self, arguments: &[&Value]) -> Option<Decision> {
        let (by, entries) = match arguments {
            [first, rest @ ..] if !first.is_array() => (Some(self.by(first)?), rest),
            entries => (None, entries),
        };
        let mut weights = Vec::new();
        for entry in entries {
            let (name, weight) = match entry.as_array()?.as_slice() {
                [name] => (name, 1.0),
                [name, weight] => (name, weight.as_f64()?),
                _ => return None,
            };
            let name = match name {
                Value::Null => None,
                Value::String(name) => Some(name.clone()),
                Value::Bool(truth) => Some(truth.to_string()),
                _ => return None,
            };
            weights.push((name, weight.max(0.0)));
        }
        Some(Decision::Fractional(Fractional { by, weights }))
    }

    /// A text that ends in an attribute.
    fn by(&self, value: &Value) -> Option<By> {
        let (operator, parts) = operation(value)?;
        let parts: Vec<&Value> = if operator == "cat" { parts } else { vec![value] };
        let (last, before) = parts.split_last()?;
        let mut prefix = String::new();
        for part in before {
            match (part, variable(part)) {
                (Value::String(text), _) => prefix.push_str(text),
                (_, Some("$flagd.flagKey")) => prefix.push_str(self.flag),
                _ => return None,
            }
        }
        let attribute = variable(last).filter(|name| !name.starts_with("$flagd"))?.to_owned();
        Some(By { prefix, attribute })
    }

    pub(super) fn ask(&mut self, rule: &Value) -> Ask {
        self.deeper(
            || Ask::Unknown("rules nested too deep".to_owned()),
            |reader| reader.ask_here(rule).unwrap_or_else(|| Ask::Unknown(format!("`{rule}`"))),
        )
    }

    fn ask_here(&mut self, rule: &Value) -> Option<Ask> {
        match rule {
            Value::Null => return Some(Ask::Constant(false)),
            Value::Bool(truth) => return Some(Ask::Constant(*truth)),
            Value::Number(number) => return Some(Ask::Constant(number.as_f64() != Some(0.0))),
            Value::String(text) => return Some(Ask::Constant(!text.is_empty())),
            Value::Array(items) => return Some(Ask::Constant(!items.is_empty())),
            Value::Object(_) => {}
        }
        let (operator, arguments) = operation(rule)?;
        let attribute = |value: &Value| {
            variable(value).filter(|name| !name.starts_with("$flagd")).map(str::to_owned)
        };
        Some(match (operator, &*arguments) {
            ("$ref", _) => {
                let rule = self.referred(&arguments)?.clone();
                self.ask(&rule)
            }
            ("and", parts) => Ask::All(parts.iter().map(|part| self.ask(part)).collect()),
            ("or", parts) => Ask::Any(parts.iter().map(|part| self.ask(part)).collect()),
            ("!", [part]) => negated(self.ask(part)),
            ("!!", [part]) => self.ask(part),
            ("if" | "?:", [condition, then, otherwise]) => {
                let condition = self.ask(condition);
                let (then, otherwise) = (self.ask(then), self.ask(otherwise));
                Ask::Any(vec![
                    Ask::All(vec![condition.clone(), then]),
                    Ask::All(vec![negated(condition), otherwise]),
                ])
            }
            ("var", _) => Ask::Truth(attribute(rule)?),
            ("==" | "===" | "!=" | "!==", [left, right]) => {
                let (name, value) = match (attribute(left), attribute(right)) {
                    (Some(name), None) => (name, *right),
                    (None, Some(name)) => (name, *left),
                    _ => return None,
                };
                let equal = match value {
                    Value::Null => negated(Ask::Exists(name)),
                    Value::Array(_) | Value::Object(_) => return None,
                    value => Ask::In {
                        attribute: name,
                        values: vec![value.clone()],
                        strict: operator.len() == 3,
                    },
                };
                if operator.starts_with('!') { negated(equal) } else { equal }
            }
            ("in", [left, Value::Array(values)]) => {
                if values
                    .iter()
                    .any(|value| value.is_object() || value.is_array() || value.is_null())
                {
                    return None;
                }
                Ask::In { attribute: attribute(left)?, values: values.clone(), strict: true }
            }
            ("in", [Value::String(text), right]) => Ask::Contains(attribute(right)?, text.clone()),
            ("starts_with", [left, Value::String(text)]) => {
                Ask::StartsWith(attribute(left)?, text.clone())
            }
            ("ends_with", [left, Value::String(text)]) => {
                Ask::EndsWith(attribute(left)?, text.clone())
            }
            ("sem_ver", [left, Value::String(relation), Value::String(version)]) => Ask::Version {
                attribute: attribute(left)?,
                requirement: requirement(relation, version)?,
            },
            (operator, [left, right]) => compare(operator, left, right)?,
            // Between: `{"<": [1, {"var": "age"}, 10]}`
            (operator @ ("<" | "<="), [low, middle, high]) => {
                Ask::All(vec![compare(operator, low, middle)?, compare(operator, middle, high)?])
            }
            _ => return None,
        })
    }

    fn referred(&self, arguments: &[&Value]) -> Option<&'d Value> {
        self.evaluators?.get(arguments.first()?.as_str()?)
    }

    fn deeper<T>(
        &mut self,
        too_deep: impl FnOnce() -> T,
        read: impl FnOnce(&mut Reader<'d>) -> T,
    ) -> T {
        if self.depth >= DEEPEST {
            return too_deep();
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }
}

/// An operator with its arguments, of which one alone needs no list.
fn operation(rule: &Value) -> Option<(&str, Vec<&Value>)> {
    let members = rule.as_object()?;
    let (operator, arguments) = members.iter().next()?;
    if members.len() > 1 {
        return None;
    }
    let arguments = match arguments {
        Value::Array(items) => items.iter().collect(),
        one => vec![one],
    };
    Some((operator, arguments))
}

/// The attribute that a `var` without a default names.
fn variable(value: &Value) -> Option<&str> {
    match operation(value)? {
        ("var", arguments) => match *arguments {
            [Value::String(name)] if !name.is_empty() => Some(name),
            _ => None,
        },
        _ => None,
    }
}

fn negated(ask: Ask) -> Ask {
    match ask {
        // What is not understood does not become so by being denied.
        Ask::Unknown(what) => Ask::Unknown(what),
        Ask::Not(inner) => *inner,
        Ask::Constant(truth) => Ask::Constant(!truth),
        other => Ask::Not(Box::new(other)),
    }
}

fn compare(operator: &str, left: &Value, right: &Value) -> Option<Ask> {
    let order = match operator {
        "<" => NumberOrder::Less,
        "<=" => NumberOrder::AtMost,
        ">" => NumberOrder::Greater,
        ">=" => NumberOrder::AtLeast,
        _ => return None,
    };
    let (name, order, number) = match (variable(left), variable(right)) {
        (Some(name), None) => (name, order, right.as_f64()?),
        (None, Some(name)) => (name, turned(order), left.as_f64()?),
        _ => return None,
    };
    match name {
        "$flagd.timestamp" => {
            // Whole seconds. The casts saturate.
            Some(match order {
                NumberOrder::AtLeast => Ask::Since(number.ceil() as i64),
                NumberOrder::Greater => Ask::Since((number.floor() as i64).saturating_add(1)),
                NumberOrder::Less => negated(Ask::Since(number.ceil() as i64)),
                _ => negated(Ask::Since((number.floor() as i64).saturating_add(1))),
            })
        }
        name if name.starts_with("$flagd") => None,
        name => Some(Ask::Number(name.to_owned(), order, number)),
    }
}

fn turned(order: NumberOrder) -> NumberOrder {
    match order {
        NumberOrder::Less => NumberOrder::Greater,
        NumberOrder::AtMost => NumberOrder::AtLeast,
        NumberOrder::Greater => NumberOrder::Less,
        NumberOrder::AtLeast => NumberOrder::AtMost,
        NumberOrder::Equal => NumberOrder::Equal,
    }
}

/// flagd's comparisons in flags.json's notation: `^` is the same first number there, `~` the same first two.
fn requirement(relation: &str, version: &str) -> Option<String> {
    let parsed: flagkit_core::Requirement = format!("={version}").parse().ok()?;
    let [operand] = parsed.comparators.as_slice() else { return None };
    let (major, minor, patch) =
        (operand.major, operand.minor.unwrap_or(0), operand.patch.unwrap_or(0));
    let pre_release = match &*operand.pre_release {
        "" => String::new(),
        text => format!("-{text}"),
    };
    Some(match relation {
        "=" | "!=" | "<" | "<=" | ">" | ">=" => {
            format!("{relation}{major}.{minor}.{patch}{pre_release}")
        }
        "^" => format!("={major}"),
        "~" => format!("={major}.{minor}"),
        _ => return None,
    })
}

impl Decision {
    /// The leaves, each with all that must hold on the way to it, in order.
    pub(super) fn leaves(&self) -> Vec<(Vec<&Ask>, &Decision)> {
        let mut leaves = Vec::new();
        self.collect(&mut Vec::new(), &mut leaves);
        // What is left gets the default anyway.
        while matches!(leaves.last(), Some((_, Decision::Default))) {
            leaves.pop();
        }
        leaves
    }

    fn collect<'d>(
        &'d self,
        path: &mut Vec<&'d Ask>,
        leaves: &mut Vec<(Vec<&'d Ask>, &'d Decision)>,
    ) {
        let Decision::If(arms, otherwise) = self else {
            leaves.push((path.clone(), self));
            return;
        };
        for (ask, decision) in arms {
            path.push(ask);
            decision.collect(path, leaves);
            path.pop();
        }
        otherwise.collect(path, leaves);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn ask(rule: &Value) -> Ask {
        Reader::new("flag", None).ask(rule)
    }

    #[test]
    fn what_is_denied_stays_unknown() {
        let rule = json!({ "!": { "reduce": [] } });
        assert!(matches!(ask(&rule), Ask::Unknown(_)), "{:?}", ask(&rule));
    }

    #[test]
    fn operands_may_be_turned_round() {
        let age = || "age".to_owned();
        assert_eq!(
            ask(&json!({ "<": [10, { "var": "age" }] })),
            Ask::Number(age(), NumberOrder::Greater, 10.0)
        );
        let seconds = ask(&json!({ "<=": [{ "var": "$flagd.timestamp" }, 7] }));
        assert_eq!(seconds, Ask::Not(Box::new(Ask::Since(8))));
    }

    #[test]
    fn an_evaluator_that_names_itself_ends() {
        let evaluators = json!({ "me": { "$ref": "me" } });
        let mut reader = Reader::new("flag", evaluators.as_object());
        let Decision::Unknown(what) = reader.decision(&json!({ "$ref": "me" })) else {
            unreachable!("it is not understood")
        };
        assert_eq!(what, "rules nested too deep");
    }

    #[test]
    fn versions_are_complete() {
        assert_eq!(requirement("=", "v1.2").as_deref(), Some("=1.2.0"));
        assert_eq!(requirement("^", "1.2.3").as_deref(), Some("=1"));
        assert_eq!(requirement("~", "1.2.3").as_deref(), Some("=1.2"));
        assert_eq!(requirement("=", "one"), None);
    }
}
