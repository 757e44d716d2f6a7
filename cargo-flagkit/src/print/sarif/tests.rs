//! A whole report, and what must hold of every one.

use super::{file_uri, uri_path, write};
use crate::finding::{Finding, Fix, Place, TextFile};
use crate::workspace::Workspace;
use flagkit_core::Code;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

fn file(shown: &str, text: &str) -> Arc<TextFile> {
    let (path, shown) = (Path::new("/the app").join(shown), shown.to_owned());
    Arc::new(TextFile { path, shown, text: text.to_owned() })
}

fn at(file: &Arc<TextFile>, part: &str) -> Place {
    let start = file.text.find(part).unwrap();
    Place::new(file, start..start + part.len())
}

fn report(findings: &[Finding]) -> Value {
    let workspace = Workspace { root: "/the app".into(), packages: Vec::new() };
    let mut out = Vec::new();
    write(&mut out, findings, &workspace).unwrap();
    serde_json::from_slice(&out).unwrap()
}

#[test]
fn a_report_is_whole() {
    let flags = file("conf #1/flags.json", "\u{FEFF}{ \"가\": 1, \"old\": true }\n");
    let source = file("src/main.rs", "fn main() {\r\n    flags::OLD;\r\n}\r\n");
    let finding =
        Finding::warning(Code::UnusedFlag, at(&flags, "\"old\""), "flag `old` is never read")
            .of_flag("old")
            .also(at(&source, "OLD").labelled("only in a test"))
            .note("a note")
            .fix(Fix {
                place: at(&flags, ", \"old\": true"),
                replacement: String::new(),
                words: "remove the flag".to_owned(),
            });
    let explanation = Code::UnusedFlag.explain();
    assert_eq!(
        report(&[finding]),
        json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": {
                    "name": "cargo-flagkit",
                    "version": env!("CARGO_PKG_VERSION"),
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "rules": [{
                        "id": "FK0104",
                        "name": "UnusedFlag",
                        "shortDescription": { "text": "a flag that no code reads" },
                        "fullDescription": { "text": explanation },
                        "help": { "text": format!("{explanation}\n\nRun `cargo flagkit explain FK0104`.") },
                    }],
                } },
                "originalUriBaseIds": { "SRCROOT": { "uri": "file:///the%20app/" } },
                "columnKind": "unicodeCodePoints",
                "results": [{
                    "ruleId": "FK0104",
                    "ruleIndex": 0,
                    "level": "warning",
                    "message": { "text": "flag `old` is never read\nnote: a note" },
                    "locations": [{ "physicalLocation": {
                        "artifactLocation": { "uri": "conf%20%231/flags.json", "uriBaseId": "SRCROOT" },
                        "region": { "startLine": 1, "startColumn": 11, "endLine": 1, "endColumn": 16 },
                    } }],
                    "partialFingerprints": { "flagkit/v1": "FK0104:conf #1/flags.json:old:1" },
                    "relatedLocations": [{
                        "id": 0,
                        "message": { "text": "only in a test" },
                        "physicalLocation": {
                            "artifactLocation": { "uri": "src/main.rs", "uriBaseId": "SRCROOT" },
                            "region": { "startLine": 2, "startColumn": 12, "endLine": 2, "endColumn": 15 },
                        },
                    }],
                    "fixes": [{
                        "description": { "text": "remove the flag" },
                        "artifactChanges": [{
                            "artifactLocation": { "uri": "conf%20%231/flags.json", "uriBaseId": "SRCROOT" },
                            "replacements": [{
                                "deletedRegion": { "startLine": 1, "startColumn": 9, "endLine": 1, "endColumn": 22 },
                                "insertedContent": { "text": "" },
                            }],
                        }],
                    }],
                }],
            }],
        })
    );
}

#[test]
fn a_clean_run_has_results_that_are_empty() {
    let report = report(&[]);
    // A run without `results` is one that was not made, and closes nothing.
    assert_eq!(report["runs"][0]["results"], json!([]));
    assert_eq!(report["runs"][0]["tool"]["driver"]["rules"], json!([]));
}

#[test]
fn rules_are_listed_once_and_found_by_index() {
    let flags = file("flags.json", "{ \"a\": 1, \"b\": 2 }");
    let of = |code, part| Finding::error(code, at(&flags, part), "wrong");
    let report = report(&[
        of(Code::ExpiredFlag, "a"),
        of(Code::UnusedFlag, "b"),
        of(Code::ExpiredFlag, "b"),
    ]);
    let run = &report["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), 2);
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert_eq!(result["level"], "error");
    }
}

#[test]
fn fingerprints_hold_while_lines_move_and_tell_findings_apart() {
    let fingerprints = |text: &str| -> Vec<String> {
        let flags = file("flags.json", text);
        let of = |key: &str, part: &str| {
            Finding::warning(Code::UnusedFlag, at(&flags, part), "unused").of_flag(key)
        };
        let report = report(&[of("a", "\"a\""), of("a", "1"), of("b", "\"b\"")]);
        let results = report["runs"][0]["results"].as_array().unwrap();
        let each = results.iter().map(|result| &result["partialFingerprints"]["flagkit/v1"]);
        each.map(|print| print.as_str().unwrap().to_owned()).collect()
    };
    let before = fingerprints("{ \"a\": 1, \"b\": 2 }");
    assert_eq!(before, ["FK0104:flags.json:a:1", "FK0104:flags.json:a:2", "FK0104:flags.json:b:1"]);
    assert_eq!(before, fingerprints("{\n\n  \"new\": 7,\n  \"b\": 2,\n  \"a\": 1\n}"));
}

#[test]
fn files_outside_the_root_are_absolute() {
    let outside =
        TextFile { path: "/else where/a.rs".into(), shown: "../a.rs".into(), text: "x".into() };
    let place = Place::new(&Arc::new(outside), 0..1);
    let report = report(&[Finding::warning(Code::UnusedFlag, place, "unused")]);
    let location = &report["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(location["artifactLocation"], json!({ "uri": "file:///else%20where/a.rs" }));
}

#[test]
fn paths_are_percent_encoded() {
    assert_eq!(uri_path(Path::new("src/가 b#.rs")), "src/%EA%B0%80%20b%23.rs");
    assert_eq!(file_uri(Path::new("/tmp/a b")), "file:///tmp/a%20b");
}
