//! What is measured of a flag, who counts, and how to read what it says.
//!
//! # What is measured
//!
//! A call is measured where a function with [`#[feature_flag]`](macro@crate::feature_flag) is called while its flag is not the same
//! for everyone. A flag that is the same for everyone is one load of a byte, and nothing of it is counted; nor is anything
//! of [`is_enabled`](crate::Flag::is_enabled) and [`variant`](crate::Flag::variant), since nobody sees what becomes of their
//! answer.
//!
//! Of each call its arm is counted, whether it failed, panicked or, if it is a future, was dropped before it was done; and of
//! a sample of the keys the duration of their first call, by function. A call that hangs counts before it ends.
//!
//! # What is a failure
//!
//! The first of these that there is:
//!
//! 1. `adverse = PATH` in the attribute: a function that says of each result whether it is a failure;
//! 2. [`Outcome`](crate::Outcome), which a type may have: with the feature `http`, a response with a status of 500 or more fails;
//! 3. `Err`, where the function returns a `Result`;
//! 4. else nothing.
//!
//! A panic always is. A cancelled future never is. A call that the old code rescued (`on_panic`, `on_error`) is a failure of
//! the new code, and no call of the old.
//!
//! # Who counts
//!
//! - **Only who was drawn is compared**: by a percentage, by weights, by a coin inside a segment. Developers on a list
//!   are no sample of anybody, so their calls are counted apart (*placed*), as are those of a rule, a segment, an override
//!   or a rollback. For them only the absolute guard is on: panics stop the arm all the same,
//!   unless the old code has panicked for drawn keys as well, since then those are compared.
//! - **The unit is the key.** A user who meets a broken page a hundred times is one unhappy user; his first failure
//!   counts, and no other. With fewer than 20 different keys nothing is compared.
//! - **Within one set of shares.** When 5 % becomes 25 %, both arms have other traffic than before; so keys that were drawn
//!   with one set of shares are compared with each other, and all of these comparisons make one verdict.
//!   Calls and durations are shown over all of them.
//! - **In this process.** A library and a program that declare the same key each in a `flags!` of its own are guarded apart.
//!   A verdict is that of one process; `"replicas"` in the flag's `guard` tells how many there are.
//!
//! # The report
//!
//! [`report()`](crate::report()) prints as a table, and has everything in it as fields (with the feature `serde`, as JSON).
//! For a flag that is open to 5 %:
//!
//! ```text
#![doc = include_str!("../report/tests/table.txt")]
//! ```
//!
//! - The first line is the verdict. *No harm found* is not *safe*: it says that nothing speaks against the new code, and
//!   the interval below says how much could still be missed. Less than twenty keys in an arm are *too early to tell*.
//!   A guard's verdict stands above everything else: `stopped at 5 %: errors 4.1 % against 0.89 %, after 148 keys`.
//! - *Fails 0.84 times as often* is the relative risk, with a confidence sequence: an interval that holds at any time, however
//!   often one looks. 1 is as often. An effect that was estimated when a test was stopped because of it is larger than the
//!   truth, on average; the report says so beside it.
//! - Durations are quantiles, within 3 %, of a sample. Their intervals hold at any time too, but by an approximation for many
//!   samples; guards do not rest on it.
//! - *Shares as intended* asks whether the arms have the number of keys that they should. If not, keys are lost or
//!   change on the way, and no comparison of them holds.
//! - With several treatments each is compared with the old code. Intervals are wider accordingly (of level 1 − 0.05/n), and
//!   p-values are Holm's.
//!
//! Nothing in a report decides anything. What stops code is its guard, on mathematics that needs no approximation.
//!
//! # Business metrics
//!
//! [`track("purchase", 29.90)`](crate::track()) ties an event to the arms that were drawn in the scope around it:
//!
//! ```
//! # flagkit::flags!("flags.json");
//! use flagkit::{EvaluationContext, feature_flag, scope, track};
//!
//! #[feature_flag("half", fallback = old_page)]
//! fn page() -> &'static str { "one page" }
//! fn old_page() -> &'static str { "three pages" }
//!
//! # fn main() {
//! for number in 0..2_000 {
//!     let user = EvaluationContext::new(format!("user-{number}"));
//!     scope(&user, || {
//!         let patience = if page() == "one page" { 2 } else { 3 };
//!         if number % patience == 0 {
//!             track("purchase", 29.90);
//!         }
//!     });
//! }
//! let report = flagkit::report();
//! let purchase = &report.flag("half").unwrap().metrics[0].treatments[0];
//! assert!(purchase.verdict.starts_with("purchase per key: +"), "{}", purchase.verdict);
//! assert!(purchase.verdict.ends_with("chance to win 99.9 %; more"), "{}", purchase.verdict);
//! # }
//! ```
//!
//! The verdict is that of the mean per key where events have values, else of the share of keys that did it. *Chance to win* is
//! Bayesian (a normal prior of 30 % for means, a flat one for shares) and says how likely *more* is; where less is better,
//! read 100 % minus it. The interval beside it holds at any time; the chance is that of one look, so *not proven* may
//! stand beside a high one. An event in another request than the draw, an hour later, is tied only if that request draws too:
//! call a function of the flag in it, which gives the same key the same arm.
//!
//! Keys are counted from the first event of the process on; [`track`](crate::track()) says what is remembered, and in how much
//! memory.
//!
//! # Elsewhere
//!
//! - [`export::prometheus`](crate::export::prometheus()) writes the figures for Prometheus, and with the feature `metrics`
//!   `flagkit::export::metrics()` hands them to whichever recorder the program has.
//! - [`exposure`](crate::exposure) writes who was given which arm, once each, with OpenTelemetry's names: to a file of
//!   JSON lines for a warehouse, to any writer, or with the feature `tracing` as events.
//! - [`guards()`](crate::guards()) has what each guard says now, and [`on_verdict`](crate::on_verdict()) tells of it at once.
//!
//! # What it cannot see
//!
//! - With `panic = "abort"` there is no process left that could count a panic.
//! - A bare generic return type that happens to be a `Result` is none for `#[feature_flag]`; say `adverse = Result::is_err`.
//! - A future that is returned under another name than `impl Future` or `Pin<Box<dyn Future>>` (an alias, `Result<impl Future, E>`):
//!   its calls are counted, and not how they end. Write an `async fn`.
//! - A key's second failure. After an incident that made most keys fail once, in both arms, nearly nobody is left whose first
//!   failure could tell; [`rearm`](crate::rearm()) begins a fresh test, in which they count again.
//! - A change that comes late is found late: what it does has to outweigh all that was well before. A fresh test sees it sooner.
//! - An iterator that is returned and fails while it is used later was a success.
//! - Harm that is done elsewhere: a queue that the new code fills, a cache that it empties for both arms, a column that it
//!   leaves empty. Both arms look alike then. Track what matters.
//! - A test with a share of less than 5 % or more than 95 % sees only disasters in reasonable time.
