//! The timeline: what happens, when, and what the customers saw between.

use crate::load::{Load, Seen};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

#[derive(Debug)]
pub(crate) struct Timeline {
    load: Arc<Load>,
    began: Instant,
    told: Mutex<Seen>,
}

impl Timeline {
    pub(crate) fn begin(load: Arc<Load>) -> Self {
        println!("   time");
        Self { load, began: Instant::now(), told: Mutex::default() }
    }

    pub(crate) fn tell(&self, what: impl fmt::Display) {
        println!("{:5.2} s  {what}", self.began.elapsed().as_secs_f64());
    }

    /// Tells what the customers saw since it was told last.
    pub(crate) async fn tell_seen(&self) -> Seen {
        let seen = self.load.seen().await;
        let told =
            std::mem::replace(&mut *self.told.lock().unwrap_or_else(PoisonError::into_inner), seen);
        let since = seen - told;
        self.tell(format_args!("    {since}  ({} requests so far)", seen.requests));
        since
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { requests, failed, new, new_failed } = *self;
        let (old, old_failed) = (requests - new, failed - new_failed);
        write!(f, "{:3.1} % of {requests:4} calls failed: ", 100.0 * self.rate())?;
        write!(f, "{old_failed:2} of {old:4} in the old code, {new_failed:2} of {new:3} in the new")
    }
}
