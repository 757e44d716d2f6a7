//! The day, as flags.json writes it.

use std::time::{SystemTime, UNIX_EPOCH};

/// Today in UTC, `2027-03-01`.
pub(crate) fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let millis = i64::try_from(seconds / 86_400 * 86_400 * 1000).unwrap_or(0);
    crate::words::condition::date(millis)
}
