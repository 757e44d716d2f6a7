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

impl Context for EvaluationContext {
    fn targeting_key(&self) -> Option<TargetingKey<'_>> {
        self.key.as_deref().map(TargetingKey::from)
    }

    fn attribute(&self, name: &str) -> Option<AttributeValue<'_>> {
        let index = self.attributes.binary_search_by(|(known, _)| (**known).cmp(name)).ok()?;
        self.attributes.get(index).and_then(|(_, value)| AttributeValue::from_value(value))
    }
}
