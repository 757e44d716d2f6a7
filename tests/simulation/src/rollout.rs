//! A flag, the function that it switches, and its tests one after the other.
//!
//! Which calls come and how they end is `traffic`'s. Law: whoever calls knows how a call will end before its arm is chosen.

use crate::flags;
use flagkit::{Context, feature_flag};

/// Who calls.
#[derive(Context)]
pub(crate) struct Visitor<'a> {
    #[context(key)]
    pub(crate) key: &'a str,
}

/// How a call ends.
#[derive(Clone, Copy)]
pub(crate) enum End {
    Fine,
    Failed,
}

/// How a call would end in either arm.
#[derive(Clone, Copy)]
pub(crate) struct Fate {
    pub(crate) old: End,
    pub(crate) new: End,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arm {
    Old,
    New,
}

/// One flag of flags.json.
#[derive(Clone, Copy)]
pub(crate) struct Rollout {
    pub(crate) key: &'static str,
    pub(crate) share: f64,
    call: fn(&Visitor<'_>, Fate) -> Result<Arm, Arm>,
    is_on: fn(&Visitor<'_>) -> bool,
}

/// A name for each call, counting up as the ids of a program's users do.
pub(crate) struct Names {
    next: u64,
}

/// One test of a rollout, from a fresh start to its end.
pub(crate) struct Test {
    rollout: Rollout,
    /// Somebody who was drawn into the new arm, and is asked again whether it still serves.
    drawn: Option<Name>,
    pub(crate) is_stopped: bool,
}

#[derive(Clone, Copy)]
pub(crate) struct Name([u8; 16]);

impl End {
    pub(crate) fn failed(fails: bool) -> Self {
        if fails { Self::Failed } else { Self::Fine }
    }

    fn of(self, arm: Arm) -> Result<Arm, Arm> {
        match self {
            Self::Fine => Ok(arm),
            Self::Failed => Err(arm),
            // A panic that no hook writes about.
        }
    }
}

impl Fate {
    /// No harm: the same in both arms.
    pub(crate) fn same(fails: bool) -> Self {
        Self { old: End::failed(fails), new: End::failed(fails) }
    }
}

impl Names {
    pub(crate) fn new(seed: u64) -> Self {
        Self { next: seed << 40 }
    }

    pub(crate) fn fresh(&mut self) -> Name {
        self.next += 1;
        self.at(self.next)
    }

    /// So many names that nobody else gets; the first of them.
    pub(crate) fn reserve(&mut self, count: usize) -> u64 {
        let first = self.next + 1;
        self.next += count as u64;
        first
    }

    pub(crate) fn at(&self, number: u64) -> Name {
        let digit = |place: usize| b"0123456789abcdef"[(number >> (60 - 4 * place) & 0xF) as usize];
        Name(std::array::from_fn(digit))
    }
}

impl Name {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl Test {
    pub(crate) fn new(rollout: Rollout) -> Self {
        Self { rollout, drawn: None, is_stopped: false }
    }

    /// A call of somebody who is drawn; says whether it is the one that stops the new arm.
    pub(crate) fn call(&mut self, name: Name, fate: Fate) -> bool {
        let result = (self.rollout.call)(&Visitor { key: name.text() }, fate);
        let (Ok(arm) | Err(arm)) = result;
        if arm == Arm::New {
            self.drawn = Some(name);
        }
        // Guards judge failures, so nothing can have changed otherwise.
        result.is_err() && self.look()
    }

    /// A call of somebody who may not be drawn.
    pub(crate) fn call_as(&mut self, key: &str, fate: Fate) -> bool {
        (self.rollout.call)(&Visitor { key }, fate).is_err() && self.look()
    }

    fn look(&mut self) -> bool {
        let asked = self.drawn.as_ref();
        let stopped =
            asked.is_some_and(|name| !(self.rollout.is_on)(&Visitor { key: name.text() }));
        self.is_stopped |= stopped;
        stopped
    }

    /// Leaves the flag as if nothing had been.
    pub(crate) fn end(self) -> bool {
        flagkit::rearm(self.rollout.key);
        self.is_stopped
    }
}

macro_rules! rollouts {
    ($($module:ident = $key:literal, $handle:ident, $share:literal;)*) => {$(
        pub(crate) mod $module {
            use super::{Arm, Fate, Rollout, Visitor, feature_flag, flags};

            #[feature_flag($key, fallback = old, context = _visitor)]
            fn new(_visitor: &Visitor<'_>, fate: Fate) -> Result<Arm, Arm> {
                fate.new.of(Arm::New)
            }

            fn old(_: &Visitor<'_>, fate: Fate) -> Result<Arm, Arm> {
                fate.old.of(Arm::Old)
            }

            pub(crate) const ROLLOUT: Rollout = Rollout {
                key: $key,
                share: $share,
                call: new,
                is_on: |visitor| flags::$handle.is_enabled_for(visitor),
            };
        }
    )*};
}

rollouts! {
    share_5 = "share_5", SHARE_5, 0.05;
    share_25 = "share_25", SHARE_25, 0.25;
    share_50 = "share_50", SHARE_50, 0.50;
    listed = "listed", LISTED, 0.05;
}
