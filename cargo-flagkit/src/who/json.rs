//! JSON to a context, as serde reads it: one pass, members that come twice refused.

use flagkit_core::{EvaluationContext, Value};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::sync::Arc;

/// One context, with nothing behind it.
pub(super) fn context(text: &str) -> Result<EvaluationContext, serde_json::Error> {
    serde_json::from_str::<Asker>(text).map(|Asker(context)| context)
}

struct Asker(EvaluationContext);

impl<'de> Deserialize<'de> for Asker {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Members)
    }
}

/// Reads the members of the outermost object.
struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Asker;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Asker, A::Error> {
        let mut key: Option<Arc<str>> = None;
        let members = members(&mut map, |name, value| {
            if !is_key(name) {
                return Ok(Some(value));
            }
            if key.is_some() {
                return Err("`key` and `targetingKey` are both given; keep one".to_owned());
            }
            key = Some(text(name, &value)?);
            Ok(None)
        })?;
        let context = key.map_or_else(EvaluationContext::anonymous, EvaluationContext::new);
        let with = |context: EvaluationContext, (name, value): Member| context.with(name, value);
        Ok(Asker(members.into_iter().fold(context, with)))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Asker, E> {
        Err(no_object("a truth value"))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Asker, E> {
        Err(no_object("a number"))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Asker, E> {
        Err(no_object("a number"))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Asker, E> {
        Err(no_object("a number"))
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Asker, E> {
        Err(no_object("a text"))
    }

    fn visit_unit<E: Error>(self) -> Result<Asker, E> {
        Err(no_object("`null`"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<Asker, A::Error> {
        Err(no_object("a list"))
    }
}

fn no_object<E: Error>(found: &str) -> E {
    E::custom(format_args!("this is {found}, and a context is an object"))
}

fn is_key(name: &str) -> bool {
    matches!(name, "key" | "targetingKey")
}

/// The text of a key; a whole number is its digits.
fn text(name: &str, value: &Value) -> Result<Arc<str>, String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Int(number) => Ok(number.to_string().into()),
        other => Err(format!("`{name}` is `{other}`, and a key is a text or a whole number")),
    }
}

/// A member's name and its value.
type Member = (Arc<str>, Value);

/// The members that `take` leaves, each name once.
fn members<'de, A: MapAccess<'de>>(
    map: &mut A,
    mut take: impl FnMut(&str, Value) -> Result<Option<Value>, String>,
) -> Result<Vec<Member>, A::Error> {
    let mut members: Vec<Member> = Vec::new();
    let mut known = std::collections::HashSet::new();
    while let Some(name) = map.next_key::<String>()? {
        let name: Arc<str> = name.into();
        if !known.insert(name.clone()) {
            return Err(A::Error::custom(format_args!("`{name}` is given twice")));
        }
        let Json(value) = map.next_value()?;
        if let Some(value) = take(&name, value).map_err(A::Error::custom)? {
            members.push((name, value));
        }
    }
    Ok(members)
}

/// Any value.
struct Json(Value);

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any).map(Json)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        i64::try_from(value).map(Value::from).map_err(|_| {
            E::custom(format_args!(
                "{value} is larger than a whole number of 64 bits; write it as text"
            ))
        })
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Json(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::List(list.into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        members(&mut map, |_, value| Ok(Some(value))).map(|members| Value::Object(members.into()))
    }
}
