//! The slow way: a flag that is not the same for everyone is asked here.
//!
//! How a definition is evaluated is `flagkit-core`'s; this is who decides before it.
//! Law: override of the scope, override of the process, then the snapshot of the scope or the current one, unless a
//! guard has taken the arm back; every failure is the fallback's arm, with a reason.

use crate::callsite::Callsite;
use crate::counted::Counted;
use crate::current;
use crate::details::EvaluationDetails;
use crate::epoch::Constants;
use crate::explain::{self, Explanation};
use crate::exposure;
use crate::measure::call::{Call, PackedCall};
use crate::measure::cells::Lane;
use crate::measure::count;
use crate::measure::seen::{Seen, Sighting};
use crate::measure::unit::fingerprint;
use crate::news::News;
use crate::payload::Payload;
use crate::pinned::Pinned;
use crate::publisher;
use crate::scope;
use crate::shadow;
use crate::snapshot::{Answer, Entry, Snapshot};
use crate::table::{Declaration, Registration};
use crate::world::{CallWorld, Drawn};
use flagkit_core::plan::Unit;
use flagkit_core::{Context, ErrorCode, Value};
use std::borrow::Cow;
use std::sync::Arc;

/// Which arm runs, for the given context or else that of the scope.
///
/// Only the arm, in a register: a whole answer would need a place in the frame of every function that asks, and that
/// place is made before the slot is read.
#[cold]
#[inline(never)]
pub(crate) fn arm(flag: &'static Declaration, context: Option<&dyn Context>) -> u8 {
    resolve(flag, context, Evaluated { is_measured: false }, |found| {
        if found.is_exposure() && !shadow::is_trial() {
            exposed(flag, &found);
        }
        found.answer.arm
    })
}

/// The same for a function that the flag switches, of which the end will be looked at.
#[cold]
#[inline(never)]
pub(crate) fn call(
    flag: &'static Declaration,
    context: Option<&dyn Context>,
    callsite: &'static Callsite,
) -> PackedCall {
    let call = resolve(flag, context, Evaluated { is_measured: true }, |found| {
        let arm = found.answer.arm;
        if shadow::is_trial() {
            // Nobody's call: what its end says is looked at where the shadow runs.
            return if shadow::reach(callsite) { Call::trial(arm) } else { Call::unmeasured(arm) };
        }
        if found.is_exposure() {
            exposed(flag, &found);
        }
        let Some((entry, experiment)) =
            found.entry.and_then(|entry| Some((entry, entry.experiment(flag)?)))
        else {
            return Call::unmeasured(arm);
        };
        let shadow = if entry.casts_shadows() { shadowed(flag, callsite, &found) } else { None };
        let (lane, unit) = match found.answer.drawn {
            Some(Drawn { unit, chance }) => (entry.lane(experiment, chance), unit),
            None => (Lane::Placed, known(found.context)),
        };
        let call = count::begun(experiment, callsite, arm, lane, unit);
        match shadow {
            Some(arm) => call.with_shadow(arm),
            None => call,
        }
    });
    call.packed()
}

/// The arm that is to run in shadow beside an answer.
#[cold]
#[inline(never)]
fn shadowed(
    flag: &'static Declaration,
    callsite: &'static Callsite,
    found: &Found<'_>,
) -> Option<u8> {
    let (table, entry) = (flag.table(), found.entry?);
    let world = CallWorld::new(table, table.registration()?, found.snapshot);
    let arm = entry.shadow(&found.answer, found.context, &world)?;
    if callsite.casts_shadows() {
        return Some(arm);
    }
    shadow::lacking(callsite, found.snapshot.generation());
    None
}

/// The fingerprint of who is asked about.
fn known(context: Option<&dyn Context>) -> u64 {
    let key = context.and_then(Context::targeting_key);
    key.map_or(0, |key| fingerprint(key.as_str().as_bytes()))
}

/// Tells the scope around the call, and whoever writes exposures, which arm somebody was given.
#[cold]
#[inline(never)]
fn exposed(flag: &'static Declaration, found: &Found<'_>) {
    let Answer { arm, reason, drawn, .. } = found.answer;
    let epoch = drawn.and_then(|drawn| {
        let entry = found.entry?;
        let lane = entry.lane(entry.experiment(flag)?, drawn.chance);
        if let Lane::Epoch(epoch) = lane { Some(epoch) } else { None }
    });
    if let (Some(seen), Some(Drawn { unit, .. }), Some(epoch)) = (found.seen, drawn, epoch) {
        seen.note(Sighting { flag, unit, epoch, arm });
    }
    if exposure::is_wanted() {
        let key = found.context.and_then(Context::targeting_key);
        let key = key.as_ref().map(|key| key.as_str().as_bytes());
        exposure::offer(flag, arm, reason, key, epoch, found.snapshot.generation());
    }
}

/// The answer in full.
pub(crate) fn details(
    flag: &'static Declaration,
    context: Option<&dyn Context>,
) -> EvaluationDetails {
    resolve(flag, context, Evaluated { is_measured: false }, |found| told(flag, &found))
}

fn told(flag: &'static Declaration, found: &Found<'_>) -> EvaluationDetails {
    let &Found { answer, entry, snapshot, .. } = found;
    let variant = flag.variant(answer.arm);
    let definition = entry.and_then(|entry| entry.flag().ok());
    let place = definition.zip(answer.origin).map(|(flag, origin)| flag.place(origin));
    EvaluationDetails {
        key: flag.key(),
        variant,
        value: entry.and_then(|entry| value(entry, variant)).unwrap_or_default(),
        reason: answer.reason,
        error_code: answer.error,
        bucket: answer.bucket,
        origin: answer.origin,
        place,
        generation: snapshot.generation(),
    }
}

/// The answer in full, and how it came about.
///
/// Nothing is counted: who explains a flag is no call that lacks something.
#[cold]
pub(crate) fn explain(flag: &'static Declaration, context: Option<&dyn Context>) -> Explanation {
    let mut explained = Explained::default();
    let (details, document) = resolve(flag, context, &mut explained, |found| {
        (told(flag, &found), explain::document(flag, found.snapshot))
    });
    explain::explanation(flag, details, document, explained.trail, explained.is_known)
}

/// The payload of the variant that serves.
pub(crate) fn payload<P: Payload>(flag: &'static Declaration, context: Option<&dyn Context>) -> P {
    let (variant, live) = resolve(flag, context, Evaluated { is_measured: false }, |found| {
        let variant = flag.variant(found.answer.arm);
        (variant, found.entry.and_then(|entry| value(entry, variant)))
    });
    let live = live.and_then(|value| P::from_value(&value));
    live.or_else(|| {
        let embedded = flag.table().registration()?.embedded.get(flag.key())?;
        let known = embedded.variants().iter().find(|known| &*known.name == variant)?;
        P::from_value(&known.payload)
    })
    .unwrap_or_default()
}

fn value(entry: &Entry, variant: &str) -> Option<Value> {
    let flag = entry.flag().ok()?;
    let variant = flag.variants().iter().find(|known| &*known.name == variant)?;
    Some(variant.payload.clone())
}

/// How a definition is asked.
trait Ask {
    fn ask(self, call: &Lookup<'_>, entry: &Entry, world: CallWorld<'_>) -> Answer;
}

/// For its answer alone; a call that lacks what the flag needs is counted.
///
/// A type rather than a closure, which would be called where this is inlined.
struct Evaluated {
    /// Who is drawn decides how the call is counted.
    is_measured: bool,
}

impl Ask for Evaluated {
    #[inline(always)]
    fn ask(self, call: &Lookup<'_>, entry: &Entry, world: CallWorld<'_>) -> Answer {
        let is_watched = self.is_measured || call.seen.is_some() || exposure::is_wanted();
        let world = &if is_watched { world.watched() } else { world };
        let answer = entry.evaluate(call.context, world);
        let keyless = answer.error == Some(ErrorCode::TargetingKeyMissing);
        if keyless || (call.context.is_none() && wants_context(entry)) {
            lacking(call.flag, entry, answer, world.snapshot(), call.context.is_none());
        }
        answer
    }
}

/// For the answer, and how it came about.
#[derive(Default)]
struct Explained {
    trail: Option<flagkit_core::plan::Explanation>,
    is_known: bool,
}

impl Ask for &mut Explained {
    fn ask(self, call: &Lookup<'_>, entry: &Entry, world: CallWorld<'_>) -> Answer {
        let (answer, trail) = entry.explain(call.context, &world);
        (self.trail, self.is_known) = (trail, call.context.is_some());
        answer
    }
}

/// Finds out who decides, and has `ask` ask the definition if nobody stands above it.
#[inline]
fn resolve<R>(
    flag: &'static Declaration,
    explicit: Option<&dyn Context>,
    ask: impl Ask,
    read: impl FnOnce(Found<'_>) -> R,
) -> R {
    let table = flag.table();
    let Some(registration) = table.registration().or_else(|| publisher::register(table)) else {
        let answer = Answer::failed(flag.fallback(), ErrorCode::ProviderNotReady);
        return current::with(|snapshot| {
            read(Found { answer, entry: None, snapshot, context: None, seen: None })
        });
    };
    scope::surroundings(flag, |around| {
        let (overridden, context) = (around.overridden, explicit.or(around.context));
        let look_up = Lookup { flag, registration, overridden, context, seen: around.seen };
        match around.pinned {
            // A kill switch answers from the newest document, whatever the scope holds.
            Some(pinned) if !flag.slot().pierces() => look_up.pinned(pinned, ask, read),
            _ => current::with(|snapshot| look_up.answer(snapshot, ask, read)),
        }
    })
}

/// An answer, and what it was found by.
struct Found<'a> {
    answer: Answer,
    entry: Option<&'a Entry>,
    snapshot: &'a Snapshot,
    context: Option<&'a dyn Context>,
    seen: Option<&'a Seen>,
}

impl Found<'_> {
    /// Whether somebody wants to know who was given what.
    #[inline]
    fn is_exposure(&self) -> bool {
        (self.seen.is_some() && self.answer.drawn.is_some()) || exposure::is_wanted()
    }
}

/// A flag that is asked, and what stands above its definition.
#[derive(Clone, Copy)]
struct Lookup<'a> {
    flag: &'static Declaration,
    registration: &'static Registration,
    overridden: Option<u8>,
    context: Option<&'a dyn Context>,
    seen: Option<&'a Seen>,
}

impl Lookup<'_> {
    /// Inlined, so that an answer of which only the arm is read is never put together.
    #[inline(always)]
    fn answer<R>(
        &self,
        snapshot: &Arc<Snapshot>,
        ask: impl Ask,
        read: impl FnOnce(Found<'_>) -> R,
    ) -> R {
        let (flag, table) = (self.flag, self.flag.table());
        let entry = snapshot.view(table, self.registration).entry(flag.index());
        let answer = if let Some(arm) = self.overridden.or_else(|| flag.slot().forced()) {
            Answer::forced(arm)
        } else if let Some(entry) = entry {
            let answer = ask.ask(self, entry, CallWorld::new(table, self.registration, snapshot));
            // Whatever the snapshot of a scope says: a verdict is an emergency.
            let taken_back = flag.slot().is_rolled_back(answer.arm);
            if taken_back { answer.rolled_back(flag.fallback()) } else { answer }
        } else {
            Answer::failed(flag.fallback(), ErrorCode::FlagNotFound)
        };
        read(Found { answer, entry, snapshot, context: self.context, seen: self.seen })
    }

    /// The same by the snapshot of the scope around the call. Apart, since most calls stand in none.
    #[inline(never)]
    fn pinned<R>(self, pinned: &Pinned, ask: impl Ask, read: impl FnOnce(Found<'_>) -> R) -> R {
        pinned.with(|snapshot| self.answer(snapshot, ask, read))
    }
}

/// Whether the answer may depend on who is asked about.
fn wants_context(entry: &Entry) -> bool {
    entry.flag().is_ok_and(|flag| flag.uses_context())
}

/// The attribute by which the flag draws, where that is what an answer lacked.
fn drawn_by<'e>(entry: &'e Entry, answer: &Answer) -> Option<&'e str> {
    match entry.flag().ok()?.unit(answer.origin?)? {
        Unit::Attribute(name) => Some(name),
        _ => None,
    }
}

static WITHOUT_KEY: Counted = Counted::new();
static WITHOUT_CONTEXT: Counted = Counted::new();

/// How often a flag was asked without the targeting key that it needed.
pub(crate) fn calls_without_key() -> u64 {
    WITHOUT_KEY.calls()
}

/// How often a flag that depends on who is asked about was asked about nobody.
pub(crate) fn calls_without_context() -> u64 {
    WITHOUT_CONTEXT.calls()
}

/// Counts it, and tells it once per version: somebody who opens a feature to 5 % should not wonder why nobody sees it.
///
/// A call that lacks both is told of the key, which is what its answer failed by.
#[cold]
fn lacking(
    flag: &Declaration,
    entry: &Entry,
    answer: Answer,
    snapshot: &Snapshot,
    no_context: bool,
) {
    let no_key = answer.error == Some(ErrorCode::TargetingKeyMissing);
    if no_context {
        WITHOUT_CONTEXT.count();
    }
    if no_key {
        WITHOUT_KEY.count();
    }
    let lack = if no_key { &WITHOUT_KEY } else { &WITHOUT_CONTEXT };
    if !lack.is_news(snapshot.generation()) {
        return;
    }
    let what = match drawn_by(entry, &answer) {
        Some(name) if no_key && !no_context => Cow::Owned(format!(
            "draws by `{name}` and was asked about somebody without it, so its fallback serves; give the context that \
             attribute, a text or a whole number, or take `bucket_by` out"
        )),
        _ if no_key => Cow::Borrowed(
            "is on for a share of all targeting keys and was asked without one, so its fallback serves; give the call a \
             context with a key, or put a scope around it",
        ),
        _ => Cow::Borrowed(
            "depends on who is asked about and was asked without a context, so it answers for nobody in particular; give \
             the call a context, put a scope around it, or spawn the task with `in_current_flag_scope`",
        ),
    };
    let mut news = News::default();
    news.warning(format!(
        "`{}` {what} (told once per version, `flagkit::health()` counts)",
        flag.key()
    ));
    news.write_aside();
}
