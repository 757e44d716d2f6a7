//! A context that is built at run time: a key and named values.
//!
//! Law: cloning it copies no attribute, so that scopes and tasks may carry it along.

use super::{AttributeValue, Context, TargetingKey};
use crate::value::Value;
use std::sync::Arc;

/// A context out of a key and attributes, for those who have no type of their own to derive from.
///
/// ```
/// use flagkit_core::{Context, EvaluationContext};
///
/// let context = EvaluationContext::new("user-42").with("country", "KR").with("age", 31);
/// assert_eq!(context.targeting_key().unwrap().as_str(), "user-42");
/// assert!(context.attribute("country").is_some());
/// assert!(EvaluationContext::anonymous().targeting_key().is_none());
/// ```
///
/// An attribute that is an object is asked for its members by a path: `address.city` is the member
/// `city` of `address`, unless there is an attribute of that very name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EvaluationContext {
    key: Option<Arc<str>>,
    /// Sorted by name.
    attributes: Arc<Vec<(Arc<str>, Value)>>,
}

impl EvaluationContext {
    /// A context for the one with this key.
    pub fn new(key: impl Into<Arc<str>>) -> EvaluationContext {
        EvaluationContext { key: Some(key.into()), attributes: Arc::default() }
    }

    /// A context for someone unknown: attributes can be told, draws cannot be made.
    pub fn anonymous() -> EvaluationContext {
        EvaluationContext::default()
    }

    /// The same context with one attribute more; a second value under one name replaces the first.
    #[must_use]
    pub fn with(mut self, name: impl Into<Arc<str>>, value: impl Into<Value>) -> EvaluationContext {
        self.set(name.into(), value.into());
        self
    }

    /// This context with another laid over it, as OpenFeature merges contexts: where both tell the
    /// key or an attribute, `over` wins.
    ///
    /// ```
    /// use flagkit_core::{Context, EvaluationContext};
    ///
    /// let request = EvaluationContext::anonymous().with("region", "eu").with("plan", "free");
    /// let user = EvaluationContext::new("user-42").with("plan", "premium");
    /// let merged = request.merge(&user);
    /// assert_eq!(merged, EvaluationContext::new("user-42").with("region", "eu").with("plan", "premium"));
    /// ```
    #[must_use]
    pub fn merge(mut self, over: &EvaluationContext) -> EvaluationContext {
        if let Some(key) = &over.key {
            self.key = Some(key.clone());
        }
        for (name, value) in over.attributes.iter() {
            self.set(name.clone(), value.clone());
        }
        self
    }

    /// The attributes, sorted by name.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.attributes.iter().map(|(name, value)| (&**name, value))
    }

    /// The value under a whole name.
    #[inline]
    fn value(&self, name: &str) -> Option<&Value> {
        if self.attributes.len() <= FEW {
            // Most names differ in length, which is compared first.
            let mut all = self.attributes.iter();
            return all.find(|(known, _)| **known == *name).map(|(_, value)| value);
        }
        let index = self.attributes.binary_search_by(|(known, _)| (**known).cmp(name)).ok()?;
        self.attributes.get(index).map(|(_, value)| value)
    }

    fn set(&mut self, name: Arc<str>, value: Value) {
        let attributes = Arc::make_mut(&mut self.attributes);
        match attributes.binary_search_by(|(known, _)| known.cmp(&name)) {
            Ok(index) => {
                if let Some((_, known)) = attributes.get_mut(index) {
                    *known = value;
                }
            }
            Err(index) => attributes.insert(index, (name, value)),
        }
    }
}

// Listed among "other types" in an order that differs from build to build, and named by the note of `Context`.
#[diagnostic::do_not_recommend]
impl Context for EvaluationContext {
    fn targeting_key(&self) -> Option<TargetingKey<'_>> {
        self.key.as_deref().map(TargetingKey::from)
    }

    fn attribute(&self, name: &str) -> Option<AttributeValue<'_>> {
        AttributeValue::from_value(at_path(name, |part| self.value(part))?)
    }

    fn to_shared(&self) -> Option<Arc<dyn Context + Send + Sync>> {
        Some(Arc::new(self.clone()))
    }
}

/// Up to here a look at all names is faster than a search.
const FEW: usize = 12;

/// The value under the whole path, else the rest of the path within the value under its beginning.
fn at_path<'v>(path: &str, get: impl Fn(&str) -> Option<&'v Value>) -> Option<&'v Value> {
    get(path).or_else(|| {
        path.match_indices('.').find_map(|(dot, _)| {
            let (head, rest) = (path.get(..dot)?, path.get(dot + 1..)?);
            get(head).and_then(|object| member(object, rest))
        })
    })
}

/// The value at a path within an object.
pub(super) fn member<'v>(object: &'v Value, path: &str) -> Option<&'v Value> {
    matches!(object, Value::Object(_)).then(|| at_path(path, |part| object.get(part)))?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(members: &[(&str, Value)]) -> Value {
        Value::Object(members.iter().map(|(name, value)| ((*name).into(), value.clone())).collect())
    }

    #[test]
    fn members_of_objects_are_asked_for_by_a_path() {
        let geo = object(&[("zip", 4812.into()), ("a.b", 1.into()), ("none", Value::Null)]);
        let address = object(&[("city", "Busan".into()), ("geo", geo.clone())]);
        let context =
            EvaluationContext::new("u").with("address", address).with("address.city", "literal");
        assert_eq!(context.attribute("address.city"), Some(AttributeValue::Str("literal")));
        assert_eq!(context.attribute("address.geo.zip"), Some(AttributeValue::Int(4812)));
        assert_eq!(context.attribute("address.geo.a.b"), Some(AttributeValue::Int(1)));
        assert_eq!(context.attribute("address.geo"), Some(AttributeValue::Object(&geo)));
        for missing in
            ["address.geo.none", "address.street", "address.", ".city", ".", "address.geo.zip.x"]
        {
            assert_eq!(context.attribute(missing), None, "{missing}");
        }
    }
}
