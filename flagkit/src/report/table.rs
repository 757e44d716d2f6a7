//! The report as a table in words.

use super::conclude::guards;
use super::metric::ENOUGH;
use super::model::{
    ArmReport, EpochReport, FlagReport, LatencyLift, MetricReport, Report, SiteReport, StageReport,
};
use super::words::{aligned, cell, change, duration, p_value, percent, period, several, times};
use std::fmt;
use std::fmt::Write;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.flags.is_empty() && self.shadows.is_empty() {
            f.write_str(
                "nothing is measured yet; put `#[feature_flag]` on a function, give its flag a share such as \"5%\" in \
                 flags.json, and call it\n",
            )?;
        }
        for (number, flag) in self.flags.iter().enumerate() {
            if number > 0 {
                f.write_str("\n")?;
            }
            flag.fmt(f)?;
        }
        for shadow in &self.shadows {
            writeln!(f, "{shadow}")?;
        }
        let lost = &self.lost;
        let counts = [
            (
                lost.untied,
                "events of `flagkit::track` tied to no experiment, since their scope had drawn nothing",
            ),
            (lost.refused, "events of `flagkit::track` whose value is no number"),
            (lost.unnamed, "events of `flagkit::track` beyond 64 metrics"),
            (lost.overflowed, "draws beyond the eight that a scope remembers for `flagkit::track`"),
            (
                self.exposures.no_room,
                "exposures that found no room in the queue of their sink, and were offered again",
            ),
            (self.exposures.failed, "exposures that their sink lost"),
        ];
        for (count, what) in counts.into_iter().filter(|(count, _)| *count > 0) {
            writeln!(f, "{what}: {count}")?;
        }
        Ok(())
    }
}

impl fmt::Display for FlagReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        // Writing to a text cannot fail.
        let _ = self.write(&mut out);
        f.write_str(&out)
    }
}

impl FlagReport {
    fn write(&self, out: &mut String) -> fmt::Result {
        writeln!(out, "{}: {}", self.key, self.verdict)?;
        if self.guard.code_changed {
            writeln!(
                out,
                "  warning: the code of an arm has changed while this test was running, so its numbers are of two experiments"
            )?;
        }
        if self.guard.arms.iter().any(|arm| arm.stopped.is_some()) {
            writeln!(
                out,
                "  estimated at a stopping time, effect size is biased away from zero; read the intervals"
            )?;
        }
        self.write_test(out)?;
        out.push('\n');
        self.write_arms(out);
        for treatment in &self.treatments {
            let name = treatment.variant;
            match &treatment.failures {
                Some(risk) => writeln!(
                    out,
                    "  {name} fails {} times as often, by keys ({} to {}; {} at any time)",
                    times(risk.times),
                    times(risk.lower),
                    times(risk.upper),
                    percent(risk.level),
                )?,
                None => writeln!(out, "  no drawn key has failed, in {name} or in the old code")?,
            }
        }
        for site in &self.sites {
            out.push('\n');
            write_site(out, site)?;
        }
        if !self.metrics.is_empty() {
            out.push('\n');
        }
        for metric in &self.metrics {
            write_metric(out, metric, self.epochs.get(metric.epoch))?;
        }
        out.push('\n');
        for arm in &self.guard.arms {
            let of = if self.guard.arms.len() > 1 {
                format!(" of {}", arm.variant)
            } else {
                String::new()
            };
            let mut told: Vec<String> = arm.held.iter().map(ToString::to_string).collect();
            if let Some(stopped) = &arm.stopped {
                told.push(format!("{} ({} ago)", stopped.verdict, period(stopped.since)));
            }
            told.extend(guards(arm));
            for line in told {
                writeln!(out, "  guard{of}: {line}")?;
            }
        }
        if let Some(mismatch) = &self.guard.mismatch {
            writeln!(out, "  guard: {mismatch}")?;
        }
        if let Some(p) = self.assignment {
            let word = if p < flagkit_stats::assignment::MISMATCH {
                "not as intended"
            } else {
                "as intended"
            };
            writeln!(out, "  shares: {word} ({})", p_value(p))?;
        }
        let placed: u64 = self.arms.iter().map(|arm| arm.placed.calls).sum();
        if placed > 0 {
            let each = self.arms.iter().filter(|arm| arm.placed.calls > 0).map(|arm| {
                let failed = arm.placed.rate().map_or_else(String::new, percent);
                format!("{} of {}, {failed} failed", arm.placed.calls, arm.variant)
            });
            writeln!(
                out,
                "  apart, never judged: {} whose arm a rule, a segment, an override or a rollback gave ({})",
                several(placed, "call", "calls"),
                each.collect::<Vec<_>>().join("; "),
            )?;
        }
        for note in &self.notes {
            writeln!(out, "  note: {note}")?;
        }
        Ok(())
    }

    fn write_test(&self, out: &mut String) -> fmt::Result {
        let stage =
            self.stage.as_ref().map_or_else(String::new, |stage| format!(", {}", told(stage)));
        writeln!(out, "  test {}{stage}", self.test)?;
        let Some((newest, before)) = self.epochs.split_last() else { return Ok(()) };
        for epoch in before {
            writeln!(out, "  before: {} ({} keys)", shares(epoch), epoch.units)?;
        }
        writeln!(out, "  drawn: {} ({} keys)", shares(newest), newest.units)
    }

    fn write_arms(&self, out: &mut String) {
        let head = ["", "keys", "failed keys", "calls", "failed", "panics", "cancelled", "rescued"];
        let mut rows = vec![head.map(str::to_owned).to_vec()];
        let mut row = |arm: &ArmReport| {
            let drawn = &arm.drawn;
            let failed = arm.units > 0;
            let of_keys = arm.failed_units.min(arm.units) as f64 / arm.units.max(1) as f64;
            rows.push(vec![
                if arm.is_control {
                    format!("{} (old code)", arm.variant)
                } else {
                    arm.variant.to_owned()
                },
                arm.units.to_string(),
                if failed {
                    format!("{} ({})", arm.failed_units, cell(of_keys))
                } else {
                    "-".to_owned()
                },
                drawn.calls.to_string(),
                drawn.rate().map_or_else(|| "-".to_owned(), cell),
                drawn.panics.to_string(),
                drawn.cancelled.to_string(),
                drawn.rescued.to_string(),
            ]);
        };
        self.arms.iter().for_each(&mut row);
        aligned(out, 2, &rows);
    }
}

/// A stage, and whether it may grow.
fn told(stage: &StageReport) -> String {
    let mut text = format!("stage `{}` (number {})", stage.name, stage.number);
    if let Some(hold) = stage.hold {
        let _ = match stage.lasted {
            Some(lasted) if lasted >= hold => {
                write!(text, ", held for {} of {}: long enough", period(lasted), period(hold))
            }
            Some(lasted) => write!(text, ", held for {} of {}", period(lasted), period(hold)),
            None => write!(text, ", to be held for {}", period(hold)),
        };
    }
    if let Some(least) = stage.min_samples {
        let enough = if stage.samples >= least { ": enough" } else { "" };
        let _ = write!(text, ", {} of {least} calls of new code{enough}", stage.samples);
    }
    text
}

fn shares(epoch: &EpochReport) -> String {
    let share = |arm: &super::ArmShare| format!("{} {}", arm.variant, percent(arm.share));
    epoch.shares.iter().map(share).collect::<Vec<_>>().join(", ")
}

fn write_site(out: &mut String, site: &SiteReport) -> fmt::Result {
    writeln!(out, "  {} ({})", site.function, site.place)?;
    let head = ["", "p50", "p95", "p99", "samples", "calls"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let quantile =
        |value: Option<std::time::Duration>| value.map_or_else(|| "-".to_owned(), duration);
    for arm in &site.arms {
        rows.push(vec![
            arm.variant.to_owned(),
            quantile(arm.p50),
            quantile(arm.p95),
            quantile(arm.p99),
            arm.samples.to_string(),
            arm.drawn.calls.to_string(),
        ]);
    }
    aligned(out, 4, &rows);
    let mut variants: Vec<&str> = site.latency.iter().map(|latency| latency.variant).collect();
    variants.dedup();
    variants.sort_unstable();
    variants.dedup();
    for variant in variants {
        let mine = || site.latency.iter().filter(|latency| latency.variant == variant);
        let level = mine().next().map_or(0.0, |latency| latency.lift.level);
        writeln!(out, "    {variant} against the old code, {} each at any time:", percent(level))?;
        for LatencyLift { quantile, lift, .. } in mine() {
            let change = change(lift.estimate, lift.lower, lift.upper);
            writeln!(out, "      p{:.0} {change}", 100.0 * quantile)?;
        }
    }
    Ok(())
}

fn write_metric(
    out: &mut String,
    metric: &MetricReport,
    epoch: Option<&EpochReport>,
) -> fmt::Result {
    for treatment in &metric.treatments {
        writeln!(out, "  {}", treatment.verdict)?;
    }
    if let Some(epoch) = epoch {
        writeln!(out, "    with {}", shares(epoch))?;
    }
    let has_values = metric.treatments.iter().any(|treatment| treatment.value.is_some());
    let mut head = vec!["", "keys", "did it", "rate"];
    if has_values {
        head.push("per key");
    }
    let mut rows = vec![head.into_iter().map(str::to_owned).collect()];
    for arm in &metric.arms {
        let mut row = vec![
            arm.variant.to_owned(),
            arm.keys.to_string(),
            arm.conversions.to_string(),
            arm.rate.map_or_else(|| "-".to_owned(), cell),
        ];
        if has_values {
            row.push(arm.mean.map_or_else(|| "-".to_owned(), |mean| format!("{mean:.4}")));
        }
        rows.push(row);
    }
    aligned(out, 4, &rows);
    for treatment in &metric.treatments {
        if metric.arms.iter().any(|arm| arm.keys < ENOUGH) {
            continue;
        }
        if let Some((lower, upper)) = treatment.difference {
            writeln!(
                out,
                "    {}: rate {:+.2} to {:+.2} points in one look",
                treatment.variant,
                100.0 * lower,
                100.0 * upper
            )?;
        }
        // Without values it is the verdict above.
        if let Some(lift) = treatment.conversion.filter(|_| has_values) {
            writeln!(
                out,
                "    {}: rate {}, {} at any time, {}",
                treatment.variant,
                change(lift.estimate, lift.lower, lift.upper),
                percent(lift.level),
                p_value(lift.p_value),
            )?;
        }
    }
    Ok(())
}
