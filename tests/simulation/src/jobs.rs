//! Which tests are run, on which threads, and what the specification says to each.
//!
//! A flag's tests come one after the other, since a flag is one in a process; those of different flags at the same time.
//! Law: the seed of a row is its own, so no row depends on another, nor on the threads.

use crate::rollout::{Rollout, listed, share_5, share_25, share_50};
use crate::table::Table;
use crate::traffic::{self, CALLS, Traffic};
use std::thread;

/// The guards' alpha.
const ALPHA: f64 = 0.01;

/// Rows of tables.
pub(crate) struct Jobs(Vec<Job>);

struct Job {
    title: &'static str,
    row: String,
    seed: u64,
    rollout: Rollout,
    runs: usize,
    work: Work,
}

#[derive(Clone, Copy)]
enum Work {
    NoHarm { traffic: Traffic, calls: u64, specified: &'static str },
    Harm { old: f64, new: f64, specified: u64 },
}

enum Found {
    Stopped(usize),
    After(Vec<u64>),
}

const NO_HARM: &str = "no harm: false rollbacks within 100000 calls, each of a new key";
const INCIDENT: &str = "no harm, an incident in both arms: 0.2 %, then 20 % for 10000 calls";
const STICKY: &str =
    "no harm, 3000 sticky keys of log-normal volumes, 3 % of which fail 30 % of their calls";
const LISTED: &str = "no harm, one call in ten of a listed developer, who fails 30 times as often";
const EVERY_KEY: &str = "no harm, 200000 failing keys";
const HARM: &str = "harm: calls until it is stopped";

/// Everything that the specification has figures of.
pub(crate) fn whole(runs: usize) -> Jobs {
    let (five, quarter, half) = (share_5::ROLLOUT, share_25::ROLLOUT, share_50::ROLLOUT);
    let mut jobs = Jobs(Vec::new());
    let rows = [
        (0.01, five, "0.50 %"),
        (0.01, quarter, "0.55 %"),
        (0.01, half, "0.45 %"),
        (0.20, five, "0.75 %"),
        (0.20, quarter, "-"),
        (0.20, half, "0.70 %"),
    ];
    for (rate, rollout, specified) in rows {
        jobs.no_harm(
            NO_HARM,
            &format!("rate {rate}"),
            rollout,
            runs,
            Traffic::Even(rate),
            CALLS,
            specified,
        );
    }
    for rollout in [five, half] {
        jobs.no_harm(INCIDENT, "rate 0.002", rollout, runs, Traffic::Incident, CALLS, "0.4-1.0 %");
    }
    jobs.no_harm(STICKY, "by key", five, runs, Traffic::Sticky, CALLS, "0.2 %");
    jobs.no_harm(
        LISTED,
        "the others 0.01",
        listed::ROLLOUT,
        runs,
        Traffic::Listed,
        CALLS,
        "<= 1 %",
    );
    for rollout in [five, half] {
        let few = runs.div_ceil(4);
        jobs.no_harm(EVERY_KEY, "", rollout, few, Traffic::EveryKeyFails, 2 * CALLS, "<= 1 %");
    }
    let rows = [
        (0.01, 0.02, five, 30_130),
        (0.01, 0.02, quarter, 8_086),
        (0.01, 0.02, half, 6_430),
        (0.01, 0.05, five, 2_953),
        (0.01, 0.05, quarter, 855),
        (0.01, 0.05, half, 689),
        (0.001, 0.01, five, 9_230),
        (0.001, 0.01, quarter, 2_750),
        (0.001, 0.01, half, 2_351),
        (0.01, 1.0, five, 54),
    ];
    for (old, new, rollout, specified) in rows {
        jobs.harm(old, new, rollout, runs, specified);
    }
    jobs
}

/// A little of each, for a test that is over in seconds.
#[cfg(test)]
pub(crate) fn glance() -> Jobs {
    let (five, half) = (share_5::ROLLOUT, share_50::ROLLOUT);
    let mut jobs = Jobs(Vec::new());
    jobs.no_harm(NO_HARM, "rate 0.05", half, 20, Traffic::Even(0.05), 2_000, "<= 1 %");
    jobs.no_harm(STICKY, "by key", five, 10, Traffic::Sticky, 4_000, "<= 1 %");
    jobs.no_harm(LISTED, "the others 0.01", listed::ROLLOUT, 10, Traffic::Listed, 4_000, "<= 1 %");
    jobs.harm(0.01, 0.05, half, 300, 689);
    jobs.harm(0.01, 1.0, five, 400, 54);
    jobs
}

impl Jobs {
    #[expect(clippy::too_many_arguments, reason = "a row of a table has that many columns")]
    fn no_harm(
        &mut self,
        title: &'static str,
        what: &str,
        rollout: Rollout,
        runs: usize,
        traffic: Traffic,
        calls: u64,
        specified: &'static str,
    ) {
        let separator = if what.is_empty() { "" } else { ", " };
        let row = format!("{what}{separator}share {}", rollout.share);
        let work = Work::NoHarm { traffic, calls, specified };
        self.push(title, row, rollout, runs, work);
    }

    fn harm(&mut self, old: f64, new: f64, rollout: Rollout, runs: usize, specified: u64) {
        let row = format!("{old} to {new}, share {}", rollout.share);
        self.push(HARM, row, rollout, runs, Work::Harm { old, new, specified });
    }

    fn push(
        &mut self,
        title: &'static str,
        row: String,
        rollout: Rollout,
        runs: usize,
        work: Work,
    ) {
        let seed = 1_000 + self.0.len() as u64;
        self.0.push(Job { title, row, seed, rollout, runs, work });
    }

    /// The tables in whose title a text is.
    pub(crate) fn only(mut self, title: &str) -> Self {
        self.0.retain(|job| job.title.contains(title));
        self
    }

    /// Runs each flag's rows on a thread, then prints all rows in their order.
    pub(crate) fn run(self, table: &mut Table) {
        let mut keys: Vec<&str> = self.0.iter().map(|job| job.rollout.key).collect();
        keys.sort_unstable();
        keys.dedup();
        let of_flag = |key: &str| -> Vec<(usize, Found)> {
            let own = self.0.iter().enumerate().filter(|(_, job)| job.rollout.key == key);
            own.map(|(place, job)| (place, job.find())).collect()
        };
        let mut found: Vec<(usize, Found)> = thread::scope(|scope| {
            let of_flag = &of_flag;
            let threads: Vec<_> =
                keys.into_iter().map(|key| scope.spawn(move || of_flag(key))).collect();
            threads.into_iter().flat_map(|thread| thread.join().expect("no test panics")).collect()
        });
        found.sort_by_key(|&(place, _)| place);
        let mut title = "";
        for (job, (_, found)) in self.0.iter().zip(found) {
            if title != job.title {
                title = job.title;
                table.title(title);
            }
            job.print(table, found);
        }
    }
}

impl Job {
    fn find(&self) -> Found {
        match self.work {
            Work::NoHarm { traffic, calls, .. } => {
                Found::Stopped(traffic::stopped(self.rollout, traffic, self.runs, calls, self.seed))
            }
            Work::Harm { old, new, .. } => {
                Found::After(traffic::detected(self.rollout, old, new, self.runs, self.seed))
            }
        }
    }

    fn print(&self, table: &mut Table, found: Found) {
        match (found, self.work) {
            (Found::Stopped(stopped), Work::NoHarm { specified, .. }) => {
                table.rate(&self.row, stopped, self.runs, ALPHA, specified);
            }
            (Found::After(mut stops), Work::Harm { specified, .. }) => {
                table.median(&self.row, &mut stops, self.runs, specified, 1);
            }
            _ => table.title("a row was not run"),
        }
    }
}
