//! What lets a stopped flag serve again, and what does not.

use crate::document::define;
use crate::traffic::{call, status, stopped};
use guards::{New, flags};

#[test]
fn neither_a_description_nor_another_flag_releases_a_stop() {
    define("described", Some(r#"{ "rollout": "5%" }"#));
    call(guards::described, 0..20_000, New::Fails);
    assert!(stopped("described").is_some());
    define("described", Some(r#"{ "description": "One page", "owner": "shop", "rollout": "5%" }"#));
    define("somebodys", Some(r#""50%""#));
    assert!(stopped("described").is_some());
    assert_eq!(call(guards::described, 0..20_000, New::Works).new, 0);
    assert_eq!(status("described").test, 1);
}

#[test]
fn an_edit_of_the_targeting_releases_a_stop_and_begins_a_fresh_test() {
    define("edited", Some(r#""5%""#));
    call(guards::edited, 0..20_000, New::Fails);
    assert!(stopped("edited").is_some());
    define("edited", Some(r#""6%""#));
    assert!(stopped("edited").is_none());
    let good = call(guards::edited, 0..20_000, New::Works);
    assert!((1_000..1_400).contains(&good.new), "{good:?}");
    let fresh = status("edited");
    assert_eq!((fresh.test, fresh.arms[0].guards[0].treatment.adverse), (2, 0));
    // It is guarded as before, and who failed in the first test may fail in this one.
    let bad = call(guards::edited, 0..20_000, New::Fails);
    assert!((3..200).contains(&bad.failed), "{bad:?}");
    assert_eq!(stopped("edited").unwrap().verdict.test, 2);

    // So does an edit of the guard, to begin a third.
    define("edited", Some(r#"{ "rollout": "6%", "guard": "off" }"#));
    assert!(stopped("edited").is_none());
    assert!(call(guards::edited, 0..20_000, New::Fails).failed > 1_000);
}

#[test]
fn a_greater_share_goes_on_with_the_test() {
    define("ramped", Some(r#""5%""#));
    let good = call(guards::ramped, 0..2_000, New::Works);
    define("ramped", Some(r#""25%""#));
    call(guards::ramped, 0..2_000, New::Works);
    let status = status("ramped");
    assert_eq!(status.test, 1);
    assert!((status.arms[0].share.unwrap() - 0.25).abs() < 1e-9);
    let treated = status.arms[0].guards[0].treatment.units;
    assert!(treated > good.new as u64 + 300, "{treated}");
}

#[test]
fn rearm_begins_a_fresh_test() {
    assert!(!flagkit::rearm("armed"));
    call(guards::armed, 0..20_000, New::Fails);
    assert!(stopped("armed").is_some());
    assert!(flagkit::rearm("armed"));
    // A fresh test begins where nothing was found as well: failures of keys that have failed before count again.
    assert!(!flagkit::rearm("armed"));
    assert!(call(guards::armed, 0..20_000, New::Works).new > 800);
    assert_eq!(status("armed").test, 3);
    assert!(flagkit::health().stopped.iter().all(|stopped| stopped.verdict.key != "armed"));
    assert!(flags::ARMED.is_enabled_for(
        &(0..).map(crate::traffic::user).find(|u| flags::ARMED.is_enabled_for(u)).unwrap()
    ));
    call(guards::armed, 0..20_000, New::Fails);
    assert!(stopped("armed").is_some());
}
