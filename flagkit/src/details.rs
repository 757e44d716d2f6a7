//! An answer and everything that explains it.

use flagkit_core::{ErrorCode, Reason, Value};

/// The variant that serves, and why; OpenFeature's evaluation details.
///
/// ```
/// # flagkit::flags!("flags.json");
/// let details = flags::HALF.evaluate();
/// // A percentage without a targeting key falls back, and says so.
/// assert_eq!(details.variant, "off");
/// assert_eq!(details.error_code, Some(flagkit::ErrorCode::TargetingKeyMissing));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct EvaluationDetails {
    /// The flag's key.
    pub key: &'static str,
    /// The variant that serves; `on` or `off` for a boolean flag.
    pub variant: &'static str,
    /// Its payload; `true` or `false` for a boolean flag.
    pub value: Value,
    /// Why this variant.
    pub reason: Reason,
    /// What went wrong, where the reason is an error.
    pub error_code: Option<ErrorCode>,
    /// Where the targeting key fell, from 0 to 99 999, if it was drawn.
    pub bucket: Option<u32>,
    /// The generation of the flags that answered.
    pub generation: u64,
}
