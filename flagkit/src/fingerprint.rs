//! What is kept of a text to tell whether another one is the same.
//!
//! Law: small whatever the text is, and under keys that nobody can foresee, so that no two texts can be made to pass
//! for each other; by chance two of one length do once in 2^64.

use std::hash::{BuildHasher, RandomState};

/// The length of a text and its hash under keys of its own.
#[derive(Clone, Debug)]
pub(crate) struct Fingerprint {
    keys: RandomState,
    length: usize,
    hash: u64,
}

impl Fingerprint {
    pub(crate) fn of(text: &str) -> Self {
        let keys = RandomState::new();
        Self { length: text.len(), hash: keys.hash_one(text), keys }
    }

    /// Whether this is the text.
    pub(crate) fn is_of(&self, text: &str) -> bool {
        self.length == text.len() && self.hash == self.keys.hash_one(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_text_is_told_apart() {
        let known = Fingerprint::of("{ \"a\": true }");
        assert!(known.is_of("{ \"a\": true }") && known.clone().is_of("{ \"a\": true }"));
        for other in ["", "{ \"b\": true }", "{ \"a\": true } ", "{ \"a\": tru }"] {
            assert!(!known.is_of(other), "{other}");
        }
    }
}
