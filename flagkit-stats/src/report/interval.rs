//! What a test says: an estimate, its interval, a p-value.
//!
//! Law: an interval of a one-sided test is infinite on the other side.

use std::fmt;

use crate::report::lift::Scale;

/// From where to where.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower end; minus infinity where there is none.
    pub lower: f64,
    /// The upper end; infinity where there is none.
    pub upper: f64,
}

impl Interval {
    pub(crate) fn around(center: f64, half_width: f64) -> Interval {
        Interval { lower: center - half_width, upper: center + half_width }
    }

    /// The part of an interval that a test of this side leaves.
    pub(crate) fn open(self, side: Side) -> Interval {
        match side {
            Side::Both => self,
            Side::Greater => Interval { upper: f64::INFINITY, ..self },
            Side::Less => Interval { lower: f64::NEG_INFINITY, ..self },
        }
    }

    /// Whether a value lies in it, ends included.
    ///
    /// ```
    /// use flagkit_stats::report::Interval;
    ///
    /// assert!(Interval { lower: -0.1, upper: f64::INFINITY }.contains(0.0));
    /// ```
    pub fn contains(&self, value: f64) -> bool {
        self.lower <= value && value <= self.upper
    }
}

/// What a test is to find.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// A difference.
    Both,
    /// That the treatment is greater.
    Greater,
    /// That the treatment is less.
    Less,
}

/// The result of a test.
///
/// In words: the estimate, its interval, the p-value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// Absolute or relative.
    pub scale: Scale,
    /// The difference, on that scale.
    pub estimate: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// The values that are not excluded.
    pub interval: Interval,
    /// The p-value of no difference.
    pub p_value: f64,
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Interval { lower, upper } = self.interval;
        match self.scale {
            Scale::Relative => write!(
                f,
                "{:+.2} % ({:+.2} % to {:+.2} %)",
                100.0 * self.estimate,
                100.0 * lower,
                100.0 * upper
            )?,
            Scale::Absolute => write!(f, "{:+.4} ({lower:+.4} to {upper:+.4})", self.estimate)?,
        }
        match self.p_value {
            p if p < 0.001 => f.write_str(", p < 0.001"),
            p if p < 0.1 => write!(f, ", p = {p:.3}"),
            p => write!(f, ", p = {p:.2}"),
        }
    }
}
