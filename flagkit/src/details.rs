//! An answer and everything that explains it.

use flagkit_core::{ErrorCode, Origin, Place, Reason, Value};

/// The variant that serves, and why; OpenFeature's evaluation details.
///
/// ```
/// # flagkit::flags!("flags.json");
/// let details = flags::HALF.evaluate();
/// // A percentage without a targeting key falls back, and says so.
/// assert_eq!(details.variant, "off");
/// assert_eq!(details.error_code, Some(flagkit::ErrorCode::TargetingKeyMissing));
/// ```
///
/// It also says which part of the definition decided, and where that stands:
///
/// ```
/// # flagkit::flags!("flags.json");
/// use flagkit::{EvaluationContext, Origin};
///
/// let staff = EvaluationContext::new("minsu").with("role", "staff");
/// let details = flags::NEW_SEARCH.evaluate_for(&staff);
/// assert_eq!((details.variant, details.origin), ("on", Some(Origin::Rule(0))));
/// let place = details.place.unwrap();
/// assert_eq!(place.name.as_deref(), Some("staff first"));
/// assert_eq!(place.location.line, 19);
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
    /// The part of the flag's definition that decided; `None` where nothing in it did, as for an override.
    pub origin: Option<Origin>,
    /// The name of that part, if it has one, and its line and column in the document.
    ///
    /// Of a flag that is broken in the newest document this is the place in the version whose definition stands.
    pub place: Option<Place>,
    /// The generation of the flags that answered.
    pub generation: u64,
}
