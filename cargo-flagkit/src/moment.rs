//! When it is: the system's clock, asked once per command, or what the caller says.
//!
//! Law: with `--at` or `--today` a command says the same whenever it runs.

use flagkit_core::Date;
use std::time::{SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970.
pub(crate) fn millis(given: Option<&Date>) -> i64 {
    given.map_or_else(now, Date::unix_millis)
}

/// What the system's clock says; one that stands before 1970 counts as 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// The time of day in UTC, for lines that come one after the other: `09:07:31Z`.
pub(crate) fn time_of_day(millis: i64) -> String {
    let seconds = millis.div_euclid(1000).rem_euclid(24 * 60 * 60);
    format!("{:02}:{:02}:{:02}Z", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::{millis, time_of_day};

    #[test]
    fn a_given_instant_is_taken() {
        let date = "1970-01-02T03:04:05Z".parse().unwrap();
        assert_eq!(millis(Some(&date)), 97_445_000);
        assert_eq!(time_of_day(97_445_000), "03:04:05Z");
        assert!(millis(None) > 97_445_000);
    }
}
