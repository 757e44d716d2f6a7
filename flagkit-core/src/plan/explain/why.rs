//! Why a step did not match or could not draw: a date to come, something that the context lacks.
//!
//! Law: a fact of the definition and the context is told, never a guess at what was meant.

use super::super::condition::{Condition, Subject, Test};
use super::super::draw::{Draw, Unit};
use super::super::{Gate, RampStage, Serve, Step, World};
use crate::context::{AttributeValue, Context};
use crate::evaluation::Origin;
use crate::flag_set::Flag;

/// So many missing attributes are named; more would be a list of the definition.
const NAMED: usize = 3;

/// What an explanation needs to know besides the events.
pub(super) struct Around<'a> {
    pub(super) flag: &'a Flag,
    pub(super) context: Option<&'a dyn Context>,
    pub(super) world: &'a dyn World,
}

impl Around<'_> {
    /// In place of `does not match`, where there is more to say.
    pub(super) fn mismatch(&self, origin: Origin) -> String {
        let plain = "does not match".to_owned();
        let mut of_origin = self.flag.plan().steps.iter().filter(|step| step.origin == origin);
        let Some(step) = of_origin.find(|step| !matches!(step.condition, Condition::Always)) else {
            return plain;
        };
        // Parts are asked in order, so that nothing behind a date to come has been asked.
        let since = match &step.condition {
            Condition::All(parts) => parts.first(),
            condition => Some(condition),
        };
        if let Some(Condition::Since(from)) = since
            && self.world.now_millis() < *from
        {
            return format!("begins {}", date(*from));
        }
        let Some(context) = self.context else { return plain };
        let mut lacking = Vec::new();
        lacks(&step.condition, context, &mut lacking);
        match &*lacking {
            [] => plain,
            lacking => format!("{plain}: the context has no {}", lacking.join(", no ")),
        }
    }

    /// The stage that opens after this one, where time opens them.
    pub(super) fn next(&self, reached: Origin) -> Option<String> {
        let is_reached = |stages: &&[RampStage]| stages.iter().any(|at| at.origin == reached);
        let stages = self.flag.plan().steps.iter().filter_map(ramp).find(is_reached)?;
        let now = self.world.now_millis();
        let next = stages.iter().find(|stage| now < stage.from)?;
        Some(format!("{} begins {}", self.flag.called(next.origin), date(next.from)))
    }

    /// What a draw lacked.
    pub(super) fn undrawn(&self, origin: Origin) -> String {
        match self.flag.unit(origin) {
            Some(Unit::Attribute(name)) if self.has(name) => {
                format!("`{name}` of the context is no text or whole number to draw by")
            }
            Some(Unit::Attribute(name)) => format!("the context has no `{name}` to draw by"),
            _ => "no key to draw by".to_owned(),
        }
    }

    fn has(&self, name: &str) -> bool {
        let value = self.context.and_then(|context| context.attribute(name));
        !matches!(value, None | Some(AttributeValue::Str("")))
    }
}

impl Flag {
    /// By what the part of the definition draws that gave an answer, for words about a draw that lacked it.
    ///
    /// ```
    /// use flagkit_core::plan::Unit;
    /// use flagkit_core::{Document, FlagSet, Origin};
    ///
    /// let text = r#"{ "f": { "rollout": "5%", "bucket_by": "company" } }"#;
    /// let flags = FlagSet::compile(&Document::parse(text).document.unwrap(), None);
    /// let unit = flags.get("f").unwrap().unit(Origin::Rollout);
    /// assert_eq!(unit, Some(&Unit::Attribute("company".into())));
    /// ```
    pub fn unit(&self, origin: Origin) -> Option<&Unit> {
        let plan = self.plan();
        let group = plan.gates.iter().find(|gate| matches!(gate, Gate::Group { .. }));
        if let (Some(Gate::Group { draw, .. }), Origin::Group) = (group, origin) {
            return Some(&draw.unit);
        }
        let of_origin = plan.steps.iter().filter(|step| {
            step.origin == origin
                || ramp(step).is_some_and(|stages| stages.iter().any(|at| at.origin == origin))
        });
        // Where nothing decided, some earlier draw lacked its unit.
        let draw = of_origin
            .chain(&plan.steps)
            .find_map(|step| drawn(&step.serve).or_else(|| share(&step.condition)));
        draw.map(|draw| &draw.unit)
    }
}

fn ramp(step: &Step) -> Option<&[RampStage]> {
    match &step.serve {
        Serve::Ramp { stages, .. } => Some(stages),
        _ => None,
    }
}

fn drawn(serve: &Serve) -> Option<&Draw> {
    match serve {
        Serve::Draw { draw, .. } | Serve::Ramp { draw, .. } => Some(draw),
        Serve::Steps(steps) => steps.iter().find_map(|step| drawn(&step.serve)),
        Serve::Variant(_) | Serve::Fail(_) => None,
    }
}

fn share(condition: &Condition) -> Option<&Draw> {
    match condition {
        Condition::Share(share) => Some(&share.draw),
        Condition::All(parts) | Condition::Any(parts) => parts.iter().find_map(share),
        Condition::Not(part) => share(part),
        _ => None,
    }
}

/// What the tests of a condition look at and the context does not have.
fn lacks(condition: &Condition, context: &dyn Context, lacking: &mut Vec<String>) {
    if lacking.len() >= NAMED {
        return;
    }
    match condition {
        // Who must lack it is not told that it is lacking.
        Condition::Test(Test { missing: true, .. }) => {}
        Condition::Test(Test { subject, .. }) => {
            let name = match subject {
                Subject::Key => {
                    let key = context.targeting_key();
                    (key.is_none_or(|key| key.as_bytes().is_empty())).then(|| "key".to_owned())
                }
                Subject::Attribute(name) => {
                    context.attribute(name).is_none().then(|| format!("`{name}`"))
                }
            };
            lacking.extend(name.filter(|name| !lacking.contains(name)));
        }
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| lacks(part, context, lacking));
        }
        Condition::Not(part) => lacks(part, context, lacking),
        Condition::Segment(segment) => lacks(&segment.condition, context, lacking),
        _ => {}
    }
}

/// An instant as flags.json writes it, in short where it is midnight.
pub(super) fn date(millis: i64) -> String {
    let text = format!("{:?}", AttributeValue::Instant(millis));
    text.strip_suffix("T00:00:00Z").map(str::to_owned).unwrap_or(text)
}
