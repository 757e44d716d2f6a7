//! The documents that people copy: each block of JSON in the README and in the page on targeting is one without problems.

use flagkit_core::Document;

const README: &str = include_str!("../../../README.md");
const TARGETING: &str = include_str!("../../src/docs/targeting.rs");

/// The blocks of JSON in a text, without the marks of a Rust comment.
fn blocks(text: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut block: Option<String> = None;
    for line in text.lines() {
        let line = line.strip_prefix("//!").unwrap_or(line);
        match (line.trim(), &mut block) {
            ("```json", None) => block = Some(String::new()),
            ("```", Some(_)) => blocks.extend(block.take()),
            (_, Some(block)) => {
                block.push_str(line);
                block.push('\n');
            }
            (_, None) => {}
        }
    }
    blocks
}

#[track_caller]
fn check(text: &str) {
    let parsed = Document::parse_with_files(text, &mut |_| Ok("minsu\n".into()));
    assert!(parsed.problems.is_empty(), "{text}\n{:#?}", parsed.problems);
}

#[test]
fn every_document_of_the_readme_is_sound() {
    let blocks = blocks(README);
    assert!(blocks.len() >= 5, "{}", blocks.len());
    blocks.iter().for_each(|block| check(block));
}

#[test]
fn every_document_and_condition_of_the_page_on_targeting_is_sound() {
    let (documents, conditions): (Vec<_>, Vec<_>) = blocks(TARGETING)
        .into_iter()
        .partition(|block| ["flags", "search_ranker"].iter().any(|word| block.contains(word)));
    assert!(documents.len() >= 6 && conditions.len() >= 2, "{documents:?} {conditions:?}");
    documents.iter().for_each(|document| check(document));
    for condition in conditions {
        check(&format!(
            r#"{{ "segments": {{ "staff": {{ "role": "staff" }} }},
                "flags": {{ "f": {{ "rules": [{{ "if": {condition}, "serve": "on" }}] }} }} }}"#
        ));
    }
}
