//! Rates.

use flagkit_stats::Alpha;
use flagkit_stats::report::{BetaPrior, Proportion, chance_to_win, newcombe, proportions_power};
use serde_json::{Value, json};

use super::told;
use crate::inputs::Inputs;

fn proportion(inputs: Inputs<'_>, successes: &str, trials: &str) -> Result<Proportion, String> {
    Proportion::new(inputs.count(successes)?, inputs.count(trials)?).map_err(told)
}

pub(crate) fn wilson(inputs: Inputs<'_>) -> Result<Value, String> {
    let alpha = Alpha::new(inputs.number("alpha")?).map_err(told)?;
    let interval = proportion(inputs, "count", "nobs")?.wilson(alpha);
    Ok(json!({ "ci": [interval.lower, interval.upper] }))
}

pub(crate) fn difference(inputs: Inputs<'_>) -> Result<Value, String> {
    match (inputs.text("method")?, inputs.text("compare")?) {
        ("newcomb", "diff") => {}
        (method, compare) => return Err(format!("there is no interval `{method}` of a {compare}")),
    }
    let alpha = Alpha::new(inputs.number("alpha")?).map_err(told)?;
    let treatment = proportion(inputs, "count1", "nobs1")?;
    let interval = newcombe(proportion(inputs, "count2", "nobs2")?, treatment, alpha);
    Ok(json!({ "ci": [interval.lower, interval.upper] }))
}

pub(crate) fn one_sample(inputs: Inputs<'_>) -> Result<Value, String> {
    if inputs.text("alternative")? != "two-sided" {
        return Err("the test has two sides".to_owned());
    }
    let test = proportion(inputs, "count", "nobs")?.z_against(inputs.number("value")?);
    let test = test.map_err(told)?;
    Ok(json!({ "z": test.z, "p_value": test.p_value }))
}

pub(crate) fn chance(inputs: Inputs<'_>) -> Result<Value, String> {
    let prior = inputs.text("prior")?.trim_start_matches("Beta(").trim_end_matches(')');
    let (a, b) = prior.split_once(',').ok_or("the prior is not `Beta(a,b)`")?;
    let parsed = |number: &str| number.trim().parse::<f64>().map_err(told);
    let prior = BetaPrior::new(parsed(a)?, parsed(b)?).map_err(told)?;
    let arm = |name| proportion(inputs.inner(name)?, "success", "total");
    Ok(json!({ "p_b_greater_a": chance_to_win(arm("a")?, arm("b")?, prior) }))
}

pub(crate) fn two_rates(inputs: Inputs<'_>) -> Result<Value, String> {
    let alpha = Alpha::new(inputs.number("alpha")?).map_err(told)?;
    let (second, units) = (inputs.number("prop2")?, inputs.number("nobs1")?);
    let first = second + inputs.number("diff")?;
    let others = units * inputs.number("ratio")?;
    let power = proportions_power((second, others), (first, units), alpha).map_err(told)?;
    Ok(json!({ "power": power }))
}
