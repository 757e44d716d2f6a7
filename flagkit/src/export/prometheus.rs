//! The text exposition format of Prometheus, version 0.0.4.

use super::series::{self, Family, Kind, Labels, Value};
use std::fmt::Write;

/// All figures in the text format that Prometheus scrapes (version 0.0.4).
///
/// ```
/// let body = flagkit::export::prometheus();
/// assert!(body.contains("flagkit_info{version="));
/// // Served as `Content-Type: text/plain; version=0.0.4`.
/// ```
///
/// | series | labels | |
/// |---|---|---|
/// | `flagkit_calls_total`, `flagkit_adverse_calls_total`, `flagkit_panics_total`, `flagkit_cancelled_calls_total`, `flagkit_rescued_calls_total` | flag, variant, function, place, lane | calls since the process began; the lane is `drawn` or `placed` |
/// | `flagkit_latency_seconds` | flag, variant, function, place | a histogram of sampled durations; its sum is right within 3 % |
/// | `flagkit_keys`, `flagkit_failed_keys`, `flagkit_share` | flag, variant | the drawn keys of this test |
/// | `flagkit_guard_state` | flag, variant | 0 off, 1 watching, 2 warm, 3 held, 4 stopped |
/// | `flagkit_shares_mismatch`, `flagkit_test` | flag | |
/// | `flagkit_exposures_written_total`, `flagkit_exposures_without_room_total`, `flagkit_exposures_failed_total` | | |
/// | `flagkit_info` | version | |
#[must_use]
pub fn prometheus() -> String {
    text(&series::families())
}

pub(super) fn text(families: &[Family]) -> String {
    let mut out = String::new();
    for family in families {
        // Writing to a text cannot fail.
        let _ = write(&mut out, family);
    }
    out
}

fn write(out: &mut String, family: &Family) -> std::fmt::Result {
    let name = family.name;
    let kind = match family.kind {
        Kind::Counter => "counter",
        Kind::Gauge => "gauge",
        Kind::Histogram => "histogram",
    };
    writeln!(out, "# HELP {name} {}", family.help)?;
    writeln!(out, "# TYPE {name} {kind}")?;
    for series in &family.series {
        match &series.value {
            Value::Count(count) => line(out, name, "", &series.labels, None, &count)?,
            Value::Number(number) => line(out, name, "", &series.labels, None, &number)?,
            Value::Durations { up_to, count, sum } => {
                for (bound, below) in up_to {
                    line(out, name, "_bucket", &series.labels, Some(&bound.to_string()), &below)?;
                }
                line(out, name, "_bucket", &series.labels, Some("+Inf"), &count)?;
                line(out, name, "_sum", &series.labels, None, &sum)?;
                line(out, name, "_count", &series.labels, None, &count)?;
            }
        }
    }
    Ok(())
}

fn line(
    out: &mut String,
    name: &str,
    suffix: &str,
    labels: &Labels,
    bound: Option<&str>,
    value: &dyn std::fmt::Display,
) -> std::fmt::Result {
    write!(out, "{name}{suffix}")?;
    let labels = labels.iter().map(|(name, value)| (*name, &**value));
    for (number, (label, text)) in labels.chain(bound.map(|bound| ("le", bound))).enumerate() {
        write!(out, "{}{label}=\"", if number == 0 { "{" } else { "," })?;
        for char in text.chars() {
            match char {
                '\\' => out.push_str("\\\\"),
                '"' => out.push_str("\\\""),
                '\n' => out.push_str("\\n"),
                _ => out.push(char),
            }
        }
        out.push('"');
    }
    if out.ends_with('"') {
        out.push('}');
    }
    writeln!(out, " {value}")
}

#[cfg(test)]
mod tests;
