//! Conditions of flags.json in the making.
//!
//! Law: what holds for everyone or for no one is never written, since flags.json has no words for it;
//! it is what joining takes it for.

use crate::draft::{list, object};
use flagkit_core::Value;
use std::sync::Arc;

/// Whom a condition is for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Whom {
    Everyone,
    NoOne,
    /// Who meets all of these.
    Those(Vec<(Arc<str>, Value)>),
}

impl Whom {
    /// Who passes a test of an attribute.
    pub(super) fn test(attribute: &str, test: Value) -> Whom {
        Whom::Those(vec![(attribute.into(), test)])
    }

    pub(super) fn all(parts: impl IntoIterator<Item = Whom>) -> Whom {
        let mut all: Vec<Vec<(Arc<str>, Value)>> = Vec::new();
        for part in parts {
            match part {
                Whom::Everyone => {}
                Whom::NoOne => return Whom::NoOne,
                Whom::Those(members) => all.push(members),
            }
        }
        let mut names: Vec<&str> = all.iter().flatten().map(|(name, _)| &**name).collect();
        let many = names.len();
        names.sort_unstable();
        names.dedup();
        if all.is_empty() {
            Whom::Everyone
        } else if names.len() == many {
            Whom::Those(all.into_iter().flatten().collect())
        } else {
            Whom::test("all", list(all.into_iter().map(value)))
        }
    }

    pub(super) fn any(parts: impl IntoIterator<Item = Whom>) -> Whom {
        let mut any = Vec::new();
        for part in parts {
            match part {
                Whom::NoOne => {}
                Whom::Everyone => return Whom::Everyone,
                Whom::Those(members) => any.push(members),
            }
        }
        match any.len() {
            0 => Whom::NoOne,
            1 => Whom::Those(any.remove(0)),
            _ => Whom::test("any", list(any.into_iter().map(value))),
        }
    }

    /// Everyone else.
    pub(super) fn others(self) -> Whom {
        match self {
            Whom::Everyone => Whom::NoOne,
            Whom::NoOne => Whom::Everyone,
            Whom::Those(members) => Whom::Those(vec![("not".into(), value(members))]),
        }
    }
}

/// The members as an object.
pub(super) fn value(members: Vec<(Arc<str>, Value)>) -> Value {
    Value::Object(members.into())
}

/// An operator with its operand.
pub(super) fn operator(name: &str, operand: impl Into<Value>) -> Value {
    object(name, operand)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(name: &str) -> Whom {
        Whom::test("plan", name.into())
    }

    fn text(whom: Whom) -> String {
        let Whom::Those(members) = whom else { return format!("{whom:?}") };
        value(members).to_string()
    }

    #[test]
    fn what_holds_for_everyone_or_no_one_is_not_written() {
        assert_eq!(Whom::all([]), Whom::Everyone);
        assert_eq!(Whom::any([]), Whom::NoOne);
        assert_eq!(Whom::all([plan("a"), Whom::NoOne]), Whom::NoOne);
        assert_eq!(Whom::any([plan("a"), Whom::NoOne]), plan("a"));
        assert_eq!(Whom::any([plan("a"), Whom::Everyone]), Whom::Everyone);
        assert_eq!(Whom::NoOne.others(), Whom::Everyone);
    }

    #[test]
    fn one_attribute_stands_once_in_an_object() {
        let age = Whom::test("age", operator("ge", 18));
        assert_eq!(text(Whom::all([plan("a"), age.clone()])), r#"{"plan":"a","age":{"ge":18}}"#);
        assert_eq!(
            text(Whom::all([plan("a"), plan("b")])),
            r#"{"all":[{"plan":"a"},{"plan":"b"}]}"#
        );
        assert_eq!(
            text(Whom::any([plan("a"), age]).others()),
            r#"{"not":{"any":[{"plan":"a"},{"age":{"ge":18}}]}}"#
        );
    }
}
