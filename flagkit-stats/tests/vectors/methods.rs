//! The methods of the files, by name: inputs in, figures out.

mod assignment;
mod guards;
mod histograms;
mod promotion;
mod proportions;
mod report;
mod several;

use serde_json::Value;

use crate::inputs::Inputs;

/// Computes what a vector expects.
pub(crate) type Method = fn(Inputs<'_>) -> Result<Value, String>;

pub(crate) fn method(name: &str) -> Option<Method> {
    Some(match name {
        "adjusted-ci" => several::adjusted,
        "asymp-cs" => report::asymptotic,
        "bayes-normal" => report::bayes,
        "bayes-quantile" => report::quantile,
        "bayes-risk" => report::risk,
        "benjamini-hochberg" => several::benjamini_hochberg_values,
        "beta-binomial-chance-to-win" => proportions::chance,
        "chance-to-win-from-ci" => report::chance_from_interval,
        "cuped" => report::cuped,
        "cuped-ratio" => report::cuped_ratio,
        "delta-method-variance" => report::delta_method,
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
        "holm" => several::holm_values,
        "mde" => several::least_effect,
        "power" => several::chance_to_find,
        "proportion-chi2" => assignment::proportions,
        "proportion-z" => proportions::one_sample,
        "ratio-metric" => report::ratio,
        "relative-risk-cs" => promotion::relative_risk,
        "sequential-multinomial" => assignment::sequential,
        "srm-chi2" => assignment::mismatch,
        "two-proportion-ci" => proportions::difference,
        "two-proportion-power" => proportions::two_rates,
        "welch-t" => report::welch,
        "welch-t-raw" => report::welch_of_samples,
        "wilson-ci" => proportions::wilson,
        _ => return None,
    })
}

/// A typed error of the crate, as the reason of a failure.
pub(crate) fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}
