//! JavaScript's regular expressions as Rust's.
//!
//! Law: what is translated finds what JavaScript finds; what Rust's engine does not have (looking around, references
//! back) does not read and is told.

use flagkit_core::plan::{InvalidPattern, Pattern};
use serde_json::Value as Json;

/// An operand of `$regex`, of which what is no text reads as one.
pub(super) fn read(operand: &Json, ignore_case: bool) -> Result<Pattern, InvalidPattern> {
    let text = match operand {
        Json::String(text) => translated(text),
        other => translated(&other.to_string()),
    };
    if ignore_case { Pattern::ignoring_case(&text) } else { Pattern::new(&text) }
}

/// The same pattern as Rust writes it: JavaScript's classes know ASCII alone, `.` stops at every end of a line, and
/// a class has no classes in it.
pub(super) fn translated(pattern: &str) -> String {
    let mut text = String::with_capacity(pattern.len());
    let mut characters = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('d') => text.push_str("[0-9]"),
                Some('D') => text.push_str("[^0-9]"),
                Some('w') => text.push_str("[0-9A-Za-z_]"),
                Some('W') => text.push_str("[^0-9A-Za-z_]"),
                Some('b') if in_class => text.push_str("\\x08"),
                Some('b') => text.push_str("(?-u:\\b)"),
                // Rust has no place between two bytes of one character.
                Some('B') if !in_class => text.push_str("(?-u:\\B)"),
                Some('0') => text.push_str("\\x00"),
                Some(escaped @ ('/' | '-')) => {
                    text.push('\\');
                    text.push(escaped);
                }
                Some(escaped) => {
                    text.push('\\');
                    text.push(escaped);
                }
                None => text.push('\\'),
            },
            '[' if in_class => text.push_str("\\["),
            '[' => {
                in_class = true;
                text.push('[');
                if characters.next_if_eq(&'^').is_some() {
                    text.push('^');
                }
            }
            ']' => {
                in_class = false;
                text.push(']');
            }
            '&' | '~' if in_class => {
                text.push('\\');
                text.push(character);
            }
            '.' if !in_class => text.push_str("[^\\n\\r\\u2028\\u2029]"),
            other => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_find_what_javascript_finds() {
        let finds = |pattern: &str, text| read(&pattern.into(), false).unwrap().is_found(text);
        assert!(finds(r"^\d+$", "12") && !finds(r"^\d+$", "٣"));
        assert!(finds(r"^\W$", "é") && !finds(r"^\w$", "é"));
        assert!(finds(r"a.c", "a\u{85}c") && !finds("a.c", "a\u{2028}c") && !finds("a.c", "a\rc"));
        assert!(finds("[[a]", "[") && finds(r"^[\w-]+$", "a-b") && finds("^[&~]+$", "&~&"));
        assert!(finds(r"\bend\b", "the end") && finds(r"a\/b", "a/b"));
        assert!(finds(r"^[\d.]+$", "1.2") && !finds(r"^[\d.]+$", "1,2"));
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        for pattern in ["(?=a)", r"(a)\1", "/???***[)"] {
            assert!(read(&pattern.into(), false).is_err(), "{pattern}");
        }
    }
}
