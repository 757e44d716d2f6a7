//! One flag of LaunchDarkly's as one of flags.json.
//!
//! Law: what cannot be said as it is leaves the whole flag out, since every rule changes what those
//! behind it mean.

use super::condition::{Conditions, Refusal, listed};
use super::rollout::{self, Drawn, Parts, index};
use super::variants::Variants;
use super::whom::{self, Whom};
use crate::draft::{Members, list, object, value_of};
use crate::launchdarkly::read::{Flag, Rollout, Target};
use crate::launchdarkly::reference::{self, USER};
use flagkit_core::{InvalidName, Value, handle_name};
use std::collections::{HashMap, HashSet};

/// The definition, and what its notes say.
pub(super) fn write(
    key: &str,
    flag: &Flag,
    keys: &HashMap<&str, &Flag>,
    conditions: &Conditions<'_>,
) -> Result<(Value, Vec<String>), Refusal> {
    let writer =
        || Writer { key, flag, variants: Variants::of(flag), drawn: None, notes: Vec::new() };
    let mut first = writer();
    let (value, mut writer) = match first.write(keys, conditions) {
        Ok(value) => (value, first),
        Err(why) if flag.on => return Err(why),
        Err(why) => {
            let mut second = writer();
            let value = second.off()?;
            second.notes.push(format!("kept off, without what it would do if it were on: {why}"));
            (value, second)
        }
    };
    let mut told = HashSet::new();
    writer.notes.retain(|note| told.insert(note.clone()));
    Ok((value, writer.notes))
}

const NO_OFF_VARIATION: &str =
    "it has no off variation, so LaunchDarkly serves the default of the code that asks";

/// What somebody gets.
enum Outcome {
    Fixed(usize),
    Drawn(Parts),
}

struct Writer<'d> {
    key: &'d str,
    flag: &'d Flag,
    variants: Variants,
    drawn: Option<Drawn>,
    notes: Vec<String>,
}

impl Writer<'_> {
    fn write(
        &mut self,
        keys: &HashMap<&str, &Flag>,
        conditions: &Conditions<'_>,
    ) -> Result<Value, Refusal> {
        let flag = self.flag;
        if flag.variations.is_empty() {
            return Err("it has no variations".to_owned());
        }
        let prerequisites = self.prerequisites(keys)?;
        let mut rules: Vec<Value> = Vec::new();
        for (target, values) in self.targets()? {
            let outcome = Outcome::Fixed(index(target.variation, flag)?);
            let name = format!("targets of {}", self.variants.name(index(target.variation, flag)?));
            rules.extend(self.rule(&name, listed(values.iter()), &outcome));
        }
        // A rule for everyone leaves nothing to those behind it.
        let mut everyone = None;
        for (place, rule) in flag.rules.iter().enumerate() {
            let outcome = self.outcome(rule.variation, rule.rollout.as_ref())?;
            let name = rule.id.clone().filter(|id| !id.is_empty());
            let name = name.unwrap_or_else(|| format!("rule {}", place + 1));
            match conditions.all(&rule.clauses, &mut self.notes)? {
                Whom::Everyone => {
                    everyone = Some(outcome);
                    break;
                }
                whom => rules.extend(self.rule(&name, whom, &outcome)),
            }
        }
        let everyone = match everyone {
            Some(outcome) => outcome,
            None => self.outcome(flag.fallthrough.variation, flag.fallthrough.rollout.as_ref())?,
        };
        self.definition(rules, &everyone, prerequisites)
    }

    /// The flag as it is while it is off.
    fn off(&mut self) -> Result<Value, Refusal> {
        let off = match (self.flag.off_variation, &self.variants) {
            (Some(off), _) => index(off, self.flag)?,
            (None, Variants::Boolean { on }) => 1 - on,
            (None, Variants::Named(_)) => return Err(NO_OFF_VARIATION.to_owned()),
        };
        self.definition(Vec::new(), &Outcome::Fixed(off), Members::default())
    }

    fn definition(
        &mut self,
        rules: Vec<Value>,
        everyone: &Outcome,
        prerequisites: Members,
    ) -> Result<Value, Refusal> {
        let flag = self.flag;
        let default = self.default(everyone, !prerequisites.is_empty())?;
        let mut members = Members::default();
        if let Err(InvalidName::LeadingDigit) = handle_name(self.key) {
            let letters =
                |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
            members.push(
                "rust",
                format!("FLAG_{}", self.key.chars().map(letters).collect::<String>()),
            );
        }
        if self.has_experiment() {
            members.push("kind", "experiment");
        }
        if !flag.on {
            members.push("enabled", false);
        }
        if let Variants::Named(names) = &self.variants {
            let payloads = names.iter().zip(&flag.variations);
            let payloads = payloads.map(|(name, value)| (name.as_str().into(), value_of(value)));
            members.push("variants", Value::Object(payloads.collect()));
            members.push("default", self.variants.value(default));
        }
        if !rules.is_empty() {
            members.push("rules", list(rules));
        }
        match (everyone, &self.variants) {
            (Outcome::Fixed(index), Variants::Boolean { .. }) => {
                if members.is_empty() && prerequisites.is_empty() {
                    return Ok(self.variants.value(*index));
                }
                members.push("default", self.variants.value(*index));
            }
            (Outcome::Fixed(index), Variants::Named(_)) if *index == default => {}
            (Outcome::Fixed(index), Variants::Named(_)) => {
                members.push("rollout", object(self.variants.name(*index), 100));
            }
            (Outcome::Drawn(parts), _) => members.push("rollout", self.weights(parts)),
        }
        if let Some(drawn) = &self.drawn {
            members.push("hash", "launchdarkly");
            members.push("seed", drawn.seed.as_str());
            if let Some(by) = &drawn.by {
                members.push("bucket_by", by.as_str());
            }
        }
        if !prerequisites.is_empty() {
            members.push("prerequisites", prerequisites);
        }
        Ok(members.into())
    }

    /// The variation of the old code: the off variation, where there is one.
    fn default(&mut self, everyone: &Outcome, has_prerequisites: bool) -> Result<usize, Refusal> {
        let flag = self.flag;
        if let Some(off) = flag.off_variation {
            return index(off, flag);
        }
        let serves = !flag.on || has_prerequisites;
        match &self.variants {
            Variants::Boolean { on } => {
                if serves {
                    self.notes.push(format!("{NO_OFF_VARIATION}; here it is `off`"));
                }
                Ok(1 - on)
            }
            Variants::Named(_) if serves => {
                Err(format!("{NO_OFF_VARIATION}, and flags.json needs a variant for that"))
            }
            Variants::Named(_) => {
                self.notes.push(format!(
                    "{NO_OFF_VARIATION}; `default` is a variant that everyone else gets"
                ));
                Ok(match everyone {
                    Outcome::Fixed(index) => *index,
                    Outcome::Drawn(parts) => parts.first().map_or(0, |(index, _)| *index),
                })
            }
        }
    }

    fn has_experiment(&self) -> bool {
        let rules = self.flag.rules.iter().map(|rule| rule.rollout.as_ref());
        let all = rules.chain([self.flag.fallthrough.rollout.as_ref()]);
        all.flatten().any(Rollout::is_experiment)
    }

    /// The lists of targets in the order in which they are asked, each with its keys.
    fn targets(&self) -> Result<Vec<(&Target, &[String])>, Refusal> {
        let flag = self.flag;
        if flag.context_targets.is_empty() {
            return Ok(flag.targets.iter().map(|target| (target, &*target.values)).collect());
        }
        let mut all = Vec::new();
        for target in &flag.context_targets {
            let kind = reference::kind(target.context_kind.as_deref());
            match (kind == USER, target.values.is_empty()) {
                (true, true) => {
                    let same = |users: &&Target| users.variation == target.variation;
                    let users = flag.targets.iter().filter(same);
                    all.extend(users.map(|users| (users, users.values.as_slice())));
                }
                (false, true) => {}
                (true, false) => all.push((target, &*target.values)),
                (false, false) => {
                    return Err(format!(
                        "it lists contexts of kind `{kind}`; flags.json knows one kind"
                    ));
                }
            }
        }
        Ok(all)
    }

    fn prerequisites(&self, keys: &HashMap<&str, &Flag>) -> Result<Members, Refusal> {
        let mut members = Members::default();
        for prerequisite in &self.flag.prerequisites {
            let key = &*prerequisite.key;
            let Some(other) = keys.get(key) else {
                return Err(format!(
                    "its prerequisite `{key}` is not in the document, so it is always off"
                ));
            };
            let wanted = index(prerequisite.variation, other)
                .map_err(|why| format!("its prerequisite `{key}` is never met: {why}"))?;
            let variants = Variants::of(other);
            let is_off = match variants {
                Variants::Boolean { on } => wanted != on,
                Variants::Named(_) => i64::try_from(wanted).ok() == other.off_variation,
            };
            if is_off {
                return Err(format!(
                    "it wants its prerequisite `{key}` to serve its off variation without being off, \
                     which flags.json cannot tell apart"
                ));
            }
            let value = variants.value(wanted);
            match members.get(key) {
                Some(known) if *known != value => {
                    return Err(format!(
                        "it wants two variations of its prerequisite `{key}` at once"
                    ));
                }
                Some(_) => {}
                None => members.push(key, value),
            }
        }
        Ok(members)
    }

    fn outcome(
        &mut self,
        variation: Option<i64>,
        rollout: Option<&Rollout>,
    ) -> Result<Outcome, Refusal> {
        if let Some(variation) = variation {
            return Ok(Outcome::Fixed(index(variation, self.flag)?));
        }
        let Some(rollout) = rollout else {
            return Err("a rule or the fallthrough serves nothing".to_owned());
        };
        let (drawn, parts) = rollout::read(rollout, self.key, self.flag)?;
        if self.drawn.as_ref().is_some_and(|known| *known != drawn) {
            return Err("its rollouts are drawn by different seeds or attributes, and a flag has one `seed` \
                        and one `bucket_by`"
                .to_owned());
        }
        if let Some(by) = &drawn.by {
            self.notes.push(format!(
                "it is drawn by `{by}`; who has none, an empty text or one that is neither a text nor a whole number gets \
                 the default here and the first variation of the rollout in LaunchDarkly"
            ));
        }
        if rollout.is_experiment() && rollout.variations.iter().any(|weighted| weighted.untracked) {
            self.notes.push(
                "an experiment leaves some of its units out of what it measures; here all count"
                    .to_owned(),
            );
        }
        self.drawn = Some(drawn);
        Ok(Outcome::Drawn(parts))
    }

    /// A rule; none for no one.
    fn rule(&self, name: &str, whom: Whom, outcome: &Outcome) -> Option<Value> {
        let Whom::Those(condition) = whom else { return None };
        let mut members = Members::default();
        members.push("name", name);
        members.push("if", whom::value(condition));
        members.push(
            "serve",
            match outcome {
                Outcome::Fixed(index) => self.variants.value(*index),
                Outcome::Drawn(parts) => self.weights(parts),
            },
        );
        Some(members.into())
    }

    /// A share where that says the same, else weights in percent.
    fn weights(&self, parts: &Parts) -> Value {
        if let (Variants::Boolean { on }, [(first, part), _], Some(drawn)) =
            (&self.variants, parts.as_slice(), &self.drawn)
            && on == first
            && let Some(share) = rollout::share(drawn, *part)
        {
            return share.into();
        }
        let mut weights = Members::default();
        for (index, part) in parts {
            let percent = match part % 1000 {
                0 => Value::from(part / 1000),
                _ => Value::from(f64::from(*part) / 1000.0),
            };
            weights.push(self.variants.name(*index), percent);
        }
        weights.into()
    }
}
