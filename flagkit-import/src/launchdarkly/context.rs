//! Who is asked about, as LaunchDarkly's programs describe them: one context, or one of several kinds.
//!
//! Law: asking for an attribute allocates nothing; a path goes through objects only.

use super::reference::{self, KINDS, USER};
use crate::draft::value_of;
use flagkit_core::{AttributeValue, Context, TargetingKey, Value};
use serde_json::{Map, Value as Json};
use std::fmt;
use std::sync::Arc;

/// A context of one kind or of several, for [`Flags::evaluate`](super::Flags::evaluate).
///
/// ```
/// use flagkit_import::launchdarkly::Contexts;
///
/// let both = r#"{ "kind": "multi", "user": { "key": "u-1" }, "device": { "key": "d-7" } }"#;
/// assert!(Contexts::parse(both).is_ok());
/// assert!(Contexts::parse(r#"{ "key": "u-1", "custom": { "plan": "pro" } }"#).is_ok());
/// assert!(Contexts::parse(r#"{ "kind": "user" }"#).is_err());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Contexts {
    /// The names of the kinds.
    kinds: Arc<[Value]>,
    /// What is known of each, in the same order.
    members: Vec<Value>,
}

/// Why a text does not say who is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidContexts(String);

impl fmt::Display for InvalidContexts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InvalidContexts {}

impl Contexts {
    /// Reads a context, a multi-kind context, or a user in the form that was before contexts.
    ///
    /// # Errors
    ///
    /// The text is no JSON object, tells of no one, or of someone without a key.
    pub fn parse(text: &str) -> Result<Contexts, InvalidContexts> {
        let json: Json =
            serde_json::from_str(text).map_err(|error| InvalidContexts(error.to_string()))?;
        let Json::Object(mut members) = json else {
            return Err(InvalidContexts("a context is an object".to_owned()));
        };
        let mut contexts = Vec::new();
        match members.shift_remove("kind") {
            None => contexts.push(one(USER, user(members))?),
            Some(Json::String(kind)) if kind == "multi" => {
                for (kind, context) in members {
                    let Json::Object(members) = context else {
                        return Err(InvalidContexts(format!("`{kind}` is no object")));
                    };
                    contexts.push(one(&kind, members)?);
                }
            }
            Some(Json::String(kind)) => contexts.push(one(&kind, members)?),
            Some(_) => return Err(InvalidContexts("`kind` is no text".to_owned())),
        }
        if contexts.is_empty() {
            return Err(InvalidContexts("there is no context".to_owned()));
        }
        let (kinds, members): (Vec<Value>, Vec<Value>) = contexts.into_iter().unzip();
        Ok(Contexts { kinds: kinds.into(), members })
    }
}

/// A user in the old form as a context: what is custom stands beside what is not.
fn user(mut members: Map<String, Json>) -> Map<String, Json> {
    members.shift_remove("privateAttributeNames");
    if let Some(Json::Object(custom)) = members.shift_remove("custom") {
        for (name, value) in custom {
            members.entry(name).or_insert(value);
        }
    }
    members
}

fn one(kind: &str, mut members: Map<String, Json>) -> Result<(Value, Value), InvalidContexts> {
    if !matches!(members.get("key"), Some(Json::String(_))) {
        return Err(InvalidContexts(format!(
            "the context of kind `{kind}` has no `key` that is a text"
        )));
    }
    members.shift_remove("_meta");
    members.insert("kind".to_owned(), Json::String(kind.to_owned()));
    let anonymous = matches!(members.get("anonymous"), Some(Json::Bool(true)));
    members.insert("anonymous".to_owned(), Json::Bool(anonymous));
    Ok((kind.into(), value_of(&Json::Object(members))))
}

impl Context for Contexts {
    /// The user's key, else the first one's.
    fn targeting_key(&self) -> Option<TargetingKey<'_>> {
        let user = self.kinds.iter().position(|kind| kind.as_str() == Some(USER));
        self.members.get(user.unwrap_or(0))?.get("key")?.as_str().map(Into::into)
    }

    fn attribute(&self, name: &str) -> Option<AttributeValue<'_>> {
        if name == KINDS {
            return Some(AttributeValue::List(&self.kinds));
        }
        let (kind, path) = match name.split_once('/') {
            Some((kind, path)) => (kind, Some(path)),
            None => (name, None),
        };
        let means =
            |known: &Value| known.as_str().is_some_and(|known| reference::means(kind, known));
        let mut value = self.members.get(self.kinds.iter().position(means)?)?;
        let Some(path) = path else { return Some(AttributeValue::Bool(true)) };
        for part in path.split('/') {
            let Value::Object(members) = value else { return None };
            value = members
                .iter()
                .find(|(member, _)| reference::means(part, member))
                .map(|(_, value)| value)?;
        }
        AttributeValue::from_value(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_found_by_kind_and_path() {
        let context = Contexts::parse(
            r#"{ "kind": "multi",
                 "user": { "key": "u", "a/b": 1, "address": { "city": "Busan" }, "none": null },
                 "org": { "key": "o", "anonymous": true } }"#,
        )
        .unwrap();
        assert_eq!(context.attribute("user/key"), Some(AttributeValue::Str("u")));
        assert_eq!(context.attribute("user/a~1b"), Some(AttributeValue::Int(1)));
        assert_eq!(context.attribute("user/address/city"), Some(AttributeValue::Str("Busan")));
        assert_eq!(context.attribute("org/anonymous"), Some(AttributeValue::Bool(true)));
        assert_eq!(context.attribute("user/anonymous"), Some(AttributeValue::Bool(false)));
        assert_eq!(context.attribute("org"), Some(AttributeValue::Bool(true)));
        assert_eq!(context.targeting_key().unwrap().as_str(), "u");
        for missing in
            ["device", "device/key", "user/none", "user/address/city/x", "user/a", "user/"]
        {
            assert_eq!(context.attribute(missing), None, "{missing}");
        }
        let Some(AttributeValue::List(kinds)) = context.attribute(KINDS) else { unreachable!() };
        assert_eq!(kinds.item(1), Some(AttributeValue::Str("org")));
    }

    #[test]
    fn users_of_the_old_form() {
        let user = Contexts::parse(
            r#"{ "key": "u", "name": "n", "custom": { "plan": "pro", "name": "other" } }"#,
        );
        let user = user.unwrap();
        assert_eq!(user.attribute("user/plan"), Some(AttributeValue::Str("pro")));
        assert_eq!(user.attribute("user/name"), Some(AttributeValue::Str("n")));
        assert_eq!(user.attribute("user/kind"), Some(AttributeValue::Str("user")));
        assert_eq!(user.attribute("user/custom"), None);
    }
}
