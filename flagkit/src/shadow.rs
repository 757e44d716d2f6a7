//! Shadowing: a call that the old code answers also runs the new code, later and aside, to see what it would have said.
//!
//! Who is shadowed, flags.json says (a shadow stage) and `flagkit-core` decides; what a guard makes of real calls is not
//! here. `crew` has the threads and the queue, `trial` runs one pair, `ledger` counts, `figures` is what is read of it.
//! Law: nothing of a shadow reaches the caller: neither its result nor its failure, and of its time only the cloning of
//! the arguments.
//!
//! A function takes part when its author says that both of its arms may run twice and at any time:
//!
//! ```
//! # flagkit::flags!("flags.json");
//! use flagkit::feature_flag;
//!
//! #[feature_flag("new_search", fallback = old_search, shadow = pure)]
//! fn search(words: &[String]) -> Vec<u32> {
//!     words.iter().map(|word| word.len() as u32).collect()
//! }
//!
//! fn old_search(words: &[String]) -> Vec<u32> {
//!     words.iter().map(|word| word.chars().count() as u32).collect()
//! }
//! # fn main() { search(&[]); }
//! ```
//!
//! Of a flag that stands at `{"shadow": "1%"}`, a call that is drawn clones its arguments, leaves them in a queue and
//! goes on to the old code. A thread called `flagkit-shadow` takes them, runs both arms in random order and compares.
//! So the old code runs twice for such a call: the two durations are then taken side by side, and what differs is not
//! what has changed since the caller was answered.
//!
//! # What a shadow can do, and what becomes of it
//!
//! - It panics, or returns an `Err`: counted. A panic still prints what the program's panic hook prints.
//! - It is slow: the queue is short ([`Limits`]), and a call that finds it full is not shadowed, and counted.
//! - It hangs: after [`Limits::patience`] it counts as failed. A future is dropped; a function keeps its thread, and
//!   another thread takes over. While four threads hang, nothing is shadowed.
//! - It ends the process (`exit`, a stack that overflows, memory that runs out, a build with `panic = "abort"`): then
//!   the process ends. In a build with `panic = "abort"` there are no shadows, and rustc says so.
//!
//! # Futures
//!
//! The future of an `async fn` is driven on the shadow's thread, by an executor that can do nothing but poll. One that
//! needs its runtime, for a timer or a socket, is driven by it: see [`run_futures_with`].
//!
//! # What is kept
//!
//! Counts, always. What two different results look like is kept where the program asks for it ([`keep_samples`],
//! [`redact_with`]), since results may hold what must not lie around.

pub(crate) mod argument;
mod crew;
mod figures;
mod future;
mod judge;
pub(crate) mod ledger;
pub(crate) mod result;
mod sample;
pub(crate) mod trial;

pub use crew::{Limits, set_limits, settle};
pub use figures::{Judged, ShadowFigures, ShadowedFunction, figures};
pub use future::run_futures_with;
pub use sample::{Sample, keep_samples, redact_with};

pub(crate) use ledger::lacking;
pub(crate) use trial::{is_trial, reach};
