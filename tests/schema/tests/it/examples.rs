//! The example of every hover, in a document around it, by both judges.

use crate::judges::{Verdict, judge};
use schema::about::{self, Member};

const BESIDE: &str = r#""payments_v2": true, "search_ranker": { "variants": ["bm25", "semantic", "hybrid"], "default": "bm25" }"#;
const SEGMENTS: &str = r#""segments": { "developers": { "key": ["minsu"] }, "qa": { "email": { "ends_with": "@qa.example.com" } } }"#;

fn in_a_flag(before: &str, example: &str, after: &str) -> String {
    format!(r#"{{ {SEGMENTS}, "flags": {{ {BESIDE}, "f": {{ {before}{example}{after} }} }} }}"#)
}

/// Puts a document around an example.
type Around<'a> = &'a dyn Fn(&str) -> String;

/// Each example with the name of its member, and the document around it.
pub(crate) fn documents() -> Vec<(&'static str, String)> {
    let flag = |example: &str| in_a_flag("", example, "");
    let rule =
        |example: &str| in_a_flag("\"rules\": [{ \"if\": { ", example, " }, \"serve\": \"on\" }]");
    let segment =
        |example: &str| format!(r#"{{ "segments": {{ "s": {{ {example} }} }}, "flags": {{}} }}"#);
    let root = |example: &str| {
        let flags = if example.starts_with("\"flags\"") { "" } else { ", \"flags\": {}" };
        format!("{{ {example}{flags} }}")
    };
    let lists: [(&'static [Member], Around<'_>); 11] = [
        (about::ROOT, &root),
        (about::FLAG, &flag),
        (about::SCHEDULE, &|example| in_a_flag("\"schedule\": { ", example, " }")),
        (about::GROUP, &|example| in_a_flag("\"group\": { ", example, " }")),
        (about::GUARD, &|example| in_a_flag("\"guard\": { ", example, " }")),
        (about::GUARD_RULE, &|example| in_a_flag("\"guard\": { \"errors\": { ", example, " } }")),
        (about::RULE, &|example| in_a_flag("\"rules\": [{ ", example, " }]")),
        (about::STAGE, &|example| in_a_flag("\"stages\": [{ ", example, " }], \"stage\": \"off\"")),
        (about::CONDITION, &rule),
        (about::OPERATORS, &rule),
        (about::SEGMENT, &segment),
    ];
    let each = |(members, document): (&'static [Member], Around<'_>)| {
        members.iter().map(|member| (member.name, document(member.example))).collect::<Vec<_>>()
    };
    lists.into_iter().flat_map(each).collect()
}

#[test]
fn every_example_is_accepted() {
    for (name, document) in documents() {
        assert_eq!(judge(&document), Ok(Verdict::Accepted), "{name}");
        assert!(document.contains(&format!("\"{name}\":")), "{name}: {document}");
    }
}
