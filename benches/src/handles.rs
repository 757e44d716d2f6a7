//! The same 10 000 flags where the build knows all of them: a package is generated and built that has a handle
//! for each, so that a publish also makes a view and writes slots for every flag.

use crate::Figure;
use crate::load::{FLAGS, LIMIT, document};
use crate::scratch::Scratch;
use benches::report::{Budget, Report};
use benches::rounds::{median, quantile};
use std::time::Instant;

/// Loads two versions by turns and prints the milliseconds of each load.
const MAIN: &str = r#"
flagkit::flags!(pub "flags.json");

/// Milliseconds in the queue for a core; see `scheduler`.
fn queued() -> f64 {
    let account = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    account.split(' ').nth(1).and_then(|time| time.parse().ok()).unwrap_or(0.0) / 1e6
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, watched, first, second] = arguments.as_slice() else { return Err("three files".into()) };
    let _watch = flagkit::watch_by_tick(watched)?;
    println!("{}", flags::HALF.is_enabled());
    for round in 0..61 {
        std::fs::copy(if round % 2 == 0 { second } else { first }, watched)?;
        let waited = queued();
        let begun = std::time::Instant::now();
        flagkit::reload();
        let taken = begun.elapsed().as_secs_f64() * 1e3;
        println!("{}", taken - (queued() - waited));
    }
    let health = flagkit::health();
    if !health.is_healthy() || health.generation < 60 { return Err(health.to_string().into()) }
    Ok(())
}
"#;

pub(crate) fn figure() -> Figure {
    let scratch = Scratch::new("handles")?;
    let first = document::text(FLAGS, 0);
    scratch.package("many", MAIN, &first)?;
    let first = scratch.write("first.json", &first)?;
    let second = scratch.write("second.json", &document::text(FLAGS, 1))?;
    let watched = scratch.write("watched.json", "{}")?;
    let begun = Instant::now();
    if !scratch.cargo("many", "build").arg("--release").status()?.success() {
        return Err("the generated package does not build".into());
    }
    let built = begun.elapsed().as_secs_f64();
    let output = std::process::Command::new(scratch.path().join("target/release/many"))
        .args([watched, first, second])
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    let printed = String::from_utf8_lossy(&output.stdout);
    // The first load also registers the table.
    let times: Vec<f64> = printed.lines().filter_map(|line| line.parse().ok()).skip(1).collect();
    let mut report = Report::new("10 000 flags, a handle for each", &["ms", "to budget"]);
    let all = median(times.clone());
    for (name, value, judged) in [
        ("file to new generation, median", all, true),
        ("95 of 100 below", quantile(times, 0.95), false),
    ] {
        let cells = [format!("{value:.2}"), format!("{:.2}", value / LIMIT)];
        report.row(name, cells, judged.then(|| Budget::at_most(value, LIMIT, " ms")));
    }
    report.note(format!("the package with its dependencies took {built:.0} s to build in release"));
    Ok(vec![report])
}
