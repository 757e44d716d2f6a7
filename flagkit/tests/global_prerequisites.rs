//! Flags that depend on flags, on time and on files of ids, in a program whose document changes: what they see of
//! scopes, overrides and emergencies, and what is told of it.
//!
//! Its own binary, and one test, because it watches a file and sets overrides for the process.

use flagkit::{EvaluationContext, Origin, Reason, operator, scope, testing};
use flags::SearchRanker;
use std::fs;
use std::path::PathBuf;

flagkit::flags!("flags.json");

struct File(PathBuf);

impl File {
    fn new() -> Self {
        let place = std::env::temp_dir();
        Self(place.join(format!("flagkit-prerequisites-{}.json", std::process::id())))
    }

    /// Writes the flags and waits until they are in force.
    fn write(&self, flags: &str) {
        let before = flagkit::health().generation;
        let text = format!("{{ \"flags\": {{\n{flags}\n}} }}");
        fs::write(&self.0, text).expect("the temporary directory takes a file");
        flagkit::reload();
        let health = flagkit::health();
        assert_eq!(health.generation, before + 1, "{health}");
        assert!(health.problems.is_empty(), "{health}");
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Whether the flag is on that depends on others.
fn is_on() -> bool {
    flags::NEW_SEARCH.is_enabled()
}

const AFTER_CHECKOUT: &str =
    r#""new_search": { "rollout": "100%", "prerequisites": ["new_checkout"] }"#;

#[test]
fn flags_that_depend_on_more_than_the_caller() {
    let file = File::new();
    fs::write(&file.0, "{}").unwrap();
    let _watch = flagkit::watch_by_tick(&file.0).unwrap();

    it_asks_and_says_why(&file);
    it_sees_the_override_of_a_scope(&file);
    it_sees_the_override_of_an_operator_in_every_scope(&file);
    it_sees_what_the_scope_sees(&file);
    it_sees_a_kill_switch_at_once(&file);
    it_sees_a_kill_switch_that_the_build_does_not_know(&file);
    a_flag_in_time_asks(&file);
    a_definition_that_is_broken_is_explained(&file);
    a_variant_that_the_build_does_not_know_is_explained(&file);
}

fn it_asks_and_says_why(file: &File) {
    file.write(&format!("\"new_checkout\": false,\n{AFTER_CHECKOUT}"));
    assert!(!is_on());
    assert_eq!(flags::NEW_SEARCH.__arm(), 0, "what it depends on can change without the document");
    let details = flags::NEW_SEARCH.evaluate();
    assert_eq!(details.reason, Reason::PrerequisiteFailed);
    assert_eq!(details.origin, Some(Origin::Prerequisite(0)));
    let place = details.place.expect("a prerequisite decided");
    assert_eq!((place.name.as_deref(), place.location.line), (Some("new_checkout"), 3));
    let text = flags::NEW_SEARCH.explain().to_string();
    let first = format!(
        "`new_search` of {}, generation {}\n",
        file.0.display(),
        flagkit::health().generation
    );
    assert!(text.starts_with(&first), "{text}");
    assert!(text.contains("prerequisite `new_checkout` (3:"), "{text}");
    assert!(text.contains("serves `off`, which is not wanted"), "{text}");
    assert!(text.ends_with("serves `off`: PREREQUISITE_FAILED"), "{text}");
    file.write(&format!("\"new_checkout\": true,\n{AFTER_CHECKOUT}"));
    assert!(is_on());
    assert_eq!(flags::NEW_SEARCH.__arm(), 0);
}

fn it_sees_the_override_of_a_scope(file: &File) {
    file.write(&format!("\"new_checkout\": false,\n{AFTER_CHECKOUT}"));
    testing::with(flags::NEW_CHECKOUT.on(), || {
        assert!(is_on());
        std::thread::scope(|threads| {
            threads.spawn(|| assert!(!is_on(), "elsewhere nothing is overridden"));
        });
        testing::with(flags::NEW_SEARCH.off(), || assert!(!is_on(), "its own comes first"));
    });
    assert!(!is_on());

    file.write(
        r#""search_ranker": { "variants": { "bm25": 1.2, "semantic": 0.3 }, "default": "bm25" },
        "new_search": { "rollout": "100%", "prerequisites": { "search_ranker": "semantic" } }"#,
    );
    assert!(!is_on());
    testing::with(flags::SEARCH_RANKER.serve(SearchRanker::Semantic), || assert!(is_on()));
}

fn it_sees_the_override_of_an_operator_in_every_scope(file: &File) {
    file.write(&format!("\"new_checkout\": false,\n{AFTER_CHECKOUT}"));
    scope(&EvaluationContext::new("user-42"), || {
        operator::set(flags::NEW_CHECKOUT.on());
        assert!(is_on());
        assert_eq!(flags::NEW_CHECKOUT.explain().lines[1], "overridden by an operator");
        testing::with(flags::NEW_CHECKOUT.off(), || {
            assert!(!is_on(), "a scope's override is nearer");
            let who = &flags::NEW_CHECKOUT.explain().lines[1];
            assert_eq!(who, "overridden by the scope around the call");
        });
        operator::clear("new_checkout");
        assert!(!is_on());
    });
}

fn it_sees_what_the_scope_sees(file: &File) {
    file.write(&format!("\"new_checkout\": true,\n{AFTER_CHECKOUT}"));
    scope(&EvaluationContext::new("user-42"), || {
        file.write(&format!("\"new_checkout\": false,\n{AFTER_CHECKOUT}"));
        assert!(is_on(), "the scope began before the change");
    });
    assert!(!is_on());
}

fn it_sees_a_kill_switch_at_once(file: &File) {
    let document = |stop: bool| {
        format!(
            r#""stop_emails": {{ "kind": "kill-switch", "enabled": {stop}, "rollout": "100%" }},
            "new_search": {{ "rollout": "100%", "prerequisites": {{ "stop_emails": false }} }}"#
        )
    };
    file.write(&document(false));
    scope(&EvaluationContext::new("user-42"), || {
        assert!(is_on());
        file.write(&document(true));
        assert!(flags::STOP_EMAILS.is_enabled() && !is_on(), "an emergency waits for no scope");
        file.write(&document(false));
        assert!(is_on());
    });
}

fn it_sees_a_kill_switch_that_the_build_does_not_know(file: &File) {
    let document = |stop: bool| {
        format!(
            r#""stop_everything": {{ "kind": "kill-switch", "enabled": {stop}, "rollout": "100%" }},
            "new_search": {{ "rollout": "100%", "prerequisites": {{ "stop_everything": false }} }}"#
        )
    };
    file.write(&document(false));
    scope(&EvaluationContext::new("user-42"), || {
        assert!(is_on());
        file.write(&document(true));
        assert!(!is_on());
    });
}

fn a_flag_in_time_asks(file: &File) {
    let schedules = [
        (r#""schedule": { "start": "2020-01-01" }"#, "on", Reason::Static),
        (r#""schedule": { "end": "2020-01-01" }"#, "off", Reason::OutsideSchedule),
    ];
    for (schedule, variant, reason) in schedules {
        file.write(&format!(r#""new_search": {{ "rollout": "100%", {schedule} }}"#));
        let details = flags::NEW_SEARCH.evaluate();
        assert_eq!((details.variant, details.reason), (variant, reason));
        assert_eq!(flags::NEW_SEARCH.__arm(), 0, "time may change it");
    }
    file.write(r#""new_search": { "stages": [{ "name": "all", "percentage": "100%", "from": "2020-01-01" }] }"#);
    assert!(is_on());
    assert_eq!(flags::NEW_SEARCH.__arm(), 0);
    file.write(r#""new_search": true"#);
    assert!(is_on());
    assert_eq!(flags::NEW_SEARCH.__arm(), 2, "and what is the same for ever does not ask");
}

fn a_definition_that_is_broken_is_explained(file: &File) {
    file.write(r#""half": true"#);
    fs::write(&file.0, "{ \"flags\": {\n\"half\": { \"rollot\": 5 }\n} }")
        .expect("the temporary directory takes a file");
    flagkit::reload();
    assert!(flags::HALF.is_enabled(), "the last good definition stands");
    let lines = flags::HALF.explain().lines;
    assert!(lines[1].starts_with("its newest definition is not used: "), "{lines:?}");
    assert!(lines[1].contains(":2:11: error[FK0007]"), "{lines:?}");
    assert_eq!(lines.last().map(String::as_str), Some("serves `on`: STATIC"));
}

fn a_variant_that_the_build_does_not_know_is_explained(file: &File) {
    file.write(
        r#""search_ranker": { "variants": ["bm25", "neural"], "default": "bm25",
        "rules": [{ "if": { "country": "KR" }, "serve": "neural" }] }"#,
    );
    let korean = EvaluationContext::new("minsu").with("country", "KR");
    let explanation = flags::SEARCH_RANKER.explain_for(&korean);
    assert_eq!(explanation.details, flags::SEARCH_RANKER.evaluate_for(&korean));
    assert_eq!(explanation.details.origin, Some(Origin::Rule(0)));
    let words = "this build does not know that variant; it serves `bm25`: ERROR (TYPE_MISMATCH)";
    assert_eq!(explanation.lines.last().map(String::as_str), Some(words));
}
