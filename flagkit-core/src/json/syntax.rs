//! What someone may have meant whose text is not JSON.
//!
//! The parser says where it stopped; this looks at what stands there.
//! Law: it never turns bad syntax into good; it only words the refusal.

use super::Span;
use crate::problem::quote;
use crate::suggest::{nearest, truth};

/// The place and the message of a mistake that has a likely remedy.
pub(super) fn hint(text: &str, at: usize) -> Option<(Span, String)> {
    let rest = text.get(at..)?;
    if rest.starts_with('%') {
        return share(text, at);
    }
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    let word =
        rest.get(..end).filter(|word| word.starts_with(|c: char| c.is_ascii_alphabetic()))?;
    let meant = match truth(word) {
        Some(true) => "true",
        Some(false) => "false",
        None => nearest(word, ["true", "false"])?,
    };
    Some((at..at + end, format!("{} is not a value; did you mean `{meant}`?", quote(word))))
}

/// `50%` without quotes, where the parser stops at the sign.
fn share(text: &str, at: usize) -> Option<(Span, String)> {
    let before = text.get(..at)?.trim_end_matches(' ');
    let start = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    let number = before.get(start..).filter(|number| !number.is_empty())?;
    Some((start..at + 1, format!("a percentage is written in quotes; write `\"{number}%\"`")))
}
