//! Durations, and calls that have none.

use crate::document;
use crate::traffic::{call, once, status, stopped, user};
use flagkit::{GuardState, Guarded};
use guards::{New, flags};
use std::thread;
use std::time::{Duration, Instant};

const OLD: Duration = Duration::from_micros(50);

#[test]
fn a_slow_arm_is_stopped_where_the_document_says_so() {
    let slow = New::Takes(20 * OLD);
    call(guards::slow, 0..500, slow);
    flagkit::tick();
    let latency = |arm: &flagkit::ArmStatus| {
        arm.guards.iter().find(|g| g.guarded == Guarded::Latency).cloned()
    };
    let early = latency(&status("slow").arms[0]).unwrap();
    assert_eq!(early.state, GuardState::Off);
    assert!(
        early.off.unwrap().ends_with(" durations of the old code are known, and 1000 are needed")
    );

    // More than a thousand of the old code, of which the guard learns what is usual; then some to judge.
    for part in 1..8 {
        call(guards::slow, part * 500..(part + 1) * 500, slow);
        flagkit::tick();
    }
    let stop = stopped("slow").unwrap();
    assert_eq!(stop.verdict.guarded, Guarded::Latency);
    assert!(stop.verdict.place.as_deref().unwrap().contains("lib.rs:"), "{:?}", stop.verdict.place);
    assert!(stop.verdict.to_string().contains("is slow, "), "{}", stop.verdict);
    assert_eq!(call(guards::slow, 0..500, New::Works).new, 0);
}

#[test]
fn a_call_that_hangs_is_seen_before_it_ends() {
    document::watch();
    call(guards::hanging, 0..500, New::Works);
    flagkit::tick();
    // A key that has not been here, so that its call is timed.
    let guest = (500..).map(user).find(|user| flags::HANGING.is_enabled_for(user)).unwrap();
    let hangs =
        thread::spawn(move || once(guards::hanging, &guest, New::Takes(Duration::from_secs(4))));
    let hung = || status("hanging").arms[0].guards.iter().map(|guard| guard.hung).sum::<u64>();
    let began = Instant::now();
    // By flagkit's thread, without anybody's tick.
    while hung() == 0 && began.elapsed() < Duration::from_secs(3) {
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(hung(), 1);
    assert!(began.elapsed() >= Duration::from_millis(900) && !hangs.is_finished());
    hangs.join().unwrap();
    flagkit::tick();
    assert_eq!(hung(), 1, "its end counts no more");
}
