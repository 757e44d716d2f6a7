//! What shadows have found out, as plain numbers and in words.
//!
//! It counts nothing. Law: a copy, so that a reader holds no lock while it thinks.

use super::sample::Sample;
use super::{crew, ledger};
use std::fmt;

/// What the shadows of one flag have found out.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ShadowFigures {
    /// The flag's key.
    pub key: &'static str,
    /// The functions that were shadowed, by place.
    pub functions: Vec<ShadowedFunction>,
    /// Which arm failed alone, over all functions; each key counts once.
    pub failures: Judged,
    /// Which arm was slower; each key counts once.
    pub durations: Judged,
}

/// Whether the new code is worse, by pairs in which the two arms differ.
///
/// It decides nothing: a shadow never changes who gets what.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Judged {
    /// Pairs in which the old code was the worse one.
    pub old: u64,
    /// Pairs in which the new code was.
    pub new: u64,
    /// How much the pairs speak against the new code: 100 is what a guard stops at, 1 is nothing.
    pub evidence: f64,
    /// Whether a guard would stop the new code.
    pub would_be_stopped: bool,
}

/// What the shadows of one function have found out.
///
/// Of the pairs, each is one of `matches`, `mismatches`, `new_failed_alone`, `old_failed_alone`, `both_failed` and
/// `not_compared`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ShadowedFunction {
    /// The annotated function.
    pub function: &'static str,
    /// Its old code.
    pub fallback: &'static str,
    /// The file of the attribute.
    pub file: &'static str,
    /// Its line.
    pub line: u32,
    /// Calls for which both arms were run.
    pub pairs: u64,
    /// Both returned the same.
    pub matches: u64,
    /// Both returned something, and not the same.
    pub mismatches: u64,
    /// The new code returned an `Err`, panicked or hung, and the old code did not.
    pub new_failed_alone: u64,
    /// The other way round.
    pub old_failed_alone: u64,
    /// Both failed; where both returned an `Err`, the same one.
    pub both_failed: u64,
    /// Panics of the new code.
    pub new_panics: u64,
    /// Panics of the old code.
    pub old_panics: u64,
    /// How often the new code took longer than a shadow may.
    pub new_hangs: u64,
    /// How often the old code did.
    pub old_hangs: u64,
    /// The comparison panicked or hung.
    pub not_compared: u64,
    /// Pairs of which the old code ran first; a coin decides.
    pub old_ran_first: u64,
    /// Pairs without failure in which the new code was faster.
    pub new_faster: u64,
    /// Those in which it was slower.
    pub new_slower: u64,
    /// How long the old code took in all pairs without failure, in nanoseconds.
    pub old_nanos: u64,
    /// How long the new code took in the same pairs.
    pub new_nanos: u64,
    /// Calls that were to be shadowed and were not: the queue was full, or their arguments could not be cloned.
    pub skipped: u64,
    /// Shadows that did not come to the function, and so say nothing.
    pub astray: u64,
    /// What the first differences look like, where that is kept.
    pub samples: Vec<Sample>,
}

/// What shadows have found out so far, one entry for each flag of which a call was shadowed, by key.
///
/// ```
/// for figures in flagkit::shadow::figures() {
///     println!("{figures}");
/// }
/// ```
#[must_use]
pub fn figures() -> Vec<ShadowFigures> {
    crew::give_up_overdue();
    ledger::met().into_iter().map(|(key, functions)| of(key, functions)).collect()
}

fn of(key: &'static str, functions: Vec<ShadowedFunction>) -> ShadowFigures {
    let (failures, durations) = ledger::judged(key);
    ShadowFigures { key, functions, failures, durations }
}

/// `` `new_search`: shadow: 1204 pairs, 3 mismatches, new code failed alone 17 times: would be stopped ``
impl fmt::Display for ShadowFigures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sum = |count: fn(&ShadowedFunction) -> u64| -> u64 {
            self.functions.iter().map(count).fold(0, u64::saturating_add)
        };
        write!(f, "`{}`: shadow: {}", self.key, counted(sum(|one| one.pairs), "pair"))?;
        for (count, what) in [
            (sum(|one| one.mismatches), "mismatch"),
            (sum(|one| one.not_compared), "comparison without an end"),
        ] {
            if count > 0 {
                write!(f, ", {}", counted(count, what))?;
            }
        }
        for (count, whose) in [
            (sum(|one| one.new_failed_alone), "new code"),
            (sum(|one| one.old_failed_alone), "old code"),
        ] {
            if count > 0 {
                write!(f, ", {whose} failed alone {}", counted(count, "time"))?;
            }
        }
        let (old, new) = (sum(|one| one.old_nanos), sum(|one| one.new_nanos));
        if old > 0 && self.durations.would_be_stopped {
            write!(f, ", new code slower ({:.2} times as long)", new as f64 / old as f64)?;
        }
        if sum(|one| one.skipped) > 0 {
            write!(f, ", {} not shadowed", counted(sum(|one| one.skipped), "call"))?;
        }
        if sum(|one| one.astray) > 0 {
            write!(f, ", {} astray", counted(sum(|one| one.astray), "shadow"))?;
        }
        if self.failures.would_be_stopped { write!(f, ": would be stopped") } else { Ok(()) }
    }
}

/// `1 pair`, `2 pairs`
fn counted(count: u64, what: &str) -> String {
    let plural = match what {
        "comparison without an end" if count != 1 => {
            return format!("{count} comparisons without an end");
        }
        _ if count == 1 => "",
        "mismatch" => "es",
        _ => "s",
    };
    format!("{count} {what}{plural}")
}

#[cfg(test)]
mod tests {
    use super::{Judged, ShadowFigures, ShadowedFunction};

    fn function() -> ShadowedFunction {
        ShadowedFunction {
            function: "search",
            fallback: "old_search",
            file: "src/search.rs",
            line: 1,
            pairs: 1,
            matches: 1,
            mismatches: 0,
            new_failed_alone: 0,
            old_failed_alone: 0,
            both_failed: 0,
            new_panics: 0,
            old_panics: 0,
            new_hangs: 0,
            old_hangs: 0,
            not_compared: 0,
            old_ran_first: 1,
            new_faster: 0,
            new_slower: 1,
            old_nanos: 10,
            new_nanos: 12,
            skipped: 0,
            astray: 0,
            samples: Vec::new(),
        }
    }

    #[test]
    fn figures_are_told_in_words() {
        let failures = Judged::default();
        let mut figures = ShadowFigures {
            key: "new_search",
            functions: vec![function()],
            failures,
            durations: failures,
        };
        assert_eq!(figures.to_string(), "`new_search`: shadow: 1 pair");

        figures.functions = vec![
            ShadowedFunction { pairs: 1200, mismatches: 3, new_failed_alone: 17, ..function() },
            ShadowedFunction { skipped: 1, ..function() },
        ];
        figures.failures.would_be_stopped = true;
        figures.durations.would_be_stopped = true;
        assert_eq!(
            figures.to_string(),
            "`new_search`: shadow: 1201 pairs, 3 mismatches, new code failed alone 17 times, new code slower (1.20 \
             times as long), 1 call not shadowed: would be stopped"
        );
    }
}
