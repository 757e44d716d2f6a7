//! What it costs to measure a call: the same decision by a handle, which measures nothing, beside the attribute.
//!
//! The keys are those that come again and again, so that no duration is taken; with few keys each call looks whether it is one's
//! first, with many most keys are not looked at.

use crate::Figure;
use crate::flags;
use benches::crowd::{USERS, User, users};
use benches::report::{Budget, Report};
use benches::rounds::{Competitor, compete};
use flagkit::feature_flag;
use std::hint::black_box;

const CALLS: u64 = 4_096;
const ROUNDS: usize = 400;

/// Nanoseconds that measuring may add, on the machine of the README.
const LIMIT: f64 = 15.0;

#[inline(never)]
fn old(user: &User) -> Result<usize, String> {
    Ok(user.key.len() ^ 1)
}

#[inline(never)]
fn new(user: &User) -> Result<usize, String> {
    Ok(user.key.len())
}

#[inline(never)]
fn unmeasured(user: &User) -> Result<usize, String> {
    if flags::FEW.is_enabled_for(user) { new(user) } else { old(user) }
}

#[feature_flag("few", fallback = old, context = user)]
#[inline(never)]
fn measured(user: &User) -> Result<usize, String> {
    new(user)
}

fn each(crowd: &[User], calls: u64, call: impl Fn(&User) -> Result<usize, String>) {
    for number in 0..calls as usize {
        let _ = black_box(call(black_box(&crowd[number % USERS])));
    }
}

pub(crate) fn figure() -> Figure {
    let crowd = users();
    let competitors = [
        Competitor::new("the same by a handle, unmeasured", |calls| {
            each(&crowd, calls, unmeasured)
        }),
        Competitor::new("#[feature_flag], measured", |calls| each(&crowd, calls, measured)),
        Competitor::new("the same in one scope, by a handle", |calls| {
            flagkit::scope(&crowd[0], || each(&crowd, calls, unmeasured));
        }),
        Competitor::new("the same in one scope, measured", |calls| {
            flagkit::scope(&crowd[0], || each(&crowd, calls, measured));
        }),
    ];
    let mut reports = Vec::new();
    for title in ["a measured call, of 4 096 keys", "a measured call, of 4 096 among 500 000 keys"]
    {
        let mut report = Report::new(title, &["ns per call", "added"]);
        let taken = compete(&competitors, 0, CALLS, ROUNDS);
        for (place, measured) in taken.iter().enumerate() {
            let added = measured.nanoseconds - taken[place / 2 * 2].nanoseconds;
            let cells = [format!("{:.1}", measured.nanoseconds), format!("{added:+.1}")];
            let budget = (place % 2 == 1).then(|| Budget::at_most(added, LIMIT, " ns"));
            report.row(measured.name, cells, budget);
        }
        reports.push(report);
        for number in 0..500_000 {
            let visitor = User { key: format!("visitor-{number}"), ..crowd[0].clone() };
            let _ = black_box(measured(&visitor));
        }
    }
    Ok(reports)
}
