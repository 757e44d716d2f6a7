//! Two experiments in a shop: one that sells more, and one that makes no difference.
//!
//! The shop, its visitors and the verdicts in one command. Half of the visitors, by their key, get the new
//! recommendations, and half, drawn anew, the large photos. flagkit has measured both arms all the while.
#![expect(clippy::print_stdout, reason = "it is what this program is for")]

mod client;
mod load;
mod shop;

use client::Client;
use flagkit::MetricLift;
use std::error::Error;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;

flagkit::flags!("flags.json");

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::temp_dir().join(format!("ab-test-{}.jsonl", std::process::id()));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let outcome = runtime.block_on(experiments(&file));
    let _ = fs::remove_file(&file);
    outcome
}

async fn experiments(file: &Path) -> Result<(), Box<dyn Error>> {
    let _watch = flagkit::watch(concat!(env!("CARGO_MANIFEST_DIR"), "/flags.json"))?;
    let exposures = flagkit::exposure::to_file(file)?;
    let shop = shop::open().await?;

    // One may look as often as one likes: these intervals hold at each look.
    for visitors in [0..1_000, 1_000..5_000, 5_000..20_000] {
        let so_far = visitors.end;
        load::visit(shop, visitors).await?;
        println!("after {so_far} visitors");
        println!("  bought_together: {}", purchases("bought_together")?.verdict);
        println!("  large_photos:    {}\n", purchases("large_photos")?.verdict);
    }

    println!("flagkit::report()\n\n{}", flagkit::report());
    drop(exposures);
    println!("three of the exposures, for whoever analyses them elsewhere\n");
    for line in fs::read_to_string(file)?.lines().take(3) {
        println!("{line}");
    }
    println!("\nGET /metrics\n");
    print_metrics(shop).await?;
    check()
}

/// What one experiment says of the purchases.
fn purchases(flag: &str) -> Result<MetricLift, Box<dyn Error>> {
    let report = flagkit::report();
    let flag = report.flag(flag).ok_or("it is not measured")?;
    let metric = flag.metrics.iter().find(|metric| metric.name == "purchase");
    let lift = metric.and_then(|metric| metric.treatments.first());
    Ok(lift.ok_or("nobody bought anything")?.clone())
}

async fn print_metrics(shop: SocketAddr) -> Result<(), Box<dyn Error>> {
    let text = Client::new(shop).send("GET /metrics", "prometheus").await?;
    println!("# {} lines; these are some of them", text.lines().count());
    let some = ["flagkit_calls_total", "flagkit_failed_keys", "flagkit_guard_state"];
    let is_shown = |line: &&str| {
        some.iter().any(|name| line.starts_with(name)) && line.contains("bought_together")
    };
    for line in text.lines().filter(is_shown) {
        println!("{line}");
    }
    Ok(())
}

/// Holds the verdicts to the truth, which is in load.rs.
fn check() -> Result<(), Box<dyn Error>> {
    let (better, same) = (purchases("bought_together")?, purchases("large_photos")?);
    let is_found = |lift: &MetricLift| lift.conversion.is_some_and(|lift| lift.lower > 0.0);
    if !is_found(&better) {
        return Err("the better recommendations were not found to be better".into());
    }
    if same.value.is_none_or(|lift| lift.lower > 0.0 || lift.upper < 0.0) {
        return Err("the photos were found to make a difference, and make none".into());
    }
    Ok(())
}
