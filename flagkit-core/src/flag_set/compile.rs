//! Definitions to compiled flags.
//!
//! Law: infallible. A broken definition leaves the previous one in force; where there is none, the
//! flag is absent and the set knows that it is. `"enabled": false` is obeyed even in a broken one.

use super::{Decision, Flag, FlagSet, OFF, ON, Variant};
use crate::bucketing::{BUCKETS, Prefix};
use crate::document::{DefaultServe, Document, FlagDefinition, Rollout, coverage};
use crate::evaluation::{Evaluation, Reason};
use crate::value::Value;
use std::sync::Arc;

impl FlagSet {
    /// Makes the flags of a document ready to be asked.
    ///
    /// A broken flag keeps the definition it has in `previous`; without one it is absent, and
    /// [`FlagSet::broken`] tells. A flag that is switched off is off, broken or not: a mistake
    /// elsewhere in a definition must not keep an emergency waiting.
    ///
    /// ```
    /// use flagkit_core::{Document, FlagSet, Reason};
    ///
    /// let compile = |text, previous| FlagSet::compile(&Document::parse(text).document.unwrap(), previous);
    /// let before = compile(r#"{ "new_checkout": true }"#, None);
    /// let after = compile(r#"{ "new_checkout": { "enabled": false, "onwer": "me" } }"#, Some(&before));
    /// assert_eq!(after.get("new_checkout").unwrap().evaluate(None).reason, Reason::Disabled);
    /// ```
    pub fn compile(document: &Document, previous: Option<&FlagSet>) -> FlagSet {
        let on_off: Arc<[Variant]> = Arc::new([
            Variant { name: "off".into(), payload: Value::Bool(false) },
            Variant { name: "on".into(), payload: Value::Bool(true) },
        ]);
        let compiled = |definition: &FlagDefinition| {
            if !definition.is_broken() {
                return Some(Arc::new(flag(definition, &on_off)));
            }
            let last_good = previous.and_then(|previous| previous.get(definition.key()));
            if definition.enabled() != Some(false) {
                return last_good.cloned();
            }
            match last_good {
                Some(last_good) => Some(Arc::new(disabled(last_good))),
                // What a broken flag's variants carry cannot be trusted; off is off.
                None if definition.variants().is_empty() && !definition.unread_variants => {
                    Some(Arc::new(flag(definition, &on_off)))
                }
                None => None,
            }
        };
        FlagSet {
            flags: document.flags.iter().map(compiled).collect(),
            index: document.index.clone(),
        }
    }
}

impl FlagDefinition {
    /// Whether everyone gets the same answer, so that the flag decides nothing any more.
    ///
    /// ```
    /// use flagkit_core::Document;
    ///
    /// let flags = Document::parse(r#"{ "old_banner": false, "new_checkout": "5%" }"#).document.unwrap();
    /// assert!(flags.flag("old_banner").unwrap().is_constant());
    /// assert!(!flags.flag("new_checkout").unwrap().is_constant());
    /// ```
    pub fn is_constant(&self) -> bool {
        !self.is_broken() && matches!(decision(self, OFF), Decision::Constant(_))
    }
}

fn flag(definition: &FlagDefinition, on_off: &Arc<[Variant]>) -> Flag {
    let boolean = definition.variants().is_empty();
    let variants = if boolean {
        on_off.clone()
    } else {
        let variants = definition.variants().iter();
        variants.map(|v| Variant { name: v.name.clone(), payload: v.payload().clone() }).collect()
    };
    let fallback = definition
        .default_variant()
        .and_then(|name| variants.iter().position(|variant| &*variant.name == name))
        .unwrap_or(OFF);
    Flag {
        key: definition.key.clone(),
        kind: definition.kind(),
        boolean,
        variants,
        fallback,
        decision: decision(definition, fallback),
    }
}

/// The same flag, switched off.
fn disabled(flag: &Flag) -> Flag {
    let decision = Decision::Constant(Evaluation::new(flag.fallback, Reason::Disabled));
    Flag { decision, ..flag.clone() }
}

fn decision(definition: &FlagDefinition, fallback: usize) -> Decision {
    let constant = |variant, reason| Decision::Constant(Evaluation::new(variant, reason));
    if definition.enabled() == Some(false) {
        return constant(fallback, Reason::Disabled);
    }
    if !coverage::unevaluated(definition).is_empty() {
        return Decision::NotEvaluated;
    }
    if let Some(Rollout::Percentage(share)) = definition.rollout() {
        return match share.buckets() {
            0 => constant(OFF, Reason::Static),
            BUCKETS.. => constant(ON, Reason::Static),
            threshold => {
                let prefix = Prefix::new(definition.seed().unwrap_or(definition.key()));
                Decision::Share { threshold, prefix }
            }
        };
    }
    match definition.default() {
        Some(DefaultServe::Boolean(true)) => constant(ON, Reason::Static),
        Some(DefaultServe::Boolean(false)) => constant(OFF, Reason::Static),
        Some(DefaultServe::Variant(_)) => constant(fallback, Reason::Static),
        // `"enabled": true` and nothing else: a switch that is on.
        None if definition.enabled() == Some(true) => constant(ON, Reason::Static),
        // Nothing in the document turns it on.
        None => constant(fallback, Reason::Default),
    }
}
