//! Places in a text: byte offsets to lines and columns.
//!
//! It knows nothing of JSON. Law: any byte offset, also one beyond the end or inside a character,
//! has a location, and finding it costs the same in a minified file of one line as in a tidy one.

use std::fmt;

/// A place in a document, counted from 1; columns count characters.
///
/// ```
/// use flagkit_core::Location;
///
/// assert_eq!(Location { line: 12, column: 9 }.to_string(), "12:9");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The line, from 1.
    pub line: u32,
    /// The character within the line, from 1.
    pub column: u32,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Location {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;
        let mut fields = serializer.serialize_struct("Location", 2)?;
        fields.serialize_field("line", &self.line)?;
        fields.serialize_field("column", &self.column)?;
        fields.end()
    }
}

/// Bytes between two checkpoints of the character count.
const BLOCK: usize = 256;

/// Where the lines of one text begin.
pub(crate) struct LineIndex<'t> {
    bytes: &'t [u8],
    /// Byte offset of the start of each line.
    starts: Vec<usize>,
    /// Continuation bytes of UTF-8 before each block; empty where the text is plain ASCII.
    continuation: Vec<usize>,
}

impl<'t> LineIndex<'t> {
    pub(crate) fn new(text: &'t str) -> LineIndex<'t> {
        let bytes = text.as_bytes();
        let mut continuation = Vec::new();
        if !text.is_ascii() {
            let mut total = 0;
            for block in bytes.chunks(BLOCK) {
                continuation.push(total);
                total += count_continuation(block);
            }
        }
        LineIndex { bytes, starts: starts(text), continuation }
    }

    pub(crate) fn location(&self, offset: usize) -> Location {
        let offset = offset.min(self.bytes.len());
        let line = self.starts.partition_point(|&start| start <= offset).max(1);
        let mut start = self.starts.get(line - 1).copied().unwrap_or(0);
        // A byte order mark is not a character that an editor shows.
        if start == 0 && self.bytes.starts_with(b"\xEF\xBB\xBF") {
            start = 3;
        }
        let width = offset.saturating_sub(start);
        let extra =
            self.continuation_before(offset).saturating_sub(self.continuation_before(start));
        let clamp = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Location { line: clamp(line), column: clamp(width.saturating_sub(extra) + 1) }
    }

    fn continuation_before(&self, offset: usize) -> usize {
        let block = offset / BLOCK;
        let Some(&before) = self.continuation.get(block) else {
            // Plain ASCII, or the end of a text that fills its last block.
            return self.continuation.last().map_or(0, |&last| {
                let from = (self.continuation.len() - 1) * BLOCK;
                last + self.bytes.get(from..).map_or(0, count_continuation)
            });
        };
        before + self.bytes.get(block * BLOCK..offset).map_or(0, count_continuation)
    }
}

/// Where lines begin. One search per kind of line end, since searching for one byte is quick.
fn starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let after = |(end, _): (usize, &str)| end + 1;
    let mut starts = vec![0];
    starts.extend(text.match_indices('\n').map(after));
    let feeds = starts.len();
    // A lone carriage return ends a line too: it ends a `//` comment for the parser.
    let lone = |next: &usize| bytes.get(*next) != Some(&b'\n');
    starts.extend(text.match_indices('\r').map(after).filter(lone));
    if starts.len() > feeds {
        starts.sort_unstable();
    }
    starts
}

fn count_continuation(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 == 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, offset: usize, line: u32, column: u32) {
        assert_eq!(LineIndex::new(text).location(offset), Location { line, column });
    }

    #[test]
    fn offsets_become_lines_and_columns() {
        check("", 0, 1, 1);
        check("ab\ncd", 4, 2, 2);
        check("ab\r\ncd", 4, 2, 1);
        check("ab\rcd", 4, 2, 2);
        check("a\nb\rc\r\nd\r", 7, 4, 1);
        check("a\nb\rc\r\nd\r", 9, 5, 1);
        check("\u{FEFF}ab", 4, 1, 2);
        check("가나다x", 9, 1, 4);
        check("ab", 99, 1, 3);
        let long = "가".repeat(1000);
        check(&long, 2997, 1, 1000);
        check(&long, 3000, 1, 1001);
        check(&"x".repeat(512), 512, 1, 513);
        let exact = "é".repeat(128);
        check(&exact, 256, 1, 129);
    }
}
