//! GrowthBook's features as flags.json.
//!
//! GrowthBook's attribute `id` becomes the targeting key. Laws: users stay in their buckets, so a flag keeps hash and
//! seed; a rule that flags.json cannot state takes its feature with it, since what comes after it would reach others.

mod condition;
mod serve;
mod variants;

use super::condition::condition as plan_condition;
use super::plan::holds;
use super::range::{bucket_ranges, bucketing, covered, disjoint, positions};
use super::read::{Feature, ParentCondition, Payload, Rule};
use crate::draft::{Draft, Members, list, object};
use crate::{ImportError, Imported};
use condition::{KEY, Test, Translation, name_of};
use flagkit_core::bucketing::Bucketing;
use flagkit_core::{InvalidName, Value, handle_name};
use serde_json::{Map, Value as Json};
use serve::{Part, drawable, percentage, rule, weights};
use std::collections::HashMap;
use std::sync::Arc;
use variants::Variants;

pub(super) fn import(payload: &Payload) -> Result<Imported, ImportError> {
    let mut draft = Draft::default();
    for (key, why) in &payload.unreadable {
        draft.note(key, format!("left out, since it does not read: {why}"));
    }
    for experiment in &payload.experiments {
        let key = experiment.key.as_deref().unwrap_or("?");
        draft.note_document(format!(
            "the experiment `{key}` is left out, since it is part of no feature"
        ));
    }
    let mut carried: HashMap<&str, Carried<'_>> = HashMap::new();
    for (key, feature) in &payload.features {
        match carry(key, feature, payload) {
            Ok(feature) => {
                carried.insert(key, feature);
            }
            Err(why) => draft.note(key, format!("left out, since {why}")),
        }
    }
    // A flag goes with the one that must hold first, as often as one does.
    loop {
        let lost = carried.iter().find_map(|(key, feature)| {
            let gate = feature.gates.iter().find(|gate| {
                payload.features.iter().any(|(known, _)| *known == gate.id)
                    && !carried.contains_key(gate.id.as_str())
            });
            gate.map(|gate| (*key, gate.id.as_str()))
        });
        let Some((key, gate)) = lost else { break };
        carried.remove(key);
        draft.note(key, format!("left out, since `{gate}`, which it waits for, is"));
    }
    for (key, _) in &payload.features {
        let Some(feature) = carried.get(key.as_str()) else { continue };
        let definition = feature.definition(key, &carried, &payload.saved_groups);
        if definition.get("enabled").is_some() {
            draft.note(
                key,
                "switched off, since a feature that it waits for never gives what is wanted",
            );
        }
        for note in &feature.notes {
            draft.note(key, note.clone());
        }
        for (name, condition) in &feature.segments {
            draft.segment(name, condition.clone());
        }
        draft.flag(key, definition);
    }
    draft.finish()
}

/// A feature that flags.json can state.
struct Carried<'a> {
    /// What its prerequisites may name, with what each carries.
    variants: Vec<(Arc<str>, Value)>,
    boolean: bool,
    gates: Vec<&'a ParentCondition>,
    /// Everything but the prerequisites.
    members: Members,
    /// What it is when it is nothing else: a boolean flag that is the same for everyone.
    constant: Option<bool>,
    segments: Vec<(Arc<str>, Value)>,
    notes: Vec<String>,
}

/// By what a rule draws: the attribute, `hashVersion`, and the seed.
#[derive(Clone, Debug, PartialEq)]
struct Draw {
    attribute: String,
    version: u32,
    seed: String,
}

/// A rule that serves something.
struct Arm<'a> {
    name: Option<&'a str>,
    test: Test,
    /// By the ends of positions; those who get nothing go on to the next rule.
    parts: Vec<(u64, Option<&'a Json>)>,
    draw: Option<(Draw, Bucketing)>,
    /// Whether those outside are no part of what is measured.
    experiment: bool,
}

fn carry<'a>(key: &str, feature: &'a Feature, payload: &Payload) -> Result<Carried<'a>, String> {
    let mut translation = Translation::default();
    let mut gates: Vec<&ParentCondition> = Vec::new();
    let mut arms: Vec<Arm<'a>> = Vec::new();
    let mut otherwise = &feature.default_value;
    for rule in &feature.rules {
        for parent in &rule.parent_conditions {
            if parent.gate != Some(true) {
                return Err(format!(
                    "a rule asks for `{}`, which only a whole flag can",
                    parent.id
                ));
            }
            if !arms.is_empty() {
                return Err(format!("it waits for `{}` behind other rules", parent.id));
            }
            gates.push(parent);
        }
        let Some(arm) = arm(key, rule, payload, &mut translation)? else { continue };
        match (&arm.test, &*arm.parts, &arm.draw) {
            (Test::Never, ..) => continue,
            (Test::Always, [(_, Some(value))], None) => {
                // Whatever stands behind it, nobody gets there.
                otherwise = value;
                break;
            }
            // A coverage of nothing.
            _ if arm.parts.iter().all(|(_, value)| value.is_none()) => continue,
            _ => arms.push(arm),
        }
    }
    let mut notes = std::mem::take(&mut translation.notes);
    notes.dedup();
    if feature.rules.iter().any(|rule| rule.fallback_attribute().is_some()) {
        notes.push("assignments that GrowthBook remembers, and `fallbackAttribute` with them, are not carried over".to_owned());
    }
    let rules = payload.features.iter().flat_map(|(_, feature)| &feature.rules);
    let mut parents = rules.flat_map(|rule| &rule.parent_conditions);
    let role =
        Role { waits: !gates.is_empty(), is_waited_for: parents.any(|parent| parent.id == key) };
    let (members, variants, boolean) = written(key, &arms, otherwise, &role)?;
    notes.extend(gates.iter().filter(|_| boolean).map(|gate| {
        format!("who waits for `{}` gets `off`, where GrowthBook gives `null`", gate.id)
    }));
    let constant = if members.is_empty() { otherwise.as_bool() } else { None };
    Ok(Carried {
        variants,
        boolean,
        gates,
        members,
        constant,
        segments: translation.segments,
        notes,
    })
}

/// What a rule serves to whom; nothing if it serves nobody.
fn arm<'a>(
    key: &str,
    rule: &'a Rule,
    payload: &Payload,
    translation: &mut Translation,
) -> Result<Option<Arm<'a>>, String> {
    let test = match &rule.condition {
        Some(condition) => translation.condition(condition, &payload.saved_groups)?,
        None => Test::Always,
    };
    let untold = |what: &str| Err(format!("a rule has {what}, which flags.json does not know"));
    let variations = rule.variations().unwrap_or_default();
    let serves = rule.force.is_some() || variations.len() > 1;
    if !serves || test == Test::Never {
        return Ok(None);
    }
    if rule.filters.as_ref().is_some_and(|filters| !filters.is_empty()) {
        return untold("`filters`");
    }
    let seed_key = if rule.force.is_some() { key } else { rule.key_or(key) };
    let draw = Draw {
        attribute: rule.hash_attribute().to_owned(),
        version: rule.hash_version(),
        seed: rule.seed_or(seed_key).to_owned(),
    };
    let Some(bucketing) = bucketing(&draw.seed, draw.version) else {
        // GrowthBook draws nobody by a hash that it does not know.
        let drawn = rule.force.is_none() || rule.coverage.is_some() || rule.range.is_some();
        return if drawn { Ok(None) } else { untold("an unknown hash") };
    };
    let space = bucketing.space();
    if let Some(value) = &rule.force {
        let (name, experiment) = (None, false);
        if rule.range.is_none() && rule.coverage.is_none() {
            let parts = vec![(space, Some(value))];
            return Ok(Some(Arm { name, test, parts, draw: None, experiment }));
        }
        let (start, end) = match rule.range {
            Some(range) => positions(&bucketing, range),
            None => (0, covered(&bucketing, rule.coverage.unwrap_or(1.0))),
        };
        let parts = vec![(start, None), (end, Some(value)), (space, None)];
        let parts = shortened(parts);
        let draw = Some((draw, bucketing));
        return Ok(Some(Arm { name, test, parts, draw, experiment }));
    }
    if rule.namespace.is_some() {
        return untold("a namespace");
    }
    if rule.contextual_bandit_ref.as_ref().is_some_and(|id| payload.bandits.contains_key(id)) {
        return untold("a contextual bandit");
    }
    if (0..variations.len()).any(|variation| rule.passes_through(variation)) {
        return untold("a variation that passes through");
    }
    let ranges = match &rule.ranges {
        Some(ranges) => ranges.clone(),
        None => bucket_ranges(variations.len(), rule.coverage, rule.weights.as_deref()),
    };
    let ranges: Vec<(u64, u64)> =
        ranges.iter().map(|range| positions(&bucketing, *range)).collect();
    let mut parts = Vec::new();
    for range in disjoint(&ranges, |index| (index < variations.len()).then_some(index)) {
        parts.push((range.start, None));
        parts.push((range.end, variations.get(range.variant)));
    }
    parts.push((space, None));
    let parts = shortened(parts);
    let draw = Some((draw, bucketing));
    Ok(Some(Arm { name: rule.key.as_deref(), test, parts, draw, experiment: true }))
}

/// The parts without empty ones.
fn shortened(parts: Vec<(u64, Option<&Json>)>) -> Vec<(u64, Option<&Json>)> {
    let mut before = 0;
    parts.into_iter().filter(|(end, _)| *end > std::mem::replace(&mut before, *end)).collect()
}

/// What a feature is to others.
struct Role {
    waits: bool,
    is_waited_for: bool,
}

type Written = (Members, Vec<(Arc<str>, Value)>, bool);

/// The members of the flag, and its variants.
fn written(key: &str, arms: &[Arm<'_>], otherwise: &Json, role: &Role) -> Result<Written, String> {
    let draws: Vec<&Draw> =
        arms.iter().filter_map(|arm| arm.draw.as_ref()).map(|(draw, _)| draw).collect();
    if draws.iter().zip(draws.iter().skip(1)).any(|(draw, next)| draw != next) {
        return Err("its rules draw by more than one attribute, hash or seed".to_owned());
    }
    if let Some((_, before)) = arms.split_last()
        && before.iter().any(|arm| arm.parts.iter().any(|(_, value)| value.is_none()))
    {
        return Err("those whom a rule does not draw go on to the next one".to_owned());
    }
    let is_bool =
        |arm: &Arm<'_>| arm.parts.iter().all(|(_, value)| value.is_none_or(Json::is_boolean));
    let boolean =
        otherwise.is_boolean() && arms.iter().all(|arm| is_bool(arm) && fits_two(arm, otherwise));
    let mut variants = Variants::default();
    if boolean {
        variants.of(&Json::Bool(false), "off");
        variants.of(&Json::Bool(true), "on");
    }
    let default = variants.of(otherwise, "default");
    // Who waits in vain gets the fallback, which must then be another variant than everyone's.
    let blocked = (role.waits && !boolean).then(|| variants.of(&Json::Null, "none"));
    let fallback = blocked.as_ref().unwrap_or(&default).clone();
    let by_rollout = !role.is_waited_for && fallback == default && (!boolean || &*default == "off");
    let mut rules = Vec::new();
    let mut rollout = None;
    for (index, arm) in arms.iter().enumerate() {
        let mut parts: Vec<Part> = Vec::new();
        for (end, value) in &arm.parts {
            let mut variant = match value {
                Some(value) => variants.of(value, &format!("variation_{}", parts.len())),
                None if arm.experiment => variants.named("outside", otherwise),
                None => default.clone(),
            };
            if let Some(last) = parts.last_mut().filter(|last| last.variant == variant) {
                last.end = *end;
                continue;
            }
            if parts.iter().any(|part| part.variant == variant) {
                variant = variants.named(&variant, value.unwrap_or(otherwise));
            }
            parts.push(Part { end: *end, variant });
        }
        let serve = served(arm, &parts, boolean, &default)?;
        let guard = match &arm.draw {
            Some((draw, _)) => Test::When(drawable(name_of(&draw.attribute)?)),
            None => Test::Always,
        };
        // Who cannot be drawn gets the fallback by a rollout, and that for want of a key, on which nothing can be built.
        let is_last = index + 1 == arms.len() && arm.test == Test::Always && parts.len() > 1;
        if is_last && by_rollout {
            rollout = Some(serve);
            continue;
        }
        match Test::all([arm.test.clone(), guard]) {
            Test::When(condition) => rules.push(rule(arm.name, condition, serve)),
            Test::Always | Test::Never => return Err("a rule is for everyone".to_owned()),
        }
    }
    let payloads: Vec<(Arc<str>, Value)> =
        variants.payloads().map(|(name, payload)| (name.clone(), payload)).collect();
    let mut members = Members::default();
    if !boolean {
        members.push("variants", Value::Object(payloads.clone().into()));
        members.push("default", Value::String(fallback.clone()));
    } else if (!rules.is_empty() || rollout.is_some()) && otherwise.as_bool() == Some(true) {
        members.push("default", true);
    } else if !rules.is_empty() && rollout.is_none() {
        members.push("default", false);
    }
    if let Some(draw) = draws.first().filter(|_| arms.iter().any(|arm| arm.parts.len() > 1)) {
        members.push("hash", format!("growthbook-v{}", draw.version));
        if draw.seed != key {
            members.push("seed", draw.seed.as_str());
        }
        if draw.attribute != KEY {
            members.push("bucket_by", name_of(&draw.attribute)?);
        }
    }
    if !rules.is_empty() {
        members.push("rules", list(rules));
    }
    match rollout {
        Some(rollout) => members.push("rollout", rollout),
        None if fallback != default => members.push("rollout", object(default, 1)),
        None => {}
    }
    Ok((members, payloads, boolean))
}

/// Whether a boolean flag can serve the parts: neither `on` nor `off` has two, and those outside of an experiment
/// would be one of its arms.
fn fits_two(arm: &Arm<'_>, otherwise: &Json) -> bool {
    if arm.experiment && arm.parts.iter().any(|(_, value)| value.is_none()) {
        return false;
    }
    let mut served: Vec<&Json> =
        arm.parts.iter().map(|(_, value)| value.unwrap_or(otherwise)).collect();
    served.dedup();
    served.len() <= 2
}

fn served(
    arm: &Arm<'_>,
    parts: &[Part],
    boolean: bool,
    default: &Arc<str>,
) -> Result<Value, String> {
    match (parts, &arm.draw) {
        ([one], _) => Ok(Value::String(one.variant.clone())),
        ([on, _], Some((_, bucketing)))
            if boolean && &*on.variant == "on" && &**default == "off" =>
        {
            match percentage(bucketing, on.end) {
                Some(share) => Ok(share.into()),
                None => weights(bucketing, parts).ok_or_else(|| UNDRAWN.to_owned()),
            }
        }
        (parts, Some((_, bucketing))) => {
            weights(bucketing, parts).ok_or_else(|| UNDRAWN.to_owned())
        }
        (_, None) => Err(UNDRAWN.to_owned()),
    }
}

const UNDRAWN: &str = "no weights give every user the same variation";

impl Carried<'_> {
    /// The definition, switched off where a prerequisite can never hold.
    fn definition(
        &self,
        key: &str,
        carried: &HashMap<&str, Carried<'_>>,
        groups: &Map<String, Json>,
    ) -> Value {
        let mut prerequisites = Members::default();
        let mut never = false;
        for gate in &self.gates {
            // Of several on one feature, all must hold.
            let same = self.gates.iter().filter(|other| other.id == gate.id);
            let conditions: Vec<_> = same
                .filter_map(|gate| gate.condition.as_ref())
                .map(|json| plan_condition(json, groups))
                .collect();
            let met = |payload: &Value| conditions.iter().all(|wanted| holds(wanted, payload));
            let Some(parent) = carried.get(gate.id.as_str()) else {
                // A feature that is not there gives `null`.
                never |= !met(&Value::Null);
                continue;
            };
            let variants = parent.variants.iter();
            let names: Vec<&Arc<str>> =
                variants.filter(|(_, payload)| met(payload)).map(|(name, _)| name).collect();
            if names.len() == parent.variants.len() || prerequisites.has(&gate.id) {
                continue;
            }
            let value = match (&*names, parent.boolean) {
                ([], _) => {
                    never = true;
                    continue;
                }
                ([one], true) => Value::Bool(&***one == "on"),
                (names, _) => list(names.iter().map(|name| Value::String((*name).clone()))),
            };
            prerequisites.push(gate.id.as_str(), value);
        }
        let mut members = Members::default();
        if let Err(InvalidName::LeadingDigit | InvalidName::NoLetter) = handle_name(key) {
            let plain =
                |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
            members.push("rust", format!("FLAG_{}", key.chars().map(plain).collect::<String>()));
        }
        match self.constant {
            Some(truth) if prerequisites.is_empty() && !never && members.is_empty() => {
                return Value::Bool(truth);
            }
            _ => {}
        }
        if never {
            members.push("enabled", false);
        }
        members.append(self.members.clone());
        if let Some(truth) = self.constant {
            members.push("default", truth);
        }
        if !prerequisites.is_empty() {
            members.push("prerequisites", Value::from(prerequisites));
        }
        members.into()
    }
}
