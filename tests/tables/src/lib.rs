//! An application and a library, each with a flags.json of its own, in one process.

use flagkit::feature_flag;

flagkit::flags!("flags.json");

/// Switched by a key that the library has as well.
#[must_use]
#[feature_flag("shared", fallback = old)]
pub fn shared() -> &'static str {
    "new"
}

/// Switched by a handle of the library.
#[must_use]
#[feature_flag(tables_library::flags::LIBRARY_ONLY, fallback = old)]
pub fn by_the_librarys_handle() -> &'static str {
    "new"
}

/// Switched by a key that only the application has.
#[must_use]
#[feature_flag("application_only", fallback = old)]
pub fn application_only() -> &'static str {
    "new"
}

fn old() -> &'static str {
    "old"
}

/// A share that both define alike.
#[must_use]
pub fn agreed(user: &flagkit::EvaluationContext) -> bool {
    flags::AGREED.is_enabled_for(user)
}
