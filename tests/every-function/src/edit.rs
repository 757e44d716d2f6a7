//! Insertions into one source file, and the way back from a position in the edited text to the function that is to blame.
//!
//! Law: nothing is removed and nothing is moved within itself; the edited text without the insertions is the published text.

use std::ops::Range;

/// The function that an insertion is for, by its number in the crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Owner(pub(crate) usize);

/// The insertions of one file.
#[derive(Debug, Default)]
pub(crate) struct Edits {
    insertions: Vec<Insertion>,
}

#[derive(Debug)]
struct Insertion {
    at: usize,
    text: String,
    owner: Option<Owner>,
}

/// An edited file.
#[derive(Debug)]
pub(crate) struct Edited {
    pub(crate) text: String,
    /// Each insertion as a range of `text`, with the published position that it stands at, in order.
    inserted: Vec<(Range<usize>, usize, Option<Owner>)>,
}

impl Edits {
    /// Inserts `text` before byte `at`, for the sake of `owner`.
    pub(crate) fn insert(&mut self, at: usize, text: String, owner: Owner) {
        self.insertions.push(Insertion { at, text, owner: Some(owner) });
    }

    /// Inserts what belongs to no function.
    pub(crate) fn insert_unowned(&mut self, at: usize, text: String) {
        self.insertions.push(Insertion { at, text, owner: None });
    }

    /// The published text with all insertions. At one position, the earlier call stands first.
    pub(crate) fn apply(mut self, published: &str) -> Edited {
        self.insertions.sort_by_key(|insertion| insertion.at);
        let mut edited = Edited { text: String::new(), inserted: Vec::new() };
        let mut copied = 0;
        for insertion in self.insertions {
            edited.text.push_str(&published[copied..insertion.at]);
            let start = edited.text.len();
            edited.text.push_str(&insertion.text);
            edited.inserted.push((start..edited.text.len(), insertion.at, insertion.owner));
            copied = insertion.at;
        }
        edited.text.push_str(&published[copied..]);
        edited
    }
}

/// What stands at a position of an edited file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Text inserted for this function.
    Inserted(Owner),
    /// Published text, at this published position.
    Published(usize),
}

impl Edited {
    /// What stands at byte `at` of the edited text.
    pub(crate) fn standing(&self, at: usize) -> Standing {
        let mut shift = 0;
        for (range, place, owner) in &self.inserted {
            if range.end <= at {
                shift += range.len();
            } else if range.contains(&at) {
                return owner.map_or(Standing::Published(*place), Standing::Inserted);
            } else {
                break;
            }
        }
        Standing::Published(at - shift)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_finds_its_way_back() {
        let mut edits = Edits::default();
        edits.insert(6, "<two>".to_owned(), Owner(2));
        edits.insert(0, "<one>".to_owned(), Owner(1));
        let edited = edits.apply("first second");
        assert_eq!(edited.text, "<one>first <two>second");
        assert_eq!(edited.standing(2), Standing::Inserted(Owner(1)));
        assert_eq!(edited.standing(5), Standing::Published(0));
        assert_eq!(edited.standing(11), Standing::Inserted(Owner(2)));
        assert_eq!(edited.standing(16), Standing::Published(6));
    }
}
