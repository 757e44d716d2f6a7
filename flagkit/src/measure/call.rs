//! One call of a function that a flag switches, from the question to its end: a few words that are carried along.
//!
//! What is counted at either end is `count`'s; this is what is known in between.
//! Law: a call of a flag that is the same for everyone is a constant that the compiler sees through.

use crate::measure::cells::Lane;
use crate::slot::ON;

/// The answer to one call, and what its end will be booked under.
///
/// ```text
/// head: bits  0.. 8  the arm, and one, as in a slot
///       bits  8..10  0 not measured, 1 drawn, 2 placed
///       bits 10..16  the arm that runs in shadow, and one; 0 none, 63 this call is itself a shadow
///       bits 16..32  the epoch
///       bits 32..64  the ticket of a call whose duration is taken, else 0
/// unit: the fingerprint of who is asked about; 0 where nobody is known
/// ```
///
/// Whether it has asked stands apart, so that the compiler sees on which way each call comes: what is made of one that
/// has asked is then no burden on one that has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Call {
    head: u64,
    unit: u64,
    has_asked: bool,
}

/// A call that has asked, as it comes back in two registers.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct PackedCall {
    head: u64,
    unit: u64,
}

impl PackedCall {
    #[inline(always)]
    pub(crate) fn unpacked(self) -> Call {
        Call { head: self.head, unit: self.unit, has_asked: true }
    }
}

const DRAWN: u64 = 1 << 8;
const PLACED: u64 = 2 << 8;
const LANE: u64 = 3 << 8;
const SHADOW: u64 = 0x3f << 10;

impl Call {
    /// A call that nobody measures, by the state of a slot.
    #[inline(always)]
    pub fn constant(state: u8) -> Self {
        Self { head: state as u64, unit: 0, has_asked: false }
    }

    /// Whether the answer is not the same for everyone.
    #[inline(always)]
    #[must_use]
    pub fn has_asked(self) -> bool {
        self.has_asked
    }

    /// The same in two words.
    #[inline]
    pub(crate) fn packed(self) -> PackedCall {
        PackedCall { head: self.head, unit: self.unit }
    }

    /// A call that asked and is not measured.
    #[inline]
    pub(crate) fn unmeasured(arm: u8) -> Self {
        Self { head: u64::from(arm) + 1, unit: 0, has_asked: true }
    }

    /// A call whose end is looked at.
    #[inline]
    pub(crate) fn measured(arm: u8, lane: Lane, unit: u64, ticket: u32) -> Self {
        let lane = match lane {
            Lane::Epoch(epoch) => DRAWN | (u64::from(epoch) << 16),
            Lane::Placed => PLACED,
        };
        let head = (u64::from(arm) + 1) | lane | (u64::from(ticket) << 32);
        Self { head, unit, has_asked: true }
    }

    /// Whether a boolean flag is on.
    #[inline(always)]
    #[must_use]
    pub fn is_on(self) -> bool {
        self.head as u8 == ON
    }

    /// The arm, as the build numbers the flag's variants.
    #[inline(always)]
    #[must_use]
    pub fn arm(self) -> u8 {
        (self.head as u8).wrapping_sub(1)
    }

    /// Whether anybody wants to know how the call ends.
    #[inline(always)]
    #[must_use]
    pub fn is_measured(self) -> bool {
        self.head & LANE != 0
    }

    /// The same call, beside which this arm runs in shadow. The arms behind the 62nd do not.
    pub(crate) fn with_shadow(self, arm: u8) -> Self {
        let arm = u64::from(arm) + 1;
        if arm << 10 >= SHADOW { self } else { Self { head: self.head | (arm << 10), ..self } }
    }

    /// A call that is a shadow's own: of no account, and nobody's to rescue.
    pub(crate) fn trial(arm: u8) -> Self {
        Self { head: (u64::from(arm) + 1) | SHADOW, unit: 0, has_asked: true }
    }

    /// Whether another arm is to run in shadow.
    #[inline(always)]
    #[must_use]
    pub fn is_shadowed(self) -> bool {
        self.shadow().is_some()
    }

    /// The arm that is to run in shadow.
    #[inline(always)]
    pub(crate) fn shadow(self) -> Option<u8> {
        let shadow = self.head & SHADOW;
        (shadow != 0 && shadow != SHADOW).then(|| ((shadow >> 10) - 1) as u8)
    }

    /// Whether this call is itself a shadow.
    #[inline]
    pub(crate) fn is_trial(self) -> bool {
        self.head & SHADOW == SHADOW
    }

    /// The same call where the fallback's arm answers, and no call to be measured where it answers for another arm.
    #[inline]
    pub fn unless_rescued(self, fallback: u8) -> Self {
        if self.arm() == fallback { self } else { Self::constant(fallback + 1) }
    }

    /// The same call without a clock.
    pub(crate) fn untimed(self) -> Self {
        self.with_ticket(0)
    }

    pub(crate) fn with_ticket(self, ticket: u32) -> Self {
        let head = (self.head & u64::from(u32::MAX)) | (u64::from(ticket) << 32);
        Self { head, ..self }
    }

    pub(crate) fn lane(self) -> Lane {
        if self.head & LANE == DRAWN { Lane::Epoch((self.head >> 16) as u16) } else { Lane::Placed }
    }

    pub(crate) fn unit(self) -> u64 {
        self.unit
    }

    pub(crate) fn ticket(self) -> u32 {
        (self.head >> 32) as u32
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::{Call, Lane};

    #[test]
    fn what_goes_in_comes_out() {
        for lane in [Lane::Placed, Lane::Epoch(0), Lane::Epoch(u16::MAX)] {
            let call = Call::measured(250, lane, u64::MAX, u32::MAX);
            assert_eq!((call.arm(), call.lane()), (250, lane));
            assert_eq!((call.unit(), call.ticket()), (u64::MAX, u32::MAX));
            assert!(call.is_measured() && !call.is_on());
        }
        assert!(Call::unmeasured(1).is_on() && Call::constant(2).is_on());
        assert!(!Call::constant(1).is_on() && !Call::constant(2).is_measured());
    }

    #[test]
    fn a_shadow_takes_nothing_from_the_call() {
        let call = Call::measured(0, Lane::Epoch(u16::MAX), u64::MAX, u32::MAX);
        for arm in 0..62 {
            let shadowed = call.with_shadow(arm);
            assert_eq!((shadowed.shadow(), shadowed.arm()), (Some(arm), 0));
            assert_eq!((shadowed.lane(), shadowed.ticket()), (call.lane(), call.ticket()));
            assert!(shadowed.is_shadowed() && shadowed.is_measured() && !shadowed.is_trial());
        }
        assert_eq!(
            (call.shadow(), call.with_shadow(62), call.with_shadow(250)),
            (None, call, call)
        );
        let trial = Call::trial(1);
        assert!(trial.is_trial() && trial.is_on() && !trial.is_measured() && !trial.is_shadowed());
    }

    #[test]
    fn a_rescue_is_no_sample_of_the_old_code() {
        let call = Call::measured(1, Lane::Epoch(3), 7, 0);
        assert!(!call.unless_rescued(0).is_measured());
        assert_eq!(call.unless_rescued(0).arm(), 0);
        assert_eq!(call.unless_rescued(1), call);
    }
}
