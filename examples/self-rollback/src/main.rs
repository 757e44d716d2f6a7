//! A bad release that takes itself back, and the good one after it.
//!
//! A shop, its customers and its flags.json in one command. The new checkout fails for three customers of ten; with
//! `--panics` it panics instead. Nobody watches: flagkit compares both arms, and stops the new one when a handful of
//! customers have seen it fail. Then a person fixes it, and it goes out to everyone.
#![expect(clippy::print_stdout, reason = "it is what this program is for")]

mod client;
mod document;
mod load;
mod shop;
mod timeline;

use document::Document;
use load::Load;
use shop::{Bug, Shop};
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;
use timeline::Timeline;
use tokio::sync::watch;
use tokio::time::timeout;

flagkit::flags!("flags.json");

/// What this example promises: fewer calls of a bad release fail than this.
const FEW: u64 = 20;

/// Longer than this no guard needs, on whichever machine.
const PATIENCE: Duration = Duration::from_secs(60);

fn main() -> Result<(), Box<dyn Error>> {
    let bug = match std::env::args().nth(1).as_deref() {
        None => Bug::Fails,
        Some("--panics") => Bug::Panics,
        Some(other) => {
            return Err(format!("unknown argument `{other}`; it is `--panics` or none").into());
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut day = Day::begin(bug).await?;
        day.bad_release().await?;
        println!("\n    the next morning\n");
        day.good_release().await
    })
}

struct Day {
    document: Document,
    shop: Arc<Shop>,
    load: Arc<Load>,
    time: Arc<Timeline>,
    /// How often a guard has stopped the release.
    stops: watch::Receiver<u32>,
}

impl Day {
    async fn begin(bug: Bug) -> Result<Self, Box<dyn Error>> {
        let document = Document::watch()?;
        let (shop, address) = Shop::open(bug).await?;
        let load = Load::start(address);
        let time = Arc::new(Timeline::begin(Arc::clone(&load)));
        let (stop, stops) = watch::channel(0);
        let told = Arc::clone(&time);
        // The log has each verdict, too; this is where a pager would be called.
        flagkit::on_verdict(move |verdict| {
            told.tell(format_args!("flagkit: {verdict}"));
            stop.send_modify(|stops| *stops += u32::from(verdict.is_stop()));
        });
        Ok(Self { document, shop, load, time, stops })
    }

    async fn bad_release(&mut self) -> Result<(), Box<dyn Error>> {
        let Self { document, load, time, stops, .. } = self;
        time.tell("flags.json: \"stage\": \"off\"; the new checkout is deployed, and not released");
        load.more(400).await;
        time.tell_seen().await;

        document.set_stage("developers").await?;
        time.tell("flags.json: \"stage\": \"developers\"; none of them has an apartment number");
        load.more(600).await;
        time.tell_seen().await;

        document.set_stage("5%").await?;
        time.tell("flags.json: \"stage\": \"5%\"; and whoever wrote that goes home");
        let stopped = timeout(PATIENCE, stops.wait_for(|stops| *stops == 1)).await;
        stopped.map_err(|_| "no guard has stopped the release")??;
        time.tell_seen().await;
        let failed = load.seen().await.new_failed;
        load.more(1_500).await;
        let after = time.tell_seen().await;
        time.tell("flags.json still says \"5%\"; all users have the old code, and errors are where they were");

        println!("\n{}", flagkit::report());
        if failed >= FEW {
            return Err(format!("{failed} calls of the new code failed; a few are < {FEW}").into());
        }
        if after.new > 0 || after.rate() > 0.02 {
            return Err(format!("the users still see the bad release: {after}").into());
        }
        println!("stopped by itself, after {failed} failed calls of the new code");
        Ok(())
    }

    async fn good_release(&mut self) -> Result<(), Box<dyn Error>> {
        let Self { document, shop, load, time, stops } = self;
        shop.fix();
        if !flagkit::rearm("new_checkout") {
            return Err("nothing was stopped".into());
        }
        time.tell("a person deploys the fix, and calls `flagkit::rearm(\"new_checkout\")`");
        load.more(1_500).await;
        time.tell_seen().await;

        document.set_stage("25%").await?;
        time.tell("flags.json: \"stage\": \"25%\"");
        load.more(1_500).await;
        time.tell_seen().await;
        let report = flagkit::report();
        let flag = report.flag("new_checkout").ok_or("it is not measured")?;
        time.tell(format_args!("the report of test {} says: {}", flag.test, flag.verdict));

        document.set_stage("everyone").await?;
        time.tell("flags.json: \"stage\": \"everyone\"");
        // What had begun ends with the version of the file that it began with.
        let before = load.seen().await;
        load.more(800).await;
        time.tell_seen().await;
        let released = load.seen().await - before;
        if released.new < released.requests {
            return Err(format!("somebody still has the old checkout: {released}").into());
        }
        if *stops.borrow() > 1 {
            return Err("a release without a bug was stopped".into());
        }
        time.tell("released");
        Ok(())
    }
}
