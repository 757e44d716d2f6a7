//! Names for what GrowthBook only has values for.
//!
//! Law: one variant for each value, and another name only where a value must be told apart.

use crate::draft::value_of;
use flagkit_core::{Value, variant_ident};
use serde_json::Value as Json;
use std::sync::Arc;

/// The variants of a feature, in the order in which they came up.
#[derive(Debug, Default)]
pub(super) struct Variants {
    known: Vec<(Arc<str>, Json)>,
}

impl Variants {
    /// The variant of a value, named by its text or else by a hint.
    pub(super) fn of(&mut self, value: &Json, hint: &str) -> Arc<str> {
        match self.known.iter().find(|(_, known)| known == value) {
            Some((name, _)) => name.clone(),
            None => self.named(&name_of(value).unwrap_or_else(|| hint.to_owned()), value),
        }
    }

    /// One more variant of a value.
    pub(super) fn named(&mut self, hint: &str, value: &Json) -> Arc<str> {
        let hint = if variant_ident(hint).is_ok() { hint } else { "variant" };
        let is_free = |name: &String| {
            let ident = variant_ident(name);
            ident.is_ok() && !self.known.iter().any(|(known, _)| variant_ident(known) == ident)
        };
        let names = std::iter::once(hint.to_owned()).chain((2..).map(|n| format!("{hint}_{n}")));
        let name: Arc<str> = names.into_iter().find(is_free).unwrap_or_default().into();
        self.known.push((name.clone(), value.clone()));
        name
    }

    pub(super) fn payloads(&self) -> impl Iterator<Item = (&Arc<str>, Value)> {
        self.known.iter().map(|(name, value)| (name, value_of(value)))
    }
}

/// What a value is called by itself.
fn name_of(value: &Json) -> Option<String> {
    match value {
        Json::Bool(truth) => Some(if *truth { "on" } else { "off" }.to_owned()),
        Json::Null => Some("none".to_owned()),
        Json::Number(number) => {
            let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
            Some(format!(
                "v{}",
                number.to_string().replace('-', "minus").chars().map(plain).collect::<String>()
            ))
        }
        Json::String(text) => {
            let mut name = String::new();
            for character in text.chars().take(40) {
                match character {
                    'a'..='z' | 'A'..='Z' | '0'..='9' | '-' => name.push(character),
                    _ if name.ends_with('_') || name.is_empty() => {}
                    _ => name.push('_'),
                }
            }
            let name = name.trim_end_matches('_');
            variant_ident(name).is_ok().then(|| name.to_owned())
        }
        Json::Array(_) | Json::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_named_by_their_text() {
        let mut variants = Variants::default();
        let mut name = |value: Json| variants.of(&value, "variation_1").to_string();
        assert_eq!(name(json!("red")), "red");
        assert_eq!(name(json!("Dark Red!")), "Dark_Red");
        assert_eq!(name(json!("red")), "red");
        assert_eq!(name(json!("RED")), "RED_2");
        assert_eq!(name(json!(-1.5)), "vminus1_5");
        assert_eq!(name(json!({ "a": 1 })), "variation_1");
        assert_eq!(name(json!({ "a": 2 })), "variation_1_2");
        assert_eq!(name(json!("")), "variation_1_3");
        assert_eq!(name(json!(true)), "on");
    }
}
