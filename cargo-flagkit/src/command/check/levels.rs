//! Which findings count: `--deny`, `--allow`, and what they name.
//!
//! A finding is named by its code or by its name, as in `FK0104` or `unused-flag`. Law: what is denied is not also allowed.

use crate::exit::Outcome;
use crate::finding::Finding;
use flagkit_core::{Code, Severity, suggest};
use std::str::FromStr;

/// What `--deny` and `--allow` take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lint {
    /// Every warning.
    Warnings,
    /// Those of one code.
    Code(Code),
}

impl FromStr for Lint {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "warnings" {
            return Ok(Self::Warnings);
        }
        if let Ok(code) = text.parse() {
            return Ok(Self::Code(code));
        }
        if let Some(code) = named(text) {
            return Ok(Self::Code(code));
        }
        let names: Vec<String> = Code::ALL.iter().map(|code| code.name()).collect();
        let near = suggest::nearest(text, names.iter().map(String::as_str));
        let remedy = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                "names look like `unused-flag`, and `cargo flagkit explain FK0104` tells that of a code".to_owned()
            }
        };
        Err(format!("no such finding; {remedy}"))
    }
}

/// The code that people call so; `expired` is what they write for `expired-flag`.
pub(crate) fn named(text: &str) -> Option<Code> {
    let wanted = text.replace('_', "-");
    let is_it = |code: &&Code| {
        let name = code.name();
        name == wanted || name.strip_suffix("-flag") == Some(&wanted)
    };
    Code::ALL.iter().find(is_it).copied()
}

/// Takes out what is allowed, makes errors of what is denied, and says what it comes to.
pub(super) fn judge(found: &mut Vec<Finding>, deny: &[Lint], allow: &[Lint]) -> Outcome {
    let hits = |lints: &[Lint], finding: &Finding| {
        lints.iter().any(|lint| match lint {
            Lint::Warnings => finding.severity == Severity::Warning,
            Lint::Code(code) => finding.code == *code,
        })
    };
    let denied = |finding: &Finding| deny.contains(&Lint::Code(finding.code));
    // An error of the document cannot be wished away.
    found.retain(|finding| {
        denied(finding) || finding.severity == Severity::Error || !hits(allow, finding)
    });
    for finding in found.iter_mut() {
        if finding.severity == Severity::Warning && hits(deny, finding) {
            finding.severity = Severity::Error;
            finding.notes.push("denied on the command line".to_owned());
        }
    }
    let has_errors = found.iter().any(|finding| finding.severity == Severity::Error);
    if has_errors { Outcome::Found } else { Outcome::Clean }
}

#[cfg(test)]
mod tests {
    use super::Lint;
    use flagkit_core::Code;

    #[test]
    fn findings_have_names() {
        for text in ["FK0104", "fk0104", "104", "unused-flag", "unused_flag", "unused"] {
            assert_eq!(text.parse(), Ok(Lint::Code(Code::UnusedFlag)), "{text}");
        }
        assert_eq!("expired".parse(), Ok(Lint::Code(Code::ExpiredFlag)));
        assert_eq!("warnings".parse(), Ok(Lint::Warnings));
        let wrong = "unusedflag".parse::<Lint>().unwrap_err();
        assert_eq!(wrong, "no such finding; did you mean `unused-flag`?");
    }
}
