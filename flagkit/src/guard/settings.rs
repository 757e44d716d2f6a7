//! How one flag is guarded: the defaults, and what its document says instead.
//!
//! It judges nothing. Law: a number that no guard takes is the default instead, since the document has been told already.

use flagkit_core::{Flag, Guard, GuardAction, GuardRule};
use flagkit_stats::{Alpha, EventGuard};

/// Errors do not stop an arm while the rates differ by less.
const MIN_DIFFERENCE: f64 = 0.0005;

const MIN_EVENTS: u64 = 3;

/// What holds for a flag.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Settings {
    pub(crate) errors: Rule,
    pub(crate) panics: Rule,
    pub(crate) latency: Rule,
    pub(crate) replicas: u32,
}

/// What one guard does, and when.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rule {
    pub(crate) action: GuardAction,
    pub(crate) alpha: Alpha,
    pub(crate) min_events: u64,
    pub(crate) min_difference: f64,
    pub(crate) min_ratio: f64,
}

impl Settings {
    /// Those of a flag, in a document that says by how many processes it is read.
    pub(crate) fn of(flag: &Flag, replicas: Option<u32>) -> Self {
        Self::new(flag.guard(), replicas)
    }

    pub(crate) fn new(guard: Option<&Guard>, replicas: Option<u32>) -> Self {
        let unsaid = Guard::default();
        let guard = guard.unwrap_or(&unsaid);
        let rule = |said: &GuardRule, action, min_difference| {
            Rule::new(guard, said, action, min_difference)
        };
        Self {
            errors: rule(&guard.errors, GuardAction::Rollback, MIN_DIFFERENCE),
            panics: rule(&guard.panics, GuardAction::Rollback, 0.0),
            latency: rule(&guard.latency, GuardAction::Hold, 0.0),
            replicas: guard.replicas.or(replicas).unwrap_or(1).max(1),
        }
    }

    /// Whether anybody looks at the flag.
    pub(crate) fn is_on(&self) -> bool {
        [self.errors, self.panics, self.latency].iter().any(|rule| rule.action != GuardAction::Off)
    }
}

impl Rule {
    fn new(guard: &Guard, said: &GuardRule, action: GuardAction, min_difference: f64) -> Self {
        let common = &guard.common;
        let alpha = said.alpha.or(common.alpha).and_then(|alpha| Alpha::new(alpha).ok());
        let action = if guard.off {
            GuardAction::Off
        } else {
            said.action.or(common.action).unwrap_or(action)
        };
        Self {
            action,
            alpha: alpha.unwrap_or(Alpha::DEFAULT),
            min_events: said.min_events.or(common.min_events).unwrap_or(MIN_EVENTS),
            min_difference: said.min_difference.or(common.min_difference).unwrap_or(min_difference),
            min_ratio: said.margin.or(common.margin).unwrap_or(1.0),
        }
    }

    /// A guard on failures by these numbers, one of so many tests.
    pub(crate) fn event_guard(&self, tests: u32) -> EventGuard {
        let guard = EventGuard::new(self.alpha.divided_by(tests)).with_min_events(self.min_events);
        let guard = guard.with_min_difference(self.min_difference).unwrap_or(guard);
        guard.with_min_ratio(self.min_ratio).unwrap_or(guard)
    }
}
