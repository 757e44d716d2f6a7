//! Non-inferiority, and the relative risk.

use flagkit_stats::{Alpha, NonInferiority, RelativeRisk, Share};
use serde_json::{Value, json};

use super::guards::tallies;
use super::told;
use crate::compare::figure;
use crate::inputs::Inputs;

pub(crate) fn non_inferiority(inputs: Inputs<'_>) -> Result<Value, String> {
    let alpha = Alpha::new(0.05).map_err(told)?;
    let test = NonInferiority::new(inputs.number("psi_tol")?, alpha).map_err(told)?;
    let tallies = tallies(inputs)?;
    Ok(json!({ "log_m": test.log_e(&tallies), "safe_at_0_05": test.is_safe(&tallies) }))
}

pub(crate) fn planning(inputs: Inputs<'_>) -> Result<Value, String> {
    let alpha = Alpha::new(inputs.number("beta")?).map_err(told)?;
    let test = NonInferiority::new(inputs.number("psi_tol")?, alpha).map_err(told)?;
    let share = Share::new(inputs.number("rho")?).map_err(told)?;
    Ok(json!({ "adverse_events": test.expected_events(share) }))
}

pub(crate) fn relative_risk(inputs: Inputs<'_>) -> Result<Value, String> {
    let alpha = Alpha::new(inputs.number("alpha")?).map_err(told)?;
    let risk = RelativeRisk::of(&tallies(inputs)?, alpha).ok_or("there is no event")?;
    Ok(json!({
        "psi_hat": figure(risk.estimate), "lower": figure(risk.lower), "upper": figure(risk.upper),
    }))
}
