//! Guard E where the share is not known: a router outside decides, and only its result is seen.
//!
//! Tick by tick the observed share `r = nB / (nA + nB)` takes the place of rho. Given the sizes of the arms and the number of
//! events of a tick, the treatment's events are hypergeometric; sampling without replacement is dominated in convex order by the
//! binomial (Hoeffding 1963), so `E[psi^eB] <= (1 − r + r psi)^k` for psi >= 1 and the guarantee stays. It is cautious
//! when failures are frequent.
//!
//! Not valid for weights below 1, so there is no such thing for latency.

use crate::e_process::log_mean_exp;
use crate::guard::event::RELATIVE_RISKS;
use crate::share::log_penalty;
use crate::tally::Counts;

/// The evidence of ticks whose share is observed.
///
/// Unlike guard E it is a sum over ticks, and has to be kept between them.
///
/// ```
/// use flagkit_stats::{Counts, ObservedEvents};
///
/// let mut events = ObservedEvents::default();
/// events.tick(Counts { units: 480, adverse: 5 }, Counts { units: 20, adverse: 1 });
/// events.tick(Counts { units: 470, adverse: 4 }, Counts { units: 30, adverse: 2 });
/// assert!(events.log_e() > 0.0);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ObservedEvents {
    /// The log e-value of each of [`RELATIVE_RISKS`]; what is to be kept across a restart.
    pub log_components: [f64; RELATIVE_RISKS.len()],
}

impl ObservedEvents {
    /// Adds what was counted since the last tick.
    ///
    /// Events beyond the units are left out, since a torn read must not look like a failure in an arm that nobody saw.
    pub fn tick(&mut self, control: Counts, treatment: Counts) {
        let units = control.units as f64 + treatment.units as f64;
        if units == 0.0 {
            return;
        }
        let share = treatment.units as f64 / units;
        let treated = treatment.adverse.min(treatment.units) as f64;
        let both = treated + control.adverse.min(control.units) as f64;
        for (component, psi) in self.log_components.iter_mut().zip(RELATIVE_RISKS) {
            *component += treated * psi.ln() - both * log_penalty(share, psi);
        }
    }

    /// The log e-value of all ticks; [`Alpha::threshold`](crate::Alpha::threshold) is what it has to reach.
    pub fn log_e(&self) -> f64 {
        log_mean_exp(&self.log_components)
    }
}
