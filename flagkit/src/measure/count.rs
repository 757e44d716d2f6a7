//! What is booked at either end of a measured call.
//!
//! The hot half is one count of a thread's own; everything else is for calls whose duration is taken, or that fail.
//! Law: nothing here panics, waits for another thread's work, or runs user code.

use crate::callsite::Callsite;
use crate::measure::call::Call;
use crate::measure::cells::{self, Event, Lane};
use crate::measure::experiment::{Experiment, Failure};

/// A call begins, after its arm was chosen.
#[inline]
pub(crate) fn begun(
    experiment: &'static Experiment,
    callsite: &'static Callsite,
    arm: u8,
    lane: Lane,
    unit: u64,
) -> Call {
    cells::count(callsite.number(), lane, arm, Event::Call);
    let ticket = match lane {
        Lane::Epoch(epoch) => experiment.drawn(callsite, epoch, arm, unit),
        Lane::Placed => {
            experiment.placed(arm, unit);
            0
        }
    };
    Call::measured(arm, lane, unit, ticket)
}

/// A timed call ends.
#[cold]
#[inline(never)]
pub(crate) fn timed(call: Call, callsite: &'static Callsite) {
    if let Some(experiment) = Experiment::of(callsite.declaration()) {
        experiment.timed(callsite, call);
    }
}

/// A timed call is not timed after all: what it made runs elsewhere, or was given up.
#[cold]
pub(crate) fn forgotten(call: Call, callsite: &'static Callsite) {
    if call.ticket() == 0 {
        return;
    }
    if let Some(experiment) = Experiment::of(callsite.declaration()) {
        experiment.forgotten(callsite, call);
    }
}

/// What a timed call has made begins to run.
#[cold]
pub(crate) fn timed_from_here(call: Call, callsite: &'static Callsite) -> Call {
    let Some(experiment) = Experiment::of(callsite.declaration()) else { return call };
    call.with_ticket(experiment.timed_from_here(callsite, call))
}

/// A call ends with a failure.
#[cold]
#[inline(never)]
pub(crate) fn failed(call: Call, callsite: &'static Callsite) {
    book(call, callsite, false);
}

/// A panic passes.
#[cold]
#[inline(never)]
pub(crate) fn panicked(call: Call, callsite: &'static Callsite) {
    book(call, callsite, true);
}

/// A failure after which the old code answers.
pub(crate) fn rescued(call: Call, callsite: &'static Callsite, panicked: bool) {
    if call.is_measured() {
        cells::count(callsite.number(), call.lane(), call.arm(), Event::Rescued);
        book(call, callsite, panicked);
    }
}

/// A future was dropped before it was done. That is nobody's failure.
#[cold]
#[inline(never)]
pub(crate) fn cancelled(call: Call, callsite: &'static Callsite) {
    cells::count(callsite.number(), call.lane(), call.arm(), Event::Cancelled);
    forgotten(call, callsite);
}

fn book(call: Call, callsite: &'static Callsite, panicked: bool) {
    let site = callsite.number();
    cells::count(site, call.lane(), call.arm(), Event::Adverse);
    if panicked {
        cells::count(site, call.lane(), call.arm(), Event::Panic);
    }
    if call.ticket() != 0 {
        timed(call, callsite);
    }
    let Some(experiment) = Experiment::of(callsite.declaration()) else { return };
    experiment.failed(Failure {
        callsite,
        lane: call.lane(),
        arm: call.arm(),
        unit: call.unit(),
        panicked,
    });
}
