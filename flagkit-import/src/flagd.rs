//! flagd, OpenFeature's own engine: flags with variants and targeting in JSONLogic.
//!
//! Law: `targetingKey` is flagkit's targeting key; a comparison with an attribute that is missing does not hold,
//! and its negation does. Known limits of the plans: two attributes are not compared with each other; a list
//! contains a text where one of its items does, while flagd wants an item that equals it; `sem_ver` takes
//! what flags.json takes for a version.

mod document;
mod logic;
mod plan;
mod read;

use crate::{ImportError, Imported};
use flagkit_core::FlagSet;

/// flagd's flags as they are, ready to be asked. A flag that does not read is left out.
///
/// A flag's variants are those of the document, then one without a name: what flagd leaves to the program's own
/// default. Draws are those of flagd since 0.17.
///
/// ```
/// use flagkit_core::{EvaluationContext, Reason};
///
/// let flags = flagkit_import::flagd::flags(r#"{ "flags": { "banner": {
///     "state": "ENABLED",
///     "variants": { "red": "f00", "grey": "888" },
///     "defaultVariant": "grey",
///     "targeting": { "if": [{ "ends_with": [{ "var": "email" }, "@example.com"] }, "red", null] }
/// } } }"#)?;
/// let flag = flags.get("banner").unwrap();
/// let user = EvaluationContext::anonymous().with("email", "minsu@example.com");
/// let answer = flag.evaluate(Some(&user), &flags.at(0));
/// assert_eq!((&*flag.variants()[answer.variant].name, answer.reason), ("red", Reason::TargetingMatch));
/// # Ok::<(), flagkit_import::ImportError>(())
/// ```
///
/// # Errors
///
/// The text is no document of flagd's.
pub fn flags(text: &str) -> Result<FlagSet, ImportError> {
    let (document, flags) = read::document(text)?;
    let read = flags.iter().filter_map(|(key, flag)| Some((key, flag.as_ref().ok()?)));
    Ok(read.map(|(key, flag)| plan::flag(key, flag, &document)).collect())
}

pub(crate) fn import(text: &str) -> Result<Imported, ImportError> {
    let (document, flags) = read::document(text)?;
    document::import(&document, &flags)
}
