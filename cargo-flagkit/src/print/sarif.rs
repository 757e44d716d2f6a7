//! Findings as SARIF 2.1.0, which code-review tools show beside the lines of a change.
//!
//! Laws: a result's fingerprint holds while its flag stays in its file, however lines move; columns count characters;
//! no path of this machine is in it but that of the workspace's root, and files outside.

#[cfg(test)]
mod tests;

use super::lines::{Lines, LinesOfFiles};
use crate::finding::{Finding, Fix, Place, TextFile};
use crate::workspace::Workspace;
use flagkit_core::{Code, Severity};
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};
use std::path::Path;

/// What the root is called in the report.
const ROOT: &str = "SRCROOT";

/// The whole report, one document.
pub(super) fn write(
    out: &mut impl Write,
    findings: &[Finding],
    workspace: &Workspace,
) -> io::Result<()> {
    let codes: BTreeSet<Code> = findings.iter().map(|finding| finding.code).collect();
    let codes: Vec<Code> = codes.into_iter().collect();
    let rules: Vec<Value> = codes.iter().map(|code| rule(*code)).collect();
    let mut report = Report { files: LinesOfFiles::default(), workspace, seen: HashMap::new() };
    let results: Vec<Value> = findings
        .iter()
        .map(|finding| report.result(finding, codes.binary_search(&finding.code).ok()))
        .collect();
    let root = format!("{}/", file_uri(&workspace.root).trim_end_matches('/'));
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "cargo-flagkit",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "originalUriBaseIds": { ROOT: { "uri": root } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    out.write_all(b"\n")
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.to_string(),
        "name": format!("{code:?}"),
        "shortDescription": { "text": code.summary() },
        "fullDescription": { "text": code.explain() },
        "help": { "text": format!("{}\n\nRun `cargo flagkit explain {code}`.", code.explain()) },
    })
}

/// What is gathered on the way.
struct Report<'f> {
    files: LinesOfFiles<'f>,
    workspace: &'f Workspace,
    /// How often a fingerprint was given.
    seen: HashMap<String, usize>,
}

impl<'f> Report<'f> {
    fn result(&mut self, finding: &'f Finding, rule: Option<usize>) -> Value {
        let more = finding.notes.iter().map(|note| format!("\nnote: {note}"));
        let more = more.chain(finding.helps.iter().map(|help| format!("\nhelp: {help}")));
        let mut result = json!({
            "ruleId": finding.code.to_string(),
            "ruleIndex": rule,
            "level": match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            "message": { "text": format!("{}{}", finding.message, more.collect::<String>()) },
            "locations": [{ "physicalLocation": self.place(&finding.primary) }],
            "partialFingerprints": { "flagkit/v1": self.fingerprint(finding) },
        });
        if !finding.secondary.is_empty() {
            let places = finding.secondary.iter().enumerate();
            let places: Vec<Value> = places.map(|(id, place)| self.related(id, place)).collect();
            result["relatedLocations"] = places.into();
        }
        if let Some(fix) = &finding.fix {
            result["fixes"] = json!([self.fix(fix)]);
        }
        result
    }

    fn related(&mut self, id: usize, place: &'f Place) -> Value {
        let mut location = json!({ "id": id, "physicalLocation": self.place(place) });
        if let Some(label) = &place.label {
            location["message"] = json!({ "text": label });
        }
        location
    }

    fn fix(&mut self, fix: &'f Fix) -> Value {
        json!({
            "description": { "text": fix.words },
            "artifactChanges": [{
                "artifactLocation": self.file(&fix.place.file),
                "replacements": [{
                    "deletedRegion": region(&fix.place, self.files.of(&fix.place.file)),
                    "insertedContent": { "text": fix.replacement },
                }],
            }],
        })
    }

    fn place(&mut self, place: &'f Place) -> Value {
        let region = region(place, self.files.of(&place.file));
        json!({ "artifactLocation": self.file(&place.file), "region": region })
    }

    fn file(&self, file: &TextFile) -> Value {
        match file.path.strip_prefix(&self.workspace.root) {
            Ok(below) => json!({ "uri": uri_path(below), "uriBaseId": ROOT }),
            Err(_) => json!({ "uri": file_uri(&file.path) }),
        }
    }

    /// The code, the file, and the flag; where several are alike, also which of them.
    fn fingerprint(&mut self, finding: &Finding) -> String {
        let file = self.workspace.shown(&finding.primary.file.path);
        let about = finding.flag.as_ref().unwrap_or(&finding.message);
        let fingerprint = format!("{}:{file}:{about}", finding.code);
        let count = self.seen.entry(fingerprint.clone()).or_default();
        *count += 1;
        format!("{fingerprint}:{count}")
    }
}

fn region(place: &Place, lines: &Lines<'_>) -> Value {
    let span = lines.clamp(&place.span);
    let (start, end) = (lines.position(span.start), lines.position(span.end));
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

fn file_uri(path: &Path) -> String {
    let path = uri_path(path);
    // A drive of Windows has no slash before it.
    let slash = if path.starts_with('/') { "" } else { "/" };
    format!("file://{slash}{path}")
}

/// A path in a URI: what is no letter, digit, or one of a few signs stands by its bytes.
fn uri_path(path: &Path) -> String {
    let path = path.to_string_lossy().replace('\\', "/");
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
