//! Which exposures were written lately: a set of fixed size that forgets.
//!
//! Law: of several threads that bring one exposure at the same time, one is told that it is new. What was forgotten is new
//! again, and so is what was never there; nothing that is new is taken for known, but by chance once in 2^64.

use crate::sync::{AtomicU64, Ordering};

/// How many exposures are remembered.
const REMEMBERED: usize = 1 << 16;

/// How many share a place: few enough to be looked at together (a cache line), many enough that a place rarely has more
/// than it holds while there is room elsewhere.
const PLACE: usize = 8;

/// Hashes of exposures, by place.
#[derive(Debug)]
pub(super) struct Recent(Box<[[AtomicU64; PLACE]]>);

impl Recent {
    pub(super) fn new() -> Self {
        let vacant = || [const { AtomicU64::new(0) }; PLACE];
        Self(std::iter::repeat_with(vacant).take(REMEMBERED / PLACE).collect())
    }

    fn place(&self, exposure: u64) -> Option<&[AtomicU64; PLACE]> {
        self.0.get((exposure >> 32) as usize % self.0.len().max(1))
    }

    /// Whether the exposure is not remembered; it is from now on.
    // ORDERING: here and below, the hashes are the whole message.
    pub(super) fn is_new(&self, exposure: u64) -> bool {
        let Some(place) = self.place(exposure) else { return true };
        loop {
            let known = place.each_ref().map(|one| one.load(Ordering::Relaxed));
            if known.contains(&exposure) {
                return false;
            }
            // Of a full place one is forgotten that the hash chooses, so that two threads choose the same.
            let chosen = exposure as usize % PLACE;
            let at = known.iter().position(|&one| one == 0).unwrap_or(chosen);
            let taken = place[at].compare_exchange(
                known[at],
                exposure,
                Ordering::Relaxed,
                Ordering::Relaxed,
            );
            if taken.is_ok() {
                return true;
            }
            // Somebody was faster, perhaps with this very exposure.
        }
    }

    /// Makes an exposure new again.
    pub(super) fn forget(&self, exposure: u64) {
        for one in self.place(exposure).into_iter().flatten() {
            let _ = one.compare_exchange(exposure, 0, Ordering::Relaxed, Ordering::Relaxed);
        }
    }

    /// Makes all exposures new again.
    pub(super) fn clear(&self) {
        for one in self.0.iter().flatten() {
            one.store(0, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::hash::{BuildHasher, RandomState};

    #[test]
    fn each_is_new_once() {
        let recent = Recent::new();
        let hash = RandomState::new();
        let exposures: Vec<u64> = (0..20_000).map(|n| hash.hash_one(n)).collect();
        assert!(exposures.iter().all(|&exposure| recent.is_new(exposure)));
        // 20 000 of 65 536: hardly a place holds more than eight.
        let again = exposures.iter().filter(|&&exposure| recent.is_new(exposure)).count();
        assert!(again < 60, "{again}");
        recent.forget(exposures[7]);
        assert!(recent.is_new(exposures[7]) && !recent.is_new(exposures[7]));
        recent.clear();
        assert!(recent.is_new(exposures[7]));
    }

    #[test]
    fn threads_agree_who_was_first() {
        let recent = Recent::new();
        let hash = RandomState::new();
        let mine = |_| (0..10_000).filter(|&n: &u64| recent.is_new(hash.hash_one(n))).count();
        let new: usize = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|n| scope.spawn(move || mine(n))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        // Of 10 000 in 8 192 places, one in some hundred thousands finds its place full.
        assert!((10_000..10_010).contains(&new), "{new}");
    }

    #[test]
    fn more_than_it_holds_are_forgotten() {
        let recent = Recent::new();
        let hash = RandomState::new();
        let all: Vec<u64> = (0..4 * REMEMBERED).map(|n| hash.hash_one(n)).collect();
        for _ in 0..2 {
            let new = all.iter().filter(|&&exposure| recent.is_new(exposure)).count();
            assert!(new > REMEMBERED, "{new}");
        }
    }
}
