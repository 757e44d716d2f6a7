//! Unleash's context as one of flagkit's.

use flagkit_core::{AttributeValue, Context, TargetingKey};
use serde_json::Value;

/// The context of a case: fixed fields, and properties beside them.
pub(super) struct UnleashContext<'t> {
    pub(super) fields: &'t Value,
    /// What `currentTime` is where the case does not say.
    pub(super) now: i64,
}

impl Context for UnleashContext<'_> {
    fn targeting_key(&self) -> Option<TargetingKey<'_>> {
        Some(self.fields.get("userId")?.as_str()?.into())
    }

    fn attribute(&self, name: &str) -> Option<AttributeValue<'_>> {
        const FIXED: [&str; 6] =
            ["userId", "sessionId", "environment", "appName", "currentTime", "remoteAddress"];
        let holder =
            if FIXED.contains(&name) { Some(self.fields) } else { self.fields.get("properties") };
        match holder.and_then(|holder| holder.get(name)).and_then(Value::as_str) {
            Some(text) => Some(AttributeValue::Str(text)),
            None if name == "currentTime" => Some(AttributeValue::Instant(self.now)),
            None => None,
        }
    }
}
