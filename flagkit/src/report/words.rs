//! Numbers as a person reads them, with their units.

use std::fmt::Write;
use std::time::Duration;

/// A rate: `0.91 %`, `4.1 %`, `12.5 %`, `100 %`.
pub(super) fn percent(rate: f64) -> String {
    let percent = 100.0 * rate;
    let text = match percent {
        p if p != 0.0 && p.abs() < 0.01 => format!("{p:.4}"),
        p if p.abs() < 1.0 => format!("{p:.2}"),
        p => format!("{p:.1}"),
    };
    let text =
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    format!("{text} %")
}

/// The same in a table, where points stand under one another.
pub(super) fn cell(rate: f64) -> String {
    format!("{:.2} %", 100.0 * rate)
}

/// A relative difference with its interval.
pub(super) fn change(estimate: f64, lower: f64, upper: f64) -> String {
    format!("{:+.1} % ({:+.1} % to {:+.1} %)", 100.0 * estimate, 100.0 * lower, 100.0 * upper)
}

/// A duration of three digits: `840 ns`, `1.20 ms`, `31.5 s`.
pub(super) fn duration(duration: Duration) -> String {
    let nanos = duration.as_nanos() as f64;
    let (value, unit) = match nanos {
        n if n < 999.5 => return format!("{n:.0} ns"),
        n if n < 999.5e3 => (n / 1e3, "µs"),
        n if n < 999.5e6 => (n / 1e6, "ms"),
        n => (n / 1e9, "s"),
    };
    match value {
        v if v < 9.995 => format!("{v:.2} {unit}"),
        v if v < 99.95 => format!("{v:.1} {unit}"),
        v => format!("{v:.0} {unit}"),
    }
}

/// A long time: `45 s`, `12 min`, `3.5 h`, `2.1 d`.
pub(super) fn period(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    let (value, unit) = match seconds {
        s if s < 60.0 => return format!("{s:.0} s"),
        s if s < 3_600.0 => return format!("{:.0} min", s / 60.0),
        s if s < 172_800.0 => (s / 3_600.0, "h"),
        s => (s / 86_400.0, "d"),
    };
    let text = format!("{value:.1}");
    format!("{} {unit}", text.strip_suffix(".0").unwrap_or(&text))
}

/// A p-value, never told to be nothing.
pub(super) fn p_value(p: f64) -> String {
    match p {
        p if p < 0.001 => "p < 0.001".to_owned(),
        p if p < 0.1 => format!("p = {p:.3}"),
        p => format!("p = {p:.2}"),
    }
}

/// How many times as often.
pub(super) fn times(times: f64) -> String {
    match times {
        t if t.is_infinite() => "any number".to_owned(),
        t if t >= 99.5 => format!("{t:.0}"),
        t => format!("{t:.2}"),
    }
}

/// One or several of a thing.
pub(super) fn several(count: u64, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

/// Writes rows under one another: the first column to the left, the others to the right.
pub(super) fn aligned(out: &mut String, indent: usize, rows: &[Vec<String>]) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max()
    };
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    for row in rows {
        let mut line = " ".repeat(indent);
        for (column, (cell, &width)) in row.iter().zip(&widths).enumerate() {
            // Writing to a text cannot fail.
            let _ = match column {
                0 => write!(line, "{cell:<width$}"),
                _ => write!(line, "  {cell:>width$}"),
            };
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_three_digits_and_a_unit() {
        let rates = [0.0, 0.000_012, 0.0091, 0.041, 0.125, 1.0];
        let told = ["0 %", "0.0012 %", "0.91 %", "4.1 %", "12.5 %", "100 %"];
        assert_eq!(rates.map(percent), told);
        let nanos = [0, 840, 1_204, 12_340, 999_600, 1_200_000, 31_540_000_000];
        let told = ["0 ns", "840 ns", "1.20 µs", "12.3 µs", "1.00 ms", "1.20 ms", "31.5 s"];
        assert_eq!(nanos.map(|n| duration(Duration::from_nanos(n))), told);
        let seconds = [45, 720, 12_600, 86_400, 181_440];
        assert_eq!(
            seconds.map(|s| period(Duration::from_secs(s))),
            ["45 s", "12 min", "3.5 h", "24 h", "2.1 d"]
        );
        assert_eq!([1e-9, 0.0123, 0.5].map(p_value), ["p < 0.001", "p = 0.012", "p = 0.50"]);
        assert_eq!(times(f64::INFINITY), "any number");
    }

    #[test]
    fn columns_stand_under_one_another() {
        let rows = [["", "p50"], ["öld", "1.20 ms"]].map(|row| row.map(str::to_owned).to_vec());
        let mut out = String::new();
        aligned(&mut out, 2, &rows);
        assert_eq!(out, "           p50\n  öld  1.20 ms\n");
    }
}
