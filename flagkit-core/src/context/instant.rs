//! Points in time as attributes: from the system's clock, and for people to read.
//!
//! It asks no clock. Law: a time beyond the range of 64-bit milliseconds is the nearest one within it.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

const DAY: i64 = 24 * 60 * 60 * 1000;

/// Milliseconds since 1970, rounded down.
pub(super) fn unix_millis(time: SystemTime) -> i64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_millis()).unwrap_or(i64::MAX),
        Err(before) => {
            let millis = before.duration().as_nanos().div_ceil(1_000_000);
            i64::try_from(millis).map_or(i64::MIN, |millis| -millis)
        }
    }
}

/// RFC 3339 in UTC, as a document would say it.
pub(super) fn write(f: &mut fmt::Formatter<'_>, millis: i64) -> fmt::Result {
    let (day, time) = (millis.div_euclid(DAY), millis.rem_euclid(DAY));
    let (year, month, day) = civil(day);
    let (seconds, fraction) = (time / 1000, time % 1000);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
    if fraction == 0 { f.write_str("Z") } else { write!(f, ".{fraction:03}Z") }
}

/// The date in the Gregorian calendar, by eras of 400 years that begin in March.
fn civil(days_since_1970: i64) -> (i64, i64, i64) {
    let days = days_since_1970 + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year + carry, month, day_of_month)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AttributeValue;
    use std::time::Duration;

    #[test]
    fn the_clock_is_rounded_down_on_both_sides_of_1970() {
        assert_eq!(unix_millis(UNIX_EPOCH + Duration::from_micros(1999)), 1);
        assert_eq!(unix_millis(UNIX_EPOCH - Duration::from_micros(1)), -1);
        assert_eq!(unix_millis(UNIX_EPOCH - Duration::from_millis(2)), -2);
    }

    #[test]
    fn an_instant_reads_as_a_document_writes_it() {
        for text in [
            "1970-01-01T00:00:00Z",
            "1969-12-31T23:59:59.999Z",
            "2000-02-29T12:34:56Z",
            "2027-03-01T00:00:00Z",
            "2100-12-31T23:59:59.001Z",
            "0001-01-01T00:00:00Z",
        ] {
            let date: crate::Date = text.parse().unwrap();
            assert_eq!(format!("{:?}", AttributeValue::Instant(date.unix_millis())), text);
        }
    }

    #[test]
    fn the_ends_of_time_can_be_written() {
        let write = |millis| format!("{:?}", AttributeValue::Instant(millis));
        assert_eq!(write(i64::MAX), "292278994-08-17T07:12:55.807Z");
        assert!(write(i64::MIN).starts_with("-292275055-05-16T"));
    }
}
