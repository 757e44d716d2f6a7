//! An entry of a peer: how it answers for a user, which is checked, and how it makes calls, which are timed.
//!
//! A call is guarded as in a program: the answer chooses which of two functions runs, and they are not inlined.
//! Law: what is checked and what is timed is the same closure.

use crate::Ground;
use crate::work::Work;
use benches::crowd::{USERS, User};
use benches::report::Report;
use benches::rounds::{Competitor, compete_for};
use std::cell::Cell;
use std::hint::black_box;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// How long a turn takes; a call that takes longer is a turn.
const TURN: Duration = Duration::from_micros(200);
const ROUNDS: usize = 200;

/// How long one entry's answers are checked: some take 50 ms for each.
const CHECKING: Duration = Duration::from_secs(2);

/// A peer, or one of several ways to ask it.
pub(crate) struct Entry<'a> {
    name: &'static str,
    /// Whether keys are drawn by flagkit's arithmetic.
    as_flagkit: bool,
    plays: Result<Play<'a>, &'static str>,
}

struct Play<'a> {
    /// For the user at this place in the crowd.
    answer: Box<dyn Fn(usize) -> usize + 'a>,
    calls: Box<dyn Fn(u64) + 'a>,
}

/// The row that the others are compared with.
pub(crate) const REFERENCE: &str = "flagkit, #[feature_flag]";

impl<'a> Entry<'a> {
    /// An entry that makes a guarded call for a user, with what was prepared for this user.
    pub(crate) fn new<C: 'a>(
        name: &'static str,
        ground: &'a Ground,
        prepare: impl Fn(&User) -> C,
        ask: impl Fn(&'a User, &C) -> usize + 'a,
    ) -> Self {
        let crowd: Rc<Vec<(&User, C)>> =
            Rc::new(ground.users.iter().map(|user| (user, prepare(user))).collect());
        let ask = Rc::new(ask);
        let answer = {
            let (crowd, ask) = (Rc::clone(&crowd), Rc::clone(&ask));
            move |number: usize| ask(crowd[number].0, &crowd[number].1)
        };
        let turn = Turn::default();
        let calls = move |calls| {
            for number in turn.take(calls) {
                let (user, context) = black_box(&crowd[number]);
                black_box(ask(user, context));
            }
        };
        Self::of(name, answer, calls)
    }

    /// An entry with a loop of its own.
    pub(crate) fn of(
        name: &'static str,
        answer: impl Fn(usize) -> usize + 'a,
        calls: impl Fn(u64) + 'a,
    ) -> Self {
        let plays = Ok(Play { answer: Box::new(answer), calls: Box::new(calls) });
        Self { name, as_flagkit: false, plays }
    }

    /// A peer that cannot do this work.
    pub(crate) fn cannot(name: &'static str, reason: &'static str) -> Self {
        Self { name, as_flagkit: false, plays: Err(reason) }
    }

    /// Keys are drawn by flagkit's arithmetic, so every answer can be checked.
    pub(crate) fn drawn_as_flagkit(self) -> Self {
        Self { as_flagkit: true, ..self }
    }

    /// What it answers wrongly, if anything; of the whole crowd, or of as many as there is time for.
    pub(crate) fn mistake(&self, work: Work, ground: &Ground) -> Option<String> {
        let play = self.plays.as_ref().ok()?;
        let right = work.right(&ground.config, &ground.users, self.as_flagkit);
        let begun = Instant::now();
        let answers: Vec<usize> = (0..ground.users.len())
            .take_while(|number| *number < 16 || begun.elapsed() < CHECKING)
            // The lowest bits tell which code ran.
            .map(|number| (play.answer)(number) & 3)
            .collect();
        let mistake = right.mistake(&answers)?;
        Some(format!("{}, {}: {mistake}", work.title(), self.name))
    }
}

/// Where in the crowd the next call goes, so that short turns see everyone too.
#[derive(Default)]
pub(crate) struct Turn(Cell<usize>);

impl Turn {
    /// The places of so many users, beginning after the last ones.
    pub(crate) fn take(&self, calls: u64) -> impl Iterator<Item = usize> + use<> {
        let begin = self.0.get();
        let end = begin + calls as usize;
        self.0.set(end % USERS);
        (begin..end).map(|number| number % USERS)
    }
}

/// The call that an answer leads to: it tells which one it was in its lowest bits.
#[inline]
pub(crate) fn guarded(user: &User, on: bool) -> usize {
    if on { new_code(user) } else { old_code(user) }
}

/// The same for three variants.
#[inline]
pub(crate) fn guarded_variant(user: &User, variant: usize) -> usize {
    match variant {
        0 => old_code(user),
        1 => new_code(user),
        _ => newer_code(user),
    }
}

#[inline(never)]
pub(crate) fn old_code(user: &User) -> usize {
    user.key.len() << 2
}

#[inline(never)]
pub(crate) fn new_code(user: &User) -> usize {
    user.key.len() << 2 | 1
}

#[inline(never)]
pub(crate) fn newer_code(user: &User) -> usize {
    user.key.len() << 2 | 2
}

/// All entries take turns; the table has their times and how they compare with flagkit's.
pub(crate) fn contest(work: Work, entries: &[Entry<'_>]) -> Report {
    let competitors: Vec<Competitor<'_>> = entries
        .iter()
        .filter_map(|entry| Some((entry.name, entry.plays.as_ref().ok()?)))
        .map(|(name, play)| Competitor::new(name, |calls| (play.calls)(calls)))
        .collect();
    let reference =
        competitors.iter().position(|competitor| competitor.name == REFERENCE).unwrap_or_default();
    let mut measured = compete_for(&competitors, reference, TURN, USERS as u64, ROUNDS).into_iter();
    let mut report = Report::new(work.title(), &["ns per call", "to flagkit"]);
    for entry in entries {
        if let Err(reason) = entry.plays {
            report.row(entry.name, ["n/a", "n/a"].map(String::from), None);
            report.note(format!("n/a, {}: {reason}", entry.name));
        } else if let Some(measured) = measured.next() {
            let decimals = if measured.nanoseconds < 100.0 { 1 } else { 0 };
            let cells = [
                format!("{:.decimals$}", measured.nanoseconds),
                format!("{:.*}", if measured.ratio < 10.0 { 2 } else { 0 }, measured.ratio),
            ];
            report.row(measured.name, cells, None);
        }
    }
    if work == Work::Constant {
        report
            .note("where code lies in memory decides below 2 ns: `constant` measures that without");
    }
    report
}
