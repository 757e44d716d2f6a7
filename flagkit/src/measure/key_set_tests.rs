//! The set of keys against `HashSet`, at its limit, and under threads.

use super::{FIRST, Inserted, KeySet, LIMIT};
use crate::sync::Ordering;
use std::collections::HashSet;
use std::sync::Barrier;
use std::thread;

/// The keys of splitmix64: each one different.
fn keys(seed: u64) -> impl Iterator<Item = u64> {
    (1_u64..).map(move |n| {
        let mut z = seed.wrapping_add(n.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    })
}

/// The slots in all tables that there are.
fn slots(set: &KeySet) -> usize {
    set.tables.iter().map_while(|table| table.get()).map(|table| table.len()).sum()
}

#[test]
fn agrees_with_a_hash_set_while_it_grows() {
    let (set, mut expected) = (KeySet::new(LIMIT), HashSet::new());
    // Every third key comes a second time, long after the set has grown beyond it.
    let again = keys(1).step_by(3).take(20_000);
    for key in keys(1).take(60_000).chain(again).chain([0, 0, u64::MAX, u64::MAX]) {
        let is_new = expected.insert(key);
        assert_eq!(set.insert(key), if is_new { Inserted::New } else { Inserted::Known });
    }
    assert_eq!(set.len(), expected.len());
    assert_eq!(set.keys().len(), expected.len());
    let kept: HashSet<u64> = set.keys().into_iter().collect();
    assert_eq!(expected.difference(&kept).copied().collect::<Vec<_>>(), [0], "only 0 is changed");
}

#[test]
fn keys_that_count_up_are_spread() {
    let set = KeySet::new(LIMIT);
    for key in 1..10_000 {
        assert_eq!(set.insert(key), Inserted::New);
    }
    let table = set.table().unwrap();
    let runs = table.split(|slot| slot.load(Ordering::Relaxed) == 0).map(<[_]>::len).max();
    assert!(runs.unwrap() < 100, "{runs:?} slots without a vacant one");
}

#[test]
fn what_was_taken_out_can_be_put_in_again() {
    let (set, copy) = (KeySet::new(LIMIT), KeySet::new(LIMIT));
    keys(2).take(500).chain([0]).for_each(|key| assert_eq!(set.insert(key), Inserted::New));
    set.keys().into_iter().for_each(|key| assert_eq!(copy.insert(key), Inserted::New));
    keys(2).take(500).chain([0]).for_each(|key| assert_eq!(copy.insert(key), Inserted::Known));
}

#[test]
fn starts_with_nothing_and_grows_with_need() {
    let set = KeySet::new(LIMIT);
    assert_eq!(slots(&set), 0);
    assert_eq!(set.insert(7), Inserted::New);
    assert_eq!(slots(&set), FIRST);
    for (count, key) in keys(3).take(100_000).enumerate() {
        set.insert(key);
        // The table in force is at least three eighths full, and the others are smaller together.
        let fair = (8 * (count + 2) / 3 * 2).max(2 * FIRST);
        assert!(slots(&set) <= fair, "{} slots for {count} keys", slots(&set));
    }
}

#[test]
fn is_full_at_its_limit_and_forgets_nobody() {
    let set = KeySet::new(1_024);
    let mut taken = Vec::new();
    let mut refused = 0;
    for key in keys(4).take(3_000) {
        match set.insert(key) {
            Inserted::New => taken.push(key),
            Inserted::Full => refused += 1,
            Inserted::Known => panic!("no key comes twice"),
        }
    }
    assert_eq!((slots(&set), set.capacity()), (2_048 - FIRST, 1_024));
    assert_eq!(set.len(), taken.len());
    assert_eq!(taken.len() + refused, 3_000);
    assert_eq!(taken.len(), 896, "seven eighths");
    assert!(taken.iter().all(|&key| set.insert(key) == Inserted::Known));
}

#[test]
fn says_that_it_is_crowded_before_it_refuses() {
    let set = KeySet::new(4_096);
    let mut crowded = None;
    for (count, key) in keys(5).take(4_096).enumerate() {
        if set.insert(key) == Inserted::Full {
            break;
        }
        if set.is_crowded() && crowded.is_none() {
            crowded = Some(count + 1);
        }
    }
    let crowded = crowded.expect("it is crowded");
    assert!(crowded == 2_049, "{crowded} of 4 096");
    set.clear();
    assert!(!set.is_crowded());
}

#[test]
fn a_limit_is_rounded_to_what_can_be_kept() {
    for (limit, kept) in [(0, 64), (64, 64), (100, 64), (128, 128), (usize::MAX, LIMIT)] {
        let set = KeySet::new(limit);
        assert_eq!(FIRST << (set.allowed - 1), kept, "a limit of {limit}");
    }
}

#[test]
fn forgets_when_it_is_cleared_and_keeps_the_memory() {
    let set = KeySet::new(LIMIT);
    keys(6).take(1_000).for_each(|key| assert_eq!(set.insert(key), Inserted::New));
    let before = slots(&set);
    for _ in 0..3 {
        set.clear();
        assert_eq!((set.len(), set.keys().len(), slots(&set)), (0, 0, before));
        keys(6).take(1_000).for_each(|key| assert_eq!(set.insert(key), Inserted::New));
        keys(6).take(1_000).for_each(|key| assert_eq!(set.insert(key), Inserted::Known));
        assert_eq!((set.len(), set.keys().len(), slots(&set)), (1_000, 1_000, before));
    }
}

#[test]
fn one_thread_alone_is_told_that_a_key_is_new() {
    let (set, start) = (KeySet::new(LIMIT), Barrier::new(4));
    let count = |offset: usize| {
        let mut keys: Vec<u64> = keys(7).take(20_000).collect();
        keys.rotate_left(offset * 100);
        start.wait();
        keys.into_iter().filter(|&key| set.insert(key) == Inserted::New).count()
    };
    let new: usize = thread::scope(|scope| {
        let count = &count;
        let threads: Vec<_> = (0..4).map(|n| scope.spawn(move || count(n))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!((new, set.len(), set.keys().len()), (20_000, 20_000, 20_000));
}
