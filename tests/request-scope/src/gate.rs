//! Where a request waits for the test, and the test for the request: no sleep decides an order.

use std::sync::Mutex;
use tokio::sync::Semaphore;

/// A door that opens once for each time it is told, and says who stands before it.
#[derive(Debug)]
pub struct Gate {
    arrived: Semaphore,
    open: Semaphore,
    heard: Mutex<Vec<String>>,
}

impl Gate {
    pub(crate) fn new() -> Self {
        let (arrived, open) = (Semaphore::new(0), Semaphore::new(0));
        Self { arrived, open, heard: Mutex::default() }
    }

    /// The request waits here.
    pub(crate) async fn pass(&self) {
        self.arrived.add_permits(1);
        self.open.acquire().await.expect("the gate is never closed for good").forget();
    }

    /// The test waits until a request stands here.
    pub async fn arrived(&self) {
        self.arrived.acquire().await.expect("the gate is never closed for good").forget();
    }

    /// The test lets one request through.
    pub fn open(&self) {
        self.open.add_permits(1);
    }

    /// What a request says that nobody will answer.
    pub(crate) fn say(&self, line: String) {
        self.heard.lock().expect("nobody panics with it").push(line);
        self.arrived.add_permits(1);
    }

    /// What was said so far.
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().expect("nobody panics with it").clone()
    }
}
