//! What an evaluation may ask for besides the context: the time, other flags, chance.
//!
//! Law: it is asked only where an answer depends on it, so that a plain share costs none of it.

use super::Chance;
use crate::flag_set::{Flag, FlagSet};

/// Everything around an evaluation but the one who asks.
///
/// A program that embeds the core gives its own; [`FlagSet::at`] is the plain one.
pub trait World {
    /// The time in milliseconds since 1970.
    fn now_millis(&self) -> i64;

    /// The flag with this key, for prerequisites.
    fn flag(&self, key: &str) -> Option<&Flag>;

    /// The variant to which somebody has overridden a prerequisite.
    fn forced(&self, flag: &Flag) -> Option<usize> {
        let _ = flag;
        None
    }

    /// A unit is looked at by a draw of the flag that is evaluated, and joins by this chance, whether it does or not.
    /// `unit` is the text that is drawn by.
    ///
    /// Told once at most in an evaluation, by the first draw that looks: what comes behind it is a part of the same
    /// draw. It is not told where the odds of that draw are not known, nor of draws of a prerequisite or a group.
    /// The reason of the answer says whether the draw decided.
    #[inline]
    fn drawn(&self, unit: &[u8], chance: Chance) {
        let _ = (unit, chance);
    }

    /// Whether a guard has taken back this variant of a prerequisite, which then serves its fallback.
    fn rolled_back(&self, flag: &Flag, variant: usize) -> bool {
        let _ = (flag, variant);
        false
    }

    /// A number that nobody can foresee, for engines that draw who has no key anew each time.
    fn random(&self) -> u32;
}

/// A flag set at an instant.
#[derive(Clone, Copy, Debug)]
pub struct At<'a> {
    flags: &'a FlagSet,
    now_millis: i64,
}

impl FlagSet {
    /// The world of this set's flags at an instant, in milliseconds since 1970.
    ///
    /// ```
    /// use flagkit_core::{Document, FlagSet, Reason};
    ///
    /// let text = r#"{ "flags": {
    ///     "base": false,
    ///     "top": { "enabled": true, "prerequisites": ["base"] },
    /// } }"#;
    /// let flags = FlagSet::compile(&Document::parse(text).document.unwrap(), None);
    /// let answer = flags.get("top").unwrap().evaluate(None, &flags.at(0));
    /// assert_eq!(answer.reason, Reason::PrerequisiteFailed);
    /// ```
    pub fn at(&self, now_millis: i64) -> At<'_> {
        At { flags: self, now_millis }
    }
}

impl World for At<'_> {
    fn now_millis(&self) -> i64 {
        self.now_millis
    }

    fn flag(&self, key: &str) -> Option<&Flag> {
        self.flags.get(key).map(|flag| &**flag)
    }

    /// The instant, stirred: a set has no source of chance, and a test wants none.
    fn random(&self) -> u32 {
        let mixed = (self.now_millis as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> 32) as u32
    }
}
