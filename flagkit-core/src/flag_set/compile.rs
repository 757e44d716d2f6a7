//! Definitions to compiled flags.
//!
//! Reading order: this file (which definition is in force), `plan` (its members in the order of
//! evaluation), `stages` and `shadow`, `condition`; `targeting` tells whether they have changed.
//! Law: infallible. A broken definition leaves the previous one in force; where there is none, the
//! flag is absent and the set knows that it is. `"enabled": false` is obeyed even in a broken one.

mod condition;
mod plan;
mod seeds;
mod shadow;
mod stages;
mod targeting;

pub(super) use targeting::SWITCHED_OFF;

use super::{Flag, FlagSet, OFTEN, Place, Places, Variant, stage};
use crate::document::{Document, FlagDefinition};
use crate::value::Value;
use condition::Segments;
use seeds::Seeds;
use std::cell::RefCell;
use std::sync::Arc;

/// Positions of a boolean flag's variants.
const OFF: usize = 0;
const ON: usize = 1;

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
    /// let answer = after.get("new_checkout").unwrap().evaluate(None, &after.at(0));
    /// assert_eq!(answer.reason, Reason::Disabled);
    /// ```
    pub fn compile(document: &Document, previous: Option<&FlagSet>) -> FlagSet {
        let on_off: Arc<[Variant]> = Arc::new([
            Variant::new("off", Value::Bool(false)),
            Variant::new("on", Value::Bool(true)),
        ]);
        let (segments, seeds) = (Segments::of(document), Seeds::of(document));
        let compiled = |definition: &FlagDefinition| {
            if !definition.is_broken() {
                return Some(Arc::new(flag(definition, &on_off, &segments, &seeds)));
            }
            let last_good = previous.and_then(|previous| previous.get(definition.key()));
            if definition.enabled() != Some(false) {
                return last_good.cloned();
            }
            match last_good {
                Some(last_good) => Some(Arc::new(disabled(last_good, definition))),
                // What a broken flag's variants carry cannot be trusted; off is off.
                None if definition.variants().is_empty() && !definition.unread_variants => {
                    Some(Arc::new(flag(definition, &on_off, &segments, &seeds)))
                }
                None => None,
            }
        };
        let flags: Vec<Option<Arc<Flag>>> = document.flags.iter().map(compiled).collect();
        let both = flags.iter().zip(&document.flags).enumerate();
        let switched_off = both
            .filter(|(_, (flag, definition))| flag.is_none() && definition.enabled() == Some(false))
            .map(|(place, _)| place)
            .collect();
        let (index, replicas) = (document.index.clone(), document.replicas());
        FlagSet { flags, index, switched_off, replicas }
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
        let on_off: Arc<[Variant]> =
            Arc::new([Variant::new("off", Value::Null), Variant::new("on", Value::Null)]);
        // Whom segments hold is of no account for whether any are asked.
        let compiled = || flag(self, &on_off, &Segments::default(), &Seeds::default());
        let decides = |flag: &Flag| flag.constant().is_none() || flag.shadow().is_some();
        !self.is_broken() && !decides(&compiled())
    }
}

fn flag(
    definition: &FlagDefinition,
    on_off: &Arc<[Variant]>,
    segments: &Segments,
    seeds: &Seeds<'_>,
) -> Flag {
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
    let planner = plan::Planner {
        definition,
        variants: &variants,
        fallback,
        segments,
        silent: seeds.decide_before(definition),
        chances: RefCell::default(),
    };
    let (plan, shadow) = (planner.plan(), planner.shadow());
    Flag {
        key: definition.key.clone(),
        kind: definition.kind(),
        boolean,
        variants,
        fallback,
        asks_often: plan.tests() >= OFTEN,
        plan,
        guard: definition.guard().cloned().map(Box::new),
        targeting: targeting::fingerprint(definition),
        stages: stage::stages(definition),
        shadow: shadow.map(Box::new),
        places: places(definition),
    }
}

fn places(definition: &FlagDefinition) -> Places {
    let rules = definition.rules.iter();
    let stages = definition.stages.iter();
    let prerequisites = definition.prerequisites.iter();
    let members = definition.places;
    Places {
        flag: definition.location,
        enabled: members.enabled,
        schedule: members.schedule,
        group: members.group,
        rollout: members.rollout,
        default: members.default,
        rules: rules
            .map(|rule| Place {
                name: rule.name.as_deref().map(Arc::from),
                location: rule.location,
            })
            .collect(),
        stages: stages
            .map(|stage| Place { name: Some((*stage.name).into()), location: stage.location })
            .collect(),
        prerequisites: prerequisites
            .map(|other| Place { name: Some((*other.flag).into()), location: other.location })
            .collect(),
    }
}

/// The same flag, switched off.
fn disabled(flag: &Flag, definition: &FlagDefinition) -> Flag {
    Flag { places: places(definition), ..flag.disabled() }
}
