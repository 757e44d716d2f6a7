//! How many different units there were, counted up to a few.
//!
//! Law: once there were so many, a call only reads one byte.

use crate::sync::{AtomicU8, AtomicU64, Ordering};

/// The first `N` different units.
#[derive(Debug)]
pub(crate) struct Met<const N: usize> {
    len: AtomicU8,
    units: [AtomicU64; N],
}

impl<const N: usize> Met<N> {
    pub(crate) const fn new() -> Self {
        Self { len: AtomicU8::new(0), units: [const { AtomicU64::new(0) }; N] }
    }

    /// Takes note of a unit. One without a key, 0, is a new one each time.
    #[inline]
    pub(crate) fn meet(&self, unit: u64) {
        // ORDERING: a count that nobody orders anything by; it only grows.
        if usize::from(self.len.load(Ordering::Relaxed)) < N {
            self.look_for(unit);
        }
    }

    /// How many there were, `N` at most.
    pub(crate) fn len(&self) -> usize {
        usize::from(self.len.load(Ordering::Relaxed))
    }

    pub(crate) fn units(&self) -> impl Iterator<Item = u64> {
        self.units.iter().map(|unit| unit.load(Ordering::Relaxed)).filter(|&unit| unit != 0)
    }

    #[cold]
    fn look_for(&self, unit: u64) {
        const NOBODY: u64 = u64::MAX;
        for place in &self.units {
            // Who has no key takes a place of which nobody says that it is theirs.
            let taken = if unit == 0 { NOBODY } else { unit };
            match place.compare_exchange(0, taken, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => {
                    // Each place is taken once, so there are no more additions than places.
                    self.len.fetch_add(1, Ordering::Relaxed);
                    return;
                }
                Err(known) if known == unit => return,
                Err(_) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Met;

    #[test]
    fn counts_each_unit_once_and_stops() {
        let met = Met::<3>::new();
        [7, 7, 8, 7].into_iter().for_each(|unit| met.meet(unit));
        assert_eq!(met.len(), 2);
        [9, 10, 11].into_iter().for_each(|unit| met.meet(unit));
        assert_eq!(met.len(), 3);
        assert!(met.units().eq([7, 8, 9]));
    }

    #[test]
    fn who_has_no_key_is_somebody_else_each_time() {
        let met = Met::<3>::new();
        (0..5).for_each(|_| met.meet(0));
        assert_eq!(met.len(), 3);
    }
}
