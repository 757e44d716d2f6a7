//! The lines of a file: which line and column a byte is in, and what stands there.
//!
//! Law: every offset has a place, also one beyond the end or inside a character; a byte order mark is in no column.

use crate::finding::TextFile;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// The lines of the files that findings point into, each counted once.
#[derive(Debug, Default)]
pub(super) struct LinesOfFiles<'f> {
    /// By the file's address: a finding keeps its file alive.
    known: HashMap<*const TextFile, Lines<'f>>,
}

impl<'f> LinesOfFiles<'f> {
    pub(super) fn of(&mut self, file: &'f Arc<TextFile>) -> &Lines<'f> {
        self.known.entry(Arc::as_ptr(file)).or_insert_with(|| Lines::new(&file.text))
    }
}

/// Where the lines of one text are.
#[derive(Debug)]
pub(super) struct Lines<'t> {
    text: &'t str,
    /// Where each line begins; the first one begins behind a byte order mark.
    starts: Vec<usize>,
    /// How many characters begin before each block of bytes; empty where each byte is one.
    counts: Vec<usize>,
}

/// So many bytes have one count; a column costs to look at that many.
const BLOCK: usize = 512;

/// A line and a column, from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) line: usize,
    pub(super) column: usize,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let first = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
        let others = text.match_indices('\n').map(|(end, _)| end + 1);
        let starts = std::iter::once(first).chain(others).collect();
        let mut counts = Vec::new();
        if !text.is_ascii() {
            let mut count = 0;
            for block in text.as_bytes().chunks(BLOCK) {
                counts.push(count);
                count += characters(block);
            }
        }
        Self { text, starts, counts }
    }

    /// How many characters begin before a byte.
    fn characters_before(&self, offset: usize) -> usize {
        if self.counts.is_empty() {
            return offset;
        }
        // Where the text ends with a block, its end has none of its own.
        let block = (offset / BLOCK).min(self.counts.len() - 1);
        let counted = self.counts.get(block).copied().unwrap_or_default();
        let rest = self.text.as_bytes().get(block * BLOCK..offset);
        counted + rest.map_or(0, characters)
    }

    /// The nearest span that the text has.
    pub(super) fn clamp(&self, span: &Range<usize>) -> Range<usize> {
        let first = self.starts.first().copied().unwrap_or_default();
        let floor = |offset: usize| {
            let mut offset = offset.clamp(first, self.text.len());
            while !self.text.is_char_boundary(offset) {
                offset -= 1;
            }
            offset
        };
        let start = floor(span.start);
        start..floor(span.end).max(start)
    }

    /// The line that a byte is in, from 0.
    pub(super) fn index(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset).max(1) - 1
    }

    /// The bytes of a line, without what ends it.
    pub(super) fn range(&self, index: usize) -> Range<usize> {
        let start = self.starts.get(index).copied().unwrap_or(self.text.len());
        let Some(&next) = self.starts.get(index + 1) else { return start..self.text.len() };
        let line = self.slice(start..next);
        let line = line.strip_suffix('\n').unwrap_or(line);
        start..start + line.strip_suffix('\r').unwrap_or(line).len()
    }

    /// What stands at a range.
    pub(super) fn slice(&self, range: Range<usize>) -> &'t str {
        self.text.get(range).unwrap_or_default()
    }

    /// Where a byte is.
    pub(super) fn position(&self, offset: usize) -> Position {
        let offset = self.clamp(&(offset..offset)).start;
        let index = self.index(offset);
        let start = self.range(index).start;
        let width = self.characters_before(offset) - self.characters_before(start);
        Position { line: index + 1, column: width + 1 }
    }
}

/// How many characters begin in these bytes: all but the bytes that continue one.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000).count()
}

#[cfg(test)]
mod tests {
    use super::{Lines, Position};

    #[test]
    fn columns_count_characters_behind_the_mark() {
        let lines = Lines::new("\u{FEFF}{\r\n  \"가나\": 1\r\n}\n");
        let at = |offset| {
            let Position { line, column } = lines.position(offset);
            (line, column)
        };
        assert_eq!([at(0), at(3), at(6), at(8)], [(1, 1), (1, 1), (2, 1), (2, 3)]);
        // Inside a character is at its beginning; beyond the end is at the end.
        assert_eq!([at(9), at(10), at(12), at(15)], [(2, 4), (2, 4), (2, 5), (2, 6)]);
        assert_eq!([at(21), at(22), at(9999)], [(3, 1), (3, 2), (4, 1)]);
    }

    #[test]
    fn lines_are_without_their_ends() {
        let lines = Lines::new("a\r\n\nb");
        let all: Vec<&str> = (0..4).map(|index| lines.slice(lines.range(index))).collect();
        assert_eq!(all, ["a", "", "b", ""]);
        assert_eq!(Lines::new("").range(0), 0..0);
    }

    #[test]
    fn columns_are_counted_alike_however_long_a_line_is() {
        for unit in ["가a", "a", "\u{1F468}\r"] {
            for repeated in [1, 170, 171, 256, 512, 2000] {
                let text = format!("\u{FEFF}x\n{}", unit.repeat(repeated));
                let lines = Lines::new(&text);
                for (offset, _) in text.char_indices().skip(3).step_by(7).chain([(text.len(), 'x')])
                {
                    let expected = text[5..offset].chars().count() + 1;
                    assert_eq!(lines.position(offset), Position { line: 2, column: expected });
                }
            }
        }
    }

    #[test]
    fn spans_are_made_to_fit() {
        let lines = Lines::new("\u{FEFF}가");
        assert_eq!(lines.clamp(&(0..4)), 3..3);
        assert_eq!(lines.clamp(&(5..99)), 3..6);
        let (late, early) = (6, 4);
        assert_eq!(lines.clamp(&(late..early)), 6..6);
    }
}
