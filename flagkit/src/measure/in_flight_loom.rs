//! The law of `in_flight`, under loom: a call is ended or booked, never both, and nobody reads another's call.
//!
//! Run it with `just loom`. Here there is one slot, so that every call wants the same.

use super::{InFlight, Meta, Overdue};
use loom::thread;
use std::sync::Arc;

/// A call whose parts tell whether they belong together.
fn call(n: u8) -> (u64, Meta) {
    (u64::from(n), Meta { arm: n, epoch: u16::from(n), unit: u64::from(n) })
}

fn booked(in_flight: &InFlight) -> usize {
    let whole = |Overdue { meta, age }| {
        let n = meta.arm;
        assert_eq!((100 - age, meta), call(n));
    };
    in_flight.overdue(100, 0).map(whole).count()
}

#[test]
fn a_call_is_ended_or_booked() {
    loom::model(|| {
        let in_flight = Arc::new(InFlight::new());
        let (start, meta) = call(1);
        let ticket = in_flight.begin(start, meta).unwrap();
        let booking = {
            let in_flight = Arc::clone(&in_flight);
            thread::spawn(move || booked(&in_flight))
        };
        let ended = in_flight.end(ticket);
        assert!(ended.is_none_or(|began| began == start));
        assert_eq!(usize::from(ended.is_some()) + booking.join().unwrap(), 1);
    });
}

#[test]
fn two_bookers_book_a_call_once() {
    loom::model(|| {
        let in_flight = Arc::new(InFlight::new());
        let (start, meta) = call(1);
        in_flight.begin(start, meta).unwrap();
        let booking = {
            let in_flight = Arc::clone(&in_flight);
            thread::spawn(move || booked(&in_flight))
        };
        let own = booked(&in_flight);
        assert_eq!(own + booking.join().unwrap(), 1);
    });
}

#[test]
fn calls_that_want_one_slot_do_not_mix() {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(|| {
        let in_flight = Arc::new(InFlight::new());
        let calling = |n| {
            let in_flight = Arc::clone(&in_flight);
            move || {
                let (start, meta) = call(n);
                let Some(ticket) = in_flight.begin(start, meta) else { return (0, 0) };
                let ended = in_flight.end(ticket);
                assert!(ended.is_none_or(|began| began == start));
                (1, usize::from(ended.is_some()))
            }
        };
        let callers = [thread::spawn(calling(1)), thread::spawn(calling(2))];
        let own = booked(&in_flight);
        let (mut begun, mut finished) = (0, own);
        for caller in callers {
            let (more_begun, more_ended) = caller.join().unwrap();
            (begun, finished) = (begun + more_begun, finished + more_ended);
        }
        assert_eq!(begun, finished + booked(&in_flight));
    });
}
