//! Sums of keys, held against sums that were made beside them.

use super::*;
use crate::slot::Slot;
use crate::table::Table;

static TABLE: Table = Table::new("population", "flags.json", "", "{}", &[], &DECLARATIONS);
static SLOTS: [Slot; 4] = [const { Slot::new() }; 4];
static DECLARATIONS: [Declaration; 4] = [
    Declaration::new(&TABLE, &SLOTS[0], 0, "population.sums", 1, 1, &["off", "on"], 0),
    Declaration::new(&TABLE, &SLOTS[1], 1, "population.many", 2, 1, &["off", "on"], 0),
    Declaration::new(&TABLE, &SLOTS[2], 2, "population.epochs", 3, 1, &["off", "on"], 0),
    Declaration::new(&TABLE, &SLOTS[3], 3, "population.fresh", 4, 1, &["off", "on"], 0),
];

fn hash(n: u64) -> u64 {
    // splitmix64, so that each run sees the same keys.
    let mut z = n.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)).max(1)
}

fn sighting(flag: usize, n: u64, epoch: u16) -> Sighting {
    Sighting { flag: &DECLARATIONS[flag], unit: hash(n), epoch, arm: u8::from(n.is_multiple_of(4)) }
}

fn metric(name: &str) -> Metric {
    Metric::of(name).expect("fewer than 64 metrics in the tests")
}

#[test]
fn keys_count_once_and_their_values_add_up() {
    for n in 0..100 {
        meet(sighting(0, n, 0));
        meet(sighting(0, n, 0));
    }
    let (bought, signed) = (metric("bought"), metric("signed"));
    for _ in 0..3 {
        add(sighting(0, 4, 0), bought, 2.0);
    }
    add(sighting(0, 5, 0), bought, 7.0);
    add(sighting(0, 5, 0), signed, 1.0);
    // A key that was met by its event first.
    add(sighting(0, 200, 0), bought, 1.0);
    let sums = sums(&DECLARATIONS[0]);
    let [epoch] = &sums[..] else { panic!("{sums:?}") };
    assert_eq!((epoch.one_in, &epoch.keys[..]), (1, &[75, 26][..]));
    let arm =
        |conversions, sum, sum_squares, valued| ArmSums { conversions, sum, sum_squares, valued };
    let told: Vec<_> = epoch.metrics.iter().map(|m| (m.name, &m.arms[..])).collect();
    let expected = [arm(1, 7.0, 49.0, 1), arm(2, 7.0, 37.0, 1)];
    assert!(told.contains(&("bought", &expected[..])), "{told:?}");
    assert!(told.contains(&("signed", &[arm(1, 1.0, 1.0, 0), ArmSums::default()][..])), "{told:?}");
}

#[test]
fn a_crowd_is_a_sample_of_its_keys() {
    let (bought, all) = (metric("bought"), 500_000);
    for n in 0..all {
        meet(sighting(1, n, 0));
        if n % 10 == 0 {
            add(sighting(1, n, 0), bought, 1.0);
        }
    }
    let sums = sums(&DECLARATIONS[1]);
    let epoch = &sums[0];
    assert!(epoch.one_in >= 8 && epoch.one_in <= 16, "{}", epoch.one_in);
    assert!(epoch.keys.iter().sum::<u64>() <= 65_536);
    let whole = |count: u64| (count * epoch.one_in) as f64;
    // The sample is one of n in some, so it is right to within a few of its standard errors.
    assert!((whole(epoch.keys[1]) / (all as f64 / 4.0) - 1.0).abs() < 0.05, "{epoch:?}");
    let converted = epoch.metrics[0].arms.iter().map(|arm| arm.conversions).sum();
    assert!((whole(converted) / (all as f64 / 10.0) - 1.0).abs() < 0.08, "{epoch:?}");
}

#[test]
fn the_last_four_sets_of_shares_are_kept() {
    for epoch in 0..6 {
        (0..200).for_each(|n| meet(sighting(2, n, epoch)));
    }
    let epochs = |sums: Vec<Sums>| sums.iter().map(|sums| sums.epoch).collect::<Vec<_>>();
    assert_eq!(epochs(sums(&DECLARATIONS[2])), [2, 3, 4, 5]);
    // What is used again is kept.
    (0..200).for_each(|n| meet(sighting(2, n, 2)));
    (0..200).for_each(|n| meet(sighting(2, n, 9)));
    assert_eq!(epochs(sums(&DECLARATIONS[2])), [4, 5, 2, 9]);
}

#[test]
fn a_new_test_begins_anew() {
    meet(sighting(3, 1, 0));
    assert_eq!(sums(&DECLARATIONS[3]).len(), 1);
    forget(&DECLARATIONS[3]);
    assert_eq!(sums(&DECLARATIONS[3]), []);
}
