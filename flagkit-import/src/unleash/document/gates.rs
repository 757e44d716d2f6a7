//! What must hold before a feature is on: its dependencies, and the clock.

use super::{OFF, Writer};
use crate::draft::{Members, list};
use crate::unleash::constraint;
use crate::unleash::read::{Dependency, Strategy, Variant};
use crate::unleash::rule::Refusal;
use flagkit_core::Value;
use flagkit_core::plan::Condition;

/// What must hold before a flag is anything but off.
pub(super) struct Gates {
    pub(super) prerequisites: Vec<(String, Value)>,
    pub(super) schedule: Option<Value>,
}

impl Gates {
    pub(super) fn write(self, flag: &mut Members) {
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

impl Writer<'_> {
    /// What the dependencies ask for; `None` where nothing can meet them.
    pub(super) fn prerequisites(
        &self,
        notes: &mut Vec<String>,
    ) -> Result<Option<Vec<(String, Value)>>, Refusal> {
        let mut prerequisites = Vec::new();
        for wanted in &self.feature.dependencies {
            let mut unreadable = self.state.unreadable.iter();
            if unreadable.any(|(name, _)| name.as_deref() == Some(&*wanted.feature)) {
                return Err(format!("it depends on `{}`, which does not read", wanted.feature));
            }
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
    pub(super) fn schedule(&self) -> Option<(Strategy, Value)> {
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
            let reads = constraint::condition(constraint) != Condition::Never;
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
