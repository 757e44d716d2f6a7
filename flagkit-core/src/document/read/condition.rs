//! Conditions: members that must all hold, lists that mean any of, and operators.
//!
//! Law: an operand is read into the type that evaluation compares with; what cannot be, is refused.

use super::Reader;
use super::operator::OPERATORS;
use crate::code::Code;
use crate::document::{Condition, Scalar, SegmentReference, Test};
use crate::json::{Data, Member, Node};
use crate::problem::quote;
use std::sync::Arc;

impl Reader<'_, '_> {
    /// A condition, or `None` after a report.
    pub(super) fn condition(&mut self, node: &Node<'_>, what: &str) -> Option<Condition> {
        let Data::Object(members) = &node.data else {
            self.wrong_type(node, what, "an object of conditions");
            if let (Data::Text(text), Some(problem)) = (&node.data, self.problems.last_mut()) {
                problem.help(if looks_like_file(text) {
                    format!("for ids in a file write `{{ \"file\": {} }}`", quoted(text))
                } else {
                    format!("for a segment write `{{ \"segment\": {} }}`", quoted(text))
                });
            } else if let (Data::List(items), Some(problem)) =
                (&node.data, self.problems.last_mut())
                && !items.is_empty()
                && items.iter().all(|item| matches!(item.data, Data::Text(_)))
            {
                problem.help("for a list of targeting keys write `{ \"key\": [...] }`");
            }
            return None;
        };
        if members.is_empty() {
            let message = format!("{what} is empty and would match everyone");
            self.problems.error(Code::EmptyValue, node.span.clone(), message);
            return None;
        }
        let mut parts = Vec::with_capacity(members.len());
        for member in members {
            parts.extend(self.condition_member(member));
        }
        if parts.len() < members.len() {
            return None;
        }
        if parts.len() == 1 { parts.pop() } else { Some(Condition::All(parts)) }
    }

    fn condition_member(&mut self, member: &Member<'_>) -> Option<Condition> {
        let value = &member.value;
        match &*member.name {
            // As attributes they would be compared with a list of objects, which nobody means.
            "or" | "and" | "$or" | "$and" | "any_of" | "all_of"
                if matches!(&value.data, Data::List(items)
                    if items.iter().any(|item| matches!(item.data, Data::Object(_)))) =>
            {
                let meant = if member.name.contains("or") || member.name.contains("any") {
                    "any"
                } else {
                    "all"
                };
                let message = format!(
                    "{} is no attribute to compare with a list of conditions; did you mean `{meant}`?",
                    quote(&member.name)
                );
                self.problems.error(Code::InvalidOperand, member.name_span.clone(), message);
                None
            }
            "all" => self.conditions(value, "`all`").map(Condition::All),
            "any" => self.conditions(value, "`any`").map(Condition::Any),
            "not" => {
                self.condition(value, "`not`").map(|condition| Condition::Not(Box::new(condition)))
            }
            "segment" => self.segment_references(value, "`segment`").map(Condition::Segment),
            "key" => {
                let test = self.test(value, "key")?;
                self.fits_key(&test, value).then_some(Condition::Key(test))
            }
            "" => {
                self.problems.error(
                    Code::EmptyValue,
                    member.name_span.clone(),
                    "the name of an attribute is empty",
                );
                None
            }
            name => {
                let test = self.test(value, name)?;
                Some(Condition::Attribute(self.attribute(name), test))
            }
        }
    }

    /// Whether a key can pass the test at all: it is a text, also where the program's is a number.
    fn fits_key(&mut self, test: &Test, node: &Node<'_>) -> bool {
        let remedy = match test {
            Test::In(scalars) | Test::NotIn(scalars) => {
                let other = scalars.iter().find(|scalar| !matches!(scalar, Scalar::String(_)));
                match other {
                    None => return true,
                    Some(Scalar::Int(number)) => format!("write `\"{number}\"`"),
                    Some(_) => "compare it with texts".to_owned(),
                }
            }
            Test::Compare(..) | Test::CompareWhole(..) => {
                "compare numbers by an attribute of their own".to_owned()
            }
            _ => return true,
        };
        let message = format!("`key` is a text, which equals no number or truth value; {remedy}");
        self.problems.error(Code::InvalidOperand, node.span.clone(), message);
        false
    }

    /// The name of an attribute, the same for every condition.
    fn attribute(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.attributes.get(name) {
            return known.clone();
        }
        let name: Arc<str> = name.into();
        self.attributes.insert(name.clone());
        name
    }

    fn conditions(&mut self, node: &Node<'_>, what: &str) -> Option<Vec<Condition>> {
        let Data::List(items) = &node.data else {
            self.wrong_type(node, what, "a list of conditions");
            return None;
        };
        if items.is_empty() {
            self.empty(node, what);
            return None;
        }
        let inside = format!("a condition of {what}");
        let conditions: Vec<Condition> =
            items.iter().filter_map(|item| self.condition(item, &inside)).collect();
        (conditions.len() == items.len()).then_some(conditions)
    }

    pub(super) fn segment_references(
        &mut self,
        node: &Node<'_>,
        what: &str,
    ) -> Option<Vec<SegmentReference>> {
        let texts = self.texts(node, what)?;
        let reference =
            |(name, node): (String, &Node<'_>)| SegmentReference { name, span: node.span.clone() };
        Some(texts.into_iter().map(reference).collect())
    }

    /// What one attribute is compared with.
    fn test(&mut self, node: &Node<'_>, attribute: &str) -> Option<Test> {
        match &node.data {
            Data::List(_) => self.scalars(node, &quote(attribute)).map(Test::In),
            Data::Object(members) => match &**members {
                [member] => self.operator(member, attribute),
                [] => {
                    self.empty(node, &quote(attribute));
                    None
                }
                [first, second, ..] => {
                    let message = format!(
                        "{} is compared by {} and {}; one operator each, joined by `all`",
                        quote(attribute),
                        quote(&first.name),
                        quote(&second.name)
                    );
                    self.problems
                        .error(Code::ConflictingMembers, second.name_span.clone(), message)
                        .help(format!(
                            "`\"all\": [{{ {0:?}: {{ {1:?}: ... }} }}, {{ {0:?}: {{ {2:?}: ... }} }}]`",
                            attribute, first.name, second.name
                        ));
                    // The operators may be wrong as well.
                    for member in members {
                        if !OPERATORS.contains(&&*member.name) {
                            self.unknown_operator(member, attribute);
                        }
                    }
                    None
                }
            },
            _ => self.scalar(node, &quote(attribute)).map(|scalar| Test::In(vec![scalar])),
        }
    }

    pub(super) fn scalars(&mut self, node: &Node<'_>, what: &str) -> Option<Vec<Scalar>> {
        let Data::List(items) = &node.data else {
            return self.scalar(node, what).map(|scalar| vec![scalar]);
        };
        if items.is_empty() {
            let message = format!("{what} is compared with an empty list and would match no one");
            self.problems.error(Code::EmptyValue, node.span.clone(), message);
            return None;
        }
        let scalars: Vec<Scalar> =
            items.iter().filter_map(|item| self.scalar(item, what)).collect();
        (scalars.len() == items.len()).then_some(scalars)
    }

    pub(super) fn scalar(&mut self, node: &Node<'_>, what: &str) -> Option<Scalar> {
        match &node.data {
            Data::Bool(value) => Some(Scalar::Bool(*value)),
            Data::Int(number) => Some(Scalar::Int(*number)),
            Data::Float(number) => Some(Scalar::Float(*number)),
            Data::Text(text) => Some(Scalar::String((&**text).into())),
            Data::Null => {
                let message = format!("{what} cannot be compared with `null`");
                self.problems
                    .error(Code::NullValue, node.span.clone(), message)
                    .help("for an attribute that is missing write `{ \"exists\": false }`");
                None
            }
            Data::List(_) | Data::Object(_) => {
                let message = format!(
                    "{what} must be compared with a text, a number or a truth value, found {}",
                    node.describe()
                );
                self.problems.error(Code::InvalidOperand, node.span.clone(), message);
                None
            }
        }
    }
}

/// Whether a text is more likely the name of a file than that of a segment.
fn looks_like_file(text: &str) -> bool {
    [".txt", ".csv", ".list"].iter().any(|ending| text.ends_with(ending)) || text.contains('/')
}

/// A text as JSON writes it; of a long one, its beginning.
fn quoted(text: &str) -> String {
    let shown = quote(text);
    format!("\"{}\"", shown.trim_matches('`').replace('"', "\\\""))
}
