//! Lines of a source: what goes with a piece of it that is removed.
//!
//! Law: a piece that has its lines to itself goes with them, and one blank line of two that would meet; else only the
//! blanks behind it go.

use super::comment;
use std::ops::Range;

/// Where the line of `at` starts.
pub(crate) fn line_start(text: &str, at: usize) -> usize {
    let start = before(text, at).rfind('\n').map_or(0, |newline| newline + 1);
    // A byte order mark belongs to no line.
    if start == 0 && text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8().min(at) } else { start }
}

/// Where the line of `at` ends, before its line break.
pub(crate) fn line_end(text: &str, at: usize) -> usize {
    let end = after(text, at).find('\n').map_or(text.len(), |newline| at + newline);
    if before(text, end).ends_with('\r') && end > at { end - 1 } else { end }
}

/// Where the line behind that of `at` starts.
fn next_line(text: &str, at: usize) -> usize {
    after(text, at).find('\n').map_or(text.len(), |newline| at + newline + 1)
}

/// The blanks before the text of a line.
pub(crate) fn indentation(text: &str, at: usize) -> &str {
    let line = after(text, line_start(text, at));
    let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
    line.get(..blanks).unwrap_or_default()
}

/// The line break that the source uses.
pub(crate) fn line_break(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

fn before(text: &str, at: usize) -> &str {
    text.get(..at).unwrap_or_default()
}

fn after(text: &str, at: usize) -> &str {
    text.get(at..).unwrap_or_default()
}

/// Whether nothing stands before the range on its first line, and nothing behind it on its last.
pub(crate) fn has_own_lines(text: &str, range: &Range<usize>) -> bool {
    starts_line(text, range.start) && is_blank(text, range.end..line_end(text, range.end))
}

fn starts_line(text: &str, at: usize) -> bool {
    is_blank(text, line_start(text, at)..at)
}

fn is_blank(text: &str, range: Range<usize>) -> bool {
    text.get(range).is_some_and(|between| between.trim().is_empty())
}

/// What goes with an attribute, an import: its lines, or the blanks behind it.
pub(crate) fn with_line(text: &str, range: &Range<usize>) -> Range<usize> {
    if has_own_lines(text, range) {
        return line_start(text, range.start)..next_line(text, range.end);
    }
    let rest = after(text, range.end);
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    if range.end + blanks == line_end(text, range.end) {
        let before = before(text, range.start).trim_end_matches([' ', '\t']);
        return before.len()..range.end + blanks;
    }
    range.start..range.end + blanks
}

/// What goes with an import: its lines, and one blank line of two that would meet.
pub(crate) fn with_blank_line(text: &str, range: &Range<usize>) -> Range<usize> {
    if has_own_lines(text, range) {
        between_blank_lines(text, line_start(text, range.start)..next_line(text, range.end))
    } else {
        with_line(text, range)
    }
}

/// What goes with an item or a statement: also the comment that is glued to it from above, the one behind its end, and a
/// blank line that would stand beside another one, or at the edge of the block. A comment about the file stays: one at
/// its very top, or of a licence.
pub(crate) fn with_paragraph(text: &str, range: &Range<usize>) -> Range<usize> {
    let behind = after(text, range.end);
    let behind = behind.get(..line_end(text, range.end) - range.end).unwrap_or_default();
    let is_comment = behind.trim_start().starts_with("//");
    if !starts_line(text, range.start) || !(is_comment || behind.trim().is_empty()) {
        return with_line(text, range);
    }
    let own = line_start(text, range.start);
    let comments = comment::lines(before(text, own));
    let mut start = own;
    let mut is_about_file = false;
    while let Some(above) = line_above(text, start) {
        let line = before(text, start).get(above..).unwrap_or_default();
        let at = above + line.len() - line.trim_start().len();
        let line = line.trim();
        if line.starts_with("//!") || comments.binary_search(&at).is_err() {
            break;
        }
        let said = line.trim_start_matches('/').trim_start();
        is_about_file |= said.starts_with("Copyright") || said.starts_with("SPDX");
        start = above;
    }
    is_about_file |= start < own && before(text, start).trim_start_matches('\u{FEFF}').is_empty();
    let start = if is_about_file { own } else { start };
    between_blank_lines(text, start..next_line(text, range.end))
}

/// The lines, with a blank one that would stand beside another one, or at the edge of a block.
fn between_blank_lines(text: &str, lines: Range<usize>) -> Range<usize> {
    let Range { start, end } = lines;
    let blank_above = line_above(text, start)
        .filter(|above| before(text, start).get(*above..).unwrap_or_default().trim().is_empty());
    let below = after(text, end);
    let is_last = below.trim_start().starts_with('}') || below.trim().is_empty();
    let is_first = before(text, start).trim_end().ends_with('{')
        || before(text, start).trim_start_matches('\u{FEFF}').trim().is_empty();
    let is_blank_below = !below.is_empty() && is_blank(text, end..line_end(text, end));
    match blank_above {
        Some(above) if is_last => above..end,
        Some(_) if is_blank_below => start..next_line(text, end),
        _ if is_first && is_blank_below && !is_last => start..next_line(text, end),
        _ => start..end,
    }
}

/// Where the line above the one that starts at `start` starts.
fn line_above(text: &str, start: usize) -> Option<usize> {
    let end = start.checked_sub(1)?;
    text.get(end..start).filter(|byte| *byte == "\n")?;
    Some(line_start(text, end))
}

#[cfg(test)]
mod tests {
    use super::{indentation, line_end, with_blank_line, with_line, with_paragraph};

    fn without(
        text: &str,
        piece: &str,
        grow: fn(&str, &std::ops::Range<usize>) -> std::ops::Range<usize>,
    ) -> String {
        let start = text.find(piece).unwrap();
        let range = grow(text, &(start..start + piece.len()));
        format!("{}{}", &text[..range.start], &text[range.end..])
    }

    #[test]
    fn an_attribute_takes_its_line_or_the_blanks_behind_it() {
        assert_eq!(without("a\r\n  #[x]\r\n  fn", "#[x]", with_line), "a\r\n  fn");
        assert_eq!(without("\u{FEFF}#[x]\nfn", "#[x]", with_line), "\u{FEFF}fn");
        assert_eq!(without("  #[x] fn", "#[x]", with_line), "  fn");
        assert_eq!(without("  #[x] // why\n", "#[x]", with_line), "  // why\n");
        assert_eq!(without("fn a() {} fn x() {}\n", "fn x() {}", with_line), "fn a() {}\n");
        assert_eq!(without("a\n\nX\n\nb\n", "X", with_blank_line), "a\n\nb\n");
        assert_eq!(without("// a\nX\nb\n", "X", with_blank_line), "// a\nb\n");
    }

    #[test]
    fn an_item_takes_what_is_glued_to_it() {
        let cases = [
            ("a\n\n// old\nX\n\nb\n", "a\n\nb\n"),
            ("a\n\n// apart\n\nX // end\n\nb\n", "a\n\n// apart\n\nb\n"),
            ("m {\n    a\n\n    X\n}\n", "m {\n    a\n}\n"),
            ("m {\n    X\n\n    b\n}\n", "m {\n    b\n}\n"),
            ("a\r\n\r\nX\r\n", "a\r\n"),
            ("a\nX\nb\n", "a\nb\n"),
            ("m { X }", "m { }"),
            ("// of the file\nX\nb\n", "// of the file\nb\n"),
            ("\u{FEFF}// of the file\nX\nb\n", "\u{FEFF}// of the file\nb\n"),
            ("a\n// Copyright\n// old\nX\nb\n", "a\n// Copyright\n// old\nb\n"),
            ("a\n/*\n// old\n// end */\nX\nb\n", "a\n/*\n// old\n// end */\nb\n"),
            ("a = \"\n// no\";\nX\nb\n", "a = \"\n// no\";\nb\n"),
        ];
        for (text, expected) in cases {
            assert_eq!(without(text, "X", with_paragraph), expected, "{text:?}");
        }
    }

    #[test]
    fn lines_end_before_either_break() {
        assert_eq!(line_end("ab\r\nc", 1), 2);
        assert_eq!(line_end("ab", 1), 2);
        assert_eq!(indentation("a\n\t b", 4), "\t ");
    }
}
