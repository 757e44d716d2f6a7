//! However large and however wrong a document is, its problems are found in reasonable time and space.
//!
//! Bounds on time are far above what a slow machine needs, and far below what a square would take.

use flagkit_core::{Code, Document};
use std::time::{Duration, Instant};

fn list(item: impl Fn(usize) -> String, count: usize) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(",")
}

#[test]
fn stages_are_limited() {
    let stages = |count| {
        let stage = |n: usize| {
            format!(r#"{{ "name": "s{n}", "percentage": {}.{:03} }}"#, n / 1000, n % 1000)
        };
        format!(r#"{{ "a": {{ "stage": "off", "stages": [{}] }} }}"#, list(stage, count))
    };
    let parsed = Document::parse(&stages(1000));
    assert!(!parsed.has_errors(), "{:?}", parsed.problems);
    let begin = Instant::now();
    let parsed = Document::parse(&stages(50_000));
    assert!(begin.elapsed() < Duration::from_secs(10), "{:?}", begin.elapsed());
    let errors: Vec<_> = parsed.problems.iter().filter(|problem| problem.is_error()).collect();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0].code, Code::TooManyStages);
    assert_eq!(parsed.document.unwrap().flags()[0].stages().len(), 1000);
}

#[test]
fn unknown_names_are_compared_within_a_budget() {
    let good = list(|n| format!(r#""a-flag-with-a-long-name-{n}": true"#), 5000);
    let bad = list(
        |n| format!(r#""bad-{n}": {{ "prerequisites": ["a-flg-with-a-long-name-{n}"] }}"#),
        20_000,
    );
    let begin = Instant::now();
    let parsed = Document::parse(&format!("{{ {good}, {bad} }}"));
    assert!(begin.elapsed() < Duration::from_secs(10), "{:?}", begin.elapsed());
    assert!(parsed.problems[0].message.contains("did you mean"), "{:?}", parsed.problems[0]);
    let last = parsed.problems.iter().rfind(|problem| problem.code == Code::UnknownFlag).unwrap();
    assert!(last.message.ends_with("check its spelling"), "{last:?}");
}

#[test]
fn problems_are_limited_and_flags_beyond_are_broken_all_the_same() {
    let text = format!(r#"{{ {}, "good": true }}"#, list(|n| format!(r#""f{n}": {n}"#), 3000));
    let parsed = Document::parse(&text);
    assert_eq!(parsed.problems.len(), 1001);
    let last = parsed.problems.last().unwrap();
    assert_eq!((last.code, last.is_error()), (Code::TooManyProblems, true));
    assert!(last.message.contains("2000 more"), "{}", last.message);
    let document = parsed.document.unwrap();
    let broken = document.flags().iter().filter(|flag| flag.is_broken()).count();
    assert_eq!(broken, 3000);
    assert!(!document.flag("good").unwrap().is_broken());
    // An error behind a thousand warnings is an error.
    let tiny = list(|n| format!(r#""f{n}": {{ "rollout": 0.5 }}"#), 1200);
    let parsed = Document::parse(&format!(r#"{{ {tiny}, "bad": 5 }}"#));
    assert!(parsed.has_errors());
    let parsed = Document::parse(&format!("{{ {tiny} }}"));
    assert!(!parsed.has_errors());
    assert_eq!(parsed.problems.len(), 1001);
}

#[test]
fn duplicates_are_limited_and_still_believed_neither_time() {
    let same = |count| list(|_| r#""a": true"#.to_owned(), count);
    let text = format!(
        r#"{{ {}, "twice": true, "twice": true, "big": {{ "metadata": {{ {} }} }}, "good": true }}"#,
        same(3000),
        same(3000)
    );
    let parsed = Document::parse(&text);
    assert_eq!(parsed.problems.len(), 1001);
    let document = parsed.document.unwrap();
    let broken: Vec<_> = document.flags().iter().filter(|flag| flag.is_broken()).collect();
    let keys: Vec<_> = broken.iter().map(|flag| flag.key()).collect();
    assert_eq!(keys, ["a", "twice", "big"]);
    let segments = format!(
        r#"{{ "segments": {{ {}, "qa": {{ "key": "x" }}, "qa": {{ "key": "y" }} }}, "flags": {{}} }}"#,
        list(|_| r#""s": { "key": "x" }"#.to_owned(), 3000)
    );
    let document = Document::parse(&segments).document.unwrap();
    assert!(document.segments().iter().all(|segment| segment.is_broken()));
}

#[test]
fn a_large_document_of_nonsense_is_refused_in_time() {
    for item in [r#""":0"#, r#""a":{"":0,"":0}"#, r#""a":1e999"#] {
        let text = format!("{{{}}}", list(|_| item.to_owned(), 200_000));
        let begin = Instant::now();
        let parsed = Document::parse(&text);
        assert!(begin.elapsed() < Duration::from_secs(20), "{item}: {:?}", begin.elapsed());
        assert_eq!(parsed.problems.len(), 1001);
        assert!(parsed.has_errors());
    }
}
