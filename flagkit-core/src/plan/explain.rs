//! The trail of an evaluation: the same algorithm, with somebody who writes it down.
//!
//! Law: explaining decides nothing; the answer is the one that `evaluate` gives.

mod why;

use super::attributes::Asked;
use super::condition::Prerequisite;
use super::draw::Draw;
use super::evaluate::{Question, Trace, UNDECIDED};
use super::{RampStage, World};
use crate::context::Context;
use crate::evaluation::{ErrorCode, Evaluation, Origin, Reason};
use crate::flag_set::Flag;
use std::cell::Cell;
use std::fmt;
use std::sync::Arc;
use why::Around;

/// An answer, and everything that was asked on the way to it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Explanation {
    /// The answer.
    pub evaluation: Evaluation,
    /// What was asked, in order; the last one decided, unless nothing did. Behind it, a shadow.
    pub events: Vec<Event>,
    /// Each event in words, with its place in the document.
    words: Vec<String>,
}

/// One thing that was asked.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// Another flag.
    Prerequisite {
        /// Its key.
        flag: Arc<str>,
        /// Which of the flag's prerequisites it is.
        origin: Origin,
        /// What it serves; `None` where there is no such flag, or flags wait for each other in a circle.
        variant: Option<Arc<str>>,
        /// Whether that is what is wanted.
        met: bool,
        /// Whether it serves that because a guard has taken back what it would serve.
        rolled_back: bool,
    },
    /// The time.
    Schedule {
        /// In milliseconds since 1970.
        now: i64,
        /// Whether it is within the schedule.
        open: bool,
    },
    /// The unit's place in an exclusive group.
    Group {
        /// The place; `None` without a unit.
        position: Option<u64>,
        /// How many places there are.
        space: u64,
        /// Whether it is within the flag's range.
        inside: bool,
    },
    /// A rule or a stage.
    Step {
        /// Which one.
        origin: Origin,
        /// Whether its condition held; `None` where it has none.
        held: Option<bool>,
    },
    /// A share that time opens, before its first stage.
    Waiting {
        /// The stage that opens next.
        origin: Origin,
        /// When it does, in milliseconds since 1970.
        from: i64,
    },
    /// The new code is run unseen by a share of those who get the old one, of whom the one who asks is one.
    Shadow {
        /// The stage that says so.
        origin: Origin,
        /// The variant that is run; `None` for who is not drawn.
        variant: Option<Arc<str>>,
    },
    /// A draw.
    Draw {
        /// What drew.
        origin: Origin,
        /// Where the unit fell; `None` without a unit.
        position: Option<u64>,
        /// How many positions there are.
        space: u64,
        /// Whether the position is one that is let in.
        within: bool,
    },
}

impl Flag {
    /// The answer and how it came about; for people, since it allocates.
    ///
    /// ```
    /// use flagkit_core::{Document, EvaluationContext, FlagSet};
    ///
    /// let text = r#"{ "flags": { "new_checkout": {
    ///     "rules": [{ "name": "staff first", "if": { "role": "staff" }, "serve": "on" }],
    ///     "rollout": "5%"
    /// } } }"#;
    /// let flags = FlagSet::compile(&Document::parse(text).document.unwrap(), None);
    /// let user = EvaluationContext::new("user-42").with("role", "guest");
    /// let explanation = flags.get("new_checkout").unwrap().explain(Some(&user), &flags.at(0));
    /// assert_eq!(explanation.to_string(), "\
    /// rule `staff first` (2:15) does not match
    /// `rollout` (3:5): bucket 89338 of 100000, outside
    /// serves `off`: SPLIT");
    /// ```
    pub fn explain(&self, context: Option<&dyn Context>, world: &dyn World) -> Explanation {
        let trace = Trail { events: Vec::new(), asking: Origin::Default };
        let attributes = Asked;
        // Nobody is served, so that nobody is counted.
        let (depth, asked, lacked, looked) = (0, &Cell::new(0), false, true);
        let mut evaluation = UNDECIDED;
        let answer = &mut evaluation;
        let mut question =
            Question { context, world, trace, attributes, depth, asked, answer, lacked, looked };
        question.ask(self);
        let events = question.trace.events;
        let around = Around { flag: self, context, world };
        let mut words: Vec<String> =
            events.iter().filter_map(|event| event.words(&around)).collect();
        let variant = self.variants().get(evaluation.variant).map_or("", |variant| &variant.name);
        let place = match evaluation.origin {
            _ if events.last().is_some_and(|event| event.tells(evaluation.origin)) => String::new(),
            origin => format!(" by {}", self.called(origin)),
        };
        let mut events = events;
        let shadow = self.shadow().and_then(|shadow| shadow.cast(&evaluation, context, world));
        if let Some((origin, variant)) = shadow {
            let variant = variant.and_then(|variant| self.variants().get(variant));
            let event = Event::Shadow { origin, variant: variant.map(|run| run.name.clone()) };
            words.extend(event.words(&around));
            events.push(event);
        }
        let told = events.iter().any(Event::tells_lack);
        words.push(match evaluation.error {
            Some(error @ ErrorCode::TargetingKeyMissing) if !told => {
                let lack = around.undrawn(evaluation.origin);
                format!("serves `{variant}`{place}: {} ({error}): {lack}", evaluation.reason)
            }
            Some(error) => format!("serves `{variant}`{place}: {} ({error})", evaluation.reason),
            None => format!("serves `{variant}`{place}: {}", evaluation.reason),
        });
        Explanation { evaluation, events, words }
    }

    /// What decided, as people call it, with its place in the document.
    pub(crate) fn called(&self, origin: Origin) -> String {
        let place = self.place(origin);
        let location = place.location;
        match (origin, &place.name) {
            (Origin::Rule(_), Some(name)) => format!("rule `{name}` ({location})"),
            (Origin::Rule(index), None) => format!("rule {} ({location})", index + 1),
            (Origin::Stage(_), Some(name)) => format!("stage `{name}` ({location})"),
            (Origin::Stage(index), None) => format!("stage {} ({location})", index + 1),
            (Origin::Prerequisite(_), Some(name)) => format!("prerequisite `{name}` ({location})"),
            (Origin::Prerequisite(_), None) => format!("a prerequisite ({location})"),
            (Origin::Enabled, _) => format!("`enabled` ({location})"),
            (Origin::Schedule, _) => format!("`schedule` ({location})"),
            (Origin::Group, _) => format!("`group` ({location})"),
            (Origin::Rollout, _) => format!("`rollout` ({location})"),
            (Origin::Default, _) => format!("the default ({location})"),
        }
    }
}

impl Event {
    /// Whether the event already names what decided.
    fn tells(&self, decided: Origin) -> bool {
        match self {
            Event::Prerequisite { .. } => matches!(decided, Origin::Prerequisite(_)),
            Event::Schedule { .. } => decided == Origin::Schedule,
            Event::Group { .. } => decided == Origin::Group,
            Event::Step { origin, .. } | Event::Draw { origin, .. } => *origin == decided,
            Event::Waiting { .. } | Event::Shadow { .. } => false,
        }
    }

    /// Whether its words say what was not there to draw by.
    fn tells_lack(&self) -> bool {
        matches!(self, Event::Group { position: None, .. } | Event::Draw { position: None, .. })
    }

    fn words(&self, around: &Around<'_>) -> Option<String> {
        let flag = around.flag;
        Some(match self {
            Event::Prerequisite { origin, variant, met, rolled_back, .. } => {
                let origin = flag.called(*origin);
                let back = if *rolled_back { ", since its guard rolled it back" } else { "" };
                match (variant, met) {
                    (Some(variant), true) => {
                        format!("{origin} serves `{variant}`, as it must{back}")
                    }
                    (Some(variant), false) => {
                        format!("{origin} serves `{variant}`, which is not wanted{back}")
                    }
                    (None, _) => format!("{origin} does not answer"),
                }
            }
            Event::Schedule { open, .. } => {
                let word = if *open { "open" } else { "shut" };
                format!("{} is {word}", flag.called(Origin::Schedule))
            }
            Event::Group { position, space, inside } => {
                let word = if *inside { "inside" } else { "outside" };
                let group = flag.called(Origin::Group);
                match position {
                    Some(position) => {
                        format!("{group}: place {position} of {space}, {word} the flag's range")
                    }
                    None => format!("{group}: {}", around.undrawn(Origin::Group)),
                }
            }
            Event::Step { origin: Origin::Default, .. } => return None,
            Event::Step { origin, held: Some(false) } => {
                format!("{} {}", flag.called(*origin), around.mismatch(*origin))
            }
            Event::Step { origin, .. } => format!("{} matches", flag.called(*origin)),
            Event::Waiting { origin, from } => {
                format!("{} begins {}", flag.called(*origin), why::date(*from))
            }
            Event::Shadow { origin, variant: Some(variant) } => {
                format!("{}: runs `{variant}` unseen", flag.called(*origin))
            }
            Event::Shadow { origin, variant: None } => {
                format!("{}: not drawn", flag.called(*origin))
            }
            Event::Draw { origin, position: Some(position), space, within } => {
                let word = if *within { "inside" } else { "outside" };
                let next = if *within { None } else { around.next(*origin) };
                let next = next.map(|next| format!("\n{next}")).unwrap_or_default();
                format!("{}: bucket {position} of {space}, {word}{next}", flag.called(*origin))
            }
            Event::Draw { origin, position: None, .. } => {
                format!("{}: {}", flag.called(*origin), around.undrawn(*origin))
            }
        })
    }
}

impl fmt::Display for Explanation {
    /// One line for each thing that was asked, and one for the answer.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words.join("\n"))
    }
}

struct Trail {
    events: Vec<Event>,
    /// Whose condition is being asked.
    asking: Origin,
}

impl Trace for Trail {
    fn prerequisite(
        &mut self,
        prerequisite: &Prerequisite,
        flag: Option<&Flag>,
        answer: Option<Evaluation>,
        met: bool,
    ) {
        let rolled_back = answer.is_some_and(|answer| answer.reason == Reason::RolledBack);
        let served = answer.filter(|answer| answer.reason != Reason::Error);
        let variant =
            flag.zip(served).and_then(|(flag, answer)| flag.variants().get(answer.variant));
        let variant = variant.map(|variant| variant.name.clone());
        let (flag, origin) = (prerequisite.flag.clone(), prerequisite.origin);
        self.events.push(Event::Prerequisite { flag, origin, variant, met, rolled_back });
    }

    fn schedule(&mut self, now: i64, open: bool) {
        self.events.push(Event::Schedule { now, open });
    }

    fn group(&mut self, position: Option<u64>, space: u64, inside: bool) {
        self.events.push(Event::Group { position, space, inside });
    }

    fn condition(&mut self, origin: Origin) {
        self.asking = origin;
    }

    fn share(&mut self, draw: &Draw, position: u64, within: bool) {
        self.draw(self.asking, draw, Some(position), within);
    }

    fn waiting(&mut self, stages: &[RampStage], now: i64) {
        let next = stages.iter().find(|stage| now < stage.from);
        self.events
            .extend(next.map(|next| Event::Waiting { origin: next.origin, from: next.from }));
    }

    fn step(&mut self, origin: Origin, held: Option<bool>) {
        self.events.push(Event::Step { origin, held });
    }

    fn draw(&mut self, origin: Origin, draw: &Draw, position: Option<u64>, within: bool) {
        let space = draw.bucketing.space();
        self.events.push(Event::Draw { origin, position, space, within });
    }
}
