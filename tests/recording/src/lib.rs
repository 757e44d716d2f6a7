//! Keys that are known to get an arm, and what the report says of a function.
//!
//! The functions and their calls are in `tests`. Law: every function of a test has a name of its own, since its counts
//! are found by it, and tests of one process run at the same time.

use flagkit::CallCounts;
use flagkit::{EvaluationContext, Flag};
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

flagkit::flags!(pub "flags.json");

/// Somebody who gets the new code.
pub fn new() -> EvaluationContext {
    who_gets(flags::HALF, true)
}

/// Somebody who gets the old code.
pub fn old() -> EvaluationContext {
    who_gets(flags::HALF, false)
}

fn who_gets(flag: Flag<bool>, on: bool) -> EvaluationContext {
    (0..)
        .map(|number| EvaluationContext::new(format!("user-{number}")))
        .find(|user| flag.is_enabled_for(user) == on)
        .expect("half of all keys get each arm")
}

/// What was counted of a function: drawn calls of its arms, the control's first, then placed ones.
#[derive(Debug)]
pub struct Counted {
    /// By arm.
    pub drawn: Vec<CallCounts>,
    /// The same for calls that a rule or an override placed.
    pub placed: Vec<CallCounts>,
}

/// The counts of the function with this name; all zero before its first measured call.
pub fn counted(function: &str) -> Counted {
    let report = flagkit::report();
    let site = report
        .flags
        .iter()
        .flat_map(|flag| &flag.sites)
        .find(|site| site.function == function)
        .unwrap_or_else(|| panic!("`{function}` was never measured"));
    Counted {
        drawn: site.arms.iter().map(|arm| arm.drawn).collect(),
        placed: site.arms.iter().map(|arm| arm.placed).collect(),
    }
}

/// `[calls, adverse, panics, cancelled, rescued]`
pub fn figures(counts: CallCounts) -> [u64; 5] {
    let CallCounts { calls, adverse, panics, cancelled, rescued, .. } = counts;
    [calls, adverse, panics, cancelled, rescued]
}

/// The result of a future that is never woken.
pub fn ready<F: Future>(future: F) -> F::Output {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("the future waits for something"),
    }
}
