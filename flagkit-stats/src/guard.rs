//! The guards: is the new code worse than the old one, by what has been seen so far?
//!
//! Both keep the same promise, by the same argument. Whatever happens to a unit, the coin that chose its arm was thrown
//! before and independently; so while the new code does no harm, each event's arm is no more telling than the coin, and an
//! e-process that bets otherwise cannot be expected to grow. Each rejects falsely with probability at most alpha *ever*: at any
//! sample size, however often it is asked, whatever the rate of failures does over the day.
//!
//! - [`event`]: errors and panics. It needs two integers per epoch.
//! - [`latency`]: durations. It needs a histogram of the control's past.
//! - [`observed`]: errors where the share is not known but observed.
//! - [`planning`]: how many events and units it takes.

pub(crate) mod event;
pub(crate) mod latch;
pub(crate) mod latency;
pub(crate) mod observed;
pub(crate) mod planning;

mod alternatives;
