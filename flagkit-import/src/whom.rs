//! Whom something matches, in flags.json's words.
//!
//! Law: a condition that holds for everyone or for no one is not written but worked out, since flags.json
//! has no words for them.

use crate::draft::{Members, list, object};
use flagkit_core::Value;

/// Whom something matches.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Whom {
    Everyone,
    NoOne,
    If(Value),
}

impl Whom {
    /// Those whose attribute passes.
    pub(crate) fn of(attribute: impl Into<std::sync::Arc<str>>, test: impl Into<Value>) -> Whom {
        Whom::If(object(attribute, test))
    }

    /// All of these hold. Members of different names stand side by side, others in a list.
    pub(crate) fn all(parts: impl IntoIterator<Item = Whom>) -> Whom {
        let parts: Vec<Whom> = parts.into_iter().collect();
        if parts.contains(&Whom::NoOne) {
            return Whom::NoOne;
        }
        let conditions: Vec<Value> = conditions(parts).collect();
        let mut merged = Members::default();
        for condition in &conditions {
            if let Value::Object(members) = condition {
                for (name, value) in members.iter() {
                    if merged.has(name) {
                        return Whom::If(object("all", list(conditions.iter().cloned())));
                    }
                    merged.push(name.clone(), value.clone());
                }
            }
        }
        if merged.is_empty() { Whom::Everyone } else { Whom::If(merged.into()) }
    }

    /// One of these holds.
    pub(crate) fn any(parts: impl IntoIterator<Item = Whom>) -> Whom {
        let parts: Vec<Whom> = parts.into_iter().collect();
        if parts.contains(&Whom::Everyone) {
            return Whom::Everyone;
        }
        let mut conditions: Vec<Value> = conditions(parts).collect();
        match conditions.len() {
            0 => Whom::NoOne,
            1 => Whom::If(conditions.remove(0)),
            _ => Whom::If(object("any", list(conditions))),
        }
    }
}

impl std::ops::Not for Whom {
    type Output = Whom;

    fn not(self) -> Whom {
        match self {
            Whom::Everyone => Whom::NoOne,
            Whom::NoOne => Whom::Everyone,
            Whom::If(condition) => Whom::If(match denied(&condition) {
                Some(inner) => inner,
                None => object("not", condition),
            }),
        }
    }
}

fn conditions(parts: Vec<Whom>) -> impl Iterator<Item = Value> {
    parts.into_iter().filter_map(|part| match part {
        Whom::If(condition) => Some(condition),
        _ => None,
    })
}

/// What a condition of nothing but a `not` denies.
fn denied(condition: &Value) -> Option<Value> {
    match condition {
        Value::Object(members) if members.len() == 1 => condition.get("not").cloned(),
        _ => None,
    }
}

/// Whether a name would be read as one of flags.json's own words where an attribute's is meant.
pub(crate) fn is_word(name: &str) -> bool {
    matches!(name, "all" | "any" | "not" | "segment" | "key" | "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(whom: Whom) -> String {
        match whom {
            Whom::If(condition) => condition.to_string(),
            constant => format!("{constant:?}"),
        }
    }

    #[test]
    fn conditions_are_joined() {
        let one = |name: &str| Whom::of(name, 1);
        assert_eq!(text(Whom::all([one("a"), Whom::Everyone, one("b")])), r#"{"a":1,"b":1}"#);
        assert_eq!(text(Whom::all([one("a"), one("a")])), r#"{"all":[{"a":1},{"a":1}]}"#);
        assert_eq!(text(Whom::all([one("a"), Whom::NoOne])), "NoOne");
        assert_eq!(text(Whom::all([])), "Everyone");
        assert_eq!(text(Whom::any([one("a"), Whom::NoOne])), r#"{"a":1}"#);
        assert_eq!(text(Whom::any([])), "NoOne");
        assert_eq!(text(!!one("a")), r#"{"a":1}"#);
        assert_eq!(text(!Whom::all([one("a"), one("b")])), r#"{"not":{"a":1,"b":1}}"#);
    }
}
