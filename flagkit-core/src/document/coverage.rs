//! What this version evaluates, and what it only checks: the one place that draws the line.
//!
//! `check` warns by it and `flag_set` compiles by it, so the two cannot disagree. When evaluation
//! learns a member, it is deleted here.

use super::{FlagDefinition, Hash, Rollout};

/// The members of a flag that decide something and are not evaluated yet, in backticks.
pub(crate) fn unevaluated(flag: &FlagDefinition) -> Vec<&'static str> {
    let mut members = Vec::new();
    // A flag that is switched off is off, whatever else it says.
    if flag.enabled == Some(false) {
        return members;
    }
    let mut add = |present: bool, name| {
        if present {
            members.push(name);
        }
    };
    add(!flag.prerequisites.is_empty(), "`prerequisites`");
    add(flag.schedule.is_some(), "`schedule`");
    add(!flag.rules.is_empty(), "`rules`");
    add(!flag.stages.is_empty(), "`stages`");
    add(matches!(flag.rollout, Some(Rollout::Weights(_))), "`rollout` by weights");
    // Without a draw, how it would be made is of no account.
    let draws = matches!(&flag.rollout, Some(Rollout::Percentage(share)) if (1..100_000).contains(&share.0));
    let by_key = flag.bucket_by.as_deref().is_none_or(|attribute| attribute == "key");
    add(draws && !by_key, "`bucket_by`");
    add(draws && flag.hash() != Hash::Native, "`hash`");
    members
}
