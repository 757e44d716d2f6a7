//! With which shares a flag was drawn, and how many units each arm has had under them.
//!
//! It decides nothing. Law: the same shares are the same epoch, for as long as the process lives.

use super::appended::Appended;
use crate::measure::figures::{EpochFigures, UnitFigures};
use crate::sync::{AtomicU64, Ordering};

/// More different sets of shares than this are not told apart: their calls are counted as placed, which judges nobody
/// falsely. A ramp in steps of 0.1 % has a thousand.
const LIMIT: usize = 4096;

/// The epochs of a flag.
#[derive(Debug)]
pub(crate) struct Epochs(Appended<Epoch>);

/// One set of shares.
#[derive(Debug)]
pub(crate) struct Epoch {
    /// The chance of each arm.
    pub(crate) shares: Box<[f64]>,
    arms: Box<[Units]>,
}

/// The drawn units of one arm.
#[derive(Debug, Default)]
pub(crate) struct Units {
    sampled: AtomicU64,
    units: AtomicU64,
    failed: AtomicU64,
    panicked: AtomicU64,
}

impl Epochs {
    pub(crate) const fn new() -> Self {
        Self(Appended::new())
    }

    /// The epoch of these shares, if there is room for it.
    pub(crate) fn of(&self, shares: &[f64]) -> Option<u16> {
        let is_meant = |epoch: &Epoch| *epoch.shares == *shares;
        let make = || Epoch {
            shares: shares.into(),
            arms: shares.iter().map(|_| Units::default()).collect(),
        };
        let index = self.0.find_or_append(LIMIT, is_meant, make)?;
        u16::try_from(index).ok()
    }

    pub(crate) fn get(&self, epoch: u16) -> Option<&Epoch> {
        self.0.get(usize::from(epoch))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Epoch> {
        self.0.iter()
    }

    pub(crate) fn figures(&self) -> Vec<EpochFigures> {
        let told = |epoch: &Epoch| EpochFigures {
            shares: epoch.shares.clone(),
            arms: epoch.arms.iter().map(Units::figures).collect(),
        };
        self.iter().map(told).collect()
    }

    /// Begins to count anew.
    pub(crate) fn clear(&self) {
        self.iter().flat_map(|epoch| &epoch.arms).for_each(Units::clear);
    }
}

impl Epoch {
    pub(crate) fn arm(&self, arm: u8) -> Option<&Units> {
        self.arms.get(usize::from(arm))
    }
}

impl Units {
    // ORDERING: counts that nobody orders anything by; failures are added under the mutex of the judge, who reads them.

    /// A unit was seen for the first time, which stands for so many.
    pub(crate) fn meet(&self, weight: u64) {
        self.sampled.fetch_add(1, Ordering::Relaxed);
        self.units.fetch_add(weight, Ordering::Relaxed);
    }

    /// A unit failed for the first time.
    pub(crate) fn fail(&self) {
        self.failed.fetch_add(1, Ordering::Relaxed);
    }

    /// A unit panicked for the first time.
    pub(crate) fn panic(&self) {
        self.panicked.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn figures(&self) -> UnitFigures {
        UnitFigures {
            sampled: self.sampled.load(Ordering::Relaxed),
            units: self.units.load(Ordering::Relaxed),
            failed: self.failed.load(Ordering::Relaxed),
            panicked: self.panicked.load(Ordering::Relaxed),
        }
    }

    /// Adds what somebody else has counted.
    pub(crate) fn add(&self, figures: UnitFigures) {
        let UnitFigures { sampled, units, failed, panicked } = figures;
        for (count, more) in self.counts().into_iter().zip([sampled, units, failed, panicked]) {
            // A file may say anything; a count that is full stays full.
            let sum = count.load(Ordering::Relaxed).saturating_add(more);
            count.store(sum, Ordering::Relaxed);
        }
    }

    fn clear(&self) {
        self.counts().into_iter().for_each(|count| count.store(0, Ordering::Relaxed));
    }

    fn counts(&self) -> [&AtomicU64; 4] {
        [&self.sampled, &self.units, &self.failed, &self.panicked]
    }
}

#[cfg(test)]
mod tests {
    use super::Epochs;

    #[test]
    fn the_same_shares_are_the_same_epoch() {
        let epochs = Epochs::new();
        assert_eq!(epochs.of(&[0.95, 0.05]), Some(0));
        assert_eq!(epochs.of(&[0.75, 0.25]), Some(1));
        assert_eq!(epochs.of(&[0.95, 0.05]), Some(0));
        epochs.get(1).unwrap().arm(1).unwrap().meet(4);
        epochs.get(1).unwrap().arm(1).unwrap().fail();
        let figures = epochs.figures();
        assert_eq!(figures[1].arms[1].units, 4);
        assert_eq!((figures[1].arms[1].failed, figures[0].arms[1].failed), (1, 0));
        epochs.clear();
        assert!(
            epochs.figures().iter().flat_map(|e| &e.arms).all(|arm| *arm == Default::default())
        );
    }
}
