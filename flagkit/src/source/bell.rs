//! The wake-up between whoever hears of a change and the thread that looks.
//!
//! A ring carries no message: what changed is found by looking, so rings may be lost in each other but never as a whole.
//! Law: a ring that comes after [`Bell::silence`] is heard by the next [`Bell::wait`].

// Not from `crate::sync`: this is no part of the publishing protocol, and loom has no `const` constructors.
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Rings when a document may have changed.
#[derive(Debug)]
pub(crate) struct Bell {
    rung: Mutex<bool>,
    sound: Condvar,
}

impl Bell {
    pub(crate) const fn new() -> Self {
        Self { rung: Mutex::new(false), sound: Condvar::new() }
    }

    /// Wakes whoever waits, or the next one who will.
    pub(crate) fn ring(&self) {
        *self.rung() = true;
        self.sound.notify_one();
    }

    /// Waits for a ring and takes it; `false` when `timeout` passed without one.
    pub(crate) fn wait(&self, timeout: Duration) -> bool {
        // A timeout too long for the clock is no timeout.
        let deadline = Instant::now().checked_add(timeout);
        let mut rung = self.rung();
        while !*rung {
            let left = match deadline {
                Some(deadline) => deadline.saturating_duration_since(Instant::now()),
                None => timeout,
            };
            if left.is_zero() {
                return false;
            }
            let woken = self.sound.wait_timeout(rung, left);
            rung = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
        *rung = false;
        true
    }

    /// Takes the rings so far; the caller is about to look.
    pub(crate) fn silence(&self) {
        *self.rung() = false;
    }

    fn rung(&self) -> MutexGuard<'_, bool> {
        self.rung.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_before_the_wait_is_heard_once() {
        let bell = Bell::new();
        bell.ring();
        bell.ring();
        assert!(bell.wait(Duration::from_secs(60)));
        assert!(!bell.wait(Duration::ZERO));
    }

    #[test]
    fn a_ring_wakes_a_waiting_thread() {
        static BELL: Bell = Bell::new();
        let waiting = std::thread::spawn(|| BELL.wait(Duration::from_secs(60)));
        BELL.ring();
        assert!(waiting.join().unwrap());
    }

    #[test]
    fn silence_takes_what_was_rung() {
        let bell = Bell::new();
        bell.ring();
        bell.silence();
        assert!(!bell.wait(Duration::from_millis(1)));
    }
}
