//! How an exposure is written: one line of JSON.
//!
//! Law: whatever the key is, a line is one JSON object, and has no line break in it.

use super::Exposure;
use std::fmt::Write;
use std::time::{SystemTime, UNIX_EPOCH};

/// The name of the event, and who it comes from, as OpenTelemetry's conventions have them.
pub(super) const EVENT: &str = "feature_flag.evaluation";
pub(super) const PROVIDER: &str = "flagkit";

/// Writes a line, with its end.
pub(super) fn write(line: &mut String, exposure: &Exposure, key: Option<&str>, set: &str) {
    line.push_str("{\"timestamp\":\"");
    timestamp(line, exposure.at);
    line.push('"');
    let reason = exposure.reason.as_str().to_ascii_lowercase();
    let generation = exposure.generation.to_string();
    let members = [
        ("event.name", Some(EVENT)),
        ("feature_flag.key", Some(exposure.flag.key())),
        ("feature_flag.result.variant", Some(exposure.flag.variant(exposure.arm))),
        ("feature_flag.result.reason", Some(&*reason)),
        ("feature_flag.context.id", key),
        ("feature_flag.set.id", Some(set)),
        ("feature_flag.version", Some(&*generation)),
        ("feature_flag.provider.name", Some(PROVIDER)),
    ];
    for (name, value) in members {
        let Some(value) = value else { continue };
        line.push_str(",\"");
        line.push_str(name);
        line.push_str("\":");
        quoted(line, value);
    }
    if let Some(epoch) = exposure.epoch {
        // Writing to a text cannot fail.
        let _ = write!(line, ",\"flagkit.epoch\":{epoch}");
    }
    line.push_str("}\n");
}

fn quoted(line: &mut String, text: &str) {
    line.push('"');
    for char in text.chars() {
        match char {
            '"' => line.push_str("\\\""),
            '\\' => line.push_str("\\\\"),
            // Beside the controls, the two that some readers take for the end of a line.
            '\u{0}'..='\u{1f}' | '\u{7f}' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(line, "\\u{:04x}", u32::from(char));
            }
            _ => line.push(char),
        }
    }
    line.push('"');
}

/// RFC 3339 in UTC, to the millisecond. A clock before 1970 is told as 1970.
pub(super) fn timestamp(line: &mut String, at: SystemTime) {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    let (days, seconds) = (since.as_secs() / 86_400, since.as_secs() % 86_400);
    let (year, month, day) = civil(days);
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let millis = since.subsec_millis();
    let _ = write!(
        line,
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z"
    );
}

/// The date of a day since 1970-01-01, by Howard Hinnant's `civil_from_days`: years begin in March, so that the day
/// which is not always there is the last.
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days.saturating_add(719_468);
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + 400 * era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn dates() {
        // By core, which reads them.
        for text in [
            "1970-01-01T00:00:00.000Z",
            "1999-12-31T23:59:59.999Z",
            "2000-02-29T12:00:00.001Z",
            "2024-02-29T00:00:00.000Z",
            "2026-11-22T21:40:07.250Z",
            "2100-03-01T06:05:04.003Z",
        ] {
            let date: flagkit_core::Date = text.parse().unwrap();
            let since = Duration::from_millis(date.unix_millis().try_into().unwrap());
            let mut line = String::new();
            timestamp(&mut line, UNIX_EPOCH + since);
            assert_eq!(line, text);
        }
    }

    #[test]
    fn texts_are_quoted() {
        let mut line = String::new();
        quoted(&mut line, "a\"b\\c\nd\u{2028}e\u{0}é\u{1f980}");
        assert_eq!(line, "\"a\\\"b\\\\c\\u000ad\\u2028e\\u0000é\u{1f980}\"");
    }
}
