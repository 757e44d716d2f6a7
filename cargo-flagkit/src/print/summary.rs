//! The line behind all findings: how many there are, and what to do next.

use crate::finding::Finding;
use annotate_snippets::renderer::{
    DEFAULT_EMPHASIS_STYLE, DEFAULT_ERROR_STYLE, DEFAULT_WARNING_STYLE,
};
use flagkit_core::Severity;
use std::io::{self, Write};

/// Writes it; nothing where nothing was found.
pub(super) fn write(out: &mut impl Write, findings: &[Finding]) -> io::Result<()> {
    let Some(first) = findings.first() else { return Ok(()) };
    let is_error = findings.iter().any(|finding| finding.severity == Severity::Error);
    let style = if is_error { DEFAULT_ERROR_STYLE } else { DEFAULT_WARNING_STYLE };
    let severity = if is_error { Severity::Error } else { Severity::Warning };
    let bold = DEFAULT_EMPHASIS_STYLE;
    writeln!(out, "{style}{severity}{style:#}{bold}: {}{bold:#}", words(findings))?;
    let code = findings.iter().find(|finding| finding.severity == severity).unwrap_or(first).code;
    writeln!(out, "For more about a code, run `cargo flagkit explain {code}`")
}

/// `2 errors, 3 warnings; 1 can be mended by ...`
fn words(findings: &[Finding]) -> String {
    let of = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let counts = [counted(of(Severity::Error), "error"), counted(of(Severity::Warning), "warning")];
    let counts: Vec<String> = counts.into_iter().flatten().collect();
    let mended = findings.iter().filter(|finding| finding.fix.is_some()).count();
    let remedy = match mended {
        0 => String::new(),
        _ => format!("; {mended} can be mended by `cargo flagkit check --fix`"),
    };
    counts.join(", ") + &remedy
}

fn counted(count: usize, noun: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {noun}")),
        _ => Some(format!("{count} {noun}s")),
    }
}
