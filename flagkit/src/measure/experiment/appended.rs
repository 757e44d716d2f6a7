//! A list that only grows, read without a lock while somebody appends.
//!
//! It knows nothing of what is in it. Law: what has been appended keeps its place and its address.

use crate::sync::Mutex;
use once_cell::race::OnceBox;
use std::fmt;
use std::sync::OnceLock;

/// Items per chunk: most flags have fewer call sites and stages.
const CHUNK: usize = 8;

/// A list that only grows.
pub(crate) struct Appended<T> {
    first: Chunk<T>,
    len: Mutex<usize>,
}

struct Chunk<T> {
    items: [OnceLock<T>; CHUNK],
    next: OnceBox<Chunk<T>>,
}

impl<T> Chunk<T> {
    const fn new() -> Self {
        Self { items: [const { OnceLock::new() }; CHUNK], next: OnceBox::new() }
    }
}

impl<T> Appended<T> {
    pub(crate) const fn new() -> Self {
        Self { first: Chunk::new(), len: Mutex::new(0) }
    }

    pub(crate) fn get(&self, index: usize) -> Option<&T> {
        let mut chunk = &self.first;
        for _ in 0..index / CHUNK {
            chunk = chunk.next.get()?;
        }
        chunk.items.get(index % CHUNK)?.get()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        let chunks = std::iter::successors(Some(&self.first), |chunk| chunk.next.get());
        chunks.flat_map(|chunk| &chunk.items).map_while(OnceLock::get)
    }

    /// The place of the item that is meant; appended, if there is none and the list has fewer than `limit`.
    pub(crate) fn find_or_append(
        &self,
        limit: usize,
        is_meant: impl Fn(&T) -> bool,
        make: impl FnOnce() -> T,
    ) -> Option<usize> {
        if let Some(index) = self.iter().position(&is_meant) {
            return Some(index);
        }
        let mut len = self.len.lock();
        // Somebody may have been faster.
        if let Some(index) = self.iter().position(&is_meant) {
            return Some(index);
        }
        if *len >= limit {
            return None;
        }
        let mut chunk = &self.first;
        for _ in 0..*len / CHUNK {
            chunk = chunk.next.get_or_init(|| Box::new(Chunk::new()));
        }
        chunk.items.get(*len % CHUNK)?.set(make()).ok()?;
        *len += 1;
        Some(*len - 1)
    }
}

impl<T: fmt::Debug> fmt::Debug for Appended<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{Appended, CHUNK};

    #[test]
    fn items_keep_their_places() {
        let list = Appended::new();
        for n in 0..3 * CHUNK {
            assert_eq!(list.find_or_append(usize::MAX, |&item| item == n, || n), Some(n));
        }
        assert_eq!(list.find_or_append(usize::MAX, |&item| item == 9, || 9), Some(9));
        assert_eq!(list.get(CHUNK + 1), Some(&(CHUNK + 1)));
        assert_eq!(list.get(3 * CHUNK), None);
        assert!(list.iter().copied().eq(0..3 * CHUNK));
    }

    #[test]
    fn a_full_list_takes_nothing() {
        let list = Appended::new();
        assert_eq!(list.find_or_append(1, |&item| item == 'a', || 'a'), Some(0));
        assert_eq!(list.find_or_append(1, |&item| item == 'b', || 'b'), None);
        assert_eq!(list.find_or_append(1, |&item| item == 'a', || 'a'), Some(0));
    }

    #[test]
    fn who_appends_the_same_at_once_appends_it_once() {
        let list = Appended::new();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for n in 0..200_u32 {
                        assert!(list.find_or_append(usize::MAX, |&item| item == n, || n).is_some());
                    }
                });
            }
        });
        assert_eq!(list.iter().count(), 200);
    }
}
