//! How an answer came about, in words.
//!
//! It decides nothing: `evaluate` asks, with the algorithm that serves every call, and core keeps the trail.
//! Law: the explanation of a question tells the answer that the same question gets.

use crate::details::EvaluationDetails;
use crate::epoch::Constants;
use crate::forced::ForcedBy;
use crate::publisher;
use crate::scope;
use crate::snapshot::Snapshot;
use crate::table::Declaration;
use flagkit_core::Reason;
use std::fmt;

/// An answer, and how it came about; from [`Flag::explain`](crate::Flag::explain) and
/// [`Flag::explain_for`](crate::Flag::explain_for).
///
/// Its text is for people: where the definition comes from, what was asked in which order, and the answer.
///
/// ```
/// # flagkit::flags!("flags.json");
/// use flagkit::EvaluationContext;
///
/// let guest = EvaluationContext::new("user-42").with("role", "guest");
/// let explanation = flags::NEW_SEARCH.explain_for(&guest);
/// assert_eq!(explanation.to_string(), "\
/// `new_search` of the build's flags.json
/// rule `staff first` (19:17) does not match
/// stage `developers` (20:18) does not match
/// stage `beta` (20:32) does not match
/// stage `25%` (20:40): bucket 6889 of 100000, inside
/// serves `on`: SPLIT");
/// assert_eq!(explanation.details, flags::NEW_SEARCH.evaluate_for(&guest));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Explanation {
    /// The answer, as `evaluate` gives it.
    pub details: EvaluationDetails,
    /// The document whose definition answered: a path, or the name of the build's file; `None` where none has one.
    pub document: Option<String>,
    /// The text, line by line.
    pub lines: Vec<String>,
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines.join("\n"))
    }
}

/// The document whose definition a snapshot answers by, and whether it is the build's.
pub(crate) fn document(flag: &Declaration, snapshot: &Snapshot) -> Option<(String, bool)> {
    if snapshot.document().get(flag.key()).is_some() {
        return snapshot.origin().map(|origin| (origin.to_string(), false));
    }
    let embedded = &flag.table().registration()?.embedded;
    embedded.get(flag.key()).map(|_| (flag.table().file().to_owned(), true))
}

pub(crate) fn explanation(
    flag: &Declaration,
    details: EvaluationDetails,
    document: Option<(String, bool)>,
    trail: Option<flagkit_core::plan::Explanation>,
    has_context: bool,
) -> Explanation {
    let key = flag.key();
    let mut lines = vec![match &document {
        Some((name, true)) => format!("`{key}` of the build's {name}"),
        Some((name, false)) => format!("`{key}` of {name}, generation {}", details.generation),
        None => format!("`{key}` has no definition that could be used"),
    }];
    lines.extend(broken(flag, &details));
    let (variant, reason) = (details.variant, details.reason);
    if let Some(trail) = &trail {
        if !has_context {
            lines.push("asked about nobody: neither the call nor a scope has a context".to_owned());
        }
        lines.extend(trail.to_string().lines().map(str::to_owned));
    }
    if reason == Reason::Override {
        let who = overriding(flag);
        lines.push(format!("overridden by {who}"));
        lines.push(format!("serves `{variant}`: {reason}"));
    } else if trail.is_none_or(|trail| trail.evaluation.error != details.error_code) {
        let build =
            if document.is_some() { "this build does not know that variant; it " } else { "" };
        let code = details.error_code.map(|code| format!(" ({code})")).unwrap_or_default();
        lines.push(format!("{build}serves `{variant}`: {reason}{code}"));
    }
    Explanation { details, document: document.map(|(name, _)| name), lines }
}

/// What keeps the newest definition of the flag from being used.
fn broken(flag: &Declaration, details: &EvaluationDetails) -> Vec<String> {
    let status = publisher::status();
    let Some(origin) = status.snapshot.origin() else { return Vec::new() };
    if status.snapshot.generation() != details.generation {
        return Vec::new();
    }
    let problems = status.source.problems.iter();
    let of_flag = problems
        .filter(|problem| problem.is_error() && problem.flag.as_deref() == Some(flag.key()));
    let told = of_flag
        .map(|problem| format!("its newest definition is not used: {}", problem.render(origin)));
    told.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// Who stands above the definition. What a scope says stands above what the process says.
fn overriding(flag: &Declaration) -> &'static str {
    if scope::surroundings(flag, |around| around.overridden.is_some()) {
        return "the scope around the call";
    }
    let forced = publisher::status().forced;
    let of_flag = forced.iter().find(|(key, forced)| key == flag.key() && forced.applied);
    match of_flag.map(|(_, forced)| forced.by) {
        Some(ForcedBy::Environment) => "the environment",
        _ => "an operator",
    }
}
