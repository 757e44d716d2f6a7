//! Every mention of a name in a source: identifiers anywhere, macros and attributes included, and words in its texts.
//!
//! Law: what may be a mention is one; only comments that are no documentation are silent.

use super::macros::{self, Word};
use crate::source::text::SourceText;
use std::collections::BTreeSet;
use std::ops::Range;
use syn::ext::IdentExt as _;

/// One mention.
#[derive(Clone, Debug)]
pub(crate) struct Mention {
    pub(crate) name: String,
    pub(crate) range: Range<usize>,
    /// Whether it is a word of a text, which no import makes known.
    pub(crate) in_text: bool,
}

/// The mentions of these names.
pub(crate) fn mentions(source: &SourceText, names: &BTreeSet<String>) -> Vec<Mention> {
    let mut found = Vec::new();
    macros::walk(&source.tokens, &mut |word| match word {
        Word::Name(ident, _) => {
            let name = ident.unraw().to_string();
            if names.contains(&name) {
                found.push(Mention { name, range: source.range(ident.span()), in_text: false });
            }
        }
        Word::Text(literal) => {
            let range = source.range(literal.span());
            let text = source.slice(&range);
            for name in names.iter().filter(|name| macros::has_word(text, name)) {
                found.push(Mention { name: name.clone(), range: range.clone(), in_text: true });
            }
        }
    });
    found
}
