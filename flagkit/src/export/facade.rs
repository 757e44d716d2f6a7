//! The same series through the `metrics` facade.
//!
//! Law: what was told is told once. Counters are set to what they are, and of durations only those are handed on that came
//! since the last time.

use super::series::{self, Kind, Labels, Value};
use crate::measure::experiment::Experiment;
use crate::sync::Mutex;
use ::metrics::{Label, counter, gauge, histogram};
use flagkit_stats::histogram::Layout;
use std::collections::HashMap;

/// How many durations of each bucket were handed on, by labels.
static TOLD: Mutex<Option<HashMap<Labels, Vec<u32>>>> = Mutex::new(None);

/// Hands all figures to the recorder of the `metrics` facade (0.24), under the names that
/// [`prometheus`](super::prometheus()) has.
///
/// Call it as often as the recorder shall know, each ten seconds say, or before it is scraped; nothing calls it by itself,
/// and no call of yours pays for it. Without a recorder it does nothing.
///
/// ```
/// flagkit::export::metrics();
/// ```
///
/// Durations go into the histogram `flagkit_latency_seconds`, each as the middle of its bucket, within 3 %.
pub fn metrics() {
    for family in series::families() {
        for series in family.series {
            let labels: Vec<Label> = told(&series.labels);
            match (family.kind, series.value) {
                (Kind::Counter, Value::Count(count)) => {
                    counter!(family.name, labels).absolute(count);
                }
                (_, Value::Count(count)) => gauge!(family.name, labels).set(count as f64),
                (_, Value::Number(number)) => gauge!(family.name, labels).set(number),
                // Counts under bounds are no samples; those come below.
                (_, Value::Durations { .. }) => {}
            }
        }
    }
    durations();
}

fn told(labels: &Labels) -> Vec<Label> {
    labels.iter().map(|(name, value)| Label::new(*name, value.clone())).collect()
}

fn durations() {
    let mut known = TOLD.lock();
    let known = known.get_or_insert_default();
    for figures in Experiment::all().into_iter().map(Experiment::figures) {
        for site in &figures.sites {
            for (number, arm) in site.arms.iter().enumerate() {
                let labels = series::labels(&figures, site, number);
                let counts = arm.latency.counts();
                let new = since(known.get(&labels).map(Vec::as_slice), counts);
                if !new.is_empty() {
                    let histogram = histogram!("flagkit_latency_seconds", told(&labels));
                    for (bucket, count) in new {
                        let seconds = Layout::LATENCY.midpoint(bucket) / 1e9;
                        histogram.record_many(seconds, count as usize);
                    }
                    known.insert(labels, counts.to_vec());
                }
            }
        }
    }
}

/// The buckets that have grown. Where one has shrunk the counts were begun anew, with a new test.
fn since(before: Option<&[u32]>, now: &[u32]) -> Vec<(usize, u32)> {
    let begun_anew =
        before.is_some_and(|before| before.iter().zip(now).any(|(old, new)| new < old));
    let before = before.filter(|_| !begun_anew).unwrap_or_default();
    let old = before.iter().copied().chain(std::iter::repeat(0));
    let grown = now.iter().zip(old).enumerate().map(|(bucket, (new, old))| (bucket, new - old));
    grown.filter(|(_, count)| *count > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::since;

    #[test]
    fn durations_are_told_once() {
        assert_eq!(since(None, &[0, 2, 1]), [(1, 2), (2, 1)]);
        assert_eq!(since(Some(&[0, 2, 1]), &[1, 2, 4]), [(0, 1), (2, 3)]);
        assert_eq!(since(Some(&[0, 2, 1]), &[0, 2, 1]), []);
        // A new test.
        assert_eq!(since(Some(&[0, 2, 1]), &[0, 1, 1]), [(1, 1), (2, 1)]);
    }
}
