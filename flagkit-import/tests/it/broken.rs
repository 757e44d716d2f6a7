//! Documents in which any one value is another: whatever becomes of them, it reads, and nothing panics.

use crate::{flagd, launchdarkly, unleash};
use flagkit_core::{Document, EvaluationContext, FlagSet};
use flagkit_import::{Format, ImportError, import};
use serde_json::{Value, json};

/// The document once for each of its values and each replacement.
fn mutants(document: &Value) -> Vec<String> {
    let replacements = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!(""),
        json!("key"),
        json!("(?=\u{0}%"),
        json!([]),
        json!([[], "a", {}]),
        json!({}),
        json!({ "if": [{ "var": "x" }, "a"] }),
    ];
    let mut pointers = Vec::new();
    collect(document, String::new(), &mut pointers);
    let mut mutants = Vec::new();
    for pointer in pointers {
        for replacement in &replacements {
            let mut mutant = document.clone();
            *mutant.pointer_mut(&pointer).expect("the pointer is its own") = replacement.clone();
            mutants.push(mutant.to_string());
        }
    }
    mutants
}

fn collect(value: &Value, pointer: String, pointers: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                collect(value, format!("{pointer}/{name}"), pointers);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                collect(value, format!("{pointer}/{index}"), pointers);
            }
        }
        _ => {}
    }
    pointers.push(pointer);
}

/// Of how many mutants there was something to import.
#[track_caller]
fn survivors(format: Format, text: &str, flags: fn(&str) -> Result<FlagSet, ImportError>) -> usize {
    let document: Value = serde_json::from_str(text).expect("it is JSON");
    let mut survivors = 0;
    for mutant in mutants(&document) {
        match import(format, &mutant) {
            Ok(imported) => {
                let parsed = Document::parse(&imported.document);
                assert!(
                    parsed.problems.is_empty(),
                    "{mutant}\n{}\n{:?}",
                    imported.document,
                    parsed.problems
                );
                survivors += 1;
            }
            Err(ImportError::Unreadable(..)) => {}
            Err(error) => panic!("{mutant}\n{error}"),
        }
        if let Ok(flags) = flags(&mutant) {
            let user = EvaluationContext::new("user-1").with("country", "KR").with("age", 20);
            for flag in flags.iter() {
                assert!(flag.evaluate(Some(&user), &flags.at(0)).variant < flag.variants().len());
            }
        }
    }
    survivors
}

#[test]
fn unleash_documents() {
    let survivors = survivors(Format::Unleash, unleash::STATE, flagkit_import::unleash::flags);
    assert!(survivors > 500, "{survivors}");
}

#[test]
fn flagd_documents() {
    let survivors = survivors(Format::Flagd, flagd::DOCUMENT, flagkit_import::flagd::flags);
    assert!(survivors > 500, "{survivors}");
}

#[test]
fn launchdarkly_documents() {
    let survivors = survivors(
        Format::LaunchDarkly,
        launchdarkly::DOCUMENT,
        flagkit_import::launchdarkly::flags,
    );
    assert!(survivors > 500, "{survivors}");
}
