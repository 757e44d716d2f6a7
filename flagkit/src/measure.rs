//! What both arms do, counted while a flag asks: who is called, who fails, who hangs, how long it takes.
//!
//! It decides nothing; guards and reports read [`figures`].
//! Law: the calls of a flag that is constant never come here, and a counted call waits for nobody.

#[cfg(not(loom))]
#[cfg_attr(not(test), expect(dead_code, reason = "the run time does not call it yet"))]
pub(crate) mod cells;
#[cfg(not(loom))]
#[allow(dead_code, reason = "nobody reads it yet")]
pub(crate) mod figures;
#[cfg_attr(not(test), expect(dead_code, reason = "the run time does not call it yet"))]
pub(crate) mod in_flight;
#[cfg_attr(not(test), expect(dead_code, reason = "the run time does not call it yet"))]
pub(crate) mod key_set;
#[cfg(not(loom))]
#[cfg_attr(not(test), expect(dead_code, reason = "the run time does not call it yet"))]
pub(crate) mod latency;
#[cfg(not(loom))]
pub(crate) mod seen;
