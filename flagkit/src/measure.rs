//! What both arms do, counted while a flag asks: who is called, who fails, who hangs, how long it takes.
//!
//! It decides nothing; guards and reports read [`figures`].
//! Law: the calls of a flag that is constant never come here, and a counted call waits for nobody.

#[cfg(not(loom))]
pub(crate) mod call;
#[cfg(not(loom))]
pub(crate) mod carry;
#[cfg(not(loom))]
pub(crate) mod cells;
#[cfg(not(loom))]
pub(crate) mod count;
#[cfg(not(loom))]
pub(crate) mod experiment;
#[cfg(not(loom))]
pub(crate) mod figures;
pub(crate) mod in_flight;
pub(crate) mod key_set;
#[cfg(not(loom))]
pub(crate) mod latency;
#[cfg(not(loom))]
pub(crate) mod outcome;
#[cfg(not(loom))]
pub(crate) mod seen;
#[cfg(not(loom))]
pub(crate) mod unit;
