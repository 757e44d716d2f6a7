//! Unleash's features as flags.json.
//!
//! A flag of flags.json has one seed and draws once. So rollouts of one feature must share their group; and where a
//! rollout decides who has the feature and a second draw which variant, the rollout becomes a flag of its own, a
//! prerequisite of the one with the variants.

use super::constraint::USER;
use super::read::{Dependency, Feature, State, Strategy, Variant};
use super::rule::{Refusal, Segments, attribute, overridden};
use super::strategy::{Share, Stickiness};
use crate::draft::{Draft, Members, list, value_of};
use crate::whom::Whom;
use crate::{ImportError, Imported};
use flagkit_core::Value;
use flagkit_core::plan::Condition;

/// What a feature with variants serves where it is not on, and Unleash's name for that.
const OFF: &str = "disabled";

pub(super) fn import(state: &State) -> Result<Imported, ImportError> {
    let mut draft = Draft::default();
    let segments = Segments::write(state, &mut draft);
    for feature in &state.features {
        let mut notes = Vec::new();
        let writer = Writer { state, segments: &segments, feature };
        match writer.write(&mut notes) {
            Ok((rollout, flag)) => {
                if let Some((key, definition)) = rollout {
                    draft.flag(&key, definition);
                }
                draft.flag(&feature.name, flag);
                let mut told: Vec<String> = Vec::new();
                for note in notes {
                    if !told.contains(&note) {
                        draft.note(&feature.name, note.clone());
                        told.push(note);
                    }
                }
            }
            Err(why) => draft.note(&feature.name, format!("left out: {why}")),
        }
    }
    draft.finish()
}

/// Writes one feature.
struct Writer<'a> {
    state: &'a State,
    segments: &'a Segments,
    feature: &'a Feature,
}

/// A strategy: whom it matches, and who of them is drawn.
struct Row<'f> {
    strategy: &'f Strategy,
    whom: Whom,
    share: Option<Share>,
}

/// By what a flag draws: the members `seed` and `bucket_by`.
#[derive(Clone, PartialEq)]
struct Draw {
    seed: String,
    by: Option<String>,
}

type Written = (Option<(String, Value)>, Value);

impl<'a> Writer<'a> {
    fn write(&self, notes: &mut Vec<String>) -> Result<Written, Refusal> {
        let feature = self.feature;
        let prerequisites = match self.prerequisites(notes)? {
            Some(prerequisites) => prerequisites,
            None => return Ok((None, Value::Bool(false))),
        };
        let schedule = self.schedule();
        if schedule.is_some() {
            notes.push(
                "`currentTime` became `schedule`, which asks the clock alone and includes its first instant"
                    .to_owned(),
            );
        }
        let only = schedule.as_ref().map(|(strategy, _)| strategy);
        let active: Vec<&Strategy> = match only {
            Some(only) => vec![only],
            None => feature.active().collect(),
        };
        let gates = Gates { prerequisites, schedule: schedule.as_ref().map(|(_, at)| at.clone()) };
        let mut rows = Vec::new();
        for strategy in active {
            let (whom, share) = self.segments.strategy(strategy, &feature.name, notes)?;
            if whom != Whom::NoOne {
                rows.push(Row { strategy, whom, share });
            }
        }
        let own = feature.active().any(|strategy| has_weight(&strategy.variants));
        if own {
            self.with_variants_of_strategies(&rows, gates, notes)
        } else if has_weight(&feature.variants) {
            self.with_variants(&rows, gates, notes)
        } else {
            let mut flag = self.head();
            gates.write(&mut flag);
            let body = self.share(&rows, notes)?;
            Ok((None, self.short(flag, body)))
        }
    }

    /// What every flag says.
    fn head(&self) -> Members {
        let mut flag = Members::default();
        if let Some(text) = self.feature.description.as_deref().filter(|text| !text.is_empty()) {
            flag.push("description", text);
        }
        const KINDS: [&str; 4] = ["experiment", "operational", "kill-switch", "permission"];
        if let Some(kind) = self.feature.r#type.as_deref().filter(|kind| KINDS.contains(kind)) {
            flag.push("kind", kind);
        }
        if !self.feature.enabled {
            flag.push("enabled", false);
        }
        flag
    }

    /// A boolean flag in its shortest form.
    fn short(&self, mut head: Members, body: Body) -> Value {
        match body {
            Body::Constant(on) if head.is_empty() => Value::Bool(on),
            Body::Constant(true) if !self.feature.enabled => head.into(),
            Body::Constant(on) => {
                head.push("default", on);
                head.into()
            }
            Body::Members(members) => {
                head.append(members);
                head.into()
            }
        }
    }

    /// Who has the feature: some by rule, the others by a share.
    fn share(&self, rows: &[Row<'_>], notes: &mut Vec<String>) -> Result<Body, Refusal> {
        if self.feature.strategies.is_empty() {
            return Ok(Body::Constant(true));
        }
        if rows.iter().any(|row| row.share.is_none() && row.whom == Whom::Everyone) {
            return Ok(Body::Constant(true));
        }
        let mut draw: Option<Draw> = None;
        for share in rows.iter().filter_map(|row| row.share.as_ref()) {
            let own = drawn_by(share, notes)?;
            if draw.as_ref().is_some_and(|known| *known != own) {
                return Err(
                    "its rollouts are drawn by different groups or fields, and a flag has one \
                            `seed` and one `bucket_by`"
                        .to_owned(),
                );
            }
            draw = Some(own);
        }
        let mut rows: Vec<&Row<'_>> = rows.iter().collect();
        // All are drawn alike, so whoever matches several is in the largest of their shares.
        let percent = |row: &Row<'_>| row.share.as_ref().map_or(100, |share| share.percent);
        rows.sort_by_key(|row| std::cmp::Reverse(percent(row)));
        let (mut rules, mut rollout) = (Vec::new(), None);
        for row in rows {
            let share = row.share.as_ref().map(|share| format!("{}%", share.percent));
            match (&row.whom, share) {
                (Whom::If(condition), share) => {
                    rules.push(rule(condition.clone(), share.unwrap_or_else(|| "on".to_owned())));
                }
                (_, share) => {
                    rollout = share;
                    break;
                }
            }
        }
        let mut members = Members::default();
        if let Some(draw) = draw {
            draw.write(&self.feature.name, &mut members);
        }
        if rules.is_empty() && rollout.is_none() {
            return Ok(Body::Constant(false));
        }
        if !rules.is_empty() {
            members.push("rules", list(rules));
        }
        if let Some(rollout) = rollout {
            members.push("rollout", rollout);
        }
        Ok(Body::Members(members))
    }

    /// A feature whose variants are chosen whichever strategy let the user in.
    fn with_variants(
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
        let mut flag = self.head();
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
        gates.write(&mut flag);
        flag.push("variants", payloads(feature.variants.iter(), notes)?);
        flag.push("default", OFF);
        if let Some(draw) = draw {
            draw.write(&feature.name, &mut flag);
        }
        if !rules.is_empty() {
            flag.push("rules", list(rules));
        }
        if let Some(rollout) = rollout {
            flag.push("rollout", rollout);
        }
        Ok((helper, flag.into()))
    }

    /// A feature whose strategies have variants of their own.
    fn with_variants_of_strategies(
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
        let mut flag = self.head();
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
        gates.write(&mut flag);
        let all = feature.active().flat_map(|strategy| &strategy.variants);
        flag.push("variants", payloads(all, notes)?);
        flag.push("default", OFF);
        if let Some(draw) = draw {
            draw.write(&feature.name, &mut flag);
        }
        if !rules.is_empty() {
            flag.push("rules", list(rules));
        }
        if let Some(rollout) = rollout {
            flag.push("rollout", rollout);
        }
        Ok((helper, flag.into()))
    }

    /// The flag that says who is in, for one that says which variant they have.
    fn helper(&self, members: Members, gates: &mut Gates) -> Result<(String, Value), Refusal> {
        let name = format!("{}.rollout", self.feature.name);
        if self.state.feature(&name).is_some() {
            return Err(format!(
                "its rollout would become the flag `{name}`, which there is already"
            ));
        }
        let mut members = members;
        if !members.has("seed") && members.has("hash") {
            members.push("seed", self.feature.name.as_str());
        }
        gates.prerequisites.push((name.clone(), Value::Bool(true)));
        Ok((name, members.into()))
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

    /// What the dependencies ask for; `None` where nothing can meet them.
    fn prerequisites(
        &self,
        notes: &mut Vec<String>,
    ) -> Result<Option<Vec<(String, Value)>>, Refusal> {
        let mut prerequisites = Vec::new();
        for wanted in &self.feature.dependencies {
            match self.prerequisite(wanted, notes) {
                Ok(value) => prerequisites.push((wanted.feature.clone(), value)),
                Err(why) => {
                    notes.push(format!("off for everyone, as in Unleash: {why}"));
                    return Ok(None);
                }
            }
        }
        Ok(Some(prerequisites))
    }

    fn prerequisite(&self, wanted: &Dependency, notes: &mut Vec<String>) -> Result<Value, Refusal> {
        let Some(parent) = self.state.feature(&wanted.feature) else {
            return Err(format!("it depends on `{}`, which there is not", wanted.feature));
        };
        if !parent.dependencies.is_empty() {
            return Err(format!("it depends on `{}`, which depends on others itself", parent.name));
        }
        let variants: Vec<&Variant> = parent
            .variants
            .iter()
            .chain(parent.active().flat_map(|strategy| &strategy.variants))
            .filter(|variant| variant.weight() > 0 || !variant.overrides.is_empty())
            .collect();
        let enabled = wanted.enabled.unwrap_or(true);
        if !enabled && parent.active().any(|strategy| strategy.parameter("rollout").is_some()) {
            notes.push(format!(
                "who has no key to draw `{}` by meets no prerequisite on it here, though it is off",
                parent.name
            ));
        }
        if variants.is_empty() {
            let named =
                wanted.variants.is_empty() || wanted.variants.iter().any(|name| name == OFF);
            return if !enabled || named {
                Ok(Value::Bool(enabled))
            } else {
                Err(format!("it depends on a variant of `{}`, which has none", parent.name))
            };
        }
        if !enabled {
            return Ok(OFF.into());
        }
        let mut names: Vec<&str> = variants.iter().map(|variant| &*variant.name).collect();
        names.retain(|name| {
            wanted.variants.is_empty() || wanted.variants.iter().any(|any| any == name)
        });
        names.dedup();
        if names.is_empty() {
            return Err(format!("it depends on variants that `{}` does not have", parent.name));
        }
        Ok(if let [name] = *names { name.into() } else { list(names) })
    }

    /// The times between which the only strategy is open, and the strategy without them.
    fn schedule(&self) -> Option<(Strategy, Value)> {
        let mut active = self.feature.active();
        let (only, None) = (active.next()?, active.next()) else { return None };
        let mut rest = only.clone();
        let mut schedule = Members::default();
        rest.constraints.retain(|constraint| {
            let member = match &*constraint.operator {
                "DATE_AFTER" => "start",
                "DATE_BEFORE" => "end",
                _ => return true,
            };
            let clock = constraint.context_name == "currentTime" && !constraint.inverted;
            let reads = super::constraint::condition(constraint) != Condition::Never;
            match constraint.value() {
                Some(value) if clock && reads && !schedule.has(member) => {
                    schedule.push(member, value);
                    false
                }
                _ => true,
            }
        });
        (!schedule.is_empty()).then(|| (rest, schedule.into()))
    }
}

/// What a boolean flag says beside its head.
enum Body {
    Constant(bool),
    Members(Members),
}

/// What must hold before a flag is anything but off.
struct Gates {
    prerequisites: Vec<(String, Value)>,
    schedule: Option<Value>,
}

impl Gates {
    fn write(self, flag: &mut Members) {
        if self.prerequisites.iter().all(|(_, wanted)| *wanted == Value::Bool(true)) {
            if !self.prerequisites.is_empty() {
                flag.push(
                    "prerequisites",
                    list(self.prerequisites.into_iter().map(|(key, _)| key)),
                );
            }
        } else {
            let mut members = Members::default();
            self.prerequisites.into_iter().for_each(|(key, wanted)| members.push(key, wanted));
            flag.push("prerequisites", members);
        }
        if let Some(schedule) = self.schedule {
            flag.push("schedule", schedule);
        }
    }
}

impl Draw {
    fn write(&self, key: &str, flag: &mut Members) {
        flag.push("hash", "unleash");
        if self.seed != key {
            flag.push("seed", self.seed.as_str());
        }
        if let Some(by) = &self.by {
            flag.push("bucket_by", by.as_str());
        }
    }
}

fn drawn_by(share: &Share, notes: &mut Vec<String>) -> Result<Draw, Refusal> {
    let by = match &share.by {
        Stickiness::Random => return Err("it draws users anew each time".to_owned()),
        Stickiness::Default => {
            notes.push(nobody(USER, "drawn by `sessionId`, or anew each time,"));
            None
        }
        Stickiness::Field(field) => Some(attribute(field)?).filter(|field| field != "key"),
    };
    if share.group.is_empty() {
        return Err("it draws by a group without a name".to_owned());
    }
    Ok(Draw { seed: share.group.clone(), by })
}

fn nobody(field: &str, fate: &str) -> String {
    format!("who has no `{field}` is {fate} by Unleash, and gets the old code here")
}

fn rule(condition: Value, serve: impl Into<Value>) -> Value {
    let mut rule = Members::default();
    rule.push("if", condition);
    rule.push("serve", serve);
    rule.into()
}

fn has_weight(variants: &[Variant]) -> bool {
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
