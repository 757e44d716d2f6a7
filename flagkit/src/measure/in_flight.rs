//! The timed calls of a call site that have begun and not ended, so that one that hangs can be seen.
//!
//! It has no clock and judges nothing. Law: a call that has begun is ended or booked as overdue, never both; so nobody's
//! duration counts twice, and a call that never ends counts once.
//!
//! # A slot
//!
//! Its `owner` says whose it is: a turn, which grows with each call that takes the slot, and a state. Free becomes taken
//! by a compare-and-swap; the one who took it alone writes the call into it, and lets it go as live. Live becomes taken
//! by a compare-and-swap of the one who ends the call or books it; that one alone reads the call, and lets the slot go as
//! free. So whatever a slot holds is read and written by one thread at a time, and a ticket of an older turn finds no lock
//! to fit.

use crate::sync::{AtomicU64, Ordering};

/// How many calls of one call site are watched at a time; the others are not timed.
const SLOTS: usize = if cfg!(loom) { 1 } else { 64 };

const FREE: u64 = 0;
const TAKEN: u64 = 1;
const LIVE: u64 = 2;
const STATE_BITS: u32 = 2;

/// The bits of a ticket that name the slot.
const SLOT_BITS: u32 = 6;

/// A turn is as long as a ticket has room for. After 2^26 calls in one slot a ticket would fit again; a call that lasts
/// that long has been booked by then, and at worst ends another's.
const TURNS: u64 = 1 << (32 - SLOT_BITS);

/// Whose call it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Meta {
    pub(crate) arm: u8,
    pub(crate) epoch: u16,
    pub(crate) unit: u64,
}

/// What ends a call: its slot, and whose turn it was. Its bits are never all zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ticket(u32);

impl Ticket {
    /// To be kept in a word of another meaning.
    pub(crate) fn to_bits(self) -> u32 {
        self.0
    }

    /// What [`to_bits`](Self::to_bits) gave. Of anything else comes a ticket that ends nothing, or another's call.
    pub(crate) fn from_bits(bits: u32) -> Self {
        Self(bits)
    }
}

/// A call that takes too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Overdue {
    pub(crate) meta: Meta,
    /// For how long it has been running, in nanoseconds.
    pub(crate) age: u64,
}

/// The calls of one call site that are being timed.
#[derive(Debug)]
pub(crate) struct InFlight {
    slots: Box<[Slot]>,
}

#[derive(Debug)]
struct Slot {
    /// A turn, and in the lowest bits [`FREE`], [`TAKEN`] or [`LIVE`].
    owner: AtomicU64,
    start: AtomicU64,
    /// The epoch and the arm.
    what: AtomicU64,
    unit: AtomicU64,
}

impl InFlight {
    /// Room for 64 calls, 2 KiB. Nothing else is ever allocated.
    pub(crate) fn new() -> Self {
        let slot = |_| Slot {
            owner: AtomicU64::new(FREE),
            start: AtomicU64::new(0),
            what: AtomicU64::new(0),
            unit: AtomicU64::new(0),
        };
        Self { slots: (0..SLOTS).map(slot).collect() }
    }

    /// Notes a call that begins, unless too many are in flight already.
    pub(crate) fn begin(&self, start_nanos: u64, meta: Meta) -> Option<Ticket> {
        // Threads that begin at once start to look at different slots.
        let first = (start_nanos.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize;
        (0..SLOTS).find_map(|step| {
            let index = (first + step) % SLOTS;
            let turn = self.slots.get(index)?.begin(start_nanos, meta)?;
            Some(Ticket(((turn as u32) << SLOT_BITS) | index as u32))
        })
    }

    /// When a call began that ends now. Nothing, if it was booked as overdue meanwhile.
    pub(crate) fn end(&self, ticket: Ticket) -> Option<u64> {
        let slot = self.slots.get(ticket.0 as usize % (1 << SLOT_BITS))?;
        let (start, _) = slot.take(u64::from(ticket.0 >> SLOT_BITS))?;
        Some(start)
    }

    /// Books each call that has been running for `limit` or longer, and gives up its slot. The iterator books as it goes.
    pub(crate) fn overdue(
        &self,
        now_nanos: u64,
        limit_nanos: u64,
    ) -> impl Iterator<Item = Overdue> {
        self.slots.iter().filter_map(move |slot| slot.book(now_nanos, limit_nanos))
    }
}

impl Slot {
    fn begin(&self, start: u64, meta: Meta) -> Option<u64> {
        let owner = self.owner.load(Ordering::Relaxed);
        if state_of(owner) != FREE {
            return None;
        }
        // From the last turn back to the first: there is no turn 0.
        let turn = turn_of(owner) % (TURNS - 1) + 1;
        // ORDERING: acquire pairs with the release in `let_go`: the last owner has read what is overwritten here.
        let taken = self.owner.compare_exchange(
            owner,
            owned(turn, TAKEN),
            Ordering::Acquire,
            Ordering::Relaxed,
        );
        taken.ok()?;
        self.start.store(start, Ordering::Relaxed);
        self.what.store(u64::from(meta.epoch) << 8 | u64::from(meta.arm), Ordering::Relaxed);
        self.unit.store(meta.unit, Ordering::Relaxed);
        self.let_go(turn, LIVE);
        Some(turn)
    }

    /// Frees the slot if it is still this turn's, and says what was in it.
    fn take(&self, turn: u64) -> Option<(u64, Meta)> {
        // ORDERING: acquire pairs with the release in `let_go`: what `begin` wrote is read here.
        let taken = self.owner.compare_exchange(
            owned(turn, LIVE),
            owned(turn, TAKEN),
            Ordering::Acquire,
            Ordering::Relaxed,
        );
        taken.ok()?;
        let what = self.what.load(Ordering::Relaxed);
        let meta = Meta {
            arm: (what & 0xFF) as u8,
            epoch: (what >> 8) as u16,
            unit: self.unit.load(Ordering::Relaxed),
        };
        let start = self.start.load(Ordering::Relaxed);
        self.let_go(turn, FREE);
        Some((start, meta))
    }

    fn book(&self, now: u64, limit: u64) -> Option<Overdue> {
        // ORDERING: acquire, so that the start is that of this turn or a later one. A later one's is younger, and then
        // the turn does not fit any more.
        let owner = self.owner.load(Ordering::Acquire);
        let age = now.saturating_sub(self.start.load(Ordering::Relaxed));
        if state_of(owner) != LIVE || age < limit {
            return None;
        }
        let (start, meta) = self.take(turn_of(owner))?;
        Some(Overdue { meta, age: now.saturating_sub(start) })
    }

    fn let_go(&self, turn: u64, state: u64) {
        // ORDERING: releases what was written into the slot, or that it was read.
        self.owner.store(owned(turn, state), Ordering::Release);
    }
}

fn owned(turn: u64, state: u64) -> u64 {
    turn << STATE_BITS | state
}

fn state_of(owner: u64) -> u64 {
    owner & ((1 << STATE_BITS) - 1)
}

fn turn_of(owner: u64) -> u64 {
    owner >> STATE_BITS
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::{InFlight, Meta, Overdue, SLOTS, TURNS, Ticket, owned};
    use crate::sync::Ordering;
    use std::collections::HashSet;
    use std::thread;

    fn of_unit(unit: u64) -> Meta {
        Meta { arm: 200, epoch: 60_000, unit }
    }

    #[test]
    fn a_call_ends_once_and_says_when_it_began() {
        let in_flight = InFlight::new();
        let (first, second) = (in_flight.begin(10, of_unit(1)), in_flight.begin(10, of_unit(2)));
        assert_ne!(first, second);
        assert_eq!(in_flight.end(first.unwrap()), Some(10));
        assert_eq!(in_flight.end(first.unwrap()), None);
        assert_eq!(in_flight.end(second.unwrap()), Some(10));
    }

    #[test]
    fn an_overdue_call_is_booked_once_and_ends_no_more() {
        let in_flight = InFlight::new();
        let (old, young) = (in_flight.begin(10, of_unit(7)), in_flight.begin(90, of_unit(8)));
        let overdue: Vec<_> = in_flight.overdue(100, 90).collect();
        assert_eq!(overdue, [Overdue { meta: of_unit(7), age: 90 }]);
        assert_eq!(in_flight.overdue(100, 90).count(), 0);
        assert_eq!(in_flight.end(old.unwrap()), None);
        assert_eq!(in_flight.end(young.unwrap()), Some(90));
    }

    #[test]
    fn a_clock_that_goes_back_books_nobody() {
        let in_flight = InFlight::new();
        let ticket = in_flight.begin(1_000, of_unit(1)).unwrap();
        assert_eq!(in_flight.overdue(10, 90).count(), 0);
        assert_eq!(in_flight.end(ticket), Some(1_000));
    }

    #[test]
    fn there_is_room_for_so_many_and_then_for_nobody() {
        let in_flight = InFlight::new();
        let tickets: Vec<_> =
            (0..SLOTS as u64).map(|n| in_flight.begin(n, of_unit(n)).unwrap()).collect();
        let different: HashSet<u32> = tickets.iter().map(|ticket| ticket.to_bits()).collect();
        assert_eq!(different.len(), SLOTS);
        assert_eq!(in_flight.begin(5, of_unit(5)), None);
        assert_eq!(in_flight.end(tickets[9]), Some(9));
        let ticket = in_flight.begin(5, of_unit(5)).unwrap();
        assert_eq!(in_flight.overdue(1_000, 1).count(), SLOTS);
        assert_eq!(in_flight.end(ticket), None);
    }

    #[test]
    fn a_ticket_ends_no_later_call_of_its_slot() {
        let in_flight = InFlight::new();
        let old = in_flight.begin(10, of_unit(1)).unwrap();
        assert_eq!(in_flight.overdue(100, 1).count(), 1);
        let others: Vec<_> = (0..SLOTS).map(|_| in_flight.begin(10, of_unit(2)).unwrap()).collect();
        assert_eq!(in_flight.end(old), None);
        assert!(others.into_iter().all(|ticket| in_flight.end(ticket) == Some(10)));
    }

    #[test]
    fn turns_begin_again_after_the_last_and_no_ticket_is_zero() {
        let in_flight = InFlight::new();
        for slot in &in_flight.slots {
            slot.owner.store(owned(TURNS - 1, super::FREE), Ordering::Relaxed);
        }
        for _ in 0..SLOTS {
            let ticket = in_flight.begin(3, of_unit(1)).unwrap();
            assert_ne!(ticket.to_bits(), 0);
        }
        let booked = in_flight.overdue(10, 1).count();
        let ticket = in_flight.begin(3, of_unit(1)).unwrap();
        assert_eq!((booked, in_flight.end(Ticket::from_bits(ticket.to_bits()))), (SLOTS, Some(3)));
    }

    #[test]
    fn what_is_no_ticket_ends_nothing() {
        let in_flight = InFlight::new();
        for bits in [0, 1, 63, 64, u32::MAX] {
            assert_eq!(in_flight.end(Ticket::from_bits(bits)), None);
        }
    }

    #[test]
    fn under_threads_every_call_is_ended_or_booked() {
        let in_flight = InFlight::new();
        let calls = |_| {
            let mut ended = 0;
            let mut begun = 0;
            for n in 0..50_000 {
                if let Some(ticket) = in_flight.begin(n, Meta { arm: 1, epoch: 2, unit: n }) {
                    begun += 1;
                    ended += u64::from(
                        in_flight.end(ticket).inspect(|&start| assert_eq!(start, n)).is_some(),
                    );
                }
            }
            (begun, ended)
        };
        let (begun, finished) = thread::scope(|scope| {
            let calls = &calls;
            let threads = [0, 1].map(|n| scope.spawn(move || calls(n)));
            let mut finished = 0;
            while !threads.iter().all(|thread| thread.is_finished()) {
                for Overdue { meta, age } in in_flight.overdue(u64::MAX, 0) {
                    assert_eq!((meta.arm, meta.epoch, age), (1, 2, u64::MAX - meta.unit));
                    finished += 1;
                }
            }
            threads.into_iter().fold((0, finished), |(begun, finished), thread| {
                let (more_begun, more_ended) = thread.join().unwrap();
                (begun + more_begun, finished + more_ended)
            })
        });
        let left = in_flight.overdue(u64::MAX, 0).count() as u64;
        assert_eq!((begun, left), (finished, 0));
    }
}

#[cfg(all(test, loom))]
#[path = "in_flight_loom.rs"]
mod tests;
