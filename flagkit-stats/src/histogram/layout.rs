//! Which value goes into which bucket, and back.
//!
//! Law: every `u64` has a bucket; bounds of neighbours touch; and `index(lower(i)) == i == index(upper(i))`. Const
//! throughout, so that an array of cells can be sized by it.

use crate::error::{OutOfRange, checked};

/// The shape of an H2 histogram: `2^grouping_power` buckets per power of two, for values below `2^max_value_power`.
///
/// With grouping power p and `e = floor(log2 v)`,
///
/// ```text
/// index(v) = v                                  if v < 2^(p+1)
///          = ((e − p) << p) + (v >> (e − p))    otherwise
/// ```
///
/// A bucket is at most `2^-p` of its values wide, so its midpoint is at most `2^-(p+1)` off.
///
/// ```
/// use std::sync::atomic::AtomicU32;
///
/// use flagkit_stats::histogram::Layout;
///
/// // What a run time does: cells of its own, found by the layout.
/// const LATENCY: Layout = Layout::LATENCY;
/// static CELLS: [AtomicU32; LATENCY.buckets()] = [const { AtomicU32::new(0) }; LATENCY.buckets()];
///
/// let nanoseconds = 1_234_567;
/// let bucket = LATENCY.index(nanoseconds);
/// assert!(bucket < CELLS.len());
/// assert!(LATENCY.lower(bucket) <= nanoseconds && nanoseconds <= LATENCY.upper(bucket));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Layout {
    grouping_power: u8,
    max_value_power: u8,
}

impl Layout {
    /// 592 buckets, at most 6.25 % wide, up to 2^40 ns: 18 minutes.
    pub const LATENCY: Layout = Layout { grouping_power: 4, max_value_power: 40 };

    /// A layout of another precision or range.
    ///
    /// ```
    /// use flagkit_stats::histogram::Layout;
    ///
    /// assert_eq!(Layout::new(7, 64)?.buckets(), 7_424);
    /// assert_eq!(
    ///     Layout::new(4, 65).unwrap_err().to_string(),
    ///     "`max_value_power` is 65; give a whole number greater than `grouping_power` and at most 64",
    /// );
    /// # Ok::<(), flagkit_stats::OutOfRange>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the grouping power is above 16, or the greatest power of a value not above it and at most 64.
    pub fn new(grouping_power: u8, max_value_power: u8) -> Result<Layout, OutOfRange> {
        let range = "a whole number from 0 to 16";
        checked(grouping_power <= 16, "grouping_power", f64::from(grouping_power), range)?;
        let range = "a whole number greater than `grouping_power` and at most 64";
        let holds = max_value_power > grouping_power && max_value_power <= 64;
        checked(holds, "max_value_power", f64::from(max_value_power), range)?;
        Ok(Layout { grouping_power, max_value_power })
    }

    /// How many buckets there are: `(n − p + 1) 2^p`.
    pub const fn buckets(&self) -> usize {
        ((self.max_value_power - self.grouping_power + 1) as usize) << self.grouping_power
    }

    /// The bucket of a value. Values beyond the range share the last one, as a call that hangs does.
    pub const fn index(&self, value: u64) -> usize {
        let last = u64::MAX >> (64 - self.max_value_power);
        let value = if value < last { value } else { last };
        let power = self.grouping_power as u32;
        if value >> power < 2 {
            return value as usize;
        }
        let group = value.ilog2() - power;
        ((group as usize) << power) + (value >> group) as usize
    }

    /// The least value of a bucket; of one that does not exist, that of the last.
    pub const fn lower(&self, index: usize) -> u64 {
        let index = self.clamp(index);
        let power = self.grouping_power as u32;
        if index >> power < 2 {
            return index as u64;
        }
        let group = (index >> power) - 1;
        let within = index & ((1 << power) - 1);
        (((1 << power) + within) as u64) << group
    }

    /// The greatest value of a bucket that is within the range.
    pub const fn upper(&self, index: usize) -> u64 {
        let index = self.clamp(index);
        let power = self.grouping_power as u32;
        let group = (index >> power).saturating_sub(1);
        self.lower(index) + ((1 << group) - 1)
    }

    /// The middle of a bucket, which is reported for its values.
    pub const fn midpoint(&self, index: usize) -> f64 {
        let (lower, upper) = (self.lower(index), self.upper(index));
        lower as f64 + (upper - lower) as f64 / 2.0
    }

    const fn clamp(&self, index: usize) -> usize {
        if index < self.buckets() { index } else { self.buckets() - 1 }
    }
}
