//! Sets of values: texts, numbers, truth values.
//!
//! Law: equality is by value and exact. 1 and 1.0 are equal, `1` and `"1"` are not, and no number is rounded.

use super::check::VersionForm;
use super::text_set::TextSet;
use crate::context::AttributeValue;
use crate::date;
use crate::document::version_of;
use std::sync::Arc;

/// A set of texts, numbers and truth values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Values {
    /// The texts.
    pub texts: TextSet,
    /// The whole numbers.
    pub whole: WholeNumbers,
    /// The numbers that are not whole, or too large.
    pub fractions: Box<[f64]>,
    /// Whether `false` and `true` are among them.
    pub truths: [bool; 2],
}

/// A set of whole numbers.
///
/// ```
/// use flagkit_core::plan::WholeNumbers;
///
/// let numbers: WholeNumbers = vec![7, -1, 7].into();
/// assert!(numbers.contains(-1) && !numbers.contains(0));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WholeNumbers(Box<[i64]>);

impl WholeNumbers {
    /// Whether the number is in the set.
    #[inline]
    pub fn contains(&self, number: i64) -> bool {
        self.0.binary_search(&number).is_ok()
    }
}

impl From<Vec<i64>> for WholeNumbers {
    fn from(mut numbers: Vec<i64>) -> WholeNumbers {
        numbers.sort_unstable();
        numbers.dedup();
        WholeNumbers(numbers.into())
    }
}

impl FromIterator<i64> for WholeNumbers {
    fn from_iter<I: IntoIterator<Item = i64>>(numbers: I) -> WholeNumbers {
        numbers.into_iter().collect::<Vec<i64>>().into()
    }
}

impl From<&[i64]> for WholeNumbers {
    fn from(numbers: &[i64]) -> WholeNumbers {
        numbers.to_vec().into()
    }
}

impl Values {
    /// Texts alone.
    pub fn texts<T: Into<Arc<str>>>(texts: impl IntoIterator<Item = T>) -> Values {
        let texts: Vec<Arc<str>> = texts.into_iter().map(Into::into).collect();
        Values { texts: texts.into_iter().collect(), ..Values::default() }
    }

    /// Whether a value equals one of these. A list does not; a version or an instant equals a text that reads as it.
    #[inline]
    pub fn contains(&self, value: AttributeValue<'_>) -> bool {
        match value {
            AttributeValue::Str(text) => self.texts.contains(text),
            AttributeValue::Int(number) => self.whole.contains(number) || self.has(number as f64),
            AttributeValue::Unsigned(number) => match i64::try_from(number) {
                Ok(number) => self.contains(AttributeValue::Int(number)),
                // Documents have such numbers only as fractions, of which few are exact.
                Err(_) => self
                    .fractions
                    .iter()
                    .any(|known| *known as u64 == number && known.fract() == 0.0),
            },
            AttributeValue::Float(number) => {
                let whole = number as i64;
                // The cast makes the greatest `i64` of all that is larger.
                let is_whole = whole as f64 == number && number < -(i64::MIN as f64);
                (is_whole && self.whole.contains(whole)) || self.has(number)
            }
            AttributeValue::Bool(truth) => self.truths[usize::from(truth)],
            AttributeValue::Version(version) => {
                let reads = |text: &str| version_of(text, VersionForm::LENIENT) == Some(version);
                self.texts.iter().any(reads)
            }
            AttributeValue::Instant(millis) => {
                self.texts.iter().any(|text| date::parse_millis(text) == Ok(millis))
            }
            AttributeValue::List(_) | AttributeValue::Object(_) => false,
        }
    }

    fn has(&self, number: f64) -> bool {
        self.fractions.contains(&number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Version;

    #[test]
    fn numbers_are_equal_by_value() {
        let values = Values {
            whole: vec![i64::MAX, 1].into(),
            fractions: [0.5, 18_446_744_073_709_549_568.0].into(),
            ..Values::default()
        };
        assert!(values.contains(AttributeValue::Float(1.0)));
        assert!(values.contains(AttributeValue::Float(0.5)));
        assert!(!values.contains(AttributeValue::Int(i64::MAX - 1)));
        assert!(values.contains(AttributeValue::Unsigned(1)));
        assert!(values.contains(AttributeValue::Unsigned(18_446_744_073_709_549_568)));
        assert!(!values.contains(AttributeValue::Unsigned(u64::MAX)));
        assert!(!values.contains(AttributeValue::Bool(true)));
        assert!(!values.contains(AttributeValue::Str("1")));
    }

    #[test]
    fn versions_and_instants_equal_what_reads_as_them() {
        let values = Values::texts(["v2.1", "2027-01-01"]);
        assert!(values.contains(AttributeValue::Version(Version::new(2, 1, 0))));
        assert!(
            !values.contains(AttributeValue::Version(Version::new(2, 1, 0).with_pre_release("rc")))
        );
        assert!(values.contains(AttributeValue::Instant(1_798_761_600_000)));
        assert!(!values.contains(AttributeValue::Instant(0)));
    }
}
