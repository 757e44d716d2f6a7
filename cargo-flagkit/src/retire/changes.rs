//! Edits of one source by byte ranges, and the text that they make.
//!
//! Law: what no edit covers is copied byte for byte; two edits that cross each other are refused; an edit within a range
//! that goes counts only where that range is moved elsewhere.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

/// What stands in the place of a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Text(String),
    /// A range of the same source, with the edits inside of it.
    Moved(Range<usize>),
}

/// The edits of one source.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes {
    edits: Vec<(Range<usize>, Vec<Piece>)>,
    /// How many bytes of indentation go, by the start of the line.
    dedents: BTreeMap<usize, usize>,
}

/// A text with its edits.
#[derive(Debug)]
pub(crate) struct Changed {
    pub(crate) text: String,
    /// The ranges of the source that are still there, in the order of the new text.
    pub(crate) kept: Vec<Range<usize>>,
}

/// Two edits that cannot both be done.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Crossing(pub(crate) Range<usize>);

impl Changes {
    pub(crate) fn remove(&mut self, range: Range<usize>) {
        if !range.is_empty() {
            self.edits.push((range, Vec::new()));
        }
    }

    pub(crate) fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.edits.push((range, vec![Piece::Text(text.into())]));
    }

    pub(crate) fn put(&mut self, range: Range<usize>, pieces: Vec<Piece>) {
        self.edits.push((range, pieces));
    }

    /// Takes `bytes` more of indentation from the line that starts here.
    pub(crate) fn dedent(&mut self, line: usize, bytes: usize) {
        *self.dedents.entry(line).or_default() += bytes;
    }

    pub(crate) fn extend(&mut self, other: Self) {
        self.edits.extend(other.edits);
        for (line, bytes) in other.dedents {
            self.dedent(line, bytes);
        }
    }

    /// The text with all edits.
    pub(crate) fn apply(&self, text: &str) -> Result<Changed, Crossing> {
        let mut edits = self.edits.clone();
        for (&line, &bytes) in &self.dedents {
            let indentation = text.get(line..).unwrap_or_default();
            let blanks = indentation.len() - indentation.trim_start_matches([' ', '\t']).len();
            let end = line + bytes.min(blanks);
            // Another edit may take a line's indentation away as part of more.
            if !edits.iter().any(|(range, _)| range.start < end && line < range.end) {
                edits.push((line..end, Vec::new()));
            }
        }
        let mut edits = joined(edits);
        // What is put in at a place stands before what is taken away there, and the outer edit before the inner.
        edits.sort_by_key(|(range, _)| (range.start, !range.is_empty(), Reverse(range.end)));
        let mut changed = Changed { text: String::with_capacity(text.len()), kept: Vec::new() };
        render(text, &edits, 0..text.len(), &mut changed)?;
        Ok(changed)
    }
}

/// Removals that meet or cross are one removal: each is the end of something, and lines between them are nobody's.
fn joined(edits: Vec<(Range<usize>, Vec<Piece>)>) -> Vec<(Range<usize>, Vec<Piece>)> {
    let (mut removals, mut others): (Vec<_>, Vec<_>) =
        edits.into_iter().partition(|(range, pieces)| pieces.is_empty() && !range.is_empty());
    removals.sort_by_key(|(range, _)| (range.start, Reverse(range.end)));
    let mut last: Option<Range<usize>> = None;
    for (range, _) in removals {
        match &mut last {
            Some(known) if range.start < known.end && known.end < range.end => {
                known.end = range.end
            }
            // A removal within another one counts where that is moved.
            Some(known) if range.end <= known.end => others.push((range, Vec::new())),
            _ => others.extend(last.replace(range).map(|range| (range, Vec::new()))),
        }
    }
    others.extend(last.map(|range| (range, Vec::new())));
    others
}

fn render(
    text: &str,
    edits: &[(Range<usize>, Vec<Piece>)],
    within: Range<usize>,
    changed: &mut Changed,
) -> Result<(), Crossing> {
    let mut copied = within.start;
    for (range, pieces) in edits {
        let is_within = within.start <= range.start && range.end <= within.end;
        if !is_within {
            let is_apart = range.end <= within.start || within.end <= range.start;
            let is_around = range.start <= within.start && within.end <= range.end;
            if is_apart || is_around {
                continue;
            }
            return Err(Crossing(range.clone()));
        }
        if range.start < copied {
            if range.end <= copied {
                continue;
            }
            return Err(Crossing(range.clone()));
        }
        keep(text, copied..range.start, changed);
        for piece in pieces {
            match piece {
                Piece::Text(new) => changed.text.push_str(new),
                Piece::Moved(moved) => render(text, edits, moved.clone(), changed)?,
            }
        }
        copied = range.end;
    }
    keep(text, copied..within.end, changed);
    Ok(())
}

fn keep(text: &str, range: Range<usize>, changed: &mut Changed) {
    if let Some(slice) = text.get(range.clone())
        && !range.is_empty()
    {
        changed.text.push_str(slice);
        changed.kept.push(range);
    }
}

impl Changed {
    /// Whether the byte is still there.
    pub(crate) fn has(&self, at: usize) -> bool {
        self.kept.iter().any(|range| range.contains(&at))
    }
}

#[cfg(test)]
mod tests {
    use super::{Changes, Crossing, Piece};

    #[test]
    fn what_is_not_edited_is_copied() {
        let mut changes = Changes::default();
        changes.remove(0..4);
        changes.replace(8..13, "ZWEI");
        let changed = changes.apply("one\n\r\n  two, 3").unwrap();
        assert_eq!(changed.text, "\r\n  ZWEI3");
        assert!(changed.has(4) && !changed.has(0) && !changed.has(9));
    }

    #[test]
    fn an_inner_edit_goes_with_the_outer_one_or_moves_with_it() {
        let mut changes = Changes::default();
        changes.remove(0..6);
        changes.replace(1..2, "B");
        changes.put(8..9, vec![Piece::Text("<".to_owned()), Piece::Moved(1..4)]);
        assert_eq!(changes.apply("abcdef, ?!").unwrap().text, ", <Bcd!");
    }

    #[test]
    fn edits_that_cross_are_refused() {
        let mut changes = Changes::default();
        changes.remove(0..4);
        changes.replace(2..6, "x");
        assert_eq!(changes.apply("abcdefgh").unwrap_err(), Crossing(2..6));
    }

    #[test]
    fn removals_that_cross_are_one() {
        let mut changes = Changes::default();
        changes.remove(0..4);
        changes.remove(2..6);
        changes.remove(3..4);
        assert_eq!(changes.apply("abcdefgh").unwrap().text, "gh");
    }

    #[test]
    fn indentation_goes_as_far_as_there_is_some() {
        let mut changes = Changes::default();
        changes.dedent(2, 4);
        changes.dedent(2, 4);
        changes.dedent(14, 4);
        assert_eq!(changes.apply("a\n         b;\n  c").unwrap().text, "a\n b;\nc");
    }
}
