//! The customers: some hundred orders a second, and what became of them.
//!
//! The order of the n-th customer is always the same, so each run sees the same story, faster or slower.

use crate::client::Client;
use std::net::SocketAddr;
use std::ops::Sub;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;
use tokio::sync::RwLock;
use tokio::time::{MissedTickBehavior, interval};

const CLIENTS: u64 = 16;

/// How often each of them orders.
const PAUSE: Duration = Duration::from_millis(20);

/// How many customers there are.
const CUSTOMERS: u64 = 5_000;

const SCATTER: u64 = 0xd134_2543_de82_ef95;

/// What the customers have seen so far; flagkit counts for itself.
#[derive(Debug, Default)]
pub(crate) struct Load {
    /// Held for reading while a request is under way.
    under_way: RwLock<()>,
    ordered: AtomicU64,
    answered: AtomicU64,
    failed: AtomicU64,
    new: AtomicU64,
    new_failed: AtomicU64,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    pub(crate) requests: u64,
    pub(crate) failed: u64,
    /// Answers of the new checkout among them, failed or not.
    pub(crate) new: u64,
    pub(crate) new_failed: u64,
}

impl Load {
    /// Begins, for as long as the runtime lives.
    pub(crate) fn start(server: SocketAddr) -> Arc<Self> {
        let load = Arc::new(Self::default());
        for _ in 0..CLIENTS {
            tokio::spawn(Arc::clone(&load).order_for_ever(Client::new(server)));
        }
        load
    }

    async fn order_for_ever(self: Arc<Self>, mut client: Client) {
        let mut pause = interval(PAUSE);
        // A slow machine takes its time; it does not catch up in bursts.
        pause.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            pause.tick().await;
            let _under_way = self.under_way.read().await;
            let number = self.ordered.fetch_add(1, Relaxed);
            let answer = client.post(&format!("/checkout/{number}"), &customer(number)).await;
            let (is_ok, is_new) = match &answer {
                Ok(answer) => (answer.is_ok, answer.body.starts_with("one page")),
                // A handler that panics closes the connection, and only the new code panics.
                Err(_) => (false, true),
            };
            self.new.fetch_add(u64::from(is_new), Relaxed);
            self.failed.fetch_add(u64::from(!is_ok), Relaxed);
            self.new_failed.fetch_add(u64::from(is_new && !is_ok), Relaxed);
            self.answered.fetch_add(1, Relaxed);
        }
    }

    /// What was seen so far, while no request is under way: what had begun is over.
    pub(crate) async fn seen(&self) -> Seen {
        let _nobody = self.under_way.write().await;
        Seen {
            requests: self.answered.load(Relaxed),
            failed: self.failed.load(Relaxed),
            new: self.new.load(Relaxed),
            new_failed: self.new_failed.load(Relaxed),
        }
    }

    /// Waits for so many requests.
    pub(crate) async fn more(&self, requests: u64) {
        let enough = self.answered.load(Relaxed) + requests;
        while self.answered.load(Relaxed) < enough {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

/// Who orders: one of the many, and a developer now and then.
fn customer(number: u64) -> String {
    match number % 40 {
        0 => "minsu".to_owned(),
        20 => "jiwoo".to_owned(),
        // Scattered, and some come back: the upper half of a product with an odd number.
        _ => format!("customer-{}", (number.wrapping_mul(SCATTER) >> 32) % CUSTOMERS),
    }
}

impl Seen {
    /// Failed requests of all, from 0 to 1.
    pub(crate) fn rate(self) -> f64 {
        self.failed as f64 / self.requests.max(1) as f64
    }
}

impl Sub for Seen {
    type Output = Self;

    fn sub(self, before: Self) -> Self {
        Self {
            requests: self.requests - before.requests,
            failed: self.failed - before.failed,
            new: self.new - before.new,
            new_failed: self.new_failed - before.new_failed,
        }
    }
}
