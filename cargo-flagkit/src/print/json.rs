//! Findings as cargo writes a compiler's messages: one object a line, the diagnostic in rustc's own shape.
//!
//! rust-analyzer reads these (`check.overrideCommand`), and with it every editor that speaks to it; it joins a file's name
//! to the workspace's root. Laws: every member that cargo and rustc give is there, null where there is nothing to say; bytes are
//! those of the file, columns count characters from 1; a line of the file too long to be read is cut, in `text` alone.

#[cfg(test)]
mod tests;

use super::excerpt::LONGEST;
use super::human::Human;
use super::lines::Lines;
use crate::exit::Outcome;
use crate::finding::{Finding, Fix, Place, TextFile};
use crate::workspace::{Package, Workspace};
use annotate_snippets::Renderer;
use cargo_metadata::{CrateType, Edition, Target, TargetKind};
use serde::Serialize;
use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;

/// Each finding as a `compiler-message`, then `build-finished`.
pub(super) fn write(
    out: &mut impl Write,
    findings: &[Finding],
    workspace: &Workspace,
    outcome: Outcome,
) -> io::Result<()> {
    let mut human = Human::new(Renderer::plain());
    for finding in findings {
        let path = &finding.primary.file.path;
        let package = workspace.package_of(path).or_else(|| workspace.packages.first());
        let message = Message {
            reason: "compiler-message",
            package_id: package.map_or("", |package| &package.id),
            manifest_path: package.map_or(Path::new(""), |package| &package.manifest_path),
            target: package
                .and_then(|package| target_of(package, path))
                .map_or_else(TargetWords::default, TargetWords::of),
            message: Diagnostic::of(finding, workspace, &mut human),
        };
        line(out, &message)?;
    }
    line(out, &Finished { reason: "build-finished", success: outcome == Outcome::Clean })
}

fn line(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

/// The target whose root the file is, else the first one.
fn target_of<'w>(package: &'w Package, path: &Path) -> Option<&'w Target> {
    let own = package.targets.iter().find(|target| target.src_path == path);
    own.or_else(|| package.targets.first())
}

#[derive(Serialize)]
struct Finished {
    reason: &'static str,
    success: bool,
}

#[derive(Serialize)]
struct Message<'w> {
    reason: &'static str,
    package_id: &'w str,
    manifest_path: &'w Path,
    target: TargetWords<'w>,
    message: Diagnostic,
}

/// A target as cargo's messages give it, which leave out what `cargo metadata` gives empty; the default stands where
/// there is no package.
#[derive(Default, Serialize)]
struct TargetWords<'w> {
    kind: &'w [TargetKind],
    crate_types: &'w [CrateType],
    name: &'w str,
    src_path: &'w str,
    edition: Edition,
    #[serde(rename = "required-features", skip_serializing_if = "<[String]>::is_empty")]
    required_features: &'w [String],
    doc: bool,
    doctest: bool,
    test: bool,
}

impl<'w> TargetWords<'w> {
    fn of(target: &'w Target) -> Self {
        Self {
            kind: &target.kind,
            crate_types: &target.crate_types,
            name: &target.name,
            src_path: target.src_path.as_str(),
            edition: target.edition,
            required_features: &target.required_features,
            doc: target.doc,
            doctest: target.doctest,
            test: target.test,
        }
    }
}

#[derive(Serialize)]
struct Diagnostic {
    rendered: Option<String>,
    #[serde(rename = "$message_type", skip_serializing_if = "Option::is_none")]
    message_type: Option<&'static str>,
    children: Vec<Diagnostic>,
    level: String,
    message: String,
    spans: Vec<Span>,
    code: Option<DiagnosticCode>,
}

#[derive(Serialize)]
struct DiagnosticCode {
    code: String,
    explanation: Option<&'static str>,
}

#[derive(Serialize)]
struct Span {
    byte_end: usize,
    byte_start: usize,
    column_end: usize,
    column_start: usize,
    /// flagkit's findings come out of no macro.
    expansion: Option<()>,
    file_name: String,
    is_primary: bool,
    label: Option<String>,
    line_end: usize,
    line_start: usize,
    suggested_replacement: Option<String>,
    suggestion_applicability: Option<&'static str>,
    text: Vec<SpanLine>,
}

#[derive(Serialize)]
struct SpanLine {
    highlight_end: usize,
    highlight_start: usize,
    text: String,
}

impl Diagnostic {
    fn of<'f>(finding: &'f Finding, workspace: &Workspace, human: &mut Human<'f>) -> Self {
        let rendered = human.render(finding) + "\n\n";
        let mut span = |place: &'f Place, is_primary| {
            Span::of(place, human.files.of(&place.file), workspace, is_primary)
        };
        let mut spans = vec![span(&finding.primary, true)];
        spans.extend(finding.secondary.iter().map(|place| span(place, false)));
        let notes = finding.notes.iter().map(|note| Self::child("note", note));
        let helps = finding.helps.iter().map(|help| Self::child("help", help));
        let mut children: Vec<Self> = notes.chain(helps).collect();
        children.extend(finding.fix.as_ref().map(|Fix { place, replacement, words }| {
            let span = Span {
                label: None,
                suggested_replacement: Some(replacement.clone()),
                suggestion_applicability: Some("MachineApplicable"),
                ..span(place, true)
            };
            Self { spans: vec![span], ..Self::child("help", words) }
        }));
        Self {
            rendered: Some(rendered),
            message_type: Some("diagnostic"),
            children,
            level: finding.severity.to_string(),
            message: finding.message.clone(),
            spans,
            code: Some(DiagnosticCode {
                code: finding.code.to_string(),
                explanation: Some(finding.code.explain()),
            }),
        }
    }

    fn child(level: &str, message: &str) -> Self {
        Self {
            rendered: None,
            message_type: None,
            children: Vec::new(),
            level: level.to_owned(),
            message: message.to_owned(),
            spans: Vec::new(),
            code: None,
        }
    }
}

impl Span {
    fn of(place: &Place, lines: &Lines<'_>, workspace: &Workspace, is_primary: bool) -> Self {
        let span = lines.clamp(&place.span);
        let (start, end) = (lines.position(span.start), lines.position(span.end));
        Self {
            byte_start: span.start,
            byte_end: span.end,
            line_start: start.line,
            line_end: end.line,
            column_start: start.column,
            column_end: end.column,
            expansion: None,
            file_name: file_name(&place.file, workspace),
            is_primary,
            label: place.label.clone(),
            suggested_replacement: None,
            suggestion_applicability: None,
            text: SpanLine::all(lines, &span),
        }
    }
}

impl SpanLine {
    /// The lines of a span, and what of each is in it.
    fn all(lines: &Lines<'_>, span: &Range<usize>) -> Vec<Self> {
        let indexes = lines.index(span.start)..=lines.index(span.end);
        indexes
            .map(|index| {
                let line = lines.range(index);
                let lit =
                    span.start.clamp(line.start, line.end)..span.end.clamp(line.start, line.end);
                // rustc gives the whole line, which of a minified document would be all of it, for each finding.
                let shown = if line.len() <= LONGEST {
                    line
                } else {
                    let near = lit.start.saturating_sub(LONGEST / 4)..lit.start + LONGEST * 3 / 4;
                    let near = lines.clamp(&near);
                    near.start.max(line.start)..near.end.min(line.end)
                };
                let column = |offset: usize| {
                    lines.slice(shown.start..offset.min(shown.end)).chars().count() + 1
                };
                Self {
                    highlight_start: column(lit.start),
                    highlight_end: column(lit.end),
                    text: lines.slice(shown.clone()).to_owned(),
                }
            })
            .collect()
    }
}

/// From the workspace's root on, or absolute.
fn file_name(file: &TextFile, workspace: &Workspace) -> String {
    crate::workspace::shown(&file.path, &workspace.root)
}
