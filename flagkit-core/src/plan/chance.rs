//! By what chance a draw lets a unit in, for whoever measures what the arms do.
//!
//! A plan says it where it is made, since only there is known what else may let in whom this draw does not.
//! Laws: a chance is what happens, to the position; a draw whose odds depend on more than the draw has none, and
//! neither has one that is no matter of chance.

use crate::flag_set::Flag;
use std::num::NonZeroU32;

/// The chances of a unit that is drawn, told to [`World::drawn`](crate::plan::World::drawn): small enough to be kept
/// for each call. [`Flag::shares`] says what it means for each variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Chance {
    /// Of joining, as a part of 2^32; the greatest number: everyone joins.
    joined: NonZeroU32,
    /// 0: who has joined gets the new code of a boolean flag. Else the place in [`Plan::weights`] and one.
    ///
    /// [`Plan::weights`]: crate::plan::Plan::weights
    weights: u16,
}

impl Chance {
    /// A unit joins if its position is one of so many out of all.
    ///
    /// ```
    /// use flagkit_core::plan::Chance;
    ///
    /// assert!((Chance::of(5_000, 100_000).joined() - 0.05).abs() < 1e-9);
    /// assert_eq!(Chance::of(100_000, 100_000).joined(), 1.0);
    /// ```
    pub fn of(positions: u64, space: u64) -> Chance {
        if positions >= space {
            return Chance { joined: NonZeroU32::MAX, weights: 0 };
        }
        let half = u128::from(space / 2);
        let part = ((u128::from(positions) << 32) + half) / u128::from(space);
        // Neither no one nor everyone, however small the rest is.
        let part = u32::try_from(part).unwrap_or(u32::MAX).clamp(1, u32::MAX - 1);
        Chance { joined: NonZeroU32::new(part).unwrap_or(NonZeroU32::MIN), weights: 0 }
    }

    /// The same chance of joining, and among those who have joined the weights at this place of the plan; `None` where
    /// there are more than can be counted.
    pub fn among(self, weights: usize) -> Option<Chance> {
        let weights = u16::try_from(weights).ok()?.checked_add(1)?;
        Some(Chance { weights, ..self })
    }

    /// The chance of joining.
    pub fn joined(self) -> f64 {
        match self.joined {
            NonZeroU32::MAX => 1.0,
            part => f64::from(part.get()) / (u64::from(u32::MAX) as f64 + 1.0),
        }
    }

    /// The place of the weights in [`Plan::weights`](crate::plan::Plan::weights), where there are some.
    pub fn weights(self) -> Option<usize> {
        usize::from(self.weights).checked_sub(1)
    }

    /// The same weights among those who join by another share.
    pub(crate) fn grown(self, positions: u64, space: u64) -> Chance {
        Chance { weights: self.weights, ..Chance::of(positions, space) }
    }

    /// As 48 bits, of which one is set.
    ///
    /// ```
    /// use flagkit_core::plan::Chance;
    ///
    /// let chance = Chance::of(1, 3).among(7).unwrap();
    /// assert_eq!(Chance::from_bits(chance.bits()), Some(chance));
    /// assert!(chance.bits() != 0 && chance.bits() >> 48 == 0);
    /// assert_eq!(Chance::from_bits(0), None);
    /// ```
    #[inline]
    pub const fn bits(self) -> u64 {
        (self.weights as u64) << 32 | self.joined.get() as u64
    }

    /// The chance of these 48 bits; bits above are not looked at.
    #[inline]
    pub const fn from_bits(bits: u64) -> Option<Chance> {
        match NonZeroU32::new(bits as u32) {
            Some(joined) => Some(Chance { joined, weights: (bits >> 32) as u16 }),
            None => None,
        }
    }
}

impl Flag {
    /// The chance of each variant under a chance that this flag has told; they add up to 1.
    ///
    /// ```
    /// use flagkit_core::{Document, FlagSet, plan::Chance};
    ///
    /// let flags = FlagSet::compile(&Document::parse(r#"{ "f": "5%" }"#).document.unwrap(), None);
    /// let shares = flags.get("f").unwrap().shares(Chance::of(5_000, 100_000));
    /// assert!((shares[0] - 0.95).abs() < 1e-9 && (shares[1] - 0.05).abs() < 1e-9);
    /// ```
    pub fn shares(&self, chance: Chance) -> Box<[f64]> {
        let mut shares = vec![0.0; self.variants().len()];
        let joined = chance.joined();
        let weights = chance.weights().and_then(|place| self.plan().weights.get(place));
        match (weights, shares.get_mut(1)) {
            (Some(weights), _) => {
                shares.iter_mut().zip(weights).for_each(|(share, weight)| *share = joined * weight);
            }
            (None, Some(on)) => *on = joined,
            (None, None) => {}
        }
        // Who has not joined, and what another flag's chance would leave.
        let given: f64 = shares.iter().sum();
        if let Some(fallback) = shares.get_mut(self.fallback_variant()) {
            *fallback += 1.0 - given;
        }
        shares.into()
    }
}
