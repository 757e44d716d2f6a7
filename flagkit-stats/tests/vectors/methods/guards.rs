//! Guards E and L.

use flagkit_stats::{
    Alpha, Counts, EventGuard, LatencyGuard, ObservedEvents, RELATIVE_RISKS, Share, Tally,
    event_log_e, expected_detection, failures_to_roll_back,
};
use serde_json::{Value, json};

use super::told;
use crate::inputs::Inputs;

/// The stages of a vector. It tells the treatment's events of all stages together, which is all that the evidence needs:
/// they are put where they fit.
pub(crate) fn tallies(inputs: Inputs<'_>) -> Result<Vec<Tally>, String> {
    let mut left = inputs.count("dB")?;
    let mut tallies = Vec::new();
    for stage in inputs.list("stages")? {
        let stage = Inputs::new(stage);
        let (share, both) = (stage.number("rho")?, stage.count("d")?);
        let treated = left.min(both);
        left -= treated;
        let counts = |adverse| Counts { units: 0, adverse };
        let share = Share::new(share).map_err(told)?;
        tallies.push(Tally { share, control: counts(both - treated), treatment: counts(treated) });
    }
    if left == 0 { Ok(tallies) } else { Err("there are more events in B than events".to_owned()) }
}

pub(crate) fn guard_e(inputs: Inputs<'_>) -> Result<Value, String> {
    if let Ok(grid) = inputs.numbers("psi")
        && grid != RELATIVE_RISKS
    {
        return Err(format!("the grid is {grid:?}, not the one of the crate"));
    }
    // Without the minimum of events, which is a margin and no part of the formula.
    let mut guard = EventGuard::default().with_min_events(0);
    let verdict = guard.judge(&tallies(inputs)?);
    Ok(json!({
        "log_m": verdict.evidence().log_e,
        "p_value": verdict.evidence().p_value(),
        "rollback_at_0_01": verdict.is_roll_back(),
    }))
}

pub(crate) fn sequence(inputs: Inputs<'_>) -> Result<Value, String> {
    let share = Share::new(inputs.number("rho")?).map_err(told)?;
    let alpha = Alpha::new(inputs.number("alpha")?).map_err(told)?;
    let mut tally = Tally { share, control: Counts::default(), treatment: Counts::default() };
    let mut path = Vec::new();
    let mut crossing = None;
    let mut guard = EventGuard::new(alpha).with_min_events(0);
    for (i, treated) in inputs.counts("events_in_B")?.into_iter().enumerate() {
        let arm = if treated == 1 { &mut tally.treatment } else { &mut tally.control };
        arm.adverse += 1;
        path.push(event_log_e(&[tally]));
        if guard.judge(&[tally]).is_roll_back() {
            crossing = crossing.or(Some(i + 1));
        }
    }
    Ok(json!({ "log_m": path, "first_crossing_event": crossing }))
}

pub(crate) fn observed_share(inputs: Inputs<'_>) -> Result<Value, String> {
    let mut events = ObservedEvents::default();
    for tick in inputs.list("ticks")? {
        let tick = Inputs::new(tick);
        let control = Counts { units: tick.count("nA")?, adverse: tick.count("eA")? };
        events.tick(control, Counts { units: tick.count("nB")?, adverse: tick.count("eB")? });
    }
    Ok(json!({ "log_m": events.log_e() }))
}

pub(crate) fn fast_path(inputs: Inputs<'_>) -> Result<Value, String> {
    let share = Share::new(inputs.number("rho")?).map_err(told)?;
    let failures = |alpha: f64| Alpha::new(alpha).map(|alpha| failures_to_roll_back(share, alpha));
    Ok(json!({ "errors_to_rollback": {
        "0.05": failures(0.05).map_err(told)?,
        "0.01": failures(0.01).map_err(told)?,
        "0.001": failures(0.001).map_err(told)?,
    } }))
}

pub(crate) fn planning(inputs: Inputs<'_>) -> Result<Value, String> {
    let share = Share::new(inputs.number("rho")?).map_err(told)?;
    let alpha = Alpha::new(inputs.number("alpha")?).map_err(told)?;
    let expected = expected_detection(inputs.number("pA")?, inputs.number("pB")?, share, alpha);
    let expected = expected.map_err(told)?.ok_or("the evidence does not grow")?;
    Ok(json!({ "adverse_events": expected.events, "calls": expected.units }))
}

pub(crate) fn guard_l(inputs: Inputs<'_>) -> Result<Value, String> {
    let buckets = |name| -> Result<Vec<u32>, String> {
        let counts = inputs.counts(name)?;
        counts.into_iter().map(|count| u32::try_from(count).map_err(told)).collect()
    };
    let history = buckets("control_history")?;
    let mut guard = LatencyGuard::new(Alpha::DEFAULT, &history).map_err(told)?;
    let rows: Vec<[f64; 10]> = guard.log_weights().collect();
    let share = Share::new(inputs.number("rho")?).map_err(told)?;
    guard.tick(share, &buckets("dA")?, &buckets("dB")?).map_err(told)?;
    let kinds = ["shift", "shift", "shift", "shift", "shift", "p90", "p90", "p99", "p99", "p99"];
    let parameters = [0.1, 0.2, 0.4, 0.8, 1.6, 1.5, 3.0, 2.0, 5.0, 20.0];
    let alternatives: Vec<Value> = (0..10)
        .map(|k| {
            let log_weights: Vec<f64> = rows.iter().map(|row| row[k]).collect();
            json!({
                "kind": kinds[k],
                "param": parameters[k],
                "ln_w": log_weights,
                "log_e": guard.state().log_components[k],
            })
        })
        .collect();
    Ok(json!({ "alternatives": alternatives, "log_m": guard.log_e() }))
}
