//! Draws: which unit, by which arithmetic, and what a missing unit means.
//!
//! The arithmetic is `bucketing`'s. Law: a position is a whole number, and ranges are of whole numbers,
//! so that no comparison of fractions happens while a flag is asked.

use crate::bucketing::Bucketing;
use crate::context::{AttributeValue, Context, TargetingKey};
use crate::evaluation::Origin;
use crate::plan::{Chance, World};
use std::sync::Arc;

/// A draw of a position.
#[derive(Clone, Debug, PartialEq)]
pub struct Draw {
    /// Who is drawn.
    pub unit: Unit,
    /// By which arithmetic.
    pub bucketing: Bucketing,
    /// What it means that there is no unit.
    pub missing: Missing,
    /// By what chance it lets a unit join; `None` where that is not known or no one's business. Of a share that time
    /// moves, only the weights count.
    pub chance: Option<Chance>,
}

/// Who is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unit {
    /// The targeting key.
    Key,
    /// The attribute of this name, if it is a text that is not empty, or a whole number.
    Attribute(Arc<str>),
    /// The first of these that there is; an empty list is always missing.
    FirstOf(Box<[Unit]>),
}

/// What it means that there is no unit to draw by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Missing {
    /// The evaluation fails: `TARGETING_KEY_MISSING`.
    Fail,
    /// The unit is in no range.
    Outside,
    /// The unit is in no range, and the evaluation fails if nothing that is asked later decides.
    Later,
    /// The unit is at position 0.
    First,
    /// The unit is anywhere, each time anew.
    Random,
}

/// Some positions and what they get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The first position inside.
    pub start: u64,
    /// The first position behind.
    pub end: u64,
    /// What they get.
    pub variant: usize,
    /// What decided, for explanations; `None`: the step.
    pub origin: Option<Origin>,
}

/// Where a unit fell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fall {
    At(u64),
    Outside,
    Later,
    Failed,
}

impl Draw {
    /// A draw by targeting key, as flags.json means it.
    ///
    /// ```
    /// use flagkit_core::{bucketing::Bucketing, plan::Draw};
    ///
    /// let draw = Draw::by_key(Bucketing::native("new_checkout"));
    /// assert_eq!(draw.bucketing.space(), 100_000);
    /// ```
    pub fn by_key(bucketing: Bucketing) -> Draw {
        Draw { unit: Unit::Key, bucketing, missing: Missing::Fail, chance: None }
    }

    /// Where the unit falls, and by what chance, if that is to be told. Inlined wherever it is asked: a share of all keys is the most frequent of all flags.
    #[inline(always)]
    pub(crate) fn fall(
        &self,
        context: Option<&dyn Context>,
        world: &dyn World,
        told: Option<Chance>,
    ) -> Fall {
        if let Unit::Key = self.unit {
            // Read where it was written: a copy waits until all of the callee's stores are through.
            let key = context.and_then(Context::targeting_key);
            if let Some(key) = &key
                && !key.as_bytes().is_empty()
            {
                if let Some(chance) = told {
                    world.drawn(key.as_bytes(), chance);
                }
                return Fall::At(self.bucketing.position(key.as_bytes()));
            }
        }
        self.fall_by_text(context, world, told)
    }

    #[inline(never)]
    fn fall_by_text(
        &self,
        context: Option<&dyn Context>,
        world: &dyn World,
        told: Option<Chance>,
    ) -> Fall {
        let text = match self.unit {
            // It was asked for a moment ago, and there was none.
            Unit::Key => None,
            _ => context.and_then(|context| self.unit.text(context)),
        };
        match text {
            Some(text) => {
                if let Some(chance) = told {
                    world.drawn(text.as_bytes(), chance);
                }
                Fall::At(self.bucketing.position(text.as_bytes()))
            }
            None => self.nobody(world),
        }
    }

    #[cold]
    fn nobody(&self, world: &dyn World) -> Fall {
        match self.missing {
            Missing::Fail => Fall::Failed,
            Missing::Outside => Fall::Outside,
            Missing::Later => Fall::Later,
            Missing::First => Fall::At(0),
            Missing::Random => Fall::At(
                ((u128::from(self.bucketing.space()) * u128::from(world.random())) >> 32) as u64,
            ),
        }
    }
}

impl Unit {
    /// The text that is drawn by, borrowed or written in place.
    fn text<'c>(&self, context: &'c dyn Context) -> Option<TargetingKey<'c>> {
        let found = match self {
            Unit::Key => context.targeting_key(),
            Unit::Attribute(name) => match context.attribute(name)? {
                AttributeValue::Str(text) => Some(text.into()),
                AttributeValue::Int(number) => Some(number.into()),
                AttributeValue::Unsigned(number) => Some(number.into()),
                // Beyond 2^53 not every whole number is a float, so nobody can have meant one.
                AttributeValue::Float(number)
                    if number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0 =>
                {
                    Some((number as i64).into())
                }
                _ => None,
            },
            Unit::FirstOf(units) => units.iter().find_map(|unit| unit.text(context)),
        };
        // An empty text would put everyone who lacks one at the same position.
        found.filter(|text| !text.as_bytes().is_empty())
    }
}
