//! Methods of the files that this crate does not have, and why.
//!
//! Law: a name stands here only while nothing of flagkit needs the method.

/// The name of a method, or the id of one vector, and the reason.
pub(crate) const LEFT_OUT: &[(&str, &str)] = &[
    ("bernoulli-conf-sequence", NO_RATE_OF_ONE_ARM),
    ("agresti-coull-ci", "the report has Wilson's interval"),
    ("clopper-pearson-ci", "the report has Wilson's interval"),
    ("beta-binomial-mixture", CONTINUOUS),
    ("normal-mixture", CONTINUOUS),
    ("gamma-exponential-mixture", CONTINUOUS),
    ("gamma-poisson-mixture", CONTINUOUS),
    ("poly-stitching", CONTINUOUS),
    ("quantile-ab-sequential", QUANTILE),
    ("quantile-double-stitching", QUANTILE),
    ("mann-whitney-hl", RAW_SAMPLES),
    ("mann-whitney-u", RAW_SAMPLES),
    ("mann-whitney-z", RAW_SAMPLES),
    ("cles", RAW_SAMPLES),
    ("cohens-d", RAW_SAMPLES),
    ("iqr-outliers", RAW_SAMPLES),
    ("percentile-r7", RAW_SAMPLES),
    ("kayenta-classify", KAYENTA),
    ("kayenta-score", KAYENTA),
    ("two-proportion-ci:7_34_vs_1_34_agresti_caffo_diff", NEWCOMBE),
    ("two-proportion-ci:7_34_vs_1_34_wald_diff", NEWCOMBE),
    (
        "two-proportion-ci:7_34_vs_1_34_ratio_score",
        "the confidence sequence is what is said of a ratio",
    ),
    (
        "mid-experiment-power",
        "planning anew on the data of a running experiment; planned is before",
    ),
    ("two-poisson", "guard E is the test of two rates, and may be looked at at any time"),
];

const NEWCOMBE: &str = "the report has Newcombe's interval";
const NO_RATE_OF_ONE_ARM: &str = "a sequence for the rate of one arm; arms are compared";
const CONTINUOUS: &str = "another mixture or boundary; guard E mixes a grid";
const QUANTILE: &str = "a test of one quantile over order statistics; guard L sees all buckets";
const RAW_SAMPLES: &str = "needs the samples; flagkit keeps histograms and moments";
const KAYENTA: &str = "the canary judge of another product, for time series of two clusters";
