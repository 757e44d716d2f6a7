//! Who is told of a verdict, and how often.

use crate::document;
use crate::traffic::{call, status};
use flagkit::{GuardState, Guarded};
use guards::New;
use std::sync::Mutex;
use std::time::{Duration, Instant};

static TOLD: Mutex<Vec<(Guarded, GuardState, String)>> = Mutex::new(Vec::new());

#[test]
fn a_held_verdict_is_told_once_to_every_hook_and_stops_nothing() {
    document::watch();
    // The one that panics comes first.
    flagkit::on_verdict(|verdict| assert!(verdict.key != "held", "a hook panics"));
    flagkit::on_verdict(|verdict| {
        if verdict.key == "held" {
            let name = std::thread::current().name().unwrap_or_default().to_owned();
            TOLD.lock().unwrap().push((verdict.guarded, verdict.state, name));
            // A hook may do what a program may.
            let _ = (flagkit::health(), flagkit::rearm("nobodys"), flagkit::guards());
        }
    });
    // Has the panic hook be silent.
    call(guards::panicking, 0..1, New::Panics);
    let bad = call(guards::held, 0..20_000, New::Fails);
    assert!(bad.failed > 800, "{bad:?}");
    call(guards::held, 20_000..40_000, New::Fails);
    let deadline = Instant::now() + Duration::from_secs(10);
    let is_told = || TOLD.lock().unwrap().iter().any(|(_, state, _)| *state == GuardState::Held);
    while !is_told() && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(5));
    }
    flagkit::tick();
    let told = TOLD.lock().unwrap().clone();
    let held: Vec<_> = told.iter().filter(|(_, state, _)| *state == GuardState::Held).collect();
    let [(Guarded::Errors, _, thread)] = &*held else { panic!("{told:?}") };
    assert_eq!(thread, "flagkit");
    let warm = told.iter().filter(|(_, state, _)| *state == GuardState::Warm).count();
    assert!(warm <= 1, "{told:?}");
    let arm = &status("held").arms[0];
    assert!(arm.stopped.is_none() && !arm.held.is_empty());
    assert_eq!((arm.guards[0].state, arm.guards[0].action), (GuardState::Held, "hold"));

    // A verdict that stopped nothing is released like one that did; and one that holds stops once the document says so.
    assert!(flagkit::rearm("held"));
    assert_eq!((status("held").test, status("held").arms[0].held.len()), (2, 0));
    call(guards::held, 0..20_000, New::Fails);
    document::define("held", Some(r#"{ "rollout": "5%", "guard": { "errors": "rollback" } }"#));
    assert_eq!(status("held").test, 3);
    let bad = call(guards::held, 0..20_000, New::Fails);
    assert!(bad.failed < 10, "{bad:?}");
}

#[test]
fn a_flag_whose_guard_is_off_is_counted_and_left_alone() {
    let bad = call(guards::unguarded, 0..20_000, New::Fails);
    assert!(bad.failed > 800, "{bad:?}");
    let arm = &status("unguarded").arms[0];
    assert!(arm.stopped.is_none() && arm.held.is_empty());
    assert_eq!(arm.guards[0].off.as_deref(), Some("the document switches it off"));
    assert!(arm.guards[0].treatment.adverse > 800);
}
