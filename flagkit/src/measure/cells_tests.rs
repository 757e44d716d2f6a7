//! Every count arrives once: over threads that end, epochs that come and go, and locals that are gone already.

use super::{Block, Event, Lane, Line, OWN, SITES, Totals, count, enrol, sum};
use crate::measure::figures::CallFigures;
use std::cell::Cell;
use std::sync::mpsc;
use std::thread;

const FIRST: Lane = Lane::Epoch(0);

fn calls(calls: u64) -> CallFigures {
    CallFigures { calls, ..CallFigures::default() }
}

fn count_calls(site: u32, lane: Lane, arm: u8, times: usize) {
    (0..times).for_each(|_| count(site, lane, arm, Event::Call));
}

#[test]
fn each_event_goes_where_it_belongs() {
    let (site, neighbour) = (enrol(2), enrol(2));
    count_calls(site, Lane::Placed, 0, 1);
    count_calls(site, FIRST, 0, 20);
    count_calls(site, FIRST, 1, 9);
    count_calls(site, Lane::Epoch(7), 1, 3);
    for (event, times) in
        [(Event::Adverse, 5), (Event::Panic, 4), (Event::Cancelled, 3), (Event::Rescued, 2)]
    {
        (0..times).for_each(|_| count(site, FIRST, 1, event));
    }
    let failed = CallFigures { calls: 9, adverse: 5, panics: 4, cancelled: 3, rescued: 2 };
    let expected = Totals {
        placed: [calls(1), calls(0)].into(),
        drawn: [(0, [calls(20), failed].into()), (7, [calls(0), calls(3)].into())].into(),
    };
    assert_eq!(sum(site), expected);
    assert_eq!(sum(neighbour), Totals { placed: [calls(0), calls(0)].into(), drawn: [].into() });
}

#[test]
fn threads_that_count_at_once_lose_nothing() {
    let site = enrol(2);
    thread::scope(|scope| {
        for arm in [0, 1, 1] {
            scope.spawn(move || count_calls(site, FIRST, arm, 10_000));
        }
        let mut last = 0;
        while last < 30_000 {
            let totals = sum(site);
            let now = totals.drawn.get(&0).map_or(0, |arms| arms.iter().map(|arm| arm.calls).sum());
            assert!(now >= last, "{now} after {last}");
            last = now;
        }
    });
    assert_eq!(*sum(site).drawn[&0], [calls(10_000), calls(20_000)]);
}

#[test]
fn a_thread_that_ends_leaves_its_counts_and_its_block() {
    let site = enrol(2);
    for _ in 0..10 {
        let counting = move || {
            count_calls(site, Lane::Placed, 0, 2);
            count_calls(site, FIRST, 0, 3);
            count_calls(site, Lane::Epoch(1), 1, 4);
        };
        thread::spawn(counting).join().unwrap();
    }
    let totals = sum(site);
    assert_eq!(*totals.placed, [calls(20), calls(0)]);
    assert_eq!(*totals.drawn[&0], [calls(30), calls(0)]);
    assert_eq!(*totals.drawn[&1], [calls(0), calls(40)]);
    let sites = SITES.lock();
    let site = &sites[site as usize];
    // The threads came one after the other, so one block was enough.
    assert_eq!((site.living.len(), site.spare.len()), (0, 1));
}

#[test]
fn a_thread_that_lives_is_read_and_then_folded_once() {
    let site = enrol(2);
    let (go, wait) = mpsc::channel::<()>();
    let (tell, told) = mpsc::channel();
    let counting = thread::spawn(move || {
        count_calls(site, FIRST, 1, 5);
        tell.send(()).unwrap();
        wait.recv().unwrap();
    });
    told.recv().unwrap();
    assert_eq!(*sum(site).drawn[&0], [calls(0), calls(5)]);
    go.send(()).unwrap();
    counting.join().unwrap();
    assert_eq!(*sum(site).drawn[&0], [calls(0), calls(5)]);
}

#[test]
fn a_third_epoch_folds_the_first_and_its_late_ends_still_count() {
    let site = enrol(2);
    count_calls(site, Lane::Epoch(0), 1, 10);
    count_calls(site, Lane::Epoch(1), 1, 20);
    count_calls(site, Lane::Epoch(2), 1, 30);
    // A call of epoch 0 that was long on its way.
    count(site, Lane::Epoch(0), 1, Event::Adverse);
    count(site, Lane::Epoch(1), 1, Event::Adverse);
    let living = SITES.lock()[site as usize].living[0].epochs;
    assert_eq!(living, [Some(2), Some(1)], "the late end took nobody's lane");
    // An epoch that comes again goes on counting where it was.
    count_calls(site, Lane::Epoch(0), 1, 5);
    let totals = sum(site);
    let drawn: Vec<_> =
        totals.drawn.iter().map(|(&epoch, arms)| (epoch, arms[1].calls, arms[1].adverse)).collect();
    assert_eq!(drawn, [(0, 15, 1), (1, 20, 1), (2, 30, 0)]);
}

#[test]
fn an_end_that_is_seen_before_its_call_is_held_back() {
    let site = enrol(2);
    for event in [Event::Adverse, Event::Panic, Event::Cancelled, Event::Rescued] {
        count(site, FIRST, 1, event);
    }
    assert_eq!(*sum(site).drawn[&0], [calls(0), calls(0)]);
    count_calls(site, FIRST, 1, 1);
    let whole = CallFigures { calls: 1, adverse: 1, panics: 1, cancelled: 1, rescued: 1 };
    assert_eq!(sum(site).drawn[&0][1], whole);
}

#[test]
fn many_arms_have_cells_of_their_own() {
    let site = enrol(255);
    for arm in 0..=255 {
        count_calls(site, FIRST, arm, usize::from(arm));
        count_calls(site, Lane::Epoch(1), arm, 1);
    }
    let totals = sum(site);
    assert!(
        totals.drawn[&0].iter().enumerate().all(|(arm, counted)| *counted == calls(arm as u64))
    );
    assert!(totals.drawn[&1].iter().all(|counted| *counted == calls(1)));
}

#[test]
fn what_does_not_exist_counts_nothing() {
    let site = enrol(2);
    count(site, FIRST, 2, Event::Call);
    count(site, FIRST, 255, Event::Adverse);
    count(u32::MAX, FIRST, 0, Event::Call);
    assert_eq!(sum(site).drawn.get(&0).map_or(0, |arms| arms.iter().map(|arm| arm.calls).sum()), 0);
    assert_eq!(sum(u32::MAX), Totals::default());
}

/// Counts while the locals of a thread are destroyed.
struct Late(Cell<Option<u32>>);

impl Drop for Late {
    fn drop(&mut self) {
        if let Some(site) = self.0.get() {
            count(site, FIRST, 0, Event::Call);
            count(site, FIRST, 0, Event::Adverse);
        }
    }
}

thread_local! {
    static LATE: Late = const { Late(Cell::new(None)) };
}

#[test]
fn locals_that_are_destroyed_are_survived_in_either_order() {
    for counts_first in [false, true] {
        let site = enrol(2);
        let counting = move || {
            if counts_first {
                count(site, FIRST, 1, Event::Call);
            }
            LATE.with(|late| late.0.set(Some(site)));
            if !counts_first {
                count(site, FIRST, 1, Event::Call);
            }
        };
        thread::spawn(counting).join().unwrap();
        let late = CallFigures { calls: 1, adverse: 1, ..CallFigures::default() };
        assert_eq!(*sum(site).drawn[&0], [late, calls(1)], "counts first: {counts_first}");
        assert!(SITES.lock()[site as usize].living.is_empty());
    }
}

#[test]
fn a_count_while_the_places_are_borrowed_is_not_lost() {
    let site = enrol(2);
    count_calls(site, FIRST, 0, 1);
    OWN.with(|own| {
        let _places = own.0.borrow_mut();
        count_calls(site, FIRST, 0, 2);
    });
    assert_eq!(sum(site).drawn[&0][0], calls(3));
}

#[test]
fn two_arms_take_256_bytes_that_nobody_shares() {
    let block = Block::new(2);
    assert_eq!(size_of_val(block.0), 256);
    assert_eq!(align_of::<Line>(), 128);
    assert_eq!(size_of_val(Block::new(3).0), 384);
}
