//! The methods of the files, by name: inputs in, figures out.

mod assignment;
mod guards;
mod histograms;
mod promotion;

use serde_json::Value;

use crate::inputs::Inputs;

/// Computes what a vector expects.
pub(crate) type Method = fn(Inputs<'_>) -> Result<Value, String>;

pub(crate) fn method(name: &str) -> Option<Method> {
    Some(match name {
        "guard-e" => guards::guard_e,
        "guard-e-fast-path" => guards::fast_path,
        "guard-e-noninferiority" => promotion::non_inferiority,
        "guard-e-noninferiority-planning" => promotion::planning,
        "guard-e-observed-share" => guards::observed_share,
        "guard-e-planning" => guards::planning,
        "guard-e-sequence" => guards::sequence,
        "guard-l" => guards::guard_l,
        "h2-histogram" => histograms::layout,
        "histogram-quantile" => histograms::quantiles,
        "proportion-chi2" => assignment::proportions,
        "relative-risk-cs" => promotion::relative_risk,
        "sequential-multinomial" => assignment::sequential,
        "srm-chi2" => assignment::mismatch,
        _ => return None,
    })
}

/// A typed error of the crate, as the reason of a failure.
pub(crate) fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}
