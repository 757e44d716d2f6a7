//! A library with flags of its own, which the application's document may decide.

use switches::feature_flag;

switches::flags!(pub "flags.json");

/// Switched by a key that the application has as well.
#[must_use]
#[feature_flag("shared", fallback = old)]
pub fn shared() -> &'static str {
    "new"
}

/// Switched by a key that only the library has.
#[must_use]
#[feature_flag("library_only", fallback = old)]
pub fn library_only() -> &'static str {
    "new"
}

fn old() -> &'static str {
    "old"
}

/// A share that both define alike.
#[must_use]
pub fn agreed(user: &switches::EvaluationContext) -> bool {
    flags::AGREED.is_enabled_for(user)
}
