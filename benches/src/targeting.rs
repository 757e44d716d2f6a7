//! Rules, variants and segments, against the shortest thing a person could write by hand for the same flags.
//!
//! The user is the caller's own type with a derived context. The segment and the ten rules come by a watched file:
//! a build need not read 100 000 ids. Every way gives the same answers for everyone, which is checked before it is timed.

mod document;

use crate::Figure;
use crate::flags;
use crate::scratch::Scratch;
use benches::by_hand::{self, Config};
use benches::crowd::{IDS, USERS, User, ids, users};
use benches::report::{Budget, Report};
use benches::rounds::{Competitor, compete};
use flagkit::{Context, EvaluationContext, feature_flag};
use std::hint::black_box;

pub(crate) use document::{put_in_force, text, text_with};

const CALLS: u64 = 4_096;
const ROUNDS: usize = 400;

/// A segment is asked about so many: their ids, slots and texts fit in a core's own cache, as the users of a program do
/// that come again and again. Someone who comes for the first time costs what memory costs, by hand as well.
const REGULARS: usize = 1_024;

/// Who stands behind one request.
#[derive(Context)]
pub(crate) struct Visitor<'a> {
    #[context(key)]
    key: &'a str,
    country: &'a str,
    plan: &'a str,
    age: i64,
}

impl<'a> Visitor<'a> {
    pub(crate) fn of(user: &'a User) -> Self {
        Self { key: &user.key, country: &user.country, plan: &user.plan, age: user.age }
    }
}

#[inline(never)]
fn old(user: &User) -> usize {
    user.key.len() << 2
}

#[inline(never)]
fn new(user: &User) -> usize {
    user.key.len() << 2 | 1
}

#[inline(never)]
fn newer(user: &User) -> usize {
    user.key.len() << 2 | 2
}

fn guarded(user: &User, on: bool) -> usize {
    if on { new(user) } else { old(user) }
}

fn variant(user: &User, variant: usize) -> usize {
    match variant {
        0 => old(user),
        1 => new(user),
        _ => newer(user),
    }
}

#[feature_flag("few", fallback = old, context = Visitor::of(user))]
#[inline(never)]
pub(crate) fn few(user: &User) -> usize {
    user.key.len() << 2 | 1
}

#[feature_flag("korea", fallback = old, context = user)]
#[inline(never)]
pub(crate) fn korea(user: &User) -> usize {
    user.key.len() << 2 | 1
}

#[feature_flag("korea", fallback = old, context = Visitor::of(user))]
#[inline(never)]
fn korea_visitors(user: &User) -> usize {
    user.key.len() << 2 | 1
}

#[feature_flag("ranking", variants(semantic, hybrid = newer), fallback = old, context = user)]
#[inline(never)]
pub(crate) fn ranking(user: &User) -> usize {
    user.key.len() << 2 | 1
}

#[feature_flag("ranking", variants(semantic, hybrid = newer), fallback = old, context = Visitor::of(user))]
#[inline(never)]
fn ranking_visitors(user: &User) -> usize {
    user.key.len() << 2 | 1
}

#[feature_flag("members", fallback = old, context = user)]
#[inline(never)]
pub(crate) fn members(user: &User) -> usize {
    user.key.len() << 2 | 1
}

#[feature_flag("ten_rules", fallback = old, context = user)]
#[inline(never)]
pub(crate) fn ten_rules(user: &User) -> usize {
    user.key.len() << 2 | 1
}

/// One way to make a guarded call: with its loop, so that the call is inlined there.
struct Way<'a> {
    name: &'static str,
    /// The nanoseconds that it may take.
    limit: Option<f64>,
    answers: Box<dyn Fn() -> Vec<usize> + 'a>,
    calls: Box<dyn Fn(u64) + 'a>,
}

fn way<'a>(
    name: &'static str,
    crowd: &'a [User],
    limit: Option<f64>,
    call: impl Fn(&User) -> usize + Copy + 'a,
) -> Way<'a> {
    let answers = move || crowd.iter().map(|user| call(user) & 3).collect();
    let calls = move |calls| {
        for number in 0..calls as usize {
            black_box(call(black_box(&crowd[number % crowd.len()])));
        }
    };
    Way { name, limit, answers: Box::new(answers), calls: Box::new(calls) }
}

/// The second way is the one that the others are compared with.
fn table(title: &'static str, ways: &[Way<'_>]) -> Result<Report, Box<dyn std::error::Error>> {
    const REFERENCE: usize = 1;
    let right = (ways[REFERENCE].answers)();
    for way in ways {
        let wrong =
            (way.answers)().iter().zip(&right).filter(|(given, right)| given != right).count();
        if wrong > 0 {
            return Err(format!(
                "{title}, {}: {wrong} of {} answers are wrong",
                way.name,
                right.len()
            )
            .into());
        }
    }
    let competitors: Vec<Competitor<'_>> =
        ways.iter().map(|way| Competitor::new(way.name, |calls| (way.calls)(calls))).collect();
    let mut report = Report::new(title, &["ns per call", "to safe"]);
    for (way, measured) in ways.iter().zip(compete(&competitors, REFERENCE, CALLS, ROUNDS)) {
        let cells = [format!("{:.1}", measured.nanoseconds), format!("{:.2}", measured.ratio)];
        let budget = way.limit.map(|limit| Budget::at_most(measured.nanoseconds, limit, " ns"));
        report.row(way.name, cells, budget);
    }
    Ok(report)
}

const RAW: &str = "hand-written, raw";
const SAFE: &str = "hand-written, safe";
const ATTRIBUTE: &str = "#[feature_flag(context = user)]";
const HANDLE: &str = "handle";
const BUILT: &str = "handle, an EvaluationContext per call";
const VISITOR: &str = "#[feature_flag], derived context per call";

/// Nanoseconds with a context that the caller has, and with one that is built in the call.
const LIMIT: Option<f64> = Some(25.0);
const FRESH: Option<f64> = Some(30.0);
const SEGMENT: Option<f64> = Some(40.0);
const TEN_RULES: Option<f64> = Some(150.0);

pub(crate) fn figure() -> Figure {
    let (crowd, ids) = (users(), ids(IDS));
    by_hand::configure(|| Config::new(&ids));
    let scratch = Scratch::new("targeting")?;
    let _watch = put_in_force(&scratch, &text(&ids))?;
    let (all, regulars) = (&crowd[..USERS], &crowd[..REGULARS]);
    let built = |user: &User| {
        EvaluationContext::new(user.key.as_str()).with("country", user.country.as_str())
    };
    Ok(vec![
        table(
            "context built in each call, percentage",
            &[
                way(RAW, all, None, |user| {
                    guarded(user, by_hand::raw(|config| config.few(&user.key)))
                }),
                way(SAFE, all, None, |user| {
                    guarded(user, by_hand::safe(|config| config.few(&user.key)))
                }),
                way(VISITOR, all, FRESH, few),
                way(BUILT, all, None, |user| {
                    guarded(user, flags::FEW.is_enabled_for(&built(user)))
                }),
            ],
        )?,
        table(
            "rule, one condition",
            &[
                way(RAW, all, None, |user| {
                    guarded(user, by_hand::raw(|config| config.korea(&user.country)))
                }),
                way(SAFE, all, None, |user| {
                    guarded(user, by_hand::safe(|config| config.korea(&user.country)))
                }),
                way(ATTRIBUTE, all, LIMIT, korea),
                way(HANDLE, all, LIMIT, |user| guarded(user, flags::KOREA.is_enabled_for(user))),
                way(VISITOR, all, FRESH, korea_visitors),
                way(BUILT, all, None, |user| {
                    guarded(user, flags::KOREA.is_enabled_for(&built(user)))
                }),
            ],
        )?,
        table(
            "three weighted variants",
            &[
                way(RAW, all, None, |user| {
                    variant(user, by_hand::raw(|config| config.ranking(&user.key)))
                }),
                way(SAFE, all, None, |user| {
                    variant(user, by_hand::safe(|config| config.ranking(&user.key)))
                }),
                way(ATTRIBUTE, all, LIMIT, ranking),
                way(HANDLE, all, LIMIT, |user| {
                    variant(user, flags::RANKING.variant_for(user) as usize)
                }),
                way(VISITOR, all, FRESH, ranking_visitors),
            ],
        )?,
        table("segment of 100 000 ids, 1 024 users", &segment(regulars, SEGMENT))?,
        table("segment of 100 000 ids, 4 096 users", &segment(all, None))?,
        table(
            "10 rules of 3 conditions, none of which holds",
            &[
                way(RAW, all, None, |user| {
                    guarded(user, by_hand::raw(|config| config.rules(user)))
                }),
                way(SAFE, all, None, |user| {
                    guarded(user, by_hand::safe(|config| config.rules(user)))
                }),
                way(ATTRIBUTE, all, TEN_RULES, ten_rules),
                way(HANDLE, all, TEN_RULES, |user| {
                    guarded(user, flags::TEN_RULES.is_enabled_for(user))
                }),
            ],
        )?,
    ])
}

fn segment<'a>(crowd: &'a [User], limit: Option<f64>) -> [Way<'a>; 4] {
    [
        way(RAW, crowd, None, |user| guarded(user, by_hand::raw(|config| config.beta(&user.key)))),
        way(SAFE, crowd, None, |user| {
            guarded(user, by_hand::safe(|config| config.beta(&user.key)))
        }),
        way(ATTRIBUTE, crowd, limit, members),
        way(HANDLE, crowd, limit, |user| guarded(user, flags::MEMBERS.is_enabled_for(user))),
    ]
}
