//! Several metrics at once, and planning.

use flagkit_stats::Alpha;
use flagkit_stats::report::{
    Looks, Plan, adjusted_interval, benjamini_hochberg, detectable, holm, power,
};
use serde_json::{Value, json};

use super::told;
use crate::compare::figure;
use crate::inputs::Inputs;

pub(crate) fn holm_values(inputs: Inputs<'_>) -> Result<Value, String> {
    Ok(json!({ "adjusted": holm(&inputs.numbers("p")?).map_err(told)? }))
}

pub(crate) fn benjamini_hochberg_values(inputs: Inputs<'_>) -> Result<Value, String> {
    Ok(json!({ "adjusted": benjamini_hochberg(&inputs.numbers("p")?).map_err(told)? }))
}

pub(crate) fn adjusted(inputs: Inputs<'_>) -> Result<Value, String> {
    let alpha = Alpha::new(inputs.number("alpha")?).map_err(told)?;
    let interval = adjusted_interval(inputs.number("lift")?, inputs.number("adjusted_p")?, alpha);
    let interval = interval.map_err(told)?;
    Ok(json!({ "ci": [figure(interval.lower), figure(interval.upper)] }))
}

/// The files tell the users of all variations, which is how GrowthBook asks.
fn plan(inputs: Inputs<'_>) -> Result<Plan, String> {
    let expected_units = inputs.number("sequential_tuning_parameter")?;
    Ok(Plan {
        mean: inputs.number("mean")?,
        variance: inputs.number("variance")?,
        units_per_arm: (inputs.number("users")? / inputs.number("variations")?) as u64,
        alpha: Alpha::new(inputs.number("alpha")?).map_err(told)?,
        looks: if expected_units == 0.0 { Looks::Once } else { Looks::AnyTime { expected_units } },
    })
}

pub(crate) fn chance_to_find(inputs: Inputs<'_>) -> Result<Value, String> {
    let power = power(&plan(inputs)?, inputs.number("effect_size")?).map_err(told)?;
    Ok(json!({ "power": power }))
}

pub(crate) fn least_effect(inputs: Inputs<'_>) -> Result<Value, String> {
    let least = detectable(&plan(inputs)?, inputs.number("target_power")?).map_err(told)?;
    Ok(json!({ "mde": least }))
}
