//! Whether a file is worth taking apart: one pass over its words.
//!
//! Most files of a workspace say nothing of flags, and parsing is what takes the time. Law: it may take a comment for
//! code, but never code for a comment, so that nothing is overlooked.

use std::collections::HashSet;

/// What the words of a file promise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Interest {
    /// It may name a flag, flagkit or a table of flags.
    pub(crate) flags: bool,
    /// It may have other files beside it: `mod name;`, `include!`.
    pub(crate) files: bool,
}

/// Looks for the words that flags cannot do without; `names` are handles, and modules and macros under other names.
pub(crate) fn interest(text: &str, names: &HashSet<&str>) -> Interest {
    let mut found = Interest::default();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(start) = next_word(bytes, at) {
        let end = word_end(bytes, start);
        let word = &bytes[start..end];
        match word {
            b"feature_flag" | b"flagkit" | b"flags" => found.flags = true,
            b"mod" => found.files |= declares_module(bytes, end),
            b"include" => found.files |= bytes.get(end) == Some(&b'!'),
            // A handle is in capitals; other names are few.
            _ if !found.flags => {
                found.flags = text.get(start..end).is_some_and(|word| names.contains(word));
            }
            _ => {}
        }
        if found.flags && found.files {
            return found;
        }
        at = end;
    }
    found
}

fn next_word(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    Some(from + rest.iter().position(|byte| is_start(*byte))?)
}

fn word_end(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    start + rest.iter().position(|byte| !is_part(*byte)).unwrap_or(rest.len())
}

/// `mod name ;`, with whatever blanks and comments between; a brace ends the search.
fn declares_module(bytes: &[u8], after: usize) -> bool {
    let rest = bytes.get(after..).unwrap_or_default();
    let end = rest.iter().position(|byte| matches!(byte, b';' | b'{' | b'=' | b'(' | b')'));
    end.is_some_and(|end| rest.get(end) == Some(&b';'))
}

fn is_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn is_part(byte: u8) -> bool {
    is_start(byte) || byte.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::{Interest, interest};
    use std::collections::HashSet;

    #[track_caller]
    fn check(text: &str, flags: bool, files: bool) {
        let names = HashSet::from(["NEW_NAV", "toggles"]);
        assert_eq!(interest(text, &names), Interest { flags, files }, "{text}");
    }

    #[test]
    fn words_decide() {
        check("fn main() { bitflags::x(); FLAGS; my_flags; }", false, false);
        check("flags::X", true, false);
        check("#[flagkit::feature_flag]", true, false);
        check("if NEW_NAV.is_enabled() {}", true, false);
        check("NEW_NAVY", false, false);
        check("use a::toggles::*;", true, false);
        check("pub mod a;", false, true);
        check("mod a { }", false, false);
        check("mod r#try /* x */ ;", false, true);
        check("include!(\"a.rs\"); include_str!(\"b\")", false, true);
        check("include_str!(\"b\"); model;", false, false);
        check("가나다 flags", true, false);
    }
}
