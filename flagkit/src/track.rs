//! Business metrics, tied to the arms that the scope around the call has drawn.
//!
//! What a scope has drawn is `measure::seen`'s, who is remembered is `population`'s, and what it means is the report's.
//! Law: a metric is never an error and never silent: what cannot be tied to an arm is counted, and told once per version.

mod metrics;
mod population;

pub(crate) use metrics::Metric;
pub(crate) use population::{ArmSums, MetricSums, Sums, sums};

use crate::counted::Counted;
use crate::measure::seen::{self, Seen, Sighting};
use crate::news::News;
use crate::publisher;
use crate::scope;
use crate::shadow;
use crate::sync::{AtomicBool, Ordering};
use crate::table::Declaration;

/// Somebody has tracked something, so who is exposed to what is worth remembering.
static TRACKING: AtomicBool = AtomicBool::new(false);

/// Values outside of every scope, or in one that has drawn nothing.
static UNTIED: Counted = Counted::new();
/// Values that are no numbers.
static REFUSED: Counted = Counted::new();
/// Values of metrics for which there was no room.
static UNNAMED: Counted = Counted::new();

/// Counts a business event for the arms that the scope around this call has drawn: a purchase with its amount, a signup.
///
/// ```
/// # flagkit::flags!("flags.json");
/// use flagkit::{EvaluationContext, feature_flag, scope, track};
///
/// #[feature_flag("half", fallback = list_price)]
/// fn price() -> f64 { 19.0 }
/// fn list_price() -> f64 { 24.0 }
///
/// # fn main() {
/// for visitor in 0..100 {
///     let visitor = EvaluationContext::new(format!("user-{visitor}"));
///     scope(&visitor, || {
///         let price = price();
///         track("purchase", price);
///     });
/// }
/// # }
/// ```
///
/// [`report`](crate::report()) has the verdict of each metric: how many keys of each arm did it, what they brought,
/// the lift with its interval, and the chance that the new arm wins. For an event without an amount give 1.0.
///
/// # What is tied to what
///
/// - Only arms that were *drawn*, by a share of keys: what rules, segments and overrides give to somebody is no experiment.
///   The draw happens where a function with [`#[feature_flag]`](macro@crate::feature_flag) is called.
/// - The scope is the innermost one with a context: [`scope`](crate::scope()), a request of `flagkit-tower`, a future
///   [`in_flag_scope`](crate::InFlagScope::in_flag_scope). A task that inherits a scope knows what had been drawn when it
///   inherited; what it draws itself, its parent does not know. A scope remembers eight draws.
/// - The unit is the key. All events of one key are added up; so ten purchases of one customer are one conversion, and a
///   mean is one of keys.
/// - Outside of every scope, or where nothing was drawn, an event is counted in [`report`](crate::report()) and told in the
///   log, once per version of the document; so is a value that is infinite or not a number, and is not added.
///
/// # Memory
///
/// From the first event on, the keys that each flag was drawn for are remembered: up to 65 536 per flag and set of shares, in
/// about 2 MiB, and as much again for each metric that as many keys have. With more, half of the keys are looked at, then a
/// quarter, chosen by a hash: a smaller sample, and as fair a one. The last four sets of shares of a flag are kept, and
/// 64 metrics.
///
/// A scope's first draw of a flag waits for one of sixteen locks then, as an event does; they are held for a moment.
pub fn track(metric: &str, value: f64) {
    // What happens in a shadow happens to nobody.
    if shadow::is_trial() {
        return;
    }
    if !value.is_finite() {
        let what = "is infinite or not a number, and is not added";
        return lost(&REFUSED, metric, what);
    }
    // ORDERING: a hint to others, who look at it in each new scope.
    TRACKING.store(true, Ordering::Relaxed);
    let Some(metric) = Metric::of(metric) else {
        let what = "is one of more than 64 metrics, and is not counted; a metric is named by what happens, not by to \
            whom";
        return lost(&UNNAMED, metric, what);
    };
    let add = |seen: &Seen| {
        let mut tied = false;
        for sighting in seen.sightings() {
            population::add(sighting, metric, value);
            tied = true;
        }
        tied
    };
    if !scope::with_seen(add).unwrap_or(false) {
        let what = "is tied to no experiment, since no function of one was called for a drawn key in the scope around it; \
            put `flagkit::scope` around both";
        lost(&UNTIED, metric.name(), what);
    }
}

#[cold]
fn lost(count: &Counted, metric: &str, what: &str) {
    count.count();
    if count.is_news(publisher::epoch().generation()) {
        let mut news = News::default();
        let metric: String = metric.chars().take(64).collect();
        news.warning(format!(
            "the metric `{metric}` {what} (told once per version, `flagkit::report()` counts)"
        ));
        news.write_aside();
    }
}

/// Remembers who is exposed to what, once in each scope, if metrics are tracked.
pub(crate) fn exposed(sighting: Sighting) {
    // ORDERING: a hint; who comes a moment too early is met again in the next scope.
    if TRACKING.load(Ordering::Relaxed) {
        population::meet(sighting);
    }
}

/// Begins the metrics of a flag anew, with a new test of it.
pub(crate) fn begin_anew(flag: &'static Declaration) {
    population::forget(flag);
}

/// Events of [`track`] that no report has in its sums, since the process began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct LostEvents {
    /// Outside of every scope, or in one that has drawn nothing.
    pub untied: u64,
    /// Infinite, or not a number.
    pub refused: u64,
    /// Of one metric more than 64.
    pub unnamed: u64,
    /// Not events, but draws which found no place in their scope, so that no event is tied to them.
    pub overflowed: u64,
}

pub(crate) fn lost_events() -> LostEvents {
    LostEvents {
        untied: UNTIED.calls(),
        refused: REFUSED.calls(),
        unnamed: UNNAMED.calls(),
        overflowed: seen::overflowed(),
    }
}
