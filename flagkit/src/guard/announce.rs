//! Who is told of a verdict: the log, and whoever asked to be.
//!
//! It decides nothing. Laws: each verdict is told once; nobody is told under a lock; who panics while being told harms nobody.

use crate::guard::state;
use crate::guard::verdict::{GuardState, GuardVerdict};
use crate::news::News;
use crate::service;
use crate::sync::Mutex;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

type Hook = Arc<dyn Fn(&GuardVerdict) + Send + Sync>;

static HOOKS: Mutex<Vec<Hook>> = Mutex::new(Vec::new());

/// Verdicts that nobody was told of.
static UNTOLD: Mutex<Vec<GuardVerdict>> = Mutex::new(Vec::new());

/// Has a function called for each verdict of a guard.
///
/// It runs in flagkit's thread where there is one ([`watch`](crate::watch())), else at the end of the call that failed;
/// there it must not wait for a lock that a caller may hold. A panic of it is caught. Any number of functions may be told;
/// they stay for as long as the process lives.
///
/// ```
/// flagkit::on_verdict(|verdict| {
///     if verdict.is_stop() {
///         // ... page somebody ...
///     }
/// });
/// ```
pub fn on_verdict(hook: impl Fn(&GuardVerdict) + Send + Sync + 'static) {
    HOOKS.lock().push(Arc::new(hook));
}

/// Tells of verdicts, or has flagkit's thread tell.
pub(super) fn announce(verdicts: Vec<GuardVerdict>) {
    if verdicts.is_empty() {
        return;
    }
    UNTOLD.lock().extend(verdicts);
    state::hurry();
    if !service::wake() {
        super::hear();
    }
}

/// Tells what is untold, on this thread.
pub(super) fn tell() {
    let untold = std::mem::take(&mut *UNTOLD.lock());
    if untold.is_empty() {
        return;
    }
    let mut news = News::default();
    for verdict in &untold {
        match verdict.state {
            GuardState::Stopped => news.error(verdict.to_string()),
            GuardState::Warm => news.info(verdict.to_string()),
            _ => news.warning(verdict.to_string()),
        }
    }
    news.write_aside();
    let hooks = HOOKS.lock().clone();
    for verdict in &untold {
        for hook in &hooks {
            if catch_unwind(AssertUnwindSafe(|| hook(verdict))).is_err() {
                let mut news = News::default();
                news.warning(format!(
                    "a function that `flagkit::on_verdict` was given panicked over `{}`; the verdict stands",
                    verdict.key
                ));
                news.write_aside();
            }
        }
    }
}
