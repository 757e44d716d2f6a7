//! An A/B test from its calls to its verdict. Its own binary and one test, because a process has one report.

use flagkit::{Conclusion, EvaluationContext, InFlagScope as _, scope, track};
use report::{answer, price, quiet, quiet_for, ranked, staff, visitor};
use std::collections::BTreeMap;
use std::pin::{Pin, pin};
use std::task::{self, Poll};

/// What was counted beside.
#[derive(Debug, Default)]
struct Arm {
    keys: u64,
    calls: u64,
    failed: u64,
    failed_keys: u64,
    bought: u64,
    paid: f64,
}

const VISITORS: u32 = 4_000;

#[test]
fn an_experiment_from_its_calls_to_its_verdict() {
    assert!(flagkit::report().to_string().starts_with("nothing is measured yet"));

    let mut arms: BTreeMap<&str, Arm> = BTreeMap::new();
    for number in 0..VISITORS {
        scope(&visitor(number), || {
            // The arm of a failure is not in its result.
            let variant = if report::flags::NEW_PRICE.is_enabled() { "on" } else { "off" };
            let arm = arms.entry(variant).or_default();
            arm.keys += 1;
            let mut has_failed = false;
            ranked();
            for _ in 0..1 + number % 3 {
                let price = price(number);
                arm.calls += 1;
                arm.failed += u64::from(price.is_err());
                has_failed |= price.is_err();
                // The cheaper price sells more often; who buys does it once or twice.
                let buys = if variant == "on" { number % 10 < 3 } else { number % 10 < 2 };
                if let (Ok(price), true) = (price, buys) {
                    track("purchase", f64::from(price));
                    arm.paid += f64::from(price);
                }
            }
            let buys = if variant == "on" { number % 10 < 3 } else { number % 10 < 2 };
            arm.bought += u64::from(buys && !has_failed);
            arm.failed_keys += u64::from(has_failed);
        });
    }
    for number in 0..30 {
        scope(&staff(number), || {
            price(number).ok();
            track("purchase", 1_000_000.0);
        });
    }
    let report = flagkit::report();
    println!("{report}");
    let flag = report.flag("new_price").unwrap();

    // Calls and failures, as they were.
    for told in &flag.arms {
        let arm = &arms[told.variant];
        assert_eq!((told.drawn.calls, told.drawn.adverse), (arm.calls, arm.failed), "{told:?}");
        assert_eq!(told.failed_units, arm.failed_keys, "{told:?}");
        // Whoever was looked at stands for others.
        let units = told.units as f64 / arm.keys as f64;
        assert!((units - 1.0).abs() < 0.2, "{told:?} {arm:?}");
        let placed = if told.variant == "on" { 30 } else { 0 };
        assert_eq!(told.placed.calls, placed, "who is placed stands apart");
    }
    assert_eq!((flag.control, flag.test, flag.keys), ("off", 1, 20));
    assert_eq!(flag.treatments[0].conclusion, Conclusion::NoHarm, "{}", flag.verdict);
    let failures = flag.treatments[0].failures.unwrap();
    assert!(failures.lower < 1.0 && failures.upper > 1.0, "{failures:?}");
    assert!(flag.assignment.unwrap() > 0.1);
    assert_eq!(flag.epochs.len(), 1);
    assert!((flag.epochs[0].shares[1].share - 0.5).abs() < 1e-6, "{:?}", flag.epochs);

    // The metric, by key. Nothing is known of those who came before the first event, which are a few.
    let metric = &flag.metrics[0];
    assert_eq!((metric.name, metric.one_in), ("purchase", 1));
    for told in &metric.arms {
        let arm = &arms[told.variant];
        assert!(told.keys <= arm.keys && told.keys + 10 > arm.keys, "{told:?} {arm:?}");
        assert_eq!(told.conversions, arm.bought, "{told:?}");
        let mean = arm.paid / told.keys as f64;
        assert!((told.mean.unwrap() - mean).abs() < 1e-9, "staff have paid into it: {told:?}");
    }
    let lift = &metric.treatments[0];
    let conversion = lift.conversion.unwrap();
    assert!(conversion.lower > 0.0 && conversion.estimate < 0.7, "{conversion:?}");
    assert!(lift.verdict.starts_with("purchase per key: +"), "{}", lift.verdict);
    assert!(lift.chance_to_win.unwrap() > 0.95, "{lift:?}");
    assert!(report.to_string().contains(&lift.verdict));

    // The other flag of the scope has the same events, of other arms.
    let ranker = report.flag("ranker").unwrap();
    assert_eq!(ranker.arms.len(), 3);
    let keys: u64 = ranker.metrics[0].arms.iter().map(|arm| arm.keys).sum();
    let all: u64 = metric.arms.iter().map(|arm| arm.keys).sum();
    assert!(keys.abs_diff(all) < 10, "{keys} {all}");
    assert!((ranker.treatments[0].failures.is_none()), "nobody fails");

    // Staff were given their arm, and so their events are tied to no draw.
    assert_eq!(report.lost.untied, 30);
    what_is_tied_to_what();

    // Who is shadowed is no experiment, and has a line of its own.
    scope(&visitor(1), || assert_eq!(answer(), 41));
    assert!(flagkit::shadow::settle(std::time::Duration::from_secs(60)));
    let told = flagkit::report().to_string();
    assert!(told.contains("`looked_at`: shadow: 1 pair, 1 mismatch"), "{told}");

    // For programs, all of it.
    let json = serde_json::to_value(flagkit::report()).unwrap();
    let flags = json["flags"].as_array().unwrap();
    let flag = flags.iter().find(|flag| flag["key"] == "new_price").unwrap();
    assert_eq!(flag["treatments"][0]["conclusion"], "no_harm");
    assert!(flag["metrics"][0]["treatments"][0]["conversion"]["p_value"].is_f64());
}

/// How many conversions and keys of a metric a flag has.
fn metric(flag: &str, name: &str) -> (u64, u64) {
    let report = flagkit::report();
    let flag = report.flag(flag).expect("it was called");
    let mut all = flag.metrics.iter().filter(|metric| metric.name == name);
    all.next().map_or((0, 0), |metric| {
        let arms = &metric.arms;
        (arms.iter().map(|arm| arm.conversions).sum(), arms.iter().map(|arm| arm.keys).sum())
    })
}

fn what_is_tied_to_what() {
    let lost = || flagkit::report().lost;
    let before = lost();

    // Outside of every scope, and where nothing was drawn.
    track("lost", 1.0);
    scope(&visitor(1), || track("lost", 1.0));
    assert_eq!(lost().untied, before.untied + 2);
    // No number.
    scope(&visitor(1), || {
        quiet();
        track("lost", f64::NAN);
        track("lost", f64::INFINITY);
    });
    assert_eq!(lost().refused, before.refused + 2);
    assert_eq!(metric("quiet", "lost"), (0, 0));

    // A scope inside a scope stands for itself.
    scope(&visitor(2), || {
        quiet();
        for number in 100..110 {
            scope(&visitor(number), || {
                quiet();
                track("nested", 1.0);
            });
        }
    });
    assert_eq!(metric("quiet", "nested").0, 10);

    // What is inherited knows what was drawn before, and a context that is given to the call is drawn for.
    scope(&visitor(200), || {
        quiet();
        let scope = flagkit::current_scope();
        let job = std::thread::spawn(move || scope.enter(|| track("inherited", 1.0)));
        job.join().expect("it does not panic");
    });
    assert_eq!(metric("quiet", "inherited").0, 1);

    // More draws than a scope remembers are told.
    scope(&EvaluationContext::anonymous(), || {
        for number in 300..312 {
            quiet_for(&visitor(number));
        }
        track("crowd", 1.0);
    });
    assert_eq!(metric("quiet", "crowd").0, 8);
    assert_eq!(lost().overflowed, before.overflowed + 4);

    // A future keeps what it has drawn from one poll to the next, and hands it on to a task.
    let request = async {
        quiet();
        Again(false).await;
        track("request", 1.0);
        // As a runtime would have it, with the task as its own.
        Some(async { track("task", 1.0) }.in_current_flag_scope())
    };
    let task = run(request.in_flag_scope(visitor(400)));
    scope(&visitor(401), || task.map(run));
    assert_eq!((metric("quiet", "request").0, metric("quiet", "task").0), (1, 1));
    assert_eq!(lost().untied, before.untied + 2);

    // Names without end are none.
    for number in 0..100 {
        scope(&visitor(number), || {
            quiet();
            track(&format!("bought by user-{number}"), 1.0);
        });
    }
    assert!(lost().unnamed > before.unnamed + 30);
}

/// Ready at its second poll.
struct Again(bool);

impl Future for Again {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut task::Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
    }
}

fn run<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = task::Context::from_waker(task::Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}
