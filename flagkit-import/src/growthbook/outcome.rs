//! What an answer means in GrowthBook's words.

use std::fmt;

/// Which part of a feature gave an answer.
///
/// ```
/// use flagkit_core::Value;
/// use flagkit_import::growthbook::{Attributes, Features, Outcome};
///
/// let features = Features::read(r#"{ "f": { "defaultValue": 1, "rules": [{ "force": 2 }] } }"#)?;
/// let answer = features.flags().get("f").unwrap().evaluate(None, &features.flags().at(0));
/// assert_eq!(features.outcome("f", &answer), Some(Outcome::Force { rule: 0 }));
/// # Ok::<(), flagkit_import::ImportError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// No rule did: `defaultValue`, or the first variation of an experiment of its own.
    Default,
    /// None could, since features wait for each other in a circle: `null`.
    Cyclic,
    /// A prerequisite that blocks the feature is not met: `null`.
    Prerequisite {
        /// The rule with the prerequisite, by its place in the list.
        rule: usize,
    },
    /// A rule with `force`.
    Force {
        /// By its place in the list.
        rule: usize,
    },
    /// An experiment.
    Experiment {
        /// The rule, by its place in the list; 0 for an experiment of its own.
        rule: usize,
        /// The context of its bandit, by its place in the list, where one applies.
        leaf: Option<usize>,
        /// The variation, by its place in the list.
        variation: usize,
        /// How it came about.
        how: How,
    },
}

/// How a variation came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum How {
    /// It was drawn, which a host counts as an exposure and may remember.
    Drawn,
    /// It is remembered from an earlier draw.
    Remembered,
    /// The host, the page's address or the experiment itself forces it.
    Forced,
}

impl fmt::Display for Outcome {
    /// The name of the flag's variant.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Default => f.write_str("default"),
            Outcome::Cyclic => f.write_str("cyclic"),
            Outcome::Prerequisite { rule } => write!(f, "rule {} blocked", rule + 1),
            Outcome::Force { rule } => write!(f, "rule {}", rule + 1),
            Outcome::Experiment { rule, leaf, variation, how } => {
                write!(f, "rule {} variation {variation}", rule + 1)?;
                if let Some(leaf) = leaf {
                    write!(f, " of context {}", leaf + 1)?;
                }
                f.write_str(match how {
                    How::Drawn => "",
                    How::Remembered => " remembered",
                    How::Forced => " forced",
                })
            }
        }
    }
}
