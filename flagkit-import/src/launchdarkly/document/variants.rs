//! What variations are called in flags.json, since LaunchDarkly's documents have only numbers for them.
//!
//! Law: two variations never share a name, and a boolean flag is one here only if its off variation is
//! `false`, as it always is in flags.json.

use crate::launchdarkly::read::Flag;
use flagkit_core::{Value, variant_ident};
use serde_json::Value as Json;
use std::collections::HashSet;

/// What the variations are in flags.json.
pub(super) enum Variants {
    /// A boolean flag, with the variation that is on.
    Boolean { on: usize },
    /// Named, in the order of the variations.
    Named(Vec<String>),
}

impl Variants {
    pub(super) fn of(flag: &Flag) -> Variants {
        let off = flag.off_variation.and_then(|off| usize::try_from(off).ok());
        let texts: Vec<String> = match flag.variations.as_slice() {
            // What is off is `false` in flags.json.
            [Json::Bool(true), Json::Bool(false)] if off != Some(0) => {
                return Variants::Boolean { on: 0 };
            }
            [Json::Bool(false), Json::Bool(true)] if off != Some(1) => {
                return Variants::Boolean { on: 1 };
            }
            [Json::Bool(first), Json::Bool(second)] if first != second => {
                [first, second].map(|on| if *on { "on" } else { "off" }.to_owned()).into()
            }
            variations => variations.iter().filter_map(Json::as_str).map(str::to_owned).collect(),
        };
        // Texts that can be names are what people call them.
        let idents: HashSet<String> =
            texts.iter().filter_map(|text| variant_ident(text).ok()).collect();
        if idents.len() == flag.variations.len() {
            return Variants::Named(texts);
        }
        Variants::Named(
            (0..flag.variations.len()).map(|index| format!("variation-{index}")).collect(),
        )
    }

    /// The name by which weights call a variation.
    pub(super) fn name(&self, index: usize) -> &str {
        match self {
            Variants::Boolean { on } if *on == index => "on",
            Variants::Boolean { .. } => "off",
            Variants::Named(names) => names.get(index).map_or("", String::as_str),
        }
    }

    /// What rules and prerequisites call it.
    pub(super) fn value(&self, index: usize) -> Value {
        match self {
            Variants::Boolean { on } => Value::Bool(*on == index),
            Variants::Named(_) => self.name(index).into(),
        }
    }
}
