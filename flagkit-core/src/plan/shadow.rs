//! Who runs the new code in shadow: a share of those who get the old one, while the flag's stage says so.
//!
//! Nobody is served by it. Laws: asking allocates nothing; it is drawn apart from who joins, so that those who are drawn
//! are like everyone else; where something says that the new code must not run, it does not.

use super::condition::Condition;
use super::draw::{Draw, Fall};
use super::evaluate::holds;
use super::{Serve, World};
use crate::context::Context;
use crate::evaluation::{Evaluation, Origin, Reason};

/// The shadow that a flag's stage casts; of a dated flag, those that its stages may.
#[derive(Clone, Debug, PartialEq)]
pub struct Shadow {
    pub(crate) windows: Box<[Window]>,
    pub(crate) draw: Draw,
    /// What those would get who are drawn.
    pub(crate) then: Serve,
    /// The variant of the old code.
    pub(crate) fallback: usize,
}

/// From when until when whom.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Window {
    /// The first instant, in milliseconds since 1970.
    pub(crate) from: i64,
    /// The first instant behind.
    pub(crate) until: i64,
    /// Who is drawn.
    pub(crate) condition: Condition,
    /// Below which position.
    pub(crate) end: u64,
    pub(crate) origin: Origin,
}

impl Shadow {
    /// The variant that is to be run in shadow beside an answer of the same flag to the same one; `None` for most.
    ///
    /// None runs beside the answer of an override, an error, a rule that serves one variant, or of a flag that is
    /// switched off, rolled back or shut: whoever said so has not let the new code run. Who has no key is drawn anew
    /// each time.
    ///
    /// ```
    /// use flagkit_core::{Document, EvaluationContext, FlagSet};
    ///
    /// let text = r#"{ "f": { "stages": ["5%", { "shadow": "100%" }], "stage": "shadow" } }"#;
    /// let flags = FlagSet::compile(&Document::parse(text).document.unwrap(), None);
    /// let (flag, world, user) = (flags.get("f").unwrap(), flags.at(0), EvaluationContext::new("user-1"));
    /// let answer = flag.evaluate(Some(&user), &world);
    /// assert_eq!(answer.variant, 0);
    /// assert_eq!(flag.shadow().unwrap().draws(&answer, Some(&user), &world), Some(1));
    /// ```
    pub fn draws(
        &self,
        answer: &Evaluation,
        context: Option<&dyn Context>,
        world: &dyn World,
    ) -> Option<usize> {
        self.cast(answer, context, world)?.1
    }

    /// The stage that casts a shadow on an answer, and the variant that is run.
    pub(super) fn cast(
        &self,
        answer: &Evaluation,
        context: Option<&dyn Context>,
        world: &dyn World,
    ) -> Option<(Origin, Option<usize>)> {
        let undecided = matches!(answer.reason, Reason::Default | Reason::Static | Reason::Split);
        // Outside the flag's part of a group, the unit belongs to another flag.
        if answer.variant != self.fallback || !undecided || answer.origin == Origin::Group {
            return None;
        }
        let window = match &*self.windows {
            // Without dates there is no need to know the time.
            [window @ Window { from: i64::MIN, until: i64::MAX, .. }] => window,
            windows => {
                let now = world.now_millis();
                windows.iter().find(|window| (window.from..window.until).contains(&now))?
            }
        };
        if !holds(&window.condition, context, world) {
            return None;
        }
        let all = window.end >= self.draw.bucketing.space();
        if !all && !below(&self.draw, window.end, context, world) {
            return Some((window.origin, None));
        }
        let variant = match &self.then {
            Serve::Variant(variant) => Some(*variant),
            Serve::Draw { draw, ranges, .. } => match draw.fall(context, world, None) {
                Fall::At(position) => {
                    let mut within = ranges.iter();
                    let range = within.find(|at| at.start <= position && position < at.end);
                    range.map(|range| range.variant)
                }
                Fall::Outside | Fall::Later | Fall::Failed => None,
            },
            Serve::Ramp { .. } | Serve::Steps(_) | Serve::Fail(_) => None,
        };
        // Weights may give the old code a part of their own.
        Some((window.origin, variant.filter(|variant| *variant != self.fallback)))
    }
}

fn below(draw: &Draw, end: u64, context: Option<&dyn Context>, world: &dyn World) -> bool {
    matches!(draw.fall(context, world, None), Fall::At(position) if position < end)
}
