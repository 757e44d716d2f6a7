//! Shares of all keys, as they are written and as they are counted.
//!
//! Law: a share is read exactly or not at all, so that no one is let in by rounding.

use std::fmt;

/// A share of all keys, in steps of 0.001 %.
///
/// ```
/// use flagkit_core::Percentage;
///
/// let share: Percentage = "0.5%".parse()?;
/// assert_eq!(share.buckets(), 500);
/// assert_eq!(share.to_string(), "0.5%");
/// # Ok::<(), flagkit_core::InvalidPercentage>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percentage(pub(crate) u32);

impl Percentage {
    pub(crate) const ALL: Percentage = Percentage(100_000);

    /// How many of the 100 000 buckets the share includes.
    pub fn buckets(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Percentage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}.{:03}", self.0 / 1000, self.0 % 1000);
        write!(f, "{}%", text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// The text is not a percentage from `0%` to `100%` with at most three decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidPercentage;

impl fmt::Display for InvalidPercentage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("is not a percentage from `0%` to `100%` with at most three decimals")
    }
}

impl std::error::Error for InvalidPercentage {}

impl std::str::FromStr for Percentage {
    type Err = InvalidPercentage;

    fn from_str(text: &str) -> Result<Percentage, InvalidPercentage> {
        let number = text.strip_suffix('%').ok_or(InvalidPercentage)?;
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        let digits = |part: &str, longest: usize| {
            (1..=longest).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
        };
        if !digits(whole, 3) || !digits(fraction, 3) {
            return Err(InvalidPercentage);
        }
        let whole: u32 = whole.parse().map_err(|_| InvalidPercentage)?;
        // A digit after the point is worth 100 buckets, the next ones 10 and 1.
        let worth = [100, 10, 1];
        let fraction = fraction.bytes().zip(worth).map(|(b, worth)| u32::from(b - b'0') * worth);
        let buckets = whole * 1000 + fraction.sum::<u32>();
        if buckets > 100_000 { Err(InvalidPercentage) } else { Ok(Percentage(buckets)) }
    }
}
