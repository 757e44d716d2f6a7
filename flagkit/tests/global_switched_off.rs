//! A flag that a document switches off with a slip beside it, in a program that knows no earlier version of the document.
//!
//! Its own binary, and one test, because it watches a file.

use flagkit::{EvaluationContext, Reason};
use std::fs;

flagkit::flags!(pub "flags.json");

/// A process that starts in the middle of an emergency has no last good definition but the build's.
#[test]
fn off_is_off_at_the_first_look() {
    let user = EvaluationContext::new("user-42");
    let file =
        std::env::temp_dir().join(format!("flagkit-switched-off-{}.json", std::process::id()));
    let write = |flag: &str| {
        fs::write(&file, format!("{{ \"flags\": {{ \"search_ranker\": {flag} }} }}")).unwrap();
    };
    write(
        r#"{ "enabled": false, "variants": ["bm25", "semantic"], "default": "bm25", "onwer": "me" }"#,
    );
    let watch = flagkit::watch(&file).unwrap();
    let answer = flags::SEARCH_RANKER.evaluate_for(&user);
    assert_eq!((answer.variant, answer.reason), ("bm25", Reason::Disabled));

    // A slip alone lets the build's definition stand.
    write(
        r#"{ "variants": ["bm25", "semantic"], "default": "bm25", "onwer": "me", "rollout": {} }"#,
    );
    flagkit::reload();
    assert_eq!(flags::SEARCH_RANKER.evaluate_for(&user).reason, Reason::Static);
    drop(watch);
    let _ = fs::remove_file(&file);
}
