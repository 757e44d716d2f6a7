//! What evaluation runs on: a flag's plan, free of the document it came from.
//!
//! `flag_set::compile` makes plans of flags.json, an importer makes them of another engine's
//! document; both are evaluated by the one algorithm of `evaluate`.
//! Laws: what engines do differently (hashes, comparison, what a missing attribute means) is data in a
//! plan, never a path of its own; asking a plan cannot panic, and allocates nothing but for checks that ignore case or
//! convert, of which flags.json has none.
//!
//! Reading order: this file (what a plan is), `condition` and `check` (whom it matches), `draw`
//! (who is drawn), `evaluate` (the algorithm), `explain` (its trail), `shadow` (who runs the new code unseen).

mod attributes;
mod chance;
mod check;
mod compare;
mod condition;
mod draw;
pub(crate) mod evaluate;
mod explain;
mod loose;
mod pattern;
mod shadow;
mod text_set;
mod values;
mod world;

pub use chance::Chance;
pub use check::{Check, DateForm, NumberOrder, Texts, VersionForm};
pub use condition::{Condition, Prerequisite, Segment, Share, Subject, Test};
pub use draw::{Draw, Missing, Range, Unit};
pub(crate) use evaluate::{DEEPEST, MOST};
pub use explain::{Event, Explanation};
pub use loose::{Loose, LooseType, OneOf, PaddedVersion};
pub use pattern::{InvalidPattern, Pattern};
pub use shadow::Shadow;
pub(crate) use shadow::Window;
pub use text_set::TextSet;
pub use values::{Values, WholeNumbers};
pub use world::{At, World};

use crate::evaluation::{ErrorCode, Origin, Reason};

/// How a flag decides: first the gates, then the steps, of which the first that decides does.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Whether the flag is switched on at all.
    pub enabled: bool,
    /// The variant of who does not pass the gates, and of a flag that is switched off.
    pub off: usize,
    /// What must hold first, in this order.
    pub gates: Box<[Gate]>,
    /// Who gets what, in this order.
    pub steps: Box<[Step]>,
    /// What everyone else gets.
    pub otherwise: Otherwise,
    /// Each a chance for every variant, adding up to 1, to which a [`Chance`] of a draw points.
    pub weights: Box<[Box<[f64]>]>,
}

/// What must hold before a flag is anything but off.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Gate {
    /// Another flag serves what is wanted.
    Prerequisite(Prerequisite),
    /// It is time: from `start` on and before `end`, in milliseconds since 1970.
    Schedule {
        /// The first instant; `None`: since ever.
        start: Option<i64>,
        /// The first instant after it; `None`: for ever.
        end: Option<i64>,
    },
    /// The unit's place in an exclusive group is within these positions.
    Group {
        /// How the place is drawn.
        draw: Draw,
        /// The first position inside.
        start: u64,
        /// The first position behind.
        end: u64,
    },
}

/// One chance to decide.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Whom it concerns.
    pub condition: Condition,
    /// What they get.
    pub serve: Serve,
    /// What decided, for explanations.
    pub origin: Origin,
}

/// What a step serves.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Serve {
    /// One variant.
    Variant(usize),
    /// The variant of the range into which the unit falls.
    Draw {
        /// How the unit's position is drawn.
        draw: Draw,
        /// Ascending, without overlap.
        ranges: Box<[Range]>,
        /// The variant of who falls into none of them; `None`: the next step decides.
        otherwise: Option<usize>,
    },
    /// A share that time moves: who falls below it gets what `then` says, everyone else the next step.
    Ramp {
        /// How the unit's position is drawn.
        draw: Draw,
        /// Ascending by `from`.
        stages: Box<[RampStage]>,
        /// What those get who are within.
        then: Box<Serve>,
    },
    /// What the first of these that decides serves; where none does, the next step behind them decides.
    Steps(Box<[Step]>),
    /// The evaluation fails.
    Fail(ErrorCode),
}

/// A share from a time on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RampStage {
    /// From then on, in milliseconds since 1970.
    pub from: i64,
    /// The positions below this one are within.
    pub end: u64,
    /// Whether the share grows evenly towards the next stage's, until that one begins.
    pub linear: bool,
    /// What decided, for explanations.
    pub origin: Origin,
}

/// What is served when no step decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Otherwise {
    /// The variant.
    pub variant: usize,
    /// Why.
    pub reason: Reason,
}

impl Plan {
    /// A plan that serves one variant to everyone.
    ///
    /// ```
    /// use flagkit_core::{Reason, plan::Plan};
    ///
    /// assert!(Plan::constant(1, Reason::Static).steps.is_empty());
    /// ```
    pub fn constant(variant: usize, reason: Reason) -> Plan {
        Plan {
            enabled: true,
            off: 0,
            gates: Box::default(),
            steps: Box::default(),
            otherwise: Otherwise { variant, reason },
            weights: Box::default(),
        }
    }

    /// How many tests of attributes there are, those of segments included.
    pub(crate) fn tests(&self) -> usize {
        self.steps.iter().map(|step| step.condition.tests()).sum()
    }

    /// Whether an answer may depend on who asks.
    pub(crate) fn uses_context(&self) -> bool {
        let gates = self.gates.iter().any(|gate| !matches!(gate, Gate::Schedule { .. }));
        self.enabled && (gates || !self.steps.is_empty())
    }
}
