//! Which variant of a feature somebody has.
//!
//! Law: a flag draws once. Where a rollout decides who has the feature and a second draw which variant, the rollout
//! becomes a flag of its own.

use super::gates::Gates;
use super::share::{Draw, nobody};
use super::{Body, OFF, Row, Writer, Written, rule};
use crate::draft::{Members, list, value_of};
use crate::unleash::constraint::USER;
use crate::unleash::read::Variant;
use crate::unleash::rule::{Refusal, attribute, overridden};
use crate::unleash::strategy::Stickiness;
use crate::whom::Whom;
use flagkit_core::Value;

/// What a flag with variants is written of.
struct Parts {
    gates: Gates,
    variants: Value,
    draw: Option<Draw>,
    rules: Vec<Value>,
    rollout: Option<Value>,
}

impl Writer<'_> {
    /// A feature whose variants are chosen whichever strategy let the user in.
    pub(super) fn with_variants(
        &self,
        rows: &[Row<'_>],
        mut gates: Gates,
        notes: &mut Vec<String>,
    ) -> Result<Written, Refusal> {
        let feature = self.feature;
        let first = feature.variants.first().and_then(|variant| variant.stickiness.as_deref());
        let draw = self.variant_draw(&feature.variants, first, &feature.name, notes)?;
        let mut rules = Vec::new();
        for variant in &feature.variants {
            for given in &variant.overrides {
                if let Whom::If(condition) = overridden(&given.context_name, &given.values)? {
                    rules.push(rule(condition, variant.name.as_str()));
                }
            }
        }
        let mut helper = None;
        let mut rollout = None;
        match self.share(rows, notes)? {
            Body::Constant(true) => rollout = Some(weights(&feature.variants)),
            // Overrides are for those alone who are let in.
            Body::Constant(false) => rules.clear(),
            Body::Members(_) if rules.is_empty() && rows.iter().all(|row| row.share.is_none()) => {
                for row in rows {
                    if let Whom::If(condition) = &row.whom {
                        rules.push(rule(condition.clone(), serve(&feature.variants)));
                    }
                }
            }
            Body::Members(members) => {
                rollout = Some(weights(&feature.variants));
                helper = Some(self.helper(members, &mut gates)?);
            }
        }
        let variants = payloads(feature.variants.iter(), notes)?;
        Ok((helper, self.written(Parts { gates, variants, draw, rules, rollout })))
    }

    /// A feature whose strategies have variants of their own.
    pub(super) fn with_variants_of_strategies(
        &self,
        rows: &[Row<'_>],
        mut gates: Gates,
        notes: &mut Vec<String>,
    ) -> Result<Written, Refusal> {
        let feature = self.feature;
        if rows.iter().any(|row| !has_weight(&row.strategy.variants)) {
            return Err(
                "some of its strategies have variants of their own and others do not".to_owned()
            );
        }
        let mut draw: Option<Draw> = None;
        for row in rows {
            let by = row.strategy.parameter("stickiness");
            let group = row.strategy.parameter("groupId").unwrap_or_else(|| feature.name.clone());
            let own = self.variant_draw(&row.strategy.variants, by.as_deref(), &group, notes)?;
            if draw.is_some() && own.is_some() && draw != own {
                return Err("the variants of its strategies are drawn by different groups or fields, and a \
                            flag has one `seed` and one `bucket_by`"
                    .to_owned());
            }
            draw = draw.or(own);
        }
        let (mut rules, mut rollout, mut helper) = (Vec::new(), None, None);
        match rows {
            [row] if row.share.is_some() => {
                if let Body::Members(members) = self.share(rows, notes)? {
                    helper = Some(self.helper(members, &mut gates)?);
                }
                rollout = Some(weights(&row.strategy.variants));
            }
            rows => {
                for row in rows {
                    if row.share.is_some() {
                        return Err(
                            "it has several strategies, and one draws both who has it and which \
                                    variant, for which a flag has but one draw"
                                .to_owned(),
                        );
                    }
                    let own = &row.strategy.variants;
                    match &row.whom {
                        Whom::If(condition) => rules.push(rule(condition.clone(), serve(own))),
                        _ => {
                            rollout = Some(weights(own));
                            break;
                        }
                    }
                }
            }
        }
        let all = feature.active().flat_map(|strategy| &strategy.variants);
        let variants = payloads(all, notes)?;
        Ok((helper, self.written(Parts { gates, variants, draw, rules, rollout })))
    }

    /// The members of a flag with variants, in their order.
    fn written(&self, parts: Parts) -> Value {
        let Parts { gates, variants, draw, rules, rollout } = parts;
        let mut flag = self.head();
        gates.write(&mut flag);
        flag.push("variants", variants);
        flag.push("default", OFF);
        if let Some(draw) = draw {
            draw.write(&self.feature.name, &mut flag);
        }
        if !rules.is_empty() {
            flag.push("rules", list(rules));
        }
        if let Some(rollout) = rollout {
            flag.push("rollout", rollout);
        }
        flag.into()
    }

    /// By what variants are drawn; `None` where there is but one.
    fn variant_draw(
        &self,
        variants: &[Variant],
        by: Option<&str>,
        group: &str,
        notes: &mut Vec<String>,
    ) -> Result<Option<Draw>, Refusal> {
        if variants.iter().filter(|variant| variant.weight() > 0).count() < 2 {
            return Ok(None);
        }
        let by = match Stickiness::of(by) {
            Stickiness::Random => return Err("it draws its variants anew each time".to_owned()),
            Stickiness::Default => {
                notes.push(nobody(USER, "drawn by `sessionId`, or anew each time,"));
                None
            }
            Stickiness::Field(field) => {
                notes.push(nobody(&field, "drawn anew each time"));
                Some(attribute(&field)?).filter(|field| field != "key")
            }
        };
        Ok(Some(Draw { seed: group.to_owned(), by }))
    }
}

pub(super) fn has_weight(variants: &[Variant]) -> bool {
    variants.iter().any(|variant| variant.weight() > 0)
}

/// What is served by weight. A name that comes twice is refused with the flag.
fn weights(variants: &[Variant]) -> Value {
    let mut weights = Members::default();
    for variant in variants.iter().filter(|variant| variant.weight() > 0) {
        weights.push(variant.name.as_str(), i64::from(variant.weight()));
    }
    weights.into()
}

/// What a rule serves: the one variant, where only one has a weight.
fn serve(variants: &[Variant]) -> Value {
    match weights(variants) {
        Value::Object(weights) if weights.len() == 1 => {
            weights.first().map_or(Value::Null, |(name, _)| name.clone().into())
        }
        weights => weights,
    }
}

/// The variants with what they carry.
fn payloads<'v>(
    variants: impl Iterator<Item = &'v Variant>,
    notes: &mut Vec<String>,
) -> Result<Value, Refusal> {
    let mut members = Members::default();
    members.push(OFF, Value::Null);
    for variant in variants {
        let payload = match &variant.payload {
            None => Value::Null,
            Some(payload) => match &*payload.r#type {
                "json" | "number" => match serde_json::from_str(&payload.value) {
                    Ok(json) => value_of(&json),
                    Err(_) => {
                        notes.push(format!(
                            "the payload of `{}` is no {}, and is carried over as a text",
                            variant.name, payload.r#type
                        ));
                        payload.value.as_str().into()
                    }
                },
                _ => payload.value.as_str().into(),
            },
        };
        match members.get(&variant.name) {
            None => members.push(variant.name.as_str(), payload),
            Some(known) if *known == payload && variant.name != OFF => {}
            Some(_) => {
                return Err(format!(
                    "it has two variants `{}` with different payloads",
                    variant.name
                ));
            }
        }
    }
    Ok(members.into())
}
