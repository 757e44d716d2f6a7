//! Calls for many users, and what became of them.

use flagkit::{EvaluationContext, GuardStatus, StoppedArm};
use guards::{Failed, New, Ran};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

/// How many calls ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) old: usize,
    pub(crate) new: usize,
    pub(crate) failed: usize,
}

/// A function of the package.
pub(crate) type Function = fn(&EvaluationContext, New) -> Result<Ran, Failed>;

pub(crate) fn user(number: usize) -> EvaluationContext {
    EvaluationContext::new(format!("user-{number}"))
}

/// A member of a team that a rule names.
pub(crate) fn developer(name: &str) -> EvaluationContext {
    EvaluationContext::new(name).with("team", "checkout")
}

/// Calls a function for these users.
pub(crate) fn call(function: Function, users: std::ops::Range<usize>, new: New) -> Ended {
    let mut ended = Ended::default();
    users.map(|number| once(function, &user(number), new)).for_each(|end| ended.add(end));
    ended
}

/// Calls a function once; a panic of it is a failure.
pub(crate) fn once(function: Function, user: &EvaluationContext, new: New) -> Ended {
    if new == New::Panics {
        be_silent();
    }
    let mut ended = Ended::default();
    match catch_unwind(AssertUnwindSafe(|| function(user, new))) {
        Ok(Ok(Ran::Old)) => ended.old = 1,
        Ok(Ok(Ran::New)) => ended.new = 1,
        Ok(Err(_)) | Err(_) => ended.failed = 1,
    }
    ended
}

impl Ended {
    fn add(&mut self, other: Self) {
        self.old += other.old;
        self.new += other.new;
        self.failed += other.failed;
    }
}

/// Panics of the new code are what is tested; those of a test are told by their messages.
fn be_silent() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let told = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let message = panic.payload_as_str().unwrap_or_default();
            if !message.contains("the new code panics") && !message.contains("a hook panics") {
                told(panic);
            }
        }));
    });
}

/// How a flag is guarded.
pub(crate) fn status(key: &str) -> GuardStatus {
    let found = flagkit::guards().into_iter().find(|flag| flag.key == key);
    found.unwrap_or_else(|| panic!("`{key}` was not measured"))
}

/// The verdict that stopped an arm of a flag.
pub(crate) fn stopped(key: &str) -> Option<StoppedArm> {
    status(key).arms.into_iter().find_map(|arm| arm.stopped)
}
