//! Who of a crowd would get what, and whom a change moves.
//!
//! It asks the compiled flags as a running program would; `who::crowd` brings those who ask.
//! Law: nothing is estimated; every figure is a count of answers.

use crate::exit::Result;
use crate::flags_file::FlagsFile;
use crate::who::crowd::{Crowd, Read};
use flagkit_core::{ErrorCode, Flag, FlagSet, Location, Origin, Reason};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// One version of a flag, with the flags around it.
#[derive(Debug)]
pub(crate) struct Version {
    pub(crate) flags: Arc<FlagSet>,
    pub(crate) flag: Arc<Flag>,
    /// The file as people see it.
    pub(crate) shown: String,
    /// Where the flag stands in it.
    pub(crate) location: Location,
}

impl Version {
    /// The flag as a file has it, or the failure that says why it has none.
    pub(crate) fn of(file: &FlagsFile, key: &str) -> Result<Self> {
        let flag = crate::command::explain::sound(file, key)?;
        let flags = Arc::new(file.compiled()?);
        let location = file.flag(key)?.location();
        Ok(Self { flags, flag, shown: file.file.shown.clone(), location })
    }

    /// The same out of flags that are compiled already; `None` where the file has no sound flag of that key.
    pub(crate) fn within(flags: &Arc<FlagSet>, file: &FlagsFile, key: &str) -> Option<Self> {
        let definition = file.document.as_ref()?.flag(key).filter(|flag| !flag.is_broken())?;
        let (flag, location) = (flags.get(key)?.clone(), definition.location());
        Some(Self { flags: flags.clone(), flag, shown: file.file.shown.clone(), location })
    }

    /// The name of a variant.
    pub(crate) fn variant(&self, index: usize) -> &str {
        self.flag.variants().get(index).map_or("", |variant| &variant.name)
    }

    /// What decided, in words: "stage `25%` (flags.json:20:40)".
    pub(crate) fn decider(&self, origin: Origin) -> String {
        let place = self.flag.place(origin);
        let name = place.name.as_deref();
        let what = match (origin, name) {
            (Origin::Rule(_), Some(name)) => format!("rule `{name}`"),
            (Origin::Rule(index), None) => format!("rule {}", index + 1),
            (Origin::Stage(_), Some(name)) => format!("stage `{name}`"),
            (Origin::Stage(index), None) => format!("stage {}", index + 1),
            (Origin::Prerequisite(_), Some(name)) => format!("prerequisite `{name}`"),
            (Origin::Prerequisite(_), None) => "a prerequisite".to_owned(),
            (Origin::Enabled, _) => "`enabled`".to_owned(),
            (Origin::Schedule, _) => "`schedule`".to_owned(),
            (Origin::Group, _) => "`group`".to_owned(),
            (Origin::Rollout, _) => "`rollout`".to_owned(),
            (Origin::Default, _) => "the default".to_owned(),
            _ => "the flag".to_owned(),
        };
        format!("{what} ({})", self.place(origin))
    }

    /// `flags.json:20:40`
    pub(crate) fn place(&self, origin: Origin) -> String {
        format!("{}:{}", self.shown, self.flag.place(origin).location)
    }
}

/// Why an answer was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Why {
    pub(crate) variant: usize,
    pub(crate) reason: Reason,
    pub(crate) error: Option<ErrorCode>,
    pub(crate) origin: Origin,
}

/// How many got one variant: it, their number, and the reasons with theirs, the most frequent first.
pub(crate) type Share = (usize, u64, Vec<(Why, u64)>);

/// How many got what, and why.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    counts: HashMap<Why, u64>,
}

impl Tally {
    /// By variant, in the order of the flag's.
    pub(crate) fn by_variant(&self, version: &Version) -> Vec<Share> {
        let variants = 0..version.flag.variants().len();
        variants
            .map(|variant| {
                let of = self.counts.iter().filter(|(why, _)| why.variant == variant);
                let mut reasons: Vec<(Why, u64)> = of.map(|(why, count)| (*why, *count)).collect();
                reasons.sort_by_key(|(why, count)| {
                    (std::cmp::Reverse(*count), version.decider(why.origin), why.reason.as_str())
                });
                (variant, reasons.iter().map(|(_, count)| count).sum(), reasons)
            })
            .collect()
    }

    pub(crate) fn of(&self, variant: usize) -> u64 {
        let own = self.counts.iter().filter(|(why, _)| why.variant == variant);
        own.map(|(_, count)| count).sum()
    }
}

/// Those who got one variant and would get another.
#[derive(Clone, Debug, Default)]
pub(crate) struct Moved {
    pub(crate) count: u64,
    /// The keys of the first of them; empty where there is none.
    pub(crate) examples: Vec<String>,
}

/// Whom a change moves, by the variants before and after.
#[derive(Clone, Debug, Default)]
pub(crate) struct Moves {
    pub(crate) each: BTreeMap<(usize, usize), Moved>,
}

/// How a move looks from the flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// From the old code to a new one.
    In,
    /// Back to the old code.
    Out,
    /// From one variant to another, neither of which is the old code.
    Across,
}

impl Moves {
    pub(crate) fn count(&self, old: &Version, new: &Version, wanted: Direction) -> u64 {
        let of = self.each.iter().filter(|(pair, _)| direction(**pair, old, new) == wanted);
        of.map(|(_, moved)| moved.count).sum()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.each.is_empty()
    }
}

/// Which way somebody goes who got one variant and would get another.
pub(crate) fn direction(pair: (usize, usize), old: &Version, new: &Version) -> Direction {
    let was_out = pair.0 == old.flag.fallback_variant();
    let is_out = pair.1 == new.flag.fallback_variant();
    match (was_out, is_out) {
        (true, false) => Direction::In,
        (false, true) => Direction::Out,
        _ => Direction::Across,
    }
}

/// What came of asking for a crowd.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) read: Read,
    pub(crate) now: Tally,
    pub(crate) then: Tally,
    pub(crate) moves: Moves,
}

/// Asks each of a crowd what the flag gives, and what it would give after a change.
pub(crate) fn run(
    crowd: &Crowd,
    now: &Version,
    then: Option<&Version>,
    at: i64,
    examples: usize,
) -> Result<Outcome> {
    let mut all = runs(crowd, &[(now, then)], at, examples)?;
    Ok(all.pop().unwrap_or_default())
}

/// The same for several flags in one pass over the crowd.
pub(crate) fn runs(
    crowd: &Crowd,
    flags: &[(&Version, Option<&Version>)],
    at: i64,
    examples: usize,
) -> Result<Vec<Outcome>> {
    let mut outcomes: Vec<Outcome> = flags.iter().map(|_| Outcome::default()).collect();
    let read = crowd.each(|context| {
        for ((now, then), outcome) in flags.iter().zip(&mut outcomes) {
            let before = answer(now, context, at);
            *outcome.now.counts.entry(before).or_default() += 1;
            let Some(then) = then else { continue };
            let after = answer(then, context, at);
            *outcome.then.counts.entry(after).or_default() += 1;
            if now.variant(before.variant) == then.variant(after.variant) {
                continue;
            }
            let moved = outcome.moves.each.entry((before.variant, after.variant)).or_default();
            moved.count += 1;
            if moved.examples.len() < examples {
                let key = context.targeting_key();
                let key = key.map_or_else(String::new, |key| key.as_str().to_owned());
                moved.examples.push(key);
            }
        }
    })?;
    outcomes.iter_mut().for_each(|outcome| outcome.read = read);
    Ok(outcomes)
}

fn answer(version: &Version, context: &dyn flagkit_core::Context, at: i64) -> Why {
    let answer = version.flag.evaluate(Some(context), &version.flags.at(at));
    Why {
        variant: answer.variant,
        reason: answer.reason,
        error: answer.error,
        origin: answer.origin,
    }
}

/// A share in percents, as exact as three digits behind the point.
pub(crate) fn percents(part: u64, all: u64) -> String {
    let share = 100.0 * part as f64 / all.max(1) as f64;
    let text = format!("{share:.3}");
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}
