//! Where nobody is drawn, or too few, panics stop an arm, and no rate does.

use crate::document;
use crate::traffic::{call, developer, once, status, stopped};
use flagkit::{GuardState, Guarded};
use guards::{New, flags};

#[test]
fn developers_who_fail_stop_nothing_until_three_of_them_panic() {
    // Some are drawn besides, so that the arms are compared.
    call(guards::listed, 0..2_000, New::Works);
    let names: Vec<String> = (0..50).map(|n| format!("developer-{n}")).collect();
    for name in &names {
        assert_eq!(once(guards::listed, &developer(name), New::Fails).failed, 1);
    }
    assert!(stopped("listed").is_none());
    assert_eq!(status("listed").arms[0].guards[0].treatment.adverse, 0);

    for name in &names[..2] {
        for _ in 0..3 {
            once(guards::listed, &developer(name), New::Panics);
        }
    }
    assert!(stopped("listed").is_none(), "two of fifty");
    once(guards::listed, &developer(&names[2]), New::Panics);
    let stop = stopped("listed").unwrap();
    assert_eq!((stop.verdict.guarded, stop.verdict.share), (Guarded::PlacedPanics, None));
    assert_eq!(once(guards::listed, &developer(&names[3]), New::Works).old, 1);
    assert_eq!(call(guards::listed, 0..2_000, New::Works).new, 0);
}

#[test]
fn one_developer_alone_stops_it_with_three_panics() {
    for _ in 0..2 {
        once(guards::alone, &developer("minsu"), New::Panics);
        assert!(stopped("alone").is_none());
    }
    once(guards::alone, &developer("minsu"), New::Panics);
    assert!(stopped("alone").is_some());
    let text = stopped("alone").unwrap().verdict.to_string();
    let words =
        "`alone` is stopped: 3 of its calls panicked, the last one at tests/guards/src/lib.rs:";
    assert!(text.starts_with(words), "{text}");
    assert!(text.ends_with("; edit its targeting or call `flagkit::rearm`"), "{text}");
}

#[test]
fn of_two_developers_both_have_to_panic() {
    once(guards::pair, &developer("jiwoo"), New::Works);
    for _ in 0..5 {
        once(guards::pair, &developer("minsu"), New::Panics);
    }
    assert!(stopped("pair").is_none());
    once(guards::pair, &developer("jiwoo"), New::Panics);
    assert!(stopped("pair").is_some());
}

#[test]
fn an_arm_that_fails_half_of_its_calls_is_told_once_and_stays() {
    document::watch();
    for _ in 0..60 {
        once(guards::half_failing, &developer("minsu"), New::Fails);
        once(guards::half_failing, &developer("minsu"), New::Works);
    }
    flagkit::tick();
    flagkit::tick();
    let arm = &status("half_failing").arms[0];
    assert!(arm.stopped.is_none());
    let [held] = &*arm.held else { panic!("{:?}", arm.held) };
    assert_eq!((held.guarded, held.state), (Guarded::PlacedErrors, GuardState::Held));
    assert!(
        held.to_string()
            .starts_with("`half_failing` fails often: 60 of its last 120 calls failed; "),
        "{held}"
    );
}

#[test]
fn of_few_keys_panics_stop_an_arm_and_errors_do_not() {
    // Thirteen keys, each of which fails a hundred times.
    for _ in 0..100 {
        call(guards::few, 0..13, New::Fails);
    }
    let arm = &status("few").arms[0];
    assert!(arm.stopped.is_none());
    assert_eq!(arm.guards[0].state, GuardState::Off);
    let reason = arm.guards[0].off.as_deref().unwrap();
    assert!(
        reason.starts_with("13 different keys were drawn in this process, and 20 are needed"),
        "{reason}"
    );
    let guests = (0..13).map(crate::traffic::user).filter(|user| flags::FEW.is_enabled_for(user));
    let panics = guests.map(|guest| once(guards::few, &guest, New::Panics).failed).sum::<usize>();
    assert_eq!(panics, 3);
    assert_eq!(stopped("few").unwrap().verdict.guarded, Guarded::PlacedPanics);
}
