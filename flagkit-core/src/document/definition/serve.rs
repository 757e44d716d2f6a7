//! What a document says of what is served: variants, defaults, shares, weights, rules.

use crate::document::{Condition, Percentage};
use crate::location::Location;
use crate::value::Value;
use std::sync::Arc;

/// One named outcome of a flag.
#[derive(Clone, Debug, PartialEq)]
pub struct VariantDefinition {
    pub(crate) name: Arc<str>,
    pub(crate) payload: Value,
    pub(crate) location: Location,
}

impl VariantDefinition {
    /// The name in the document.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the variant carries: `null` where the document gives only a name.
    pub fn payload(&self) -> &Value {
        &self.payload
    }

    /// Where the name stands.
    pub fn location(&self) -> Location {
        self.location
    }
}

/// What is served when nothing else decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DefaultServe {
    /// Of a boolean flag.
    Boolean(bool),
    /// Of a flag with variants.
    Variant(String),
}

/// Shares of a flag's variants, relative to their sum.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights(pub(crate) Vec<(String, f64)>);

impl Weights {
    /// Each variant that is named, with its weight.
    pub fn iter(&self) -> impl Iterator<Item = (&str, f64)> {
        self.0.iter().map(|(name, weight)| (&**name, *weight))
    }
}

/// Who gets which variant.
#[derive(Clone, Debug, PartialEq)]
pub enum Rollout {
    /// A share of a boolean flag's callers gets the new code.
    Percentage(Percentage),
    /// Every variant has its share.
    Weights(Weights),
}

/// What a rule serves.
#[derive(Clone, Debug, PartialEq)]
pub enum Serve {
    /// `on` or `off` of a boolean flag.
    Boolean(bool),
    /// One variant for everyone whom the rule matches.
    Variant(String),
    /// A draw among those whom the rule matches.
    Rollout(Rollout),
}

/// One rule: whom it matches and what they get.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleDefinition {
    /// What the rule is called in reports.
    pub name: Option<String>,
    /// Whom it matches.
    pub condition: Condition,
    /// What they get.
    pub serve: Serve,
    /// Where the rule stands.
    pub location: Location,
}
