//! The algorithm: gates, then steps, then what is left.
//!
//! Evaluating and explaining are this one algorithm; a [`Trace`] either writes it down or is nothing.
//! Laws: no allocation, no panic, no recursion deeper than [`DEEPEST`] flags; whatever goes wrong ends in the
//! flag's fallback, with an error code.

use super::attributes::{Asked, Attributes, Remembered};
use super::condition::{Condition, Prerequisite, Share, Subject, Test};
use super::draw::{Draw, Fall, Range};
use super::{Gate, RampStage, Serve, Step, World, compare};
use crate::context::{AttributeValue, Context};
use crate::evaluation::{ErrorCode, Evaluation, Origin, Reason};
use crate::flag_set::Flag;
use std::cell::Cell;

/// How many flags may wait for each other.
pub(crate) const DEEPEST: u32 = 32;
/// How many prerequisites one answer may ask, the same one again included.
pub(crate) const MOST: u32 = 1000;
/// A ramp grows in this many steps, since each is a new epoch for whoever measures.
const RAMP_STEPS: u64 = 100;

/// Something that watches an evaluation.
pub(crate) trait Trace {
    fn prerequisite(
        &mut self,
        _: &Prerequisite,
        _: Option<&Flag>,
        _: Option<Evaluation>,
        _met: bool,
    ) {
    }
    fn schedule(&mut self, _now: i64, _open: bool) {}
    fn group(&mut self, _position: Option<u64>, _space: u64, _inside: bool) {}
    fn condition(&mut self, _: Origin) {}
    fn share(&mut self, _: &Draw, _position: u64, _within: bool) {}
    fn waiting(&mut self, _: &[RampStage], _now: i64) {}
    fn step(&mut self, _: Origin, _held: Option<bool>) {}
    fn draw(&mut self, _: Origin, _: &Draw, _position: Option<u64>, _within: bool) {}
}

impl Trace for () {}

/// One question.
pub(super) struct Question<'a, T, A> {
    pub(super) context: Option<&'a dyn Context>,
    pub(super) world: &'a dyn World,
    pub(super) trace: T,
    pub(super) attributes: A,
    pub(super) depth: u32,
    pub(super) asked: &'a Cell<u32>,
    /// Where the draw fell that decided; apart from the decision, which most callers want without it.
    pub(super) bucket: &'a Cell<Option<u32>>,
    /// Whether a draw had no unit that decides nothing by that alone.
    pub(super) lacked: bool,
}

/// What was decided.
///
/// Small enough to be handed on in registers. A whole answer goes through memory, where reading waits for writing.
#[derive(Clone, Copy)]
pub(super) struct Decision {
    /// No flag has four billion of them.
    variant: u32,
    reason: Reason,
    error: Option<ErrorCode>,
    origin: Origin,
}

impl Decision {
    #[inline]
    fn new(variant: usize, reason: Reason, origin: Origin) -> Decision {
        Decision { variant: variant as u32, reason, error: None, origin }
    }

    #[inline]
    fn failed(flag: &Flag, error: ErrorCode, origin: Origin) -> Decision {
        let error = Some(error);
        Decision { error, ..Decision::new(flag.fallback_variant(), Reason::Error, origin) }
    }

    /// The whole answer.
    #[inline]
    pub(super) fn drawn(self, bucket: Option<u32>) -> Evaluation {
        let Decision { variant, reason, error, origin } = self;
        Evaluation { variant: variant as usize, reason, error, bucket, origin }
    }
}

/// Whether a condition holds.
enum Verdict {
    No,
    Yes,
    Fail(ErrorCode),
}

impl From<bool> for Verdict {
    #[inline]
    fn from(holds: bool) -> Verdict {
        if holds { Verdict::Yes } else { Verdict::No }
    }
}

impl Flag {
    /// The answer for one who asks; without a context, for someone unknown.
    ///
    /// ```
    /// use flagkit_core::{Document, ErrorCode, FlagSet};
    ///
    /// let document = Document::parse(r#"{ "f": "5%" }"#).document.unwrap();
    /// let flags = FlagSet::compile(&document, None);
    /// let answer = flags.get("f").unwrap().evaluate(None, &flags.at(0));
    /// assert_eq!((answer.variant, answer.error), (0, Some(ErrorCode::TargetingKeyMissing)));
    /// ```
    #[inline]
    pub fn evaluate(&self, context: Option<&dyn Context>, world: &dyn World) -> Evaluation {
        let bucket = &Cell::new(None);
        let decision = if self.asks_often() {
            self.decide_remembering(context, world, bucket)
        } else {
            let (asked, attributes) = (&Cell::new(0), Asked);
            Question {
                context,
                world,
                trace: (),
                attributes,
                depth: 0,
                asked,
                bucket,
                lacked: false,
            }
            .decide(self)
        };
        decision.drawn(bucket.get())
    }

    /// Apart, since the frame that remembers is large and has to be made before anything is looked at.
    #[inline(never)]
    fn decide_remembering(
        &self,
        context: Option<&dyn Context>,
        world: &dyn World,
        bucket: &Cell<Option<u32>>,
    ) -> Decision {
        let (asked, attributes) = (&Cell::new(0), Remembered::new());
        Question { context, world, trace: (), attributes, depth: 0, asked, bucket, lacked: false }
            .decide(self)
    }
}

impl<'a, T: Trace, A: Attributes<'a>> Question<'a, T, A> {
    #[inline]
    pub(super) fn decide(&mut self, flag: &Flag) -> Decision {
        let plan = flag.plan();
        if !plan.enabled {
            return Decision::new(plan.off, Reason::Disabled, Origin::Enabled);
        }
        for gate in &plan.gates {
            if let Some(shut) = self.gate(gate, flag) {
                return shut;
            }
        }
        for step in &plan.steps {
            if let Some(decision) = self.step(step, flag) {
                return decision;
            }
        }
        self.trace.step(Origin::Default, None);
        if self.lacked {
            return unkeyed(flag, Origin::Default);
        }
        Decision::new(plan.otherwise.variant, plan.otherwise.reason, Origin::Default)
    }

    /// The decision of a gate that is shut.
    #[cold]
    fn gate(&mut self, gate: &Gate, flag: &Flag) -> Option<Decision> {
        let off = |reason, origin| Some(Decision::new(flag.plan().off, reason, origin));
        match gate {
            Gate::Prerequisite(prerequisite) => match self.prerequisite(prerequisite) {
                Verdict::Yes => None,
                Verdict::No => off(Reason::PrerequisiteFailed, prerequisite.origin),
                Verdict::Fail(code) => Some(Decision::failed(flag, code, prerequisite.origin)),
            },
            Gate::Schedule { start, end } => {
                let now = self.world.now_millis();
                let open =
                    start.is_none_or(|start| start <= now) && end.is_none_or(|end| now < end);
                self.trace.schedule(now, open);
                if open { None } else { off(Reason::OutsideSchedule, Origin::Schedule) }
            }
            Gate::Group { draw, start, end } => {
                let fall = draw.fall(self.context, self.world);
                let position = match fall {
                    Fall::At(position) => Some(position),
                    Fall::Outside | Fall::Later | Fall::Failed => None,
                };
                let inside = position.is_some_and(|position| (*start..*end).contains(&position));
                self.trace.group(position, draw.bucketing.space(), inside);
                match fall {
                    _ if inside => None,
                    Fall::Failed => Some(unkeyed(flag, Origin::Group)),
                    _ => {
                        self.bucket.set(position.map(|at| scaled(at, draw)));
                        off(Reason::Split, Origin::Group)
                    }
                }
            }
        }
    }

    #[inline]
    fn step(&mut self, step: &Step, flag: &Flag) -> Option<Decision> {
        let origin = step.origin;
        let targeted = !matches!(step.condition, Condition::Always);
        if targeted {
            self.trace.condition(origin);
            match self.holds_at_once(&step.condition) {
                Verdict::Yes => self.trace.step(origin, Some(true)),
                Verdict::No => {
                    self.trace.step(origin, Some(false));
                    return None;
                }
                Verdict::Fail(code) => return Some(Decision::failed(flag, code, origin)),
            }
        }
        self.serve(&step.serve, origin, targeted, flag)
    }

    #[inline]
    fn serve(
        &mut self,
        serve: &Serve,
        origin: Origin,
        targeted: bool,
        flag: &Flag,
    ) -> Option<Decision> {
        match serve {
            Serve::Variant(variant) => {
                let reason = if targeted { Reason::TargetingMatch } else { Reason::Static };
                Some(Decision::new(*variant, reason, origin))
            }
            Serve::Draw { draw, ranges, otherwise } => {
                self.draw(origin, draw, ranges, *otherwise, flag)
            }
            Serve::Ramp { draw, stages, then } => self.ramp(origin, draw, stages, then, flag),
            Serve::Steps(steps) => self.steps(steps, flag),
            Serve::Fail(code) => Some(Decision::failed(flag, *code, origin)),
        }
    }

    /// Apart from `step`, which is inlined and could not be into itself.
    #[cold]
    fn steps(&mut self, steps: &[Step], flag: &Flag) -> Option<Decision> {
        steps.iter().find_map(|step| self.step(step, flag))
    }

    #[inline]
    fn draw(
        &mut self,
        origin: Origin,
        draw: &Draw,
        ranges: &[Range],
        otherwise: Option<usize>,
        flag: &Flag,
    ) -> Option<Decision> {
        let position = match draw.fall(self.context, self.world) {
            Fall::At(position) => position,
            fall @ (Fall::Outside | Fall::Later) => {
                self.lacked |= fall == Fall::Later;
                self.trace.draw(origin, draw, None, false);
                return Some(Decision::new(otherwise?, Reason::Split, origin));
            }
            Fall::Failed => return Some(unkeyed(flag, origin)),
        };
        let hit = ranges.iter().find(|range| range.start <= position && position < range.end);
        self.trace.draw(origin, draw, Some(position), hit.is_some());
        let (variant, origin) = match hit {
            Some(range) => (range.variant, range.origin.unwrap_or(origin)),
            None => (otherwise?, origin),
        };
        self.bucket.set(Some(scaled(position, draw)));
        Some(Decision::new(variant, Reason::Split, origin))
    }

    #[cold]
    fn ramp(
        &mut self,
        origin: Origin,
        draw: &Draw,
        stages: &[RampStage],
        then: &Serve,
        flag: &Flag,
    ) -> Option<Decision> {
        let now = self.world.now_millis();
        let (end, origin) = reach(stages, now).unwrap_or((0, origin));
        let space = draw.bucketing.space();
        if end == 0 {
            self.trace.waiting(stages, now);
            return None;
        }
        if end >= space {
            return self.serve(then, origin, false, flag);
        }
        let position = match draw.fall(self.context, self.world) {
            Fall::At(position) => position,
            fall @ (Fall::Outside | Fall::Later) => {
                self.lacked |= fall == Fall::Later;
                return None;
            }
            Fall::Failed => return Some(unkeyed(flag, origin)),
        };
        self.trace.draw(origin, draw, Some(position), position < end);
        if position >= end {
            return None;
        }
        let within = self.serve(then, origin, false, flag)?;
        // A draw among variants has a bucket of its own.
        self.bucket.set(self.bucket.get().or_else(|| Some(scaled(position, draw))));
        Some(Decision { reason: Reason::Split, ..within })
    }

    /// The same as `holds`, without the descent where there is but one test: most rules are one, or name a segment
    /// that is one.
    #[inline]
    fn holds_at_once(&mut self, mut condition: &Condition) -> Verdict {
        while let Condition::Segment(segment) = condition {
            condition = &segment.condition;
        }
        match condition {
            Condition::Test(test) => self.passes(test).into(),
            condition => self.holds(condition),
        }
    }

    fn holds(&mut self, condition: &Condition) -> Verdict {
        match condition {
            Condition::Test(test) => self.passes(test).into(),
            Condition::All(all) => {
                for part in all {
                    // Most parts are tests, for which a call would cost more than the test.
                    let verdict = match part {
                        Condition::Test(test) => self.passes(test).into(),
                        part => self.holds(part),
                    };
                    match verdict {
                        Verdict::Yes => {}
                        other => return other,
                    }
                }
                Verdict::Yes
            }
            Condition::Segment(segment) => self.holds(&segment.condition),
            Condition::Any(any) => {
                for part in any {
                    match self.holds(part) {
                        Verdict::No => {}
                        other => return other,
                    }
                }
                Verdict::No
            }
            Condition::Not(part) => match self.holds(part) {
                Verdict::Yes => Verdict::No,
                Verdict::No => Verdict::Yes,
                failed => failed,
            },
            Condition::Share(share) => {
                let Share { draw, ranges } = &**share;
                match draw.fall(self.context, self.world) {
                    Fall::At(position) => {
                        let around =
                            |&(start, end): &(u64, u64)| start <= position && position < end;
                        let within = ranges.iter().any(around);
                        self.trace.share(draw, position, within);
                        within.into()
                    }
                    fall @ (Fall::Outside | Fall::Later) => {
                        self.lacked |= fall == Fall::Later;
                        Verdict::No
                    }
                    Fall::Failed => Verdict::Fail(ErrorCode::TargetingKeyMissing),
                }
            }
            Condition::Since(instant) => (*instant <= self.world.now_millis()).into(),
            Condition::Flag(prerequisite) => self.prerequisite(prerequisite),
            Condition::Always => Verdict::Yes,
            Condition::Never => Verdict::No,
            Condition::Fail(code) => Verdict::Fail(*code),
        }
    }

    #[inline]
    fn passes(&mut self, test: &Test) -> bool {
        let Some(context) = self.context else { return test.missing };
        match &test.subject {
            Subject::Attribute(name) => self.attributes.look(context, name, |value| match value {
                Some(value) => compare::passes(&test.check, value) != test.negated,
                None => test.missing,
            }),
            Subject::Key => match &context.targeting_key() {
                // An empty key is none, as it is for draws.
                Some(key) if !key.as_bytes().is_empty() => {
                    let value = AttributeValue::Str(key.as_str());
                    compare::passes(&test.check, &value) != test.negated
                }
                _ => test.missing,
            },
        }
    }

    fn prerequisite(&mut self, prerequisite: &Prerequisite) -> Verdict {
        let asked = self.asked.get() + 1;
        self.asked.set(asked);
        if self.depth >= DEEPEST || asked > MOST {
            // Definitions go round in a circle: checked ones cannot, an older one beside a newer one can.
            self.trace.prerequisite(prerequisite, None, None, false);
            return Verdict::Fail(ErrorCode::General);
        }
        let Some(flag) = self.world.flag(&prerequisite.flag) else {
            self.trace.prerequisite(prerequisite, None, None, false);
            return Verdict::No;
        };
        let answer = match self.world.forced(flag) {
            Some(variant) => Evaluation::new(variant, Reason::Override),
            None => {
                let (context, world, asked) = (self.context, self.world, self.asked);
                let (depth, attributes, lacked) = (self.depth + 1, Asked, false);
                let bucket = &Cell::new(None);
                let trace = ();
                Question { context, world, trace, attributes, depth, asked, bucket, lacked }
                    .decide(flag)
                    .drawn(bucket.get())
            }
        };
        let served = flag.variants().get(answer.variant);
        let wanted = served.is_some_and(|served| prerequisite.wanted.contains(&served.name));
        let met = wanted && !(prerequisite.enabled && answer.reason == Reason::Disabled);
        self.trace.prerequisite(prerequisite, Some(flag), Some(answer), met);
        match answer.error {
            // A circle, or too many to ask: no answer further up can be trusted either.
            Some(code) if prerequisite.strict || code == ErrorCode::General => Verdict::Fail(code),
            // A fallback for want of something is no answer that one could build on.
            Some(_) => Verdict::No,
            None => met.into(),
        }
    }
}

/// The answer where a draw is due and there is no key.
#[cold]
fn unkeyed(flag: &Flag, origin: Origin) -> Decision {
    Decision::failed(flag, ErrorCode::TargetingKeyMissing, origin)
}

/// A position as one of 100 000 buckets.
#[inline]
fn scaled(position: u64, draw: &Draw) -> u32 {
    if draw.bucketing.is_native() { position as u32 } else { scaled_from(position, draw) }
}

#[inline(never)]
fn scaled_from(position: u64, draw: &Draw) -> u32 {
    let space = draw.bucketing.space().max(1);
    (u128::from(position) * u128::from(crate::bucketing::BUCKETS) / u128::from(space)) as u32
}

/// How far a dated rollout has come: below which position, and by which stage.
pub(crate) fn reach(stages: &[RampStage], now: i64) -> Option<(u64, Origin)> {
    let open = stages.partition_point(|stage| stage.from <= now).checked_sub(1)?;
    let stage = stages.get(open)?;
    let mut end = stage.end;
    if let Some(next) = stages.get(open + 1).filter(|next| stage.linear && next.end > end) {
        // Of 128 bits, so that neither a distant date nor a large space overflows.
        let (elapsed, whole) = (
            i128::from(now) - i128::from(stage.from),
            i128::from(next.from) - i128::from(stage.from),
        );
        let step =
            (elapsed * i128::from(RAMP_STEPS) / whole.max(1)).clamp(0, i128::from(RAMP_STEPS));
        let growth = u128::from(next.end - end) * step.unsigned_abs() / u128::from(RAMP_STEPS);
        end += growth as u64;
    }
    Some((end, stage.origin))
}
