//! Cuts and insertions by place, collected first and then done to a text at once.
//!
//! It knows no JSON. Law: whatever is outside of every cut comes out as it went in, and in its order.

use std::ops::Range;

/// What is to be done to one text.
#[derive(Debug, Default)]
pub(super) struct Splices(Vec<(Range<usize>, String)>);

impl Splices {
    pub(super) fn cut(&mut self, range: Range<usize>) {
        if !range.is_empty() {
            self.0.push((range, String::new()));
        }
    }

    pub(super) fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.replace(at..at, text);
    }

    pub(super) fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.0.push((range, text.into()));
    }

    /// The same as one replacement: of which bytes, and what stands there then. `None` where nothing is to be done.
    pub(super) fn joined(self, text: &str) -> Option<(Range<usize>, String)> {
        let start = self.0.iter().map(|(range, _)| range.start).min()?;
        let end = self.0.iter().map(|(range, _)| range.end).max()?;
        let within =
            self.0.into_iter().map(|(range, new)| (range.start - start..range.end - start, new));
        let inside = text.get(start..end).unwrap_or_default();
        Some((start..end, Self(within.collect()).apply(inside)))
    }

    /// The text after it all. Cuts may overlap; insertions at one place come in the order in which they were asked for.
    pub(super) fn apply(mut self, text: &str) -> String {
        self.0.sort_by_key(|(range, _)| range.start);
        let mut result = String::with_capacity(text.len() + 64);
        let mut done = 0;
        for (range, new) in self.0 {
            result.push_str(text.get(done..range.start).unwrap_or_default());
            result.push_str(&new);
            done = done.max(range.end);
        }
        result.push_str(text.get(done..).unwrap_or_default());
        result
    }
}

#[cfg(test)]
mod tests {
    use super::Splices;

    #[test]
    fn cuts_may_overlap() {
        let mut splices = Splices::default();
        splices.cut(4..6);
        splices.insert(8, "!");
        splices.cut(2..5);
        splices.insert(8, "?");
        splices.replace(0..1, "A");
        assert_eq!(splices.apply("abcdefghij"), "Abgh!?ij");
        let mut splices = Splices::default();
        splices.insert(8, "!");
        splices.cut(2..5);
        assert_eq!(splices.joined("abcdefghij"), Some((2..8, "fgh!".to_owned())));
        assert_eq!(Splices::default().joined("abc"), None);
    }
}
