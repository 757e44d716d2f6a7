//! flagd's flags as flags.json.
//!
//! A flag whose variants are `on` and `off` becomes a boolean one, where that changes nothing.

use super::logic::{Ask, By, Decision, Fractional, Reader};
use super::plan::{KEY, number};
use super::read;
use crate::draft::{Draft, Members, list, object, value_of};
use crate::whom::{Whom, is_word};
use crate::{ImportError, Imported};
use flagkit_core::Value;
use flagkit_core::plan::NumberOrder;

/// Why something cannot be carried over.
type Refusal = String;

pub(super) fn import(
    document: &read::Document,
    flags: &read::Flags,
) -> Result<Imported, ImportError> {
    let mut draft = Draft::default();
    for (key, flag) in flags {
        let flag = match flag {
            Ok(flag) => flag,
            Err(why) => {
                draft.note(key, format!("left out: it does not read: {why}"));
                continue;
            }
        };
        let mut reader = Reader::new(key, document.evaluators.as_ref());
        let decision = flag.targeting().map_or(Decision::Default, |rule| reader.decision(rule));
        let mut writer = Writer { flag, notes: Vec::new(), draw: None };
        match writer.write(&decision) {
            Ok(definition) => {
                draft.flag(key, definition);
                writer.notes.into_iter().for_each(|note| draft.note(key, note));
            }
            Err(why) => draft.note(key, format!("left out: {why}")),
        }
    }
    draft.finish()
}

/// Writes one flag.
struct Writer<'a> {
    flag: &'a read::Flag,
    notes: Vec<String>,
    /// `Some(None)`: by flag and targeting key.
    draw: Option<Option<By>>,
}

impl Writer<'_> {
    fn write(&mut self, decision: &Decision) -> Result<Value, Refusal> {
        let Some(default) = self.flag.default_variant.as_deref() else {
            return Err(
                "it has no `defaultVariant`, so its default is the program's; name a variant"
                    .to_owned(),
            );
        };
        if !self.flag.variants.contains_key(default) {
            return Err(format!("its `defaultVariant` `{default}` is none of its variants"));
        }
        let (mut rules, mut rollout) = (Vec::new(), None);
        for (asks, leaf) in decision.leaves() {
            let whom = asks.into_iter().map(|ask| self.whom(ask)).collect::<Result<Vec<_>, _>>()?;
            let whom = Whom::all(whom);
            if whom == Whom::NoOne {
                continue;
            }
            let serve = self.serve(leaf, default)?;
            match whom {
                Whom::If(condition) => {
                    let mut rule = Members::default();
                    rule.push("if", condition);
                    rule.push("serve", serve);
                    rules.push(rule.into());
                }
                _ => {
                    rollout = Some(serve);
                    break;
                }
            }
        }
        let boolean = self.is_boolean() && (self.draw.is_none() || default == "off");
        let mut flag = Members::default();
        if !self.flag.is_enabled() {
            flag.push("enabled", false);
        }
        if !boolean {
            let variants = self.flag.variants.iter();
            flag.push(
                "variants",
                Value::Object(
                    variants.map(|(name, value)| (name.as_str().into(), value_of(value))).collect(),
                ),
            );
        }
        let everyone = match &rollout {
            Some(Value::String(name)) => Some(name.to_string()),
            _ => None,
        };
        if boolean {
            let on = everyone.as_deref().unwrap_or(default) == "on";
            if flag.is_empty()
                && rules.is_empty()
                && rollout.as_ref().is_none_or(|_| everyone.is_some())
                && self.flag.metadata.is_none()
            {
                return Ok(Value::Bool(on));
            }
            if rollout.is_none() || everyone.is_some() {
                flag.push("default", on);
            }
        } else {
            flag.push("default", default);
        }
        match &self.draw {
            None => {}
            Some(by) => {
                flag.push("hash", "flagd");
                if let Some(By { prefix, attribute }) = by {
                    if prefix.is_empty() {
                        return Err(format!(
                            "it draws by `{attribute}` alone, for which `seed` would have to be empty"
                        ));
                    }
                    flag.push("seed", prefix.as_str());
                    if attribute != KEY {
                        flag.push("bucket_by", attribute.as_str());
                    }
                }
            }
        }
        if !rules.is_empty() {
            flag.push("rules", Value::List(rules.into()));
        }
        match (rollout, everyone) {
            (Some(_), Some(name)) if !boolean => flag.push("rollout", object(name, 1)),
            (Some(weights), None) => flag.push("rollout", weights),
            _ => {}
        }
        if let Some(metadata) = self.flag.metadata.as_ref().filter(|members| !members.is_empty()) {
            let metadata =
                metadata.iter().map(|(name, value)| (name.as_str().into(), value_of(value)));
            flag.push("metadata", Value::Object(metadata.collect()));
        }
        Ok(flag.into())
    }

    fn is_boolean(&self) -> bool {
        let variants = &self.flag.variants;
        let is = |name: &str, truth: bool| {
            variants.get(name).and_then(serde_json::Value::as_bool) == Some(truth)
        };
        variants.len() == 2 && is("on", true) && is("off", false)
    }

    fn serve(&mut self, leaf: &Decision, default: &str) -> Result<Value, Refusal> {
        match leaf {
            Decision::Default => Ok(default.into()),
            Decision::Variant(name) => Ok(self.known(name)?.into()),
            Decision::Fractional(fractional) => self.weights(fractional, default),
            Decision::Unknown(what) => Err(format!("flags.json cannot say {what}")),
            Decision::If(..) => Err("a decision within a decision".to_owned()),
        }
    }

    fn known<'n>(&self, name: &'n str) -> Result<&'n str, Refusal> {
        if self.flag.variants.contains_key(name) {
            return Ok(name);
        }
        Err(format!("its rule serves `{name}`, which is none of its variants"))
    }

    fn weights(&mut self, fractional: &Fractional, default: &str) -> Result<Value, Refusal> {
        let mut weights = Members::default();
        for (name, weight) in &fractional.weights {
            let name = self.known(name.as_deref().unwrap_or(default))?;
            if weights.has(name) {
                return Err(format!("its rule gives `{name}` two shares of one draw"));
            }
            // A whole number is written as one.
            let whole = *weight as i64;
            let weight =
                if whole as f64 == *weight { Value::Int(whole) } else { Value::Float(*weight) };
            weights.push(name, weight);
        }
        if fractional.weights.iter().all(|(_, weight)| *weight <= 0.0) {
            return Ok(default.into());
        }
        if self.draw.as_ref().is_some_and(|known| *known != fractional.by) {
            return Err(
                "its rules draw by different texts, and a flag has one `seed` and one `bucket_by`"
                    .to_owned(),
            );
        }
        self.draw = Some(fractional.by.clone());
        if let Some(by) = &fractional.by {
            self.name(&by.attribute)?;
        }
        Ok(weights.into())
    }

    fn name(&self, attribute: &str) -> Result<String, Refusal> {
        match attribute {
            KEY => Ok("key".to_owned()),
            word if is_word(word) => {
                Err(format!("its attribute `{word}` is a word of flags.json's conditions"))
            }
            name => Ok(name.to_owned()),
        }
    }

    fn whom(&mut self, ask: &Ask) -> Result<Whom, Refusal> {
        let parts = |writer: &mut Self, parts: &[Ask]| {
            parts.iter().map(|part| writer.whom(part)).collect::<Result<Vec<Whom>, Refusal>>()
        };
        Ok(match ask {
            Ask::Constant(true) => Whom::Everyone,
            Ask::Constant(false) => Whom::NoOne,
            Ask::All(all) => Whom::all(parts(self, all)?),
            Ask::Any(any) => Whom::any(parts(self, any)?),
            Ask::Not(part) => !self.whom(part)?,
            Ask::Exists(attribute) => Whom::of(self.name(attribute)?, object("exists", true)),
            Ask::Truth(attribute) => {
                // Everything that is there, but for what counts as false.
                let name = self.name(attribute)?;
                let nothing = list([Value::Bool(false), Value::Int(0), Value::from("")]);
                self.notes
                    .push(format!("an empty list or object in `{attribute}` counts as true here"));
                Whom::If(object(
                    "all",
                    list([
                        object(name.as_str(), object("exists", true)),
                        object("not", object(name.as_str(), nothing)),
                    ]),
                ))
            }
            Ask::In { attribute, values, strict } => {
                let name = self.name(attribute)?;
                if let Some(value) = values.iter().find(|value| !strict && number(value).is_some())
                {
                    let other = if value.is_string() { "number" } else { "text" };
                    self.notes.push(format!("`==` compares `{attribute}` with {value} alone here, and not with that {other}"));
                }
                match values.as_slice() {
                    [] => Whom::NoOne,
                    [one] => Whom::of(name, value_of(one)),
                    many => Whom::of(name, list(many.iter().map(value_of))),
                }
            }
            Ask::Number(attribute, order, operand) => {
                self.notes.push(format!(
                    "`{attribute}` is compared as a number; the program must give it as one, since a text is none"
                ));
                let word = match order {
                    NumberOrder::Less => "lt",
                    NumberOrder::AtMost => "le",
                    NumberOrder::Greater => "gt",
                    NumberOrder::AtLeast => "ge",
                    NumberOrder::Equal => "eq",
                };
                let whole = *operand as i64;
                let operand = if whole as f64 == *operand {
                    Value::Int(whole)
                } else {
                    Value::Float(*operand)
                };
                Whom::of(self.name(attribute)?, object(word, operand))
            }
            Ask::StartsWith(attribute, text) => self.text(attribute, "starts_with", text)?,
            Ask::EndsWith(attribute, text) => self.text(attribute, "ends_with", text)?,
            Ask::Contains(attribute, text) => {
                self.notes.push(format!(
                    "of a list in `{attribute}`, an item that contains {text:?} is enough here; flagd wants one that equals it"
                ));
                self.text(attribute, "contains", text)?
            }
            Ask::Version { attribute, requirement } => {
                Whom::of(self.name(attribute)?, object("semver", requirement.as_str()))
            }
            Ask::Since(_) => {
                return Err(
                    "it asks for the time within a rule; write a `schedule`, or dated `stages`"
                        .to_owned(),
                );
            }
            Ask::Unknown(what) => return Err(format!("flags.json cannot say {what}")),
        })
    }

    fn text(&self, attribute: &str, operator: &str, text: &str) -> Result<Whom, Refusal> {
        let name = self.name(attribute)?;
        if text.is_empty() {
            return Ok(Whom::of(name, object("exists", true)));
        }
        Ok(Whom::of(name, object(operator, text)))
    }
}
