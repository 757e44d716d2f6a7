//! An arm that is worse is taken back, and only that one.

use crate::document;
use crate::traffic::{call, once, status, stopped, user};
use flagkit::{EvaluationContext, Guarded, Reason};
use guards::{New, Ran, flags};
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

#[test]
fn a_failing_arm_is_stopped_at_five_percent() {
    let bad = call(guards::stopped, 0..20_000, New::Fails);
    assert!(bad.failed >= 3 && bad.failed < 10, "{bad:?}");
    assert_eq!(call(guards::stopped, 0..20_000, New::Works).new, 0);

    let stop = stopped("stopped").unwrap();
    assert_eq!(stop.verdict.guarded, Guarded::Errors);
    assert!((stop.verdict.share.unwrap() - 0.05).abs() < 1e-9);
    assert_eq!((stop.verdict.variant, stop.verdict.test), ("on", 1));
    assert!(stop.verdict.p_value.unwrap() <= 0.01);
    let text = stop.verdict.to_string();
    let words = "`stopped` is stopped at 5 %: errors 100.0 % against 0.0 %, of ";
    assert!(text.starts_with(words), "{text}");
    assert!(text.ends_with(" keys; edit its targeting or call `flagkit::rearm`"), "{text}");

    let health = flagkit::health();
    assert!(health.stopped.iter().any(|stopped| stopped.verdict.key == "stopped"));
    assert!(health.to_string().contains(words), "{health}");
    let drawn_in = (0..20_000).map(user).map(|user| flags::STOPPED.evaluate_for(&user));
    assert!(drawn_in.into_iter().any(|details| details.reason == Reason::RolledBack));
}

#[test]
fn a_panicking_arm_is_stopped() {
    let bad = call(guards::panicking, 0..20_000, New::Panics);
    assert!((3..10).contains(&bad.failed), "{bad:?}");
    assert_eq!(call(guards::panicking, 0..20_000, New::Works).new, 0);
}

#[test]
fn an_arm_whose_failures_are_rescued_is_stopped_all_the_same() {
    // Errors that reach nobody.
    let bad = call(guards::rescued, 0..20_000, New::Fails);
    assert_eq!((bad.new, bad.failed), (0, 0));
    assert_eq!(call(guards::rescued, 0..20_000, New::Works).new, 0);
    assert_eq!(stopped("rescued").unwrap().verdict.guarded, Guarded::Errors);
    assert!(status("rescued").arms[0].guards[0].treatment.adverse < 10);
}

#[test]
fn a_failing_future_is_stopped() {
    fn finish<T>(future: impl Future<Output = T>) -> T {
        let mut future = pin!(future);
        loop {
            if let Poll::Ready(done) = future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
            {
                return done;
            }
        }
    }
    let failed = (0..20_000).filter(|&n| finish(guards::future(&user(n), New::Fails)).is_err());
    assert!((3..10).contains(&failed.count()));
    assert!(stopped("future").is_some());
}

#[test]
fn only_the_guilty_arm_is_stopped() {
    let ran = |name: &str, new| {
        (0..2_000).filter(|&n| guards::rank(&user(n), new).is_ok_and(|arm| arm == name)).count()
    };
    let before = ran("meaning", New::Works);
    let failed = (0..20_000).filter(|&n| guards::rank(&user(n), New::Fails).is_err()).count();
    assert!((3..30).contains(&failed), "{failed}");
    assert_eq!(ran("both", New::Works), 0);
    assert_eq!(ran("meaning", New::Works), before);
    let arms = status("ranker").arms;
    let is_stopped = |name| arms.iter().find(|arm| arm.variant == name).unwrap().stopped.is_some();
    assert!(is_stopped("both") && !is_stopped("meaning"));
    let text = arms.iter().find_map(|arm| arm.stopped.clone()).unwrap().verdict.to_string();
    assert!(text.starts_with("`both` of `ranker` is stopped at 20 %: "), "{text}");
}

#[test]
fn a_stop_pierces_a_scope() {
    document::watch();
    let guest = (0..).map(user).find(|user| flags::SCOPED.is_enabled_for(user)).unwrap();
    flagkit::scope(&guest, || {
        assert_eq!(guards::scoped(New::Works), Ok(Ran::New));
        thread::spawn(|| {
            for n in 0..20_000 {
                flagkit::scope(&user(n), || {
                    let _ = guards::scoped(New::Fails);
                });
            }
        })
        .join()
        .unwrap();
        assert!(stopped("scoped").is_some());
        assert_eq!(guards::scoped(New::Works), Ok(Ran::Old));
    });
}

#[test]
fn a_prerequisite_that_is_stopped_is_not_met() {
    let guest = (0..).map(user).find(|user| flags::BASE.is_enabled_for(user)).unwrap();
    assert_eq!(guards::dependent(&guest, New::Works), Ok(Ran::New));
    call(guards::base, 0..20_000, New::Fails);
    assert!(stopped("base").is_some());
    assert_eq!(guards::dependent(&guest, New::Works), Ok(Ran::Old));
    assert_eq!(flags::DEPENDENT.evaluate_for(&guest).reason, Reason::PrerequisiteFailed);
}

#[test]
fn an_override_stands_above_a_stop() {
    call(guards::overridden, 0..20_000, New::Fails);
    assert!(stopped("overridden").is_some());
    flagkit::testing::with(flags::OVERRIDDEN.on(), || {
        assert_eq!(guards::overridden(&user(1), New::Works), Ok(Ran::New));
    });
}

#[test]
fn a_stop_is_in_force_at_every_call_site_at_once() {
    static STOP: AtomicBool = AtomicBool::new(false);
    static LAST: AtomicUsize = AtomicUsize::new(0);
    let began = Instant::now();
    let elsewhere = thread::spawn(move || {
        let guests: Vec<EvaluationContext> =
            (0..2_000).map(user).filter(|user| flags::TWICE.is_enabled_for(user)).collect();
        while !STOP.load(Ordering::Relaxed) {
            for guest in &guests {
                if guards::twice_elsewhere(guest, New::Works) == Ok(Ran::New) {
                    let micros = usize::try_from(began.elapsed().as_micros()).unwrap();
                    LAST.store(micros, Ordering::Relaxed);
                }
            }
        }
    });
    while LAST.load(Ordering::Relaxed) == 0 {
        thread::yield_now();
    }
    let stops = |n: &usize| {
        once(guards::twice, &user(*n), New::Fails).failed == 1 && stopped("twice").is_some()
    };
    assert!((0..20_000).find(stops).is_some());
    let stopped = began.elapsed();
    thread::sleep(Duration::from_millis(600));
    STOP.store(true, Ordering::Relaxed);
    elsewhere.join().unwrap();
    let last = Duration::from_micros(LAST.load(Ordering::Relaxed) as u64);
    assert!(last < stopped + Duration::from_millis(500), "{last:?} after {stopped:?}");
}

#[test]
fn one_key_that_always_fails_is_one_failure() {
    // So that there are keys enough to compare.
    call(guards::sticky, 0..1_000, New::Works);
    let guest = (0..).map(user).find(|user| flags::STICKY.is_enabled_for(user)).unwrap();
    for _ in 0..1_000 {
        assert_eq!(once(guards::sticky, &guest, New::Fails).failed, 1);
    }
    assert!(stopped("sticky").is_none());
    assert_eq!(status("sticky").arms[0].guards[0].treatment.adverse, 1);
}

#[test]
fn a_minimum_of_events_holds_a_stop_back() {
    let bad = call(guards::forgiving, 0..20_000, New::Fails);
    assert_eq!(bad.failed, 10);
}
