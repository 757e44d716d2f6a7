//! A percentage by key, against the shortest thing a person could write by hand.
//!
//! `hand-written, raw` is a configuration behind a pointer that is never freed; `hand-written, safe` keeps an `Arc`
//! and a generation per thread. Both hash the key with MurmurHash3, and neither can say why, count or roll back.

use crate::Figure;
use crate::flags;
use benches::by_hand::{self, Config};
use benches::crowd::{USERS, User, users};
use benches::report::{Budget, Report};
use benches::rounds::{Competitor, compete};
use flagkit::{EvaluationContext, feature_flag};
use std::hint::black_box;

const CALLS: u64 = 4_096;
const ROUNDS: usize = 400;

/// Nanoseconds per call, on the machine of the README.
const LIMIT: f64 = 25.0;

#[inline(never)]
fn old(user: &User) -> usize {
    user.key.len() ^ 1
}

#[inline(never)]
fn direct(user: &User) -> usize {
    user.key.len()
}

#[inline(never)]
fn raw(user: &User) -> usize {
    if !by_hand::raw(|config| config.few(&user.key)) {
        return old(user);
    }
    user.key.len()
}

#[inline(never)]
fn safe(user: &User) -> usize {
    if !by_hand::safe(|config| config.few(&user.key)) {
        return old(user);
    }
    user.key.len()
}

#[feature_flag("few", fallback = old, context = user)]
#[inline(never)]
fn attribute(user: &User) -> usize {
    user.key.len()
}

#[feature_flag("few", fallback = old)]
#[inline(never)]
fn ambient(user: &User) -> usize {
    user.key.len()
}

#[inline(never)]
fn handle(user: &User) -> usize {
    if !flags::FEW.is_enabled_for(user) {
        return old(user);
    }
    user.key.len()
}

fn each<T>(crowd: &[T], calls: u64, call: impl Fn(&T) -> usize) {
    for number in 0..calls as usize {
        black_box(call(black_box(&crowd[number % USERS])));
    }
}

pub(crate) fn figure() -> Figure {
    let crowd = users();
    let built: Vec<EvaluationContext> =
        crowd.iter().map(|user| EvaluationContext::new(user.key.as_str())).collect();
    by_hand::configure(|| Config::new(&[]));
    let competitors = [
        Competitor::new("direct call", |calls| each(&crowd, calls, direct)),
        Competitor::new("hand-written, raw", |calls| each(&crowd, calls, raw)),
        Competitor::new("hand-written, safe", |calls| each(&crowd, calls, safe)),
        Competitor::new("#[feature_flag(context = user)]", |calls| each(&crowd, calls, attribute)),
        Competitor::new("handle, is_enabled_for(user)", |calls| each(&crowd, calls, handle)),
        Competitor::new("handle, an EvaluationContext", |calls| {
            each(&built, calls, |context| usize::from(flags::FEW.is_enabled_for(context)));
        }),
        Competitor::new("#[feature_flag], one scope around all", |calls| {
            flagkit::scope(&crowd[0], || each(&crowd, calls, ambient));
        }),
        Competitor::new("#[feature_flag], a scope for each call", |calls| {
            each(&crowd, calls, |user| flagkit::scope(user, || ambient(user)));
        }),
    ];
    let reference = 2;
    let mut report = Report::new("percentage by key", &["ns per call", "to safe"]);
    for (place, measured) in compete(&competitors, reference, CALLS, ROUNDS).iter().enumerate() {
        let cells = [format!("{:.1}", measured.nanoseconds), format!("{:.2}", measured.ratio)];
        // A scope's own price has no budget; the calls inside one have.
        let judged = place > reference && place + 1 < competitors.len();
        let budget = judged.then(|| Budget::at_most(measured.nanoseconds, LIMIT, " ns"));
        report.row(measured.name, cells, budget);
    }
    Ok(vec![report])
}
