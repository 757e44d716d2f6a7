//! The algorithm: gates, then steps, then what is left.
//!
//! Evaluating and explaining are this one algorithm; a [`Trace`] either writes it down or is nothing.
//! Laws: no allocation of its own, no panic, no recursion deeper than [`DEEPEST`] flags; whatever goes wrong ends in the
//! flag's fallback, with an error code.

use super::attributes::{Asked, Attributes, Remembered};
use super::condition::{Condition, Prerequisite, Share, Subject, Test};
use super::draw::{Draw, Fall, Range};
use super::{Chance, Gate, RampStage, Serve, Step, World, compare};
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
    /// Written field by field where it is read: a copy would wait until all that was written is through.
    pub(super) answer: &'a mut Evaluation,
    /// Whether a draw had no unit that decides nothing by that alone.
    pub(super) lacked: bool,
    /// Whether a draw has looked at the unit, or those of this flag are nobody's business.
    pub(super) looked: bool,
}

/// What an answer is before anything has decided.
pub(super) const UNDECIDED: Evaluation = Evaluation::new(0, Reason::Unknown);

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
    #[inline(always)]
    pub fn evaluate(&self, context: Option<&dyn Context>, world: &dyn World) -> Evaluation {
        let mut answer = UNDECIDED;
        if self.asks_often() {
            self.answer_remembering(context, world, &mut answer);
        } else {
            self.answer_asking(context, world, &mut answer);
        }
        answer
    }

    #[inline(never)]
    fn answer_asking(
        &self,
        context: Option<&dyn Context>,
        world: &dyn World,
        answer: &mut Evaluation,
    ) {
        let (trace, attributes, depth, lacked, looked) = ((), Asked, 0, false, false);
        let asked = &Cell::new(0);
        Question { context, world, trace, attributes, depth, asked, answer, lacked, looked }
            .ask(self);
    }

    /// Apart, since the frame that remembers is large and has to be made before anything is looked at.
    #[inline(never)]
    fn answer_remembering(
        &self,
        context: Option<&dyn Context>,
        world: &dyn World,
        answer: &mut Evaluation,
    ) {
        let (trace, attributes, depth, lacked, looked) = ((), Remembered::new(), 0, false, false);
        let asked = &Cell::new(0);
        Question { context, world, trace, attributes, depth, asked, answer, lacked, looked }
            .ask(self);
    }
}

impl<'a, T: Trace, A: Attributes<'a>> Question<'a, T, A> {
    /// Finds the answer. What is asked on the way says whether it has decided.
    #[inline]
    pub(super) fn ask(&mut self, flag: &Flag) {
        let plan = flag.plan();
        let decided = if plan.enabled {
            plan.gates.iter().any(|gate| self.gate(gate, flag))
                || plan.steps.iter().any(|step| self.step(step, flag))
        } else {
            self.decide(plan.off, Reason::Disabled, Origin::Enabled)
        };
        if decided {
            return;
        }
        self.trace.step(Origin::Default, None);
        if self.lacked {
            self.unkeyed(flag, Origin::Default);
        } else {
            self.decide(plan.otherwise.variant, plan.otherwise.reason, Origin::Default);
        }
    }

    #[inline]
    fn decide(&mut self, variant: usize, reason: Reason, origin: Origin) -> bool {
        self.answer.variant = variant;
        self.answer.reason = reason;
        self.answer.origin = origin;
        true
    }

    #[cold]
    fn fail(&mut self, flag: &Flag, error: ErrorCode, origin: Origin) -> bool {
        self.answer.error = Some(error);
        self.decide(flag.fallback_variant(), Reason::Error, origin)
    }

    /// The chance that a draw tells. Only the first one does: those behind it that look at the same unit draw from what
    /// it has left over or let in, and a chance of theirs would be wrong.
    #[inline(always)]
    fn told(&mut self, chance: Option<Chance>) -> Option<Chance> {
        if std::mem::replace(&mut self.looked, true) { None } else { chance }
    }

    /// A draw is due, and there is no key.
    #[cold]
    fn unkeyed(&mut self, flag: &Flag, origin: Origin) -> bool {
        self.fail(flag, ErrorCode::TargetingKeyMissing, origin)
    }

    /// A gate that is shut decides.
    #[cold]
    fn gate(&mut self, gate: &Gate, flag: &Flag) -> bool {
        let off = flag.plan().off;
        match gate {
            Gate::Prerequisite(prerequisite) => match self.prerequisite(prerequisite) {
                Verdict::Yes => false,
                Verdict::No => self.decide(off, Reason::PrerequisiteFailed, prerequisite.origin),
                Verdict::Fail(code) => self.fail(flag, code, prerequisite.origin),
            },
            Gate::Schedule { start, end } => {
                let now = self.world.now_millis();
                let open =
                    start.is_none_or(|start| start <= now) && end.is_none_or(|end| now < end);
                self.trace.schedule(now, open);
                !open && self.decide(off, Reason::OutsideSchedule, Origin::Schedule)
            }
            Gate::Group { draw, start, end } => {
                // Whoever is inside is drawn by the flag's own draw, which knows nothing of the place.
                let fall = draw.fall(self.context, self.world, None);
                let position = match fall {
                    Fall::At(position) => Some(position),
                    Fall::Outside | Fall::Later | Fall::Failed => None,
                };
                let inside = position.is_some_and(|position| (*start..*end).contains(&position));
                self.trace.group(position, draw.bucketing.space(), inside);
                match fall {
                    _ if inside => false,
                    Fall::Failed => self.unkeyed(flag, Origin::Group),
                    _ => {
                        self.answer.bucket = position.map(|at| scaled(at, draw));
                        self.decide(off, Reason::Split, Origin::Group)
                    }
                }
            }
        }
    }

    #[inline(always)]
    fn step(&mut self, step: &Step, flag: &Flag) -> bool {
        let origin = step.origin;
        let targeted = !matches!(step.condition, Condition::Always);
        if targeted {
            self.trace.condition(origin);
            match self.holds_at_once(&step.condition) {
                Verdict::Yes => self.trace.step(origin, Some(true)),
                Verdict::No => {
                    self.trace.step(origin, Some(false));
                    return false;
                }
                Verdict::Fail(code) => return self.fail(flag, code, origin),
            }
        }
        self.serve(&step.serve, origin, targeted, flag)
    }

    #[inline(always)]
    fn serve(&mut self, serve: &Serve, origin: Origin, targeted: bool, flag: &Flag) -> bool {
        match serve {
            Serve::Variant(variant) => {
                let reason = if targeted { Reason::TargetingMatch } else { Reason::Static };
                self.decide(*variant, reason, origin)
            }
            Serve::Draw { draw, ranges, otherwise } => {
                self.draw(origin, draw, ranges, *otherwise, flag)
            }
            Serve::Ramp { draw, stages, then } => self.ramp(origin, draw, stages, then, flag),
            Serve::Steps(steps) => self.steps(steps, flag),
            Serve::Fail(code) => self.fail(flag, *code, origin),
        }
    }

    /// Apart from `step`, which is inlined and could not be into itself.
    #[cold]
    fn steps(&mut self, steps: &[Step], flag: &Flag) -> bool {
        steps.iter().any(|step| self.step(step, flag))
    }

    #[inline]
    fn draw(
        &mut self,
        origin: Origin,
        draw: &Draw,
        ranges: &[Range],
        otherwise: Option<usize>,
        flag: &Flag,
    ) -> bool {
        let told = self.told(draw.chance);
        let position = match draw.fall(self.context, self.world, told) {
            Fall::At(position) => position,
            fall @ (Fall::Outside | Fall::Later) => {
                self.lacked |= fall == Fall::Later;
                self.trace.draw(origin, draw, None, false);
                return otherwise.is_some_and(|other| self.decide(other, Reason::Split, origin));
            }
            Fall::Failed => return self.unkeyed(flag, origin),
        };
        let hit = ranges.iter().find(|range| range.start <= position && position < range.end);
        self.trace.draw(origin, draw, Some(position), hit.is_some());
        let (variant, origin) = match (hit, otherwise) {
            (Some(range), _) => (range.variant, range.origin.unwrap_or(origin)),
            (None, Some(otherwise)) => (otherwise, origin),
            (None, None) => return false,
        };
        self.answer.bucket = Some(scaled(position, draw));
        self.decide(variant, Reason::Split, origin)
    }

    #[cold]
    fn ramp(
        &mut self,
        origin: Origin,
        draw: &Draw,
        stages: &[RampStage],
        then: &Serve,
        flag: &Flag,
    ) -> bool {
        let now = self.world.now_millis();
        let (end, origin) = reach(stages, now).unwrap_or((0, origin));
        let space = draw.bucketing.space();
        if end == 0 {
            self.trace.waiting(stages, now);
            return false;
        }
        if end >= space {
            return self.serve_within(then, origin, flag);
        }
        let told = self.told(draw.chance.map(|chance| chance.grown(end, space)));
        let position = match draw.fall(self.context, self.world, told) {
            Fall::At(position) => position,
            fall @ (Fall::Outside | Fall::Later) => {
                self.lacked |= fall == Fall::Later;
                return false;
            }
            Fall::Failed => return self.unkeyed(flag, origin),
        };
        self.trace.draw(origin, draw, Some(position), position < end);
        if position >= end {
            return false;
        }
        let decided = self.serve_within(then, origin, flag);
        if decided {
            self.answer.reason = Reason::Split;
            // A draw among variants has a bucket of its own.
            self.answer.bucket = self.answer.bucket.or_else(|| Some(scaled(position, draw)));
        }
        decided
    }

    /// What those get who are within a share that time moves.
    #[inline(never)]
    fn serve_within(&mut self, then: &Serve, origin: Origin, flag: &Flag) -> bool {
        self.serve(then, origin, false, flag)
    }

    /// The same as `holds`, without the descent where there is but one test: most rules are one, or name a segment
    /// that is one.
    #[inline]
    fn holds_at_once(&mut self, mut condition: &Condition) -> Verdict {
        while let Condition::Segment(segment) = condition {
            condition = &segment.condition;
        }
        match condition {
            Condition::Test(_) => self.all(std::slice::from_ref(condition)),
            Condition::All(all) => self.all(all),
            condition => self.holds(condition),
        }
    }

    /// Whether all of these hold. The only place where tests are asked, with nothing around that takes registers.
    #[inline(never)]
    fn all(&mut self, all: &[Condition]) -> Verdict {
        for part in all {
            // Most parts are tests, of which nothing but yes or no can come.
            if let Condition::Test(test) = part {
                if self.passes(test) {
                    continue;
                }
                return Verdict::No;
            }
            match self.holds(part) {
                Verdict::Yes => {}
                other => return other,
            }
        }
        Verdict::Yes
    }

    fn holds(&mut self, condition: &Condition) -> Verdict {
        match condition {
            Condition::Test(_) => self.all(std::slice::from_ref(condition)),
            Condition::All(all) => self.all(all),
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
                let told = self.told(draw.chance);
                match draw.fall(self.context, self.world, told) {
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

    #[inline(always)]
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
                let (trace, mut given) = ((), UNDECIDED);
                let answer = &mut given;
                let looked = true;
                Question {
                    context,
                    world,
                    trace,
                    attributes,
                    depth,
                    asked,
                    answer,
                    lacked,
                    looked,
                }
                .ask(flag);
                if given.error.is_none() && world.rolled_back(flag, given.variant) {
                    // What decided is no more what it serves.
                    Evaluation::new(flag.fallback_variant(), Reason::RolledBack)
                } else {
                    given
                }
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

/// Whether a condition holds of one who asks, apart from any answer.
pub(super) fn holds(
    condition: &Condition,
    context: Option<&dyn Context>,
    world: &dyn World,
) -> bool {
    let (trace, attributes, depth, lacked, looked) = ((), Asked, 0, false, true);
    let (asked, answer) = (&Cell::new(0), &mut { UNDECIDED });
    let mut question =
        Question { context, world, trace, attributes, depth, asked, answer, lacked, looked };
    matches!(question.holds(condition), Verdict::Yes)
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
