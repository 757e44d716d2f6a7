//! A scope sees one snapshot, however often the file changes; three things pierce it.
//!
//! Its own binary, and one test, because it watches a file and sets overrides for the process.

use flagkit::{EvaluationContext, InFlagScope as _, Reason, refresh_scope, scope};
use std::fs;
use std::future::Future as _;
use std::path::PathBuf;
use std::pin::pin;
use std::task::{Context, Waker};

flagkit::flags!("flags.json");

struct File(PathBuf);

impl File {
    fn new() -> Self {
        Self(std::env::temp_dir().join(format!("flagkit-scope-{}.json", std::process::id())))
    }

    /// Writes the document and waits until it is in force.
    fn write(&self, text: &str) {
        let before = flagkit::health().generation;
        fs::write(&self.0, text).expect("the temporary directory takes a file");
        flagkit::reload();
        let health = flagkit::health();
        assert_eq!(health.generation, before + 1, "{health}");
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn is_on() -> bool {
    flags::NEW_CHECKOUT.is_enabled()
}

#[test]
fn a_scope_sees_one_snapshot() {
    let file = File::new();
    fs::write(&file.0, r#"{ "new_checkout": false }"#).unwrap();
    let watch = flagkit::watch_by_tick(&file.0).unwrap();
    let user = EvaluationContext::new("user-42");

    scopes_keep_their_snapshot(&file, &user);
    futures_keep_their_snapshot(&file, &user);
    what_inherits_keeps_the_snapshot(&file, &user);
    a_kill_switch_pierces(&file, &user);
    an_operator_pierces(&file, &user);
    file.write(r#"{ "new_checkout": true, "half": false }"#);
    an_emergency_has_no_gap();
    a_name_in_rust_blocks_no_emergency(&file);
    a_flag_that_the_file_lacks_keeps_the_definition_of_the_build(&file);
    a_variant_that_the_build_does_not_know_runs_the_fallback(&file);
    what_is_amiss_is_found(&file);
    another_file_takes_over(&file, watch);
}

fn what_is_amiss_is_found(file: &File) {
    let found = |text: &str| {
        file.write(text);
        flagkit::health().findings
    };
    let all = r#""half": "50%", "stop_emails": false, "new_search": false, "search_ranker": { "variants": { "bm25": 1, "semantic": 2 }, "default": "bm25" }"#;
    let whole =
        format!(r#"{{ "flags": {{ "new_checkout": true, "another_program": true, {all} }} }}"#);
    assert_eq!(found(&whole), [""; 0]);
    assert!(!flags::NEW_SEARCH.is_enabled());

    let misspelt = found(&format!(
        r#"{{ "flags": {{ "new_checkuot": true, "another_program": true, {all} }} }}"#
    ));
    assert_eq!(misspelt.len(), 2, "{misspelt:?}");
    assert!(misspelt[1].contains("has no `new_checkout` any more"), "{misspelt:?}");
    let words = "no flag of this program has the key `new_checkuot`; did you mean `new_checkout`?";
    assert!(misspelt[0].ends_with(words), "{misspelt:?}");
    let by_handle = found(&format!(r#"{{ "flags": {{ "NEW_CHECKOUT": true, {all} }} }}"#));
    assert!(by_handle[0].ends_with("did you mean `new_checkout`?"), "{by_handle:?}");

    let unknown = found(
        r#"{ "flags": { "search_ranker": { "variants": ["bm25", "neural"], "default": "bm25" } } }"#,
    );
    assert!(
        unknown[0].contains("`search_ranker` has variants that this build does not know: `neural`"),
        "{unknown:?}"
    );
}

fn scopes_keep_their_snapshot(file: &File, user: &EvaluationContext) {
    file.write(r#"{ "new_checkout": true }"#);
    assert!(is_on());
    scope(user, || {
        assert!(is_on());
        file.write(r#"{ "new_checkout": false }"#);
        assert!(is_on(), "the scope began before the change");
        scope(user, || assert!(is_on(), "an inner scope keeps the outer one's snapshot"));
        std::thread::scope(|threads| {
            threads.spawn(|| assert!(!is_on(), "outside, the change is in force at once"));
        });
        let pin = flagkit::health().oldest_pin.expect("the scope is behind");
        assert_eq!(pin.generation + 1, flagkit::health().generation);
        assert!(refresh_scope());
        assert!(!is_on(), "the scope moved on");
        assert_eq!(flagkit::health().oldest_pin, None);
    });
    assert!(!is_on());
    assert!(!refresh_scope(), "there is no scope to move");
}

fn futures_keep_their_snapshot(file: &File, user: &EvaluationContext) {
    file.write(r#"{ "new_checkout": true }"#);
    let request = async {
        assert!(is_on());
        std::future::poll_fn({
            let mut polled = false;
            move |_| {
                if std::mem::replace(&mut polled, true) {
                    std::task::Poll::Ready(())
                } else {
                    std::task::Poll::Pending
                }
            }
        })
        .await;
        assert!(is_on(), "the request began before the change");
    };
    let mut request = Box::pin(request.in_flag_scope(user.clone()));
    let mut unpolled = pin!(async { is_on() }.in_flag_scope(user.clone()));
    let mut context = Context::from_waker(Waker::noop());
    assert!(request.as_mut().poll(&mut context).is_pending());
    file.write(r#"{ "new_checkout": false }"#);
    assert!(!is_on());
    std::thread::scope(|threads| {
        // The request goes on elsewhere.
        let request = &mut request;
        threads.spawn(move || {
            let mut context = Context::from_waker(Waker::noop());
            assert!(request.as_mut().poll(&mut context).is_ready());
        });
    });
    assert_eq!(flagkit::health().oldest_pin, None, "a request that is over holds nothing");
    assert_eq!(
        unpolled.as_mut().poll(&mut context),
        std::task::Poll::Ready(false),
        "a request begins at its first poll"
    );
}

fn what_inherits_keeps_the_snapshot(file: &File, user: &EvaluationContext) {
    file.write(r#"{ "new_checkout": true }"#);
    let bare = flagkit::current_scope();
    let (job, mut task) = scope(user, || {
        let task = async { is_on() }.in_current_flag_scope();
        (flagkit::current_scope(), Box::pin(task))
    });
    file.write(r#"{ "new_checkout": false }"#);
    assert!(flagkit::health().oldest_pin.is_some(), "the request is over, its task is not");
    assert!(!is_on());
    std::thread::scope(|threads| {
        // Two threads look through one handle, and one of them moves on alone.
        threads.spawn(|| {
            job.enter(|| {
                assert!(is_on());
                assert!(refresh_scope());
                assert!(!is_on());
            });
        });
        threads.spawn(|| job.enter(|| assert!(is_on())));
    });
    assert!(job.enter(is_on), "what was captured stays as it was");
    drop(job);
    assert!(flagkit::health().oldest_pin.is_some(), "the task holds it by itself");
    let mut context = Context::from_waker(Waker::noop());
    scope(user, || {
        assert_eq!(task.as_mut().poll(&mut context), std::task::Poll::Ready(true));
        assert!(!is_on());
        // Where nothing was captured, nothing is held, even inside a scope that holds something.
        file.write(r#"{ "new_checkout": true, "half": "1%" }"#);
        assert!(bare.enter(is_on) && !is_on());
    });
    assert_eq!(flagkit::health().oldest_pin, None, "a task that is over holds nothing");
}

fn a_kill_switch_pierces(file: &File, user: &EvaluationContext) {
    file.write(r#"{ "flags": { "new_checkout": { "kind": "kill-switch", "enabled": true } } }"#);
    scope(user, || {
        assert!(is_on());
        file.write(
            r#"{ "flags": { "new_checkout": { "kind": "kill-switch", "enabled": false } } }"#,
        );
        assert!(!is_on(), "a kill switch is in force inside scopes too");
    });
    // In an emergency nobody writes the kind again: the build's word is enough.
    file.write(r#"{ "stop_emails": false }"#);
    scope(user, || {
        assert!(!flags::STOP_EMAILS.is_enabled());
        file.write(r#"{ "stop_emails": true }"#);
        assert!(flags::STOP_EMAILS.is_enabled());
    });
    an_override_in_a_scope_keeps_the_scopes_payload(file, user);
}

fn an_override_in_a_scope_keeps_the_scopes_payload(file: &File, user: &EvaluationContext) {
    let document = |payload: u32| {
        format!(
            r#"{{ "flags": {{ "search_ranker": {{ "variants": {{ "bm25": {payload}, "semantic": {payload} }}, "default": "bm25" }} }} }}"#
        )
    };
    file.write(&document(10));
    scope(user, || {
        let overridden = || {
            flagkit::testing::with(
                flags::SEARCH_RANKER.serve(flags::SearchRanker::Semantic),
                || flags::SEARCH_RANKER.value(),
            )
        };
        assert_eq!(overridden(), 10.0);
        file.write(&document(99));
        assert_eq!(overridden(), 10.0);
    });
}

/// An operator who says the same again must not take it away for a moment.
fn an_emergency_has_no_gap() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let over = AtomicBool::new(false);
    flagkit::operator::set(flags::NEW_CHECKOUT.off());
    std::thread::scope(|threads| {
        let over = &over;
        threads.spawn(move || {
            for _ in 0..2_000 {
                flagkit::operator::set(flags::NEW_CHECKOUT.off());
            }
            over.store(true, Ordering::Relaxed);
        });
        while !over.load(Ordering::Relaxed) {
            assert_eq!(flags::NEW_CHECKOUT.evaluate().variant, "off");
        }
    });
    flagkit::operator::clear("new_checkout");
}

fn an_operator_pierces(file: &File, user: &EvaluationContext) {
    file.write(r#"{ "new_checkout": false, "half": "50%" }"#);
    scope(user, || {
        assert!(!is_on());
        let half = flags::HALF.is_enabled();
        flagkit::operator::set(flags::NEW_CHECKOUT.on());
        assert!(is_on());
        assert_eq!(flags::HALF.is_enabled(), half, "the other flags go on as they were");
        assert_eq!(flags::NEW_CHECKOUT.evaluate().reason, Reason::Override);
        let overrides = flagkit::health().overrides;
        assert_eq!(
            (overrides[0].key.as_str(), overrides[0].variant.as_str()),
            ("new_checkout", "on")
        );
        assert!(overrides[0].applied);
        flagkit::testing::with(flags::NEW_CHECKOUT.off(), || {
            assert!(!is_on(), "a test's own word is nearest")
        });
        flagkit::operator::clear("new_checkout");
        assert!(!is_on());
    });
    assert!(flagkit::health().overrides.is_empty());
}

fn a_name_in_rust_blocks_no_emergency(file: &File) {
    file.write(r#"{ "new_checkout": true, "half": "10%" }"#);
    assert!(is_on());
    // Somebody else's key has the same handle, which means nothing at run time.
    file.write(r#"{ "new-checkout": true, "new_checkout": false }"#);
    assert!(!is_on());
    assert!(flagkit::health().is_healthy(), "{}", flagkit::health());
    // Nor does a slip beside an emergency keep it from being in force.
    file.write(r#"{ "flags": { "new_checkout": { "enabled": true } } }"#);
    assert!(is_on());
    file.write(r#"{ "flags": { "new_checkout": { "enabled": false, "descripton": "off!" } } }"#);
    assert!(!is_on());
    assert!(!flagkit::health().is_healthy());
}

fn a_flag_that_the_file_lacks_keeps_the_definition_of_the_build(file: &File) {
    file.write(r#"{ "new_checkout": true }"#);
    assert_eq!(flags::SEARCH_RANKER.value(), 1.2);
    assert_eq!(flags::SEARCH_RANKER.evaluate().error_code, None);
}

fn a_variant_that_the_build_does_not_know_runs_the_fallback(file: &File) {
    file.write(r#"{ "flags": { "search_ranker": { "variants": { "bm25": 2.5, "neural": 9 }, "default": "neural" } } }"#);
    let details = flags::SEARCH_RANKER.evaluate();
    assert_eq!((details.variant, details.reason), ("bm25", Reason::Error));
    assert_eq!(flags::SEARCH_RANKER.value(), 2.5);
    // A flag that became another kind of flag is treated likewise.
    file.write(r#"{ "search_ranker": true }"#);
    let details = flags::SEARCH_RANKER.evaluate();
    assert_eq!(
        (details.variant, details.error_code),
        ("bm25", Some(flagkit::ErrorCode::TypeMismatch))
    );
    assert_eq!(flags::SEARCH_RANKER.value(), 1.2, "the payload of the build serves");
}

fn another_file_takes_over(file: &File, watch: flagkit::Watch) {
    file.write(r#"{ "new_checkout": true }"#);
    drop(watch);
    let other = File(file.0.with_extension("other.json"));
    let source = || flagkit::health().source;
    let first = source();

    // It is not there: a state, although a file was in force before. Whoever mistyped its name can see it.
    let watch = flagkit::watch_by_tick(&other.0).expect("one file is watched at a time");
    assert_eq!((source(), flagkit::health().rejected), (first.clone(), None));
    assert_eq!(flagkit::health().awaited, Some(other.0.display().to_string()));
    assert!(flagkit::health().is_healthy());
    assert!(is_on(), "what was in force stands");

    // It is bad from the start, and then gone again: nothing is wrong any more.
    fs::write(&other.0, "{").expect("the temporary directory takes a file");
    flagkit::reload();
    assert!(flagkit::health().rejected.is_some());
    fs::remove_file(&other.0).expect("the file was just written");
    flagkit::reload();
    assert_eq!(flagkit::health().rejected, None);

    // The same text from another file is another source.
    other.write(r#"{ "new_checkout": true }"#);
    assert_ne!(source(), first);
    assert_eq!(flagkit::health().awaited, None);
    assert!(watch.require().is_ok());
}
