//! That draws are fair: shares and weights within binomial bounds, flags independent of each other.
//!
//! Everything here is deterministic; the bounds are five standard deviations, and of a chi-square
//! what one in a million fair draws exceeds.

use crate::buckets_properties::every;
use flagkit_core::bucketing::Bucketing;
use std::fmt::Write as _;

/// Calls with the keys `user-0`, `user-1`, …
fn each_key(count: u32, mut visit: impl FnMut(&[u8])) {
    let mut key = String::new();
    for id in 0..count {
        key.clear();
        write!(key, "user-{id}").expect("a text takes all");
        visit(key.as_bytes());
    }
}

#[track_caller]
fn assert_binomial(what: &dyn std::fmt::Debug, drawn: u32, of: u32, part: f64) {
    let (of, drawn) = (f64::from(of), f64::from(drawn));
    let bound = 5.0 * (of * part * (1.0 - part)).sqrt();
    assert!((drawn - of * part).abs() <= bound, "{what:?}: {drawn} of {of}, expected {part}");
}

/// Weights of 50, 30, 15 and 5 per cent, and a share of 5 %.
fn assert_fair(bucketing: &Bucketing, keys: u32) {
    let weights = [50.0, 30.0, 15.0, 5.0];
    let (cuts, space) = (bucketing.cuts(&weights), bucketing.space());
    let share = bucketing.share("5%".parse().expect("a percentage")).expect("a whole percent");
    let (mut drawn, mut included) = ([0; 4], 0);
    each_key(keys, |key| {
        let place = bucketing.position(key);
        let range = cuts.iter().position(|end| place < *end).expect("within the space");
        drawn[range] += 1;
        included += u32::from(place < share);
    });
    let mut start = 0;
    for (drawn, end) in drawn.into_iter().zip(&cuts) {
        // What the engine makes of the weight: its own rounding is not the draw's fault.
        assert_binomial(bucketing, drawn, keys, (end - start) as f64 / space as f64);
        start = *end;
    }
    assert_binomial(bucketing, included, keys, share as f64 / space as f64);
}

#[test]
fn a_million_native_draws_are_fair() {
    assert_fair(&Bucketing::native("new_checkout"), 1_000_000);
}

#[test]
fn the_draws_of_every_engine_are_fair() {
    let whole_percents = |bucketing: &Bucketing| bucketing.space().is_multiple_of(100);
    let other = |bucketing: &Bucketing| bucketing.space() > 1 << 31;
    for bucketing in every("new_checkout", 999) {
        assert!(whole_percents(&bucketing) || other(&bucketing), "{bucketing:?}");
        assert_fair(&bucketing, 200_000);
    }
}

/// Ten parts by ten parts: 81 degrees of freedom.
fn chi_square(first: &Bucketing, second: &Bucketing) -> f64 {
    const KEYS: u32 = 100_000;
    let part = |bucketing: &Bucketing, key: &[u8]| {
        let place = u128::from(bucketing.position(key));
        usize::try_from(place * 10 / u128::from(bucketing.space())).expect("below ten")
    };
    let mut cells = [[0_u32; 10]; 10];
    each_key(KEYS, |key| cells[part(first, key)][part(second, key)] += 1);
    let rows = cells.map(|row| f64::from(row.iter().sum::<u32>()));
    let mut sum = 0.0;
    for column in 0..10 {
        let in_column = f64::from(cells.iter().map(|row| row[column]).sum::<u32>());
        for (row, in_row) in cells.iter().zip(rows) {
            let expected = in_row * in_column / f64::from(KEYS);
            sum += (f64::from(row[column]) - expected).powi(2) / expected;
        }
    }
    sum
}

#[test]
fn flags_are_independent_of_each_other() {
    // Exceeded by one in a million chi-squares of 81 degrees of freedom.
    const BOUND: f64 = 157.0;
    for (first, second) in every("new_checkout", 999).into_iter().zip(every("new_search", 1999)) {
        let found = chi_square(&first, &second);
        assert!(found < BOUND, "{first:?} {second:?}: {found}");
    }
    // The measure sees what depends: the same flag, and one whose draw is a part of the other's.
    let native = Bucketing::native("f");
    assert!(chi_square(&native, &native) > 100.0 * BOUND);
    assert!(chi_square(&Bucketing::eppo("f", 10), &Bucketing::eppo("f", 20)) > 100.0 * BOUND);
}
