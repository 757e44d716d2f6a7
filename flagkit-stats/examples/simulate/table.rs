//! Figures beside those of the specification, and whether they agree.

use std::process::ExitCode;

/// What is printed line by line, and whether all of it was in order so far.
#[derive(Default)]
pub(crate) struct Table {
    amiss: usize,
}

impl Table {
    pub(crate) fn title(&self, title: &str) {
        println!("\n{title}");
    }

    /// False rollbacks, of which the guarantee allows `alpha`, and chance a little more at a confidence of 99.9 %.
    pub(crate) fn rate(
        &mut self,
        row: &str,
        stopped: usize,
        runs: usize,
        alpha: f64,
        specified: &str,
    ) {
        let allowed = binomial_bound(runs, alpha);
        let holds = stopped <= allowed;
        self.amiss += usize::from(!holds);
        let percent = 100.0 * stopped as f64 / runs as f64;
        println!(
            "  {row:<42} {stopped:>4} of {runs} ({percent:.2} %), specification {specified}, at most {allowed} {}",
            mark(holds)
        );
    }

    /// When a regression was found, against the specification's median, which itself was simulated.
    pub(crate) fn median(
        &mut self,
        row: &str,
        stops: &mut [u64],
        runs: usize,
        specified: u64,
        step: u64,
    ) {
        stops.sort_unstable();
        // Those that were not found come last.
        let at = |q: f64| stops.get((q * runs as f64) as usize).copied();
        let found = stops.len();
        let Some(median) = at(0.5) else {
            self.amiss += 1;
            println!("  {row:<42} found in {found} of {runs}, specification {specified} MISSED");
            return;
        };
        // A median of looks is no finer than the time between two looks.
        let holds = median.abs_diff(specified) as f64 <= (0.15 * specified as f64).max(step as f64);
        self.amiss += usize::from(!holds);
        let off = 100.0 * (median as f64 / specified as f64 - 1.0);
        let by_then = stops.partition_point(|&stop| stop <= specified) as f64 / runs as f64;
        let by_then = 100.0 * by_then;
        let tail = at(0.9).map_or_else(|| "-".to_owned(), |tail| tail.to_string());
        println!(
            "  {row:<42} median {median:>6}, specification {specified:>6} ({off:+.1} %, {by_then:.0} % by then), p90 {tail:>6} {}",
            mark(holds)
        );
    }

    pub(crate) fn verdict(&self) -> ExitCode {
        println!("\n{} rows are off", self.amiss);
        if self.amiss == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

fn mark(holds: bool) -> &'static str {
    if holds { "ok" } else { "OFF" }
}

/// The least k such that a binomial count exceeds it with a probability of at most 0.1 %.
fn binomial_bound(runs: usize, probability: f64) -> usize {
    let mut mass = (runs as f64 * (-probability).ln_1p()).exp();
    let mut below = mass;
    let mut k = 0;
    while below < 0.999 && k < runs {
        mass *= (runs - k) as f64 / (k + 1) as f64 * probability / (1.0 - probability);
        below += mass;
        k += 1;
    }
    k
}
