//! Sample ratio mismatch.

use flagkit_stats::assignment::{SequentialMultinomial, chi_square, homogeneity};
use serde_json::{Value, json};

use super::told;
use crate::inputs::Inputs;

pub(crate) fn sequential(inputs: Inputs<'_>) -> Result<Value, String> {
    if inputs.number("k")? != 100.0 {
        return Err("the concentration is not the one of the crate".to_owned());
    }
    let test = SequentialMultinomial::new(&inputs.numbers("theta_0")?).map_err(told)?;
    Ok(json!({ "p_value": test.p_value(&inputs.counts("counts")?) }))
}

pub(crate) fn mismatch(inputs: Inputs<'_>) -> Result<Value, String> {
    let test = chi_square(&inputs.counts("observed")?, &inputs.numbers("weights")?);
    let test = test.map_err(told)?;
    Ok(json!({ "p_value": test.p_value, "srm_at_0_001": test.p_value < 0.001 }))
}

pub(crate) fn proportions(inputs: Inputs<'_>) -> Result<Value, String> {
    let arms: Vec<(u64, u64)> =
        inputs.counts("count")?.into_iter().zip(inputs.counts("nobs")?).collect();
    let test = homogeneity(&arms).ok_or("not computable")?;
    Ok(json!({ "chi2": test.statistic, "p_value": test.p_value }))
}
