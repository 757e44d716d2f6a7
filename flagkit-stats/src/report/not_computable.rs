//! Why the data at hand give no figure.
//!
//! Law: no input of the report panics and none gives a NaN: data that carry no answer are one of these.

use std::fmt;

use crate::error::OutOfRange;

/// Why the data at hand give no figure.
///
/// ```
/// use flagkit_stats::report::{Moments, NotComputable};
///
/// assert_eq!(Moments::mean(1, 3.0, 9.0), Err(NotComputable::TooFewUnits));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum NotComputable {
    /// An arm has fewer units than the formula needs: two, or one for a proportion.
    TooFewUnits,
    /// The variance is zero or, by inconsistent sums, negative.
    NoVariance,
    /// A lift relative to a control of zero.
    ZeroBaseline,
    /// More successes than trials, or an event in an arm without units.
    Inconsistent,
    /// A sum is infinite or not a number.
    NotFinite,
    /// A parameter of the request is out of range.
    Parameter(OutOfRange),
}

impl fmt::Display for NotComputable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotComputable::TooFewUnits => {
                f.write_str("an arm has too few units; wait for more traffic")
            }
            NotComputable::NoVariance => {
                f.write_str("the values do not vary, or their sums contradict each other")
            }
            NotComputable::ZeroBaseline => f.write_str(
                "the control's value is zero, so no lift is relative to it; ask for the absolute difference",
            ),
            NotComputable::Inconsistent => f.write_str("there are more successes than trials"),
            NotComputable::NotFinite => f.write_str("a sum is infinite or not a number"),
            NotComputable::Parameter(refused) => refused.fmt(f),
        }
    }
}

impl std::error::Error for NotComputable {}

impl From<OutOfRange> for NotComputable {
    fn from(refused: OutOfRange) -> NotComputable {
        NotComputable::Parameter(refused)
    }
}
