//! What is wrong with a parameter.
//!
//! Law: no input panics. A parameter is refused where it is given, by name and with its range, and not where it is used.

use std::fmt;

/// A parameter outside the range in which its formula means something.
///
/// ```
/// use flagkit_stats::Alpha;
///
/// let refused = Alpha::new(1.5).unwrap_err();
/// assert_eq!(refused.parameter, "alpha");
/// assert_eq!(
///     refused.to_string(),
///     "`alpha` is 1.5; give a number greater than 0 and less than 1",
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OutOfRange {
    /// The name of the parameter.
    pub parameter: &'static str,
    /// What was given.
    pub value: f64,
    /// What would be accepted, as the end of "give …".
    pub range: &'static str,
}

impl fmt::Display for OutOfRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is {}; give {}", self.parameter, self.value, self.range)
    }
}

impl std::error::Error for OutOfRange {}

/// Accepts a value in the open interval between 0 and 1.
pub(crate) fn open_unit(parameter: &'static str, value: f64) -> Result<f64, OutOfRange> {
    let range = "a number greater than 0 and less than 1";
    checked(value > 0.0 && value < 1.0, parameter, value, range)
}

/// Accepts a value when `holds`; comparisons with NaN do not hold, so NaN is refused everywhere.
pub(crate) fn checked(
    holds: bool,
    parameter: &'static str,
    value: f64,
    range: &'static str,
) -> Result<f64, OutOfRange> {
    if holds { Ok(value) } else { Err(OutOfRange { parameter, value, range }) }
}
