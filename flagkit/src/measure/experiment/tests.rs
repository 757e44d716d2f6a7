//! Units, durations and guards of flags that nobody calls: their counts are made here, draw by draw.

use super::*;
use crate::guard::Guarded;
use crate::guard::judge::Defined;
use crate::publisher;
use crate::slot::Slot;
use crate::table::Table;
use flagkit_core::{Document, FlagSet};
use flagkit_stats::Verdict;

/// Makes a flag of these variants with two call sites, known to nobody else.
macro_rules! flag {
    ($variants:expr) => {{
        static SLOT: Slot = Slot::new();
        static FLAGS: [Declaration; 1] =
            [Declaration::new(&TABLE, &SLOT, 0, "f", 1, 1, $variants, 0)];
        static TABLE: Table =
            Table::new("tests", "flags.json", "", r#"{ "f": "5%" }"#, &[], &FLAGS);
        static SITES: [Callsite; 2] = [
            Callsite::new(&FLAGS[0], "one", "old", "tests.rs", 1, 1, "tests"),
            Callsite::new(&FLAGS[0], "two", "old", "tests.rs", 2, 1, "tests"),
        ];
        publisher::register(&TABLE);
        SITES.iter().for_each(Callsite::meet);
        (Experiment::of(&FLAGS[0]).expect("a table that is registered"), &SITES)
    }};
}

fn hash(n: u64) -> u64 {
    let mixed = (n + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB)
}

/// A coin for a key, independent of its other hashes.
fn coin(n: u64, share: f64) -> bool {
    (hash(n ^ 0x5555_5555_5555) >> 11) as f64 / (1_u64 << 53) as f64 <= share
}

fn fail(experiment: &Experiment, callsite: &'static Callsite, epoch: u16, arm: u8, unit: u64) {
    experiment.failed(Failure { callsite, lane: Lane::Epoch(epoch), arm, unit, panicked: false });
}

/// What the document says of the flag.
fn define(experiment: &Experiment, generation: u64, text: &str) {
    let document = Document::parse(text).document.expect("a document of the test");
    let set = FlagSet::compile(&document, None);
    let flag = set.get("f").expect("its flag");
    let defined = Defined { flag, replicas: set.replicas(), is_live: true };
    experiment.judge.lock().follow(generation, &defined);
}

#[test]
fn two_hundred_thousand_failing_keys_stop_no_arm_that_is_no_worse() {
    let (experiment, sites) = flag!(&["off", "on"]);
    let epoch = experiment.epoch(&[0.95, 0.05]);
    let mut units = [0_u64; 2];
    for n in 0..200_000 {
        let arm = u8::from(coin(n, 0.05));
        units[usize::from(arm)] += 1;
        experiment.drawn(&sites[0], epoch, arm, hash(n));
        fail(experiment, &sites[0], epoch, arm, hash(n));
    }
    let judge = experiment.judge.lock();
    assert!(!judge.is_stopped());
    let verdict = judge.ask(experiment, 1, Guarded::Errors).unwrap();
    assert!(matches!(verdict, Verdict::Continue(_)), "{verdict:?}");
    assert_eq!(verdict.evidence().treatment.adverse, units[1]);
    // Extrapolated, since they are more than are remembered.
    let counted = verdict.evidence().control.units as f64;
    assert!((counted / units[0] as f64 - 1.0).abs() < 0.03, "{counted}");
}

#[test]
fn alpha_is_divided_among_arms_sites_and_replicas() {
    let (experiment, _) = flag!(&["a", "b", "c"]);
    let alpha = |sites| experiment.judge.lock().latency_alpha(sites).map(flagkit_stats::Alpha::get);
    assert_eq!(alpha(2), Some(0.01 / 2.0 / 2.0));
    let text = r#"{ "f": { "variants": ["a", "b", "c"], "default": "a", "guard": { "replicas": 4, "latency": { "alpha": 0.04 } } } }"#;
    define(experiment, u64::MAX - 1, text);
    assert_eq!(alpha(2), Some(0.04 / 2.0 / 4.0 / 2.0));
    let errors = experiment.judge.lock().ask(experiment, 1, Guarded::Errors).unwrap();
    assert_eq!(errors.evidence().alpha.get(), 0.01 / 2.0 / 4.0);
    define(
        experiment,
        u64::MAX,
        r#"{ "f": { "variants": ["a", "b", "c"], "default": "a", "guard": "off" } }"#,
    );
    assert_eq!(alpha(2), None);
}

#[test]
fn shares_that_are_not_given_are_told_once_and_stop_nothing() {
    let (experiment, sites) = flag!(&["off", "on"]);
    let epoch = experiment.epoch(&[0.95, 0.05]);
    for n in 0..40_000 {
        experiment.drawn(&sites[0], epoch, u8::from(coin(n, 0.05)), hash(n));
        if n % 500 == 0 {
            assert!(experiment.judge.lock().assignment(experiment).is_none());
        }
    }
    for n in 40_000..120_000 {
        experiment.drawn(&sites[0], epoch, u8::from(coin(n, 0.08)), hash(n));
    }
    let mismatch = experiment.judge.lock().assignment(experiment).unwrap();
    assert_eq!(mismatch.guarded, Guarded::Assignment);
    assert!(!mismatch.is_stop());
    assert_eq!(
        mismatch.to_string(),
        "the arms of `f` do not get the shares that they should, so no comparison of them holds; look for keys that are \
         lost or change"
    );
    assert!(experiment.judge.lock().assignment(experiment).is_none());
}

#[test]
fn a_bad_arm_in_a_later_epoch_is_found_and_a_shared_incident_is_not() {
    let (experiment, sites) = flag!(&["off", "on"]);
    let small = experiment.epoch(&[0.95, 0.05]);
    // An incident: a fifth of both arms fails.
    for n in 0..20_000 {
        let arm = u8::from(coin(n, 0.05));
        experiment.drawn(&sites[0], small, arm, hash(n));
        if n % 5 == 0 {
            fail(experiment, &sites[0], small, arm, hash(n));
        }
    }
    assert!(!experiment.judge.lock().is_stopped());
    let greater = experiment.epoch(&[0.75, 0.25]);
    let mut failed = 0;
    for n in 20_000..60_000 {
        let arm = u8::from(coin(n, 0.25));
        experiment.drawn(&sites[1], greater, arm, hash(n));
        if (arm == 1 && n % 10 == 0) || n % 1_000 == 1 {
            fail(experiment, &sites[1], greater, arm, hash(n));
        }
        if experiment.judge.lock().is_stopped() {
            break;
        }
        failed += u64::from(arm == 1 && n % 10 == 0);
    }
    assert!((3..400).contains(&failed), "{failed}");
    assert!(experiment.flag.slot().is_rolled_back(1) && !experiment.flag.slot().is_rolled_back(0));
}

#[test]
fn every_duration_is_taken_once_whatever_epochs_alternate() {
    let (experiment, sites) = flag!(&["off", "on"]);
    let epochs = [
        experiment.epoch(&[0.5, 0.5]),
        experiment.epoch(&[0.75, 0.25]),
        experiment.epoch(&[0.9, 0.1]),
    ];
    let alpha = experiment.judge.lock().latency_alpha(1);
    let mut taken = 0;
    let site = experiment.sites.enter(&sites[0], experiment.flag).unwrap();
    for round in 0..60 {
        // Two that alternate, then one of them alone, then a third.
        let epoch = epochs[if round < 20 {
            round % 2
        } else if round < 40 {
            0
        } else {
            2
        }];
        for n in 0..100 {
            site.record(&experiment.epochs, epoch, u8::from(n % 2 == 0), 1_000 * n + 1);
            taken += 1;
        }
        site.tick(&experiment.epochs, alpha, 1.0, 0);
        let total: u64 = (0..2).map(|arm| site.latency(arm).0.total()).sum();
        assert_eq!(total, taken);
    }
}

#[test]
fn a_call_that_is_overdue_is_as_slow_as_can_be_in_its_own_epoch() {
    let (experiment, sites) = flag!(&["off", "on"]);
    let epoch = experiment.epoch(&[0.5, 0.5]);
    let site = experiment.sites.enter(&sites[0], experiment.flag).unwrap();
    let meta = |arm, unit| Meta { arm, epoch, unit };
    let ticket = site.begin(0, meta(1, 7)).unwrap();
    let hour = 3_600_000_000_000;
    site.tick(&experiment.epochs, None, 1.0, 9_900_000_000);
    assert_eq!(site.latency(1).1, 0, "nobody knows yet how long a call takes");
    (0..100).for_each(|_| site.record(&experiment.epochs, epoch, 0, 400_000_000));
    site.tick(&experiment.epochs, None, 1.0, 0);
    site.tick(&experiment.epochs, None, 1.0, 3_900_000_000);
    assert_eq!(site.latency(1).1, 0, "less than ten times the old code's");
    site.tick(&experiment.epochs, None, 1.0, hour);
    let (latency, hung) = site.latency(1);
    assert_eq!((latency.total(), hung), (1, 1));
    assert!(latency.quantile(1.0).unwrap().upper >= (1 << 40) - 1);
    assert_eq!(site.end(ticket), None);
}

#[test]
fn panics_of_listed_users_stop_nothing_while_the_old_code_panics_too() {
    let panics = |experiment: &Experiment, sites: &'static [Callsite; 2], lane, arm, unit| {
        experiment.failed(Failure { callsite: &sites[0], lane, arm, unit, panicked: true });
    };
    let (alone, own_sites) = flag!(&["off", "on"]);
    let (shared, sites) = flag!(&["off", "on"]);
    for (experiment, sites) in [(alone, own_sites), (shared, sites)] {
        let epoch = experiment.epoch(&[0.95, 0.05]);
        (0..30).for_each(|n| _ = experiment.drawn(&sites[0], epoch, 0, hash(n)));
        if ptr::eq(experiment, shared) {
            panics(experiment, sites, Lane::Epoch(epoch), 0, hash(1));
        }
        for listed in 100..103 {
            experiment.placed(1, hash(listed));
            panics(experiment, sites, Lane::Placed, 1, hash(listed));
        }
    }
    assert!(alone.judge.lock().is_stopped());
    assert!(!shared.judge.lock().is_stopped());
}

#[test]
fn calls_that_hang_from_the_beginning_do_not_keep_others_from_being_timed() {
    let (experiment, sites) = flag!(&["off", "on"]);
    let epoch = experiment.epoch(&[0.5, 0.5]);
    let site = experiment.sites.enter(&sites[0], experiment.flag).unwrap();
    let begin = |unit| site.begin(0, Meta { arm: 1, epoch, unit });
    let hung = (1..).take_while(|&unit| begin(unit).is_some()).count();
    assert!(begin(1_000).is_none());
    site.tick(&experiment.epochs, None, 1.0, 10_000_000_000);
    assert_eq!(site.latency(1).1, hung as u64);
    assert!(begin(1_000).is_some());
}

#[test]
fn histograms_of_a_flag_and_a_site_take_twelve_kibibytes_at_most() {
    // Two arms: what is being recorded and what was, of each, and the control's past in the guard of the other.
    let histograms = 2 + 2 + 1;
    let bytes = Layout::LATENCY.buckets() * size_of::<u32>();
    assert!(histograms * bytes <= 12 * 1024, "{}", histograms * bytes);
}
