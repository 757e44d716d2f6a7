//! Names handles through modules that are called otherwise.

pub use odd_library as base;

/// Through the module of another crate.
pub fn by_settings() -> bool {
    odd_library::settings::ODD_BY_SETTINGS.is_enabled()
}

/// Through the other name of the module.
pub fn by_toggles() -> bool {
    odd_library::toggles::ODD_BY_TOGGLES.is_enabled()
}
