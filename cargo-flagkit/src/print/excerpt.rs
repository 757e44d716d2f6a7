//! What of a file stands in a finding: the lines that are pointed at, and of a very long line a part.
//!
//! Law: what it costs depends on what is shown, never on how long a line of the file is.

use super::lines::Lines;
use std::borrow::Cow;
use std::ops::Range;

/// So many bytes of a line are shown whole; a minified document is one line.
pub(super) const LONGEST: usize = 400;
/// So many bytes stand before and behind what is pointed at in a line that is cut.
const AROUND: usize = 40;
/// So far apart may two places be and still be shown in one piece.
const MOST_LINES: usize = 1000;
/// Stands where a line was cut.
const CUT: &str = "...";

/// A piece of a file, and the places in it.
#[derive(Debug)]
pub(super) struct Excerpt<'t> {
    pub(super) text: Cow<'t, str>,
    /// The number of its first line, from 1.
    pub(super) first_line: usize,
    /// The places that were asked for, in their order, in bytes of `text`.
    pub(super) spans: Vec<Range<usize>>,
}

/// The lines from the first place to the last, or `None` where they are too many or too long for one piece.
pub(super) fn whole<'t>(lines: &Lines<'t>, spans: &[Range<usize>]) -> Option<Excerpt<'t>> {
    let spans: Vec<Range<usize>> = spans.iter().map(|span| lines.clamp(span)).collect();
    let first = lines.index(spans.iter().map(|span| span.start).min()?);
    let last = lines.index(spans.iter().map(|span| span.end).max()?);
    let is_long = |index| lines.range(index).len() > LONGEST;
    if last - first > MOST_LINES || (first..=last).any(is_long) {
        return None;
    }
    let (start, end) = (lines.range(first).start, lines.range(last).end);
    // A place may be in what ends the last line.
    let moved = spans.iter().map(|span| {
        let within = |offset: usize| offset.min(end) - start;
        within(span.start)..within(span.end)
    });
    let mut text = Cow::Borrowed(lines.slice(start..end));
    if text.ends_with('\n') {
        // The renderer knows no line behind the last line feed; a mistake at the end of a file is there.
        text = Cow::Owned(format!("{text} "));
    }
    Some(Excerpt { text, first_line: first + 1, spans: moved.collect() })
}

/// The lines of one place, the long ones cut.
pub(super) fn cut<'t>(lines: &Lines<'t>, span: &Range<usize>) -> Excerpt<'t> {
    let span = lines.clamp(span);
    let (first, last) = (lines.index(span.start), lines.index(span.end));
    let mut text = String::new();
    let mut moved = 0..0;
    for index in first..=last.min(first + MOST_LINES) {
        let line = lines.range(index);
        let kept = kept(&line, &span, lines);
        if index > first {
            text.push('\n');
        }
        if kept.start > line.start {
            text.push_str(CUT);
        }
        if index == first {
            moved.start = text.len() + span.start.clamp(kept.start, kept.end) - kept.start;
        }
        moved.end = text.len() + span.end.clamp(kept.start, kept.end) - kept.start;
        text.push_str(lines.slice(kept.clone()));
        if kept.end < line.end {
            text.push_str(CUT);
        }
    }
    Excerpt { text: Cow::Owned(text), first_line: first + 1, spans: vec![moved] }
}

/// What of a line is shown: all of it, or the part around where the place begins, or ends if it began above.
fn kept(line: &Range<usize>, span: &Range<usize>, lines: &Lines<'_>) -> Range<usize> {
    if line.len() <= LONGEST {
        return line.clone();
    }
    let shown = if span.start >= line.start {
        let start = span.start.min(line.end);
        let end = span.end.min(start + LONGEST - 2 * AROUND);
        start.saturating_sub(AROUND)..end + AROUND
    } else if span.end <= line.end {
        span.end.saturating_sub(LONGEST - AROUND)..span.end + AROUND
    } else {
        line.start..line.start + LONGEST
    };
    let shown = lines.clamp(&shown);
    shown.start.max(line.start)..shown.end.clamp(line.start, line.end)
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, cut, whole};
    use crate::print::lines::Lines;

    #[test]
    fn lines_between_places_are_shown_whole() {
        let text = "\u{FEFF}{\r\n  \"a\": 1,\r\n  \"b\": 2\r\n}\r\n";
        let lines = Lines::new(text);
        let (a, b) = (text.find("\"a\"").unwrap(), text.find("\"b\"").unwrap());
        let excerpt = whole(&lines, &[b..b + 3, a..a + 3]).unwrap();
        assert_eq!(excerpt.text, "  \"a\": 1,\r\n  \"b\": 2");
        assert_eq!(excerpt.first_line, 2);
        assert_eq!(&excerpt.text[excerpt.spans[0].clone()], "\"b\"");
        assert_eq!(&excerpt.text[excerpt.spans[1].clone()], "\"a\"");
    }

    #[test]
    fn the_end_of_a_file_is_a_line() {
        let lines = Lines::new("{\n");
        let excerpt = whole(&lines, std::slice::from_ref(&(2..2))).unwrap();
        assert_eq!((&*excerpt.text, excerpt.first_line, &excerpt.spans[0]), ("", 2, &(0..0)));
        let excerpt = whole(&lines, &[0..1, 2..2]).unwrap();
        assert_eq!((&*excerpt.text, excerpt.first_line), ("{\n ", 1));
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let text = format!("{}\"here\"{}", "가".repeat(50_000), "x".repeat(50_000));
        let lines = Lines::new(&text);
        let start = text.find("\"here\"").unwrap();
        let place = start..start + 6;
        assert!(whole(&lines, std::slice::from_ref(&place)).is_none());
        let excerpt = cut(&lines, &place);
        assert_eq!(&excerpt.text[excerpt.spans[0].clone()], "\"here\"");
        assert!(excerpt.text.starts_with("...가") && excerpt.text.ends_with("x..."));
        assert!(excerpt.text.len() < LONGEST, "{}", excerpt.text.len());
        // A place longer than what is shown ends where the line is cut.
        let excerpt = cut(&lines, &(0..text.len()));
        assert_eq!(excerpt.spans[0].start, 0);
        assert!(excerpt.text.len() < LONGEST + 10, "{}", excerpt.text.len());
    }
}
