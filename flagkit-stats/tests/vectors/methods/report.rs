//! Lifts: by t, by sequence, by posterior.

use flagkit_stats::Alpha;
use flagkit_stats::report::{
    Comparison, Covariate, Interval, Lift, Moments, NotComputable, Posterior, Prior,
    RatioCovariate, RatioSums, Scale, Side, adjusted, adjusted_ratio,
};
use serde_json::{Value, json};

use super::told;
use crate::compare::figure;
use crate::inputs::Inputs;

fn alpha(inputs: Inputs<'_>) -> Result<Alpha, String> {
    Alpha::new(inputs.number("alpha")?).map_err(told)
}

fn scale(inputs: Inputs<'_>) -> Result<Scale, String> {
    match inputs.text("difference_type")? {
        "absolute" => Ok(Scale::Absolute),
        "relative" => Ok(Scale::Relative),
        other => Err(format!("there is no scale `{other}`")),
    }
}

fn side(inputs: Inputs<'_>) -> Result<Side, String> {
    match inputs.text("alternative")? {
        "two-sided" => Ok(Side::Both),
        "greater" => Ok(Side::Greater),
        "less" => Ok(Side::Less),
        other => Err(format!("there is no side `{other}`")),
    }
}

fn arm(inputs: Inputs<'_>, metric: &str) -> Result<Result<Moments, NotComputable>, String> {
    let units = inputs.count("n")?;
    Ok(match metric {
        "mean" => Moments::mean(units, inputs.number("sum")?, inputs.number("sum_squares")?),
        "proportion" => Moments::proportion(inputs.count("sum")?, units),
        other => return Err(format!("there is no metric `{other}`")),
    })
}

fn lift(inputs: Inputs<'_>) -> Result<Result<Lift, NotComputable>, String> {
    let metric = inputs.text("metric")?;
    let control = arm(inputs.inner("a")?, metric)?;
    let treatment = arm(inputs.inner("b")?, metric)?;
    let scale = scale(inputs)?;
    Ok(control.and_then(|control| Lift::new(&control, &treatment?, scale)))
}

fn compared(comparison: Comparison) -> Value {
    json!({
        "expected": comparison.estimate,
        "ci": [figure(comparison.interval.lower), figure(comparison.interval.upper)],
        "stderr": comparison.standard_error,
        "p_value": comparison.p_value,
    })
}

pub(crate) fn welch(inputs: Inputs<'_>) -> Result<Value, String> {
    match lift(inputs)? {
        Ok(lift) => Ok(compared(lift.welch(alpha(inputs)?, side(inputs)?))),
        // What gbstats shows where it has nothing to show.
        Err(NotComputable::NoVariance) => {
            Ok(json!({ "error": true, "expected": 0.0, "p_value": 1.0 }))
        }
        Err(error) => Err(told(error)),
    }
}

pub(crate) fn welch_of_samples(inputs: Inputs<'_>) -> Result<Value, String> {
    let arm = |name| {
        let values = inputs.numbers(name)?;
        let squares = values.iter().map(|value| value * value).sum();
        Moments::mean(values.len() as u64, values.iter().sum(), squares).map_err(told)
    };
    // scipy has a − b, which makes its first sample the treatment.
    let lift = Lift::new(&arm("b")?, &arm("a")?, Scale::Absolute).map_err(told)?;
    let test = lift.welch(Alpha::DEFAULT, side(inputs)?);
    Ok(json!({ "t": test.estimate / test.standard_error, "p_value": test.p_value }))
}

pub(crate) fn asymptotic(inputs: Inputs<'_>) -> Result<Value, String> {
    let expected_units = inputs.number("sequential_tuning_parameter")?;
    let lift = lift(inputs)?.map_err(told)?;
    let sequence = lift.sequential(alpha(inputs)?, side(inputs)?, expected_units);
    Ok(compared(sequence.map_err(told)?))
}

/// Only the vector's id tells on which scale it is.
pub(crate) fn delta_method(inputs: Inputs<'_>) -> Result<Value, String> {
    let id = inputs.id;
    let arm = |arm: &str| -> Result<Moments, String> {
        let number = |name: &str| inputs.number(&format!("{name}_{arm}"));
        let (n, mean, variance) = (number("n")?, number("mean")?, number("var")?);
        let squares = variance * (n - 1.0) + n * mean * mean;
        Moments::mean(n as u64, n * mean, squares).map_err(told)
    };
    let scale = if id.ends_with(":relative") { Scale::Relative } else { Scale::Absolute };
    let lift = Lift::new(&arm("a")?, &arm("b")?, scale).map_err(told)?;
    Ok(json!({ "variance": lift.variance() }))
}

fn prior(inputs: Inputs<'_>) -> Result<Prior, String> {
    match inputs.get("prior")? {
        Value::String(flat) if flat == "improper flat" => Ok(Prior::Flat),
        _ => {
            let prior = inputs.inner("prior")?;
            Ok(Prior::Normal { mean: prior.number("mean")?, variance: prior.number("variance")? })
        }
    }
}

fn believed(posterior: Posterior, alpha: Alpha) -> Value {
    let interval = posterior.interval(alpha);
    let loss = posterior.expected_loss();
    json!({
        "expected": posterior.mean(),
        "ci": [interval.lower, interval.upper],
        "stddev": posterior.deviation(),
        "chance_to_win": posterior.chance_to_win(),
        "risk": [loss.of_control, loss.of_treatment],
        "risk_treatment": loss.of_treatment,
    })
}

pub(crate) fn bayes(inputs: Inputs<'_>) -> Result<Value, String> {
    let lift = lift(inputs)?.map_err(told)?;
    Ok(believed(lift.posterior(prior(inputs)?), alpha(inputs)?))
}

pub(crate) fn quantile(inputs: Inputs<'_>) -> Result<Value, String> {
    let arm = |name| -> Result<Moments, String> {
        let arm = inputs.inner(name)?;
        let bounds = Interval { lower: arm.number("lower")?, upper: arm.number("upper")? };
        Moments::quantile(arm.count("n")?, arm.number("quantile_hat")?, bounds).map_err(told)
    };
    let lift = Lift::new(&arm("control")?, &arm("treatment")?, scale(inputs)?).map_err(told)?;
    Ok(believed(lift.posterior(prior(inputs)?), alpha(inputs)?))
}

pub(crate) fn risk(inputs: Inputs<'_>) -> Result<Value, String> {
    let posterior = Posterior::new(inputs.number("mu")?, inputs.number("sigma")?).map_err(told)?;
    let loss = posterior.expected_loss();
    Ok(json!({ "risk_control_treatment": [loss.of_control, loss.of_treatment] }))
}

pub(crate) fn chance_from_interval(inputs: Inputs<'_>) -> Result<Value, String> {
    let interval = Interval { lower: inputs.number("lower")?, upper: inputs.number("upper")? };
    let posterior = Posterior::from_interval(inputs.number("expected")?, interval, alpha(inputs)?);
    let chance = posterior.map_err(told)?.chance_to_win();
    Ok(json!({ "chance_to_win": chance, "inverse": 1.0 - chance }))
}

pub(crate) fn ratio(inputs: Inputs<'_>) -> Result<Value, String> {
    let arm = |name| -> Result<Moments, String> {
        let arm = inputs.inner(name)?;
        let sums = RatioSums {
            units: arm.count("n")?,
            numerator: arm.number("m_sum")?,
            numerator_squares: arm.number("m_sum_squares")?,
            denominator: arm.number("d_sum")?,
            denominator_squares: arm.number("d_sum_squares")?,
            products: arm.number("md_sum_of_products")?,
        };
        Moments::ratio(&sums).map_err(told)
    };
    let lift = Lift::new(&arm("a")?, &arm("b")?, scale(inputs)?).map_err(told)?;
    Ok(believed(lift.posterior(prior(inputs)?), alpha(inputs)?))
}

/// The files have two shapes of the same sums.
fn covariate(inputs: Inputs<'_>) -> Result<Covariate, String> {
    let products = inputs.number("post_pre_sum_of_products")?;
    let [post, pre] = match (inputs.inner("post"), inputs.inner("pre")) {
        (Ok(post), Ok(pre)) => [post, pre].map(|part| {
            Ok::<_, String>((part.number("sum")?, part.number("sum_squares")?, part.count("n")?))
        }),
        _ => ["post", "pre"].map(|part| {
            let number = |name: &str| inputs.number(&format!("{part}_{name}"));
            Ok((number("sum")?, number("sum_squares")?, inputs.count("n")?))
        }),
    };
    let ((post, post_squares, units), (pre, pre_squares, _)) = (post?, pre?);
    Ok(Covariate { units, post, post_squares, pre, pre_squares, products })
}

pub(crate) fn cuped(inputs: Inputs<'_>) -> Result<Value, String> {
    let (a, b) = (covariate(inputs.inner("a")?)?, covariate(inputs.inner("b")?)?);
    let (control, treatment) = adjusted(&a, &b).map_err(told)?;
    let lift = Lift::new(&control, &treatment, scale(inputs)?).map_err(told)?;
    let comparison = match inputs.text("test")? {
        "welch two-sided" => lift.welch(alpha(inputs)?, Side::Both),
        "asymp-cs two-sided" => {
            let expected_units = inputs.number("sequential_tuning_parameter")?;
            lift.sequential(alpha(inputs)?, Side::Both, expected_units).map_err(told)?
        }
        other => return Err(format!("there is no test `{other}`")),
    };
    Ok(compared(comparison))
}

pub(crate) fn cuped_ratio(inputs: Inputs<'_>) -> Result<Value, String> {
    let units = inputs.count("n_per_arm")?;
    let arm = |name| -> Result<RatioCovariate, String> {
        let arm = inputs.inner(name)?;
        let names = ["m_post", "d_post", "m_pre", "d_pre"];
        let mut products = [[0.0; 4]; 4];
        let mut sums = [0.0; 4];
        for (i, name) in names.iter().enumerate() {
            sums[i] = arm.number(&format!("{name}_sum"))?;
            products[i][i] = arm.number(&format!("{name}_sum_squares"))?;
        }
        let pairs = [
            ("mpost_dpost", 0, 1),
            ("mpost_mpre", 0, 2),
            ("mpost_dpre", 0, 3),
            ("mpre_dpost", 2, 1),
            ("dpost_dpre", 1, 3),
            ("mpre_dpre", 2, 3),
        ];
        for (name, i, j) in pairs {
            products[i][j] = arm.number(name)?;
            products[j][i] = products[i][j];
        }
        Ok(RatioCovariate { units, sums, products })
    };
    let (control, treatment) = adjusted_ratio(&arm("a")?, &arm("b")?).map_err(told)?;
    let lift = Lift::new(&control, &treatment, scale(inputs)?).map_err(told)?;
    Ok(compared(lift.welch(alpha(inputs)?, Side::Both)))
}
