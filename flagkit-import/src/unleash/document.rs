//! Unleash's features as flags.json.
//!
//! A flag of flags.json has one seed and draws once. So rollouts of one feature must share their group; and where a
//! rollout decides who has the feature and a second draw which variant, the rollout becomes a flag of its own, a
//! prerequisite of the one with the variants.

mod gates;
mod share;
mod variants;

use super::read::{Feature, State, Strategy};
use super::rule::{Refusal, Segments};
use super::strategy::Share;
use crate::draft::{Draft, Members};
use crate::whom::Whom;
use crate::{ImportError, Imported};
use flagkit_core::Value;
use gates::Gates;
use variants::has_weight;

/// What a feature with variants serves where it is not on, and Unleash's name for that.
const OFF: &str = "disabled";

pub(super) fn import(state: &State) -> Result<Imported, ImportError> {
    let mut draft = Draft::default();
    for (name, why) in &state.unreadable {
        match name {
            Some(name) => draft.note(name, format!("left out: it does not read: {why}")),
            None => draft.note_document(format!("a feature without a name is left out: {why}")),
        }
    }
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
                notes.into_iter().for_each(|note| draft.note(&feature.name, note));
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
}

/// What a boolean flag says beside its head.
enum Body {
    Constant(bool),
    Members(Members),
}

fn rule(condition: Value, serve: impl Into<Value>) -> Value {
    let mut rule = Members::default();
    rule.push("if", condition);
    rule.push("serve", serve);
    rule.into()
}
