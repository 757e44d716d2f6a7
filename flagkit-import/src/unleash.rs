//! Unleash: features with strategies, constraints, segments and variants.
//!
//! Read from what its client API gives (whole states and delta events) and from its export of one environment.
//! Law: Unleash's `userId` is flagkit's targeting key; every other field of its context is an attribute of the
//! same name.

mod constraint;
mod document;
mod plan;
mod read;
mod rule;
mod strategy;

use crate::{ImportError, Imported};
use flagkit_core::FlagSet;

/// Unleash's features as they are, ready to be asked. A feature that does not read is left out.
///
/// A flag's variants are those of "off" and "on", then every variant of the feature and of its strategies, with
/// Unleash's `{ "type", "value" }` as payload. Attributes are texts as in Unleash, and `currentTime` is one of them:
/// a context that does not know it gives the clock's, in RFC 3339 or as an instant.
///
/// ```
/// use flagkit_core::EvaluationContext;
///
/// let flags = flagkit_import::unleash::flags(r#"{ "version": 2, "features": [{
///     "name": "new_checkout",
///     "enabled": true,
///     "strategies": [{
///         "name": "flexibleRollout",
///         "parameters": { "rollout": "23", "stickiness": "userId", "groupId": "AB12A" }
///     }]
/// }] }"#)?;
/// let flag = flags.get("new_checkout").unwrap();
/// // Unleash's client specification puts this user at 23 of 100.
/// let user = EvaluationContext::new("122");
/// assert_eq!(flag.evaluate(Some(&user), &flags.at(0)).variant, 1);
/// # Ok::<(), flagkit_import::ImportError>(())
/// ```
///
/// # Errors
///
/// The text is no document of Unleash's.
pub fn flags(text: &str) -> Result<FlagSet, ImportError> {
    Ok(plan::flags(&read::state(text)?))
}

pub(crate) fn import(text: &str) -> Result<Imported, ImportError> {
    document::import(&read::state(text)?)
}
