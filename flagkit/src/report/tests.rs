//! Reports of figures that were made by hand.

use super::flag::{Known, told};
use super::*;
use crate::callsite::Callsite;
use crate::exposure::ExposureStatus;
use crate::guard::{
    ArmStatus, GuardCounts, GuardReading, GuardState, GuardStatus, GuardVerdict, Guarded,
    StoppedArm,
};
use crate::measure::figures::{
    ArmFigures, CallFigures, EpochFigures, FlagFigures, SiteFigures, UnitFigures,
};
use crate::slot::Slot;
use crate::table::{Declaration, Table};
use crate::track::{ArmSums, MetricSums, Sums};
use flagkit_stats::histogram::{Histogram, Layout};
use std::time::Duration;

static TABLE: Table = Table::new("report", "flags.json", "", "{}", &[], &DECLARATIONS);
static SLOTS: [Slot; 1] = [const { Slot::new() }; 1];
static DECLARATIONS: [Declaration; 1] =
    [Declaration::new(&TABLE, &SLOTS[0], 0, "new_checkout", 1, 1, &["off", "on"], 0)];
static SITE: Callsite =
    Callsite::new(&DECLARATIONS[0], "checkout", "old_checkout", "src/cart.rs", 12, 1, "shop");

/// Units and failed units of an arm, its calls and failed calls, and its median in microseconds.
#[derive(Clone, Copy)]
struct Arm {
    units: u64,
    failed: u64,
    calls: u64,
    adverse: u64,
    micros: u64,
}

fn latency(arm: Arm) -> Histogram {
    let mut histogram = Histogram::new(Layout::LATENCY);
    // From a half to three halves of the median.
    for n in 0..arm.units {
        histogram.record(arm.micros * (500 + (n * 1_000) / arm.units.max(1)));
    }
    histogram
}

fn calls(calls: u64, adverse: u64) -> CallFigures {
    CallFigures { calls, adverse, ..CallFigures::default() }
}

/// A flag of which these shares and arms were seen, the control first.
fn figures(variants: &'static [&'static str], shares: &[f64], arms: &[Arm]) -> FlagFigures {
    let units = |arm: &Arm| UnitFigures {
        sampled: arm.units,
        units: arm.units,
        failed: arm.failed,
        panicked: 0,
    };
    let arm_figures = |arm: &Arm| ArmFigures {
        drawn: vec![calls(arm.calls, arm.adverse)],
        placed: CallFigures::default(),
        latency: latency(*arm),
    };
    FlagFigures {
        key: "new_checkout",
        variants,
        fallback: 0,
        epochs: vec![EpochFigures {
            shares: shares.into(),
            arms: arms.iter().map(units).collect(),
        }],
        sites: vec![SiteFigures { site: &SITE, arms: arms.iter().map(arm_figures).collect() }],
        keys: usize::try_from(arms.iter().map(|arm| arm.units).sum::<u64>().min(20))
            .expect("at most 20"),
        is_crowded: false,
        test: 1,
    }
}

fn guard(variants: &'static [&'static str]) -> GuardStatus {
    let reading = |guarded| GuardReading {
        guarded,
        place: None,
        action: "rollback",
        alpha: 0.01,
        state: GuardState::Watching,
        off: None,
        control: GuardCounts::default(),
        treatment: GuardCounts::default(),
        log_e: 0.0,
        p_value: 1.0,
        hung: 0,
    };
    let arm = |variant| ArmStatus {
        variant,
        share: Some(0.05),
        stopped: None,
        guards: vec![reading(Guarded::Errors), reading(Guarded::Panics)],
        held: Vec::new(),
    };
    GuardStatus {
        key: "new_checkout",
        control: variants[0],
        test: 1,
        age: Duration::from_secs(7_200),
        keys: 20,
        is_crowded: false,
        arms: variants.iter().skip(1).map(|&variant| arm(variant)).collect(),
        mismatch: None,
        code_changed: false,
    }
}

const BOOLEAN: &[&str] = &["off", "on"];

const OLD: Arm = Arm { units: 19_000, failed: 180, calls: 40_000, adverse: 360, micros: 1_200 };
const NEW: Arm = Arm { units: 1_000, failed: 8, calls: 2_100, adverse: 18, micros: 900 };

fn known(shares: &[f64], arms: &[Arm]) -> Known {
    let figures = figures(BOOLEAN, shares, arms);
    Known { figures, guard: guard(BOOLEAN), stage: None, sums: Vec::new() }
}

fn error_verdict(stopped: bool) -> GuardVerdict {
    GuardVerdict {
        key: "new_checkout",
        variant: "on",
        guarded: Guarded::Errors,
        state: if stopped { GuardState::Stopped } else { GuardState::Held },
        share: Some(0.05),
        control: GuardCounts { units: 2_805, adverse: 25 },
        treatment: GuardCounts { units: 148, adverse: 6 },
        p_value: Some(0.004),
        place: None,
        test: 1,
    }
}

#[test]
fn no_harm_found_and_faster() {
    let report = told(known(&[0.95, 0.05], &[OLD, NEW]));
    assert_eq!(report.verdict, "no harm found, faster");
    let treatment = &report.treatments[0];
    assert_eq!((treatment.variant, treatment.conclusion), ("on", Conclusion::NoHarm));
    let failures = treatment.failures.unwrap();
    assert!(failures.lower < failures.times && failures.times < failures.upper, "{failures:?}");
    assert!((failures.times - 0.844).abs() < 0.01 && failures.level == 0.95, "{failures:?}");
    let median = report.sites[0].latency[0];
    assert_eq!((median.variant, median.quantile), ("on", 0.5));
    assert!((median.lift.estimate + 0.25).abs() < 0.03, "{median:?}");
    assert!(median.lift.lower < -0.25 && median.lift.upper < 0.0 && median.lift.p_value < 0.001);
    assert!(report.assignment.unwrap() > 0.9);
}

#[test]
fn slower_is_told_with_the_function() {
    let slow = Arm { micros: 1_500, ..NEW };
    let report = told(known(&[0.95, 0.05], &[OLD, slow]));
    assert_eq!(report.verdict, "no harm found, slower");
    let same = Arm { micros: 1_200, ..NEW };
    assert_eq!(told(known(&[0.95, 0.05], &[OLD, same])).verdict, "no harm found");
}

#[test]
fn a_stop_is_told_with_its_numbers() {
    let mut known = known(&[0.95, 0.05], &[OLD, NEW]);
    let (verdict, since) = (error_verdict(true), Duration::from_secs(90));
    known.guard.arms[0].stopped = Some(StoppedArm { verdict, since });
    let report = told(known);
    assert_eq!(report.verdict, "stopped at 5 %: errors 4.1 % against 0.89 %, after 148 keys");
    assert_eq!(report.treatments[0].conclusion, Conclusion::Stopped);
    let text = report.to_string();
    assert!(text.contains("effect size is biased away from zero"), "{text}");
}

#[test]
fn what_a_guard_holds_is_told() {
    let mut known = known(&[0.95, 0.05], &[OLD, NEW]);
    known.guard.arms[0].held = vec![error_verdict(false)];
    assert_eq!(
        told(known).verdict,
        "do not open it further at 5 %: errors 4.1 % against 0.89 %, after 148 keys"
    );
}

#[test]
fn too_few_keys_tell_nothing() {
    let (few, none) = (Arm { units: 11, ..OLD }, Arm { units: 1, failed: 1, ..NEW });
    let report = told(known(&[0.95, 0.05], &[few, none]));
    assert_eq!(report.verdict, "too early to tell: 12 keys");
    let report = told(known(&[0.95, 0.05], &[Arm { units: 300, ..OLD }, Arm { units: 15, ..NEW }]));
    assert_eq!(report.verdict, "too early to tell: 15 keys in the new code");
    let nobody = Arm { units: 0, failed: 0, calls: 0, adverse: 0, micros: 1 };
    let report = told(known(&[0.95, 0.05], &[nobody, nobody]));
    assert_eq!(report.treatments[0].conclusion, Conclusion::NotCompared);
    assert_eq!(report.assignment, None);
}

#[test]
fn arms_without_their_shares_are_not_compared() {
    let many = Arm { units: 3_000, ..NEW };
    let report = told(known(&[0.95, 0.05], &[OLD, many]));
    assert_eq!(report.treatments[0].conclusion, Conclusion::Void);
    assert!(report.assignment.unwrap() < 0.001);
    assert!(report.to_string().contains("shares: not as intended (p < 0.001)"));
}

#[test]
fn harm_below_a_guards_threshold_is_told() {
    let bad = Arm { failed: 25, ..NEW };
    let report = told(known(&[0.95, 0.05], &[OLD, bad]));
    assert_eq!(report.treatments[0].conclusion, Conclusion::Harm);
    assert!(report.verdict.starts_with("fails 2.6"), "{}", report.verdict);
    assert!(report.verdict.ends_with(", faster"), "{}", report.verdict);
}

#[test]
fn epochs_are_compared_within_each() {
    // While the share grew, both arms got ten times worse: pooled, the new code looks bad.
    let mut known = known(&[0.95, 0.05], &[OLD, NEW]);
    let later = |units, failed| UnitFigures { sampled: units, units, failed, panicked: 0 };
    known.figures.epochs.push(EpochFigures {
        shares: Box::new([0.5, 0.5]),
        arms: Box::new([later(10_000, 900), later(10_000, 900)]),
    });
    let report = told(known);
    let failures = report.treatments[0].failures.unwrap();
    assert!(failures.lower < 1.0 && failures.upper > 1.0, "{failures:?}");
    assert_eq!(report.epochs.len(), 2);
    assert!(report.notes[0].contains("2 sets of shares"), "{:?}", report.notes);
}

#[test]
fn several_arms_share_what_may_go_wrong() {
    const RANKERS: &[&str] = &["bm25", "semantic", "hybrid"];
    let bad = Arm { failed: 60, ..NEW };
    let figures = figures(RANKERS, &[0.9, 0.05, 0.05], &[OLD, bad, NEW]);
    let known = Known { figures, guard: guard(RANKERS), stage: None, sums: Vec::new() };
    let report = told(known);
    let failures = report.treatments[0].failures.unwrap();
    assert!((failures.level - 0.975).abs() < 1e-12, "{failures:?}");
    assert_eq!(report.treatments[1].conclusion, Conclusion::NoHarm);
    // What is worst comes first.
    assert!(report.verdict.starts_with("`semantic` fails "), "{}", report.verdict);
    assert!(report.verdict.contains("; `hybrid` no harm found"), "{}", report.verdict);
    // Both quantiles have one p-value, which Holm doubles for the lesser.
    let of = |variant| {
        let mut all = report.sites[0].latency.iter();
        all.find(|latency| latency.variant == variant).expect("it is there").lift
    };
    assert_eq!(of("semantic").p_value, of("hybrid").p_value);
    assert!((of("semantic").level - 0.975).abs() < 1e-12);
}

fn sums(keys: [u64; 2], arms: [ArmSums; 2]) -> Vec<Sums> {
    let metrics = vec![MetricSums { name: "purchase", arms: arms.to_vec() }];
    vec![Sums { epoch: 0, one_in: 1, keys: keys.to_vec(), metrics }]
}

fn converted(conversions: u64, value: f64) -> ArmSums {
    let n = conversions as f64;
    ArmSums {
        conversions,
        sum: n * value,
        // Half of them buy for a half more, half for a half less.
        sum_squares: n * value * value * 1.25,
        valued: if value == 1.0 { 0 } else { conversions },
    }
}

#[test]
fn a_metric_has_a_verdict() {
    let mut known = known(&[0.5, 0.5], &[OLD, OLD]);
    known.sums = sums([20_000, 20_000], [converted(2_000, 1.0), converted(2_240, 1.0)]);
    known.sums[0].metrics[0].arms.iter_mut().for_each(|arm| arm.sum_squares = arm.sum);
    let report = told(known);
    let metric = &report.metrics[0];
    let lift = &metric.treatments[0];
    let conversion = lift.conversion.unwrap();
    assert!((conversion.estimate - 0.12).abs() < 1e-9, "{conversion:?}");
    assert!(conversion.lower > 0.0 && conversion.upper < 0.24, "{conversion:?}");
    assert_eq!(lift.value, None);
    let (lower, upper) = lift.difference.unwrap();
    assert!(lower > 0.0 && lower < 0.012 && upper > 0.012, "{lower} {upper}");
    assert!(lift.chance_to_win.unwrap() > 0.999);
    assert!(lift.verdict.starts_with("purchase: +12.0 % (+"), "{}", lift.verdict);
    assert!(lift.verdict.ends_with("chance to win 99.9 %; more"), "{}", lift.verdict);
    assert_eq!(metric.arms[1].rate, Some(0.112));
}

#[test]
fn a_metric_with_amounts_is_compared_by_its_mean() {
    let mut known = known(&[0.5, 0.5], &[OLD, OLD]);
    known.sums = sums([5_000, 5_000], [converted(500, 30.0), converted(480, 30.0)]);
    let report = told(known);
    let lift = &report.metrics[0].treatments[0];
    let (value, once) = (lift.value.unwrap(), lift.value_once.unwrap());
    assert!((value.estimate + 0.04).abs() < 1e-9 && once.estimate == value.estimate);
    // Freedom to look costs width.
    assert!(value.upper - value.lower > once.upper - once.lower);
    assert!(lift.verdict.starts_with("purchase per key: -4.0 % ("), "{}", lift.verdict);
    assert!(lift.verdict.ends_with("; not proven"), "{}", lift.verdict);
    assert_eq!(report.metrics[0].arms[0].mean, Some(3.0));
}

#[test]
fn a_metric_without_an_answer_says_why() {
    let mut known = known(&[0.5, 0.5], &[OLD, OLD]);
    known.sums = sums([12, 500], [converted(1, 1.0), converted(3, 1.0)]);
    let report = told(known);
    let lift = &report.metrics[0].treatments[0];
    assert_eq!(lift.verdict, "purchase: too early to tell: 12 keys in the old code");
    let mut known = self::known(&[0.5, 0.5], &[OLD, OLD]);
    known.sums = sums([500, 500], [converted(0, 1.0), converted(3, 1.0)]);
    let report = told(known);
    let lift = &report.metrics[0].treatments[0];
    assert!(
        lift.verdict.starts_with("purchase: no lift can be computed: the "),
        "{}",
        lift.verdict
    );
    assert!(lift.difference.is_some() && lift.chance_to_win.unwrap() > 0.5);
    // Sums that overflowed are no number either.
    let mut known = self::known(&[0.5, 0.5], &[OLD, OLD]);
    known.sums = sums([500, 500], [converted(3, f64::MAX), converted(3, 2.0)]);
    let report = told(known);
    assert!(report.metrics[0].treatments[0].verdict.contains("infinite or not a number"));
}

#[test]
fn the_table() {
    let mut known = known(&[0.95, 0.05], &[OLD, NEW]);
    known.figures.sites[0].arms[1].placed = calls(212, 3);
    known.stage = Some(StageReport {
        name: "5%".to_owned(),
        number: 3,
        hold: Some(Duration::from_secs(86_400)),
        lasted: Some(Duration::from_secs(10_800)),
        min_samples: Some(2_000),
        samples: 0,
    });
    known.sums = sums([19_000, 1_000], [converted(1_900, 1.0), converted(130, 1.0)]);
    let report = Report {
        flags: vec![told(known)],
        shadows: Vec::new(),
        lost: LostEvents { untied: 4, ..LostEvents::default() },
        exposures: ExposureStatus::default(),
    };
    assert_eq!(report.flag("new_checkout").unwrap().stage.as_ref().unwrap().samples, 2_100);
    assert!(report.flag("other").is_none());
    assert_eq!(report.to_string(), include_str!("tests/table.txt"));
}

#[test]
fn what_a_reader_should_know_is_told() {
    let mut known = known(&[0.95, 0.05], &[OLD, NEW]);
    known.guard.code_changed = true;
    known.figures.epochs[0].arms[0].sampled /= 2;
    known.figures.epochs[0].arms[1].sampled /= 2;
    known.figures.is_crowded = true;
    known.sums = sums([400, 300], [converted(40, 1.0), converted(30, 1.0)]);
    known.sums[0].one_in = 8;
    known.sums[0].metrics[0].name = "two\nlines";
    let text = told(known).to_string();
    for part in [
        "  warning: the code of an arm has changed while this test was running",
        "  note: so many keys have failed that some failures may be missing",
        "  note: keys are about right: 10000 were looked at, which stand for 20000",
        "  note: metrics look at one of 8 keys (700 keys), chosen by a hash",
        "  two\\nlines: ",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn an_empty_report_says_how_to_get_one() {
    let report = Report {
        flags: Vec::new(),
        shadows: Vec::new(),
        lost: LostEvents::default(),
        exposures: ExposureStatus::default(),
    };
    assert!(report.to_string().starts_with("nothing is measured yet; put `#[feature_flag]`"));
}
