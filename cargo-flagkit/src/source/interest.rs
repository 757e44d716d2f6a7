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

/// What flags are called in sources.
#[derive(Debug, Default)]
pub(crate) struct Names<'f> {
    handles: HashSet<&'f str>,
    keys: HashSet<&'f str>,
    /// Of each key the longest word, which is looked for first.
    words: HashSet<&'f str>,
}

impl<'f> Names<'f> {
    /// Of flags by key and handle.
    pub(crate) fn of(flags: impl Iterator<Item = (&'f str, &'f str)>) -> Self {
        let mut names = Self::default();
        for (key, handle) in flags {
            names.handles.insert(handle);
            names.keys.insert(key);
            names.words.extend(longest_word(key));
        }
        names
    }

    /// Whether a word of a text is a handle, or of a key that stands there in quotes.
    fn has(&self, text: &str, start: usize, end: usize) -> bool {
        let Some(word) = text.get(start..end) else { return false };
        self.handles.contains(word) || self.words.contains(word) && self.is_key(text, start, end)
    }

    /// A macro of any name may take the key and write the attribute elsewhere.
    fn is_key(&self, text: &str, start: usize, end: usize) -> bool {
        let is_of_key = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
        let bytes = text.as_bytes();
        let before = bytes.get(..start).unwrap_or_default().iter().rev();
        let after = bytes.get(end..).unwrap_or_default().iter();
        let start = start - before.take_while(|byte| is_of_key(byte)).count();
        let end = end + after.take_while(|byte| is_of_key(byte)).count();
        let is_quoted = start.checked_sub(1).and_then(|at| bytes.get(at)) == Some(&b'"')
            && bytes.get(end) == Some(&b'"');
        is_quoted && text.get(start..end).is_some_and(|key| self.keys.contains(key))
    }
}

/// The longest stretch of a key that is a word of Rust.
fn longest_word(key: &str) -> Option<&str> {
    let words =
        key.split(['.', '-']).map(|word| word.trim_start_matches(|c: char| c.is_ascii_digit()));
    words.filter(|word| !word.is_empty()).max_by_key(|word| word.len())
}

/// Looks for the words that flags cannot do without.
pub(crate) fn interest(text: &str, names: &Names<'_>) -> Interest {
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
            _ if !found.flags => found.flags = names.has(text, start, end),
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
    use super::{Interest, Names, interest};

    #[track_caller]
    fn check(text: &str, flags: bool, files: bool) {
        let called = [("new_nav", "NEW_NAV"), ("2-step-check.v2", "STEPS")];
        let names = Names::of(called.into_iter());
        assert_eq!(interest(text, &names), Interest { flags, files }, "{text}");
    }

    #[test]
    fn words_decide() {
        check("fn main() { bitflags::x(); FLAGS; my_flags; }", false, false);
        check("flags::X", true, false);
        check("#[flagkit::feature_flag]", true, false);
        check("if NEW_NAV.is_enabled() {}", true, false);
        check("NEW_NAVY", false, false);
        check("gated!(\"new_nav\", f);", true, false);
        check("gated!(r#\"2-step-check.v2\"#);", true, false);
        check(
            "\"new_nav.b\"; \"a new_nav\"; new_nav; step; \"2-step-check\"; \"check\"",
            false,
            false,
        );
        check("pub mod a;", false, true);
        check("mod a { }", false, false);
        check("mod r#try /* x */ ;", false, true);
        check("include!(\"a.rs\"); include_str!(\"b\")", false, true);
        check("include_str!(\"b\"); model;", false, false);
        check("가나다 flags", true, false);
    }
}
