//! Durations of one arm of one call site, in buckets that any thread may add to.
//!
//! It does not choose which calls are timed. Law: what was recorded is drained once, and nothing between two drains is lost.

use crate::sync::{AtomicU32, OnceLock, Ordering};
use flagkit_stats::histogram::{Histogram, Layout};

const LAYOUT: Layout = Layout::LATENCY;

/// From here on a bucket stays as it is, far enough from its end that no thread can carry it over.
const ENOUGH: u32 = 1 << 31;

/// A histogram that is being recorded: 2.4 KB, from the first duration on.
#[derive(Debug, Default)]
pub(crate) struct LiveHistogram(OnceLock<Box<[AtomicU32]>>);

impl LiveHistogram {
    pub(crate) const fn new() -> Self {
        Self(OnceLock::new())
    }

    /// Counts a duration.
    pub(crate) fn record(&self, nanos: u64) {
        let buckets =
            self.0.get_or_init(|| (0..LAYOUT.buckets()).map(|_| AtomicU32::new(0)).collect());
        if let Some(bucket) = buckets.get(LAYOUT.index(nanos)) {
            // ORDERING: a count that nobody orders anything by.
            if bucket.load(Ordering::Relaxed) < ENOUGH {
                bucket.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// Adds what was recorded since the last drain, and leaves it here.
    pub(crate) fn add_to(&self, histogram: &mut Histogram) {
        for (index, bucket) in self.0.get().into_iter().flatten().enumerate() {
            histogram.add(index, bucket.load(Ordering::Relaxed));
        }
    }

    /// Takes out what was recorded since the last time.
    pub(crate) fn drain(&self) -> Histogram {
        let mut drained = Histogram::new(LAYOUT);
        for (index, bucket) in self.0.get().into_iter().flatten().enumerate() {
            // Most buckets are empty, and a load leaves the line where it is.
            if bucket.load(Ordering::Relaxed) != 0 {
                drained.add(index, bucket.swap(0, Ordering::Relaxed));
            }
        }
        drained
    }
}

#[cfg(test)]
mod tests {
    use super::{ENOUGH, LAYOUT, LiveHistogram, Ordering};
    use flagkit_stats::histogram::Histogram;
    use std::thread;

    #[test]
    fn is_the_histogram_of_what_was_recorded() {
        let live = LiveHistogram::new();
        let mut expected = Histogram::new(LAYOUT);
        for nanos in [0, 1, 31, 32, 33, 1_000, 1_000, 123_456_789, 1 << 40, u64::MAX] {
            live.record(nanos);
            expected.record(nanos);
        }
        let mut read = Histogram::new(LAYOUT);
        live.add_to(&mut read);
        assert_eq!(read, expected);
        assert_eq!(live.drain(), expected);
        assert_eq!(live.drain().total(), 0);
    }

    #[test]
    fn allocates_at_the_first_duration_and_is_no_larger_than_it_says() {
        let live = LiveHistogram::new();
        assert_eq!(live.drain().total(), 0);
        assert!(live.0.get().is_none());
        live.record(7);
        let buckets = live.0.get().unwrap();
        assert!(size_of_val(&**buckets) + size_of::<LiveHistogram>() <= 2_400);
    }

    #[test]
    fn loses_nothing_between_two_drains() {
        let live = LiveHistogram::new();
        let drained = thread::scope(|scope| {
            let threads = [0, 1].map(|_| scope.spawn(|| (0..50_000).for_each(|n| live.record(n))));
            let mut drained = 0;
            while !threads.iter().all(|thread| thread.is_finished()) {
                drained += live.drain().total();
            }
            drained
        });
        assert_eq!(drained + live.drain().total(), 100_000);
    }

    #[test]
    fn a_full_bucket_stays_full() {
        let live = LiveHistogram::new();
        live.record(5);
        live.0.get().unwrap()[5].store(ENOUGH, Ordering::Relaxed);
        live.record(5);
        assert_eq!(live.drain().counts()[5], ENOUGH);
    }
}
