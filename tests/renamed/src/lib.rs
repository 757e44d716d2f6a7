//! flagkit is called `switchboard` here; no expansion says `flagkit`.

#![deny(warnings, clippy::all, clippy::pedantic)]

switchboard::flags!(pub "config/flags.json");

/// By key.
#[switchboard::feature_flag("renamed", otherwise = "old")]
#[must_use]
pub fn by_key() -> &'static str {
    "new"
}

/// By a handle whose path names a module.
#[switchboard::feature_flag(flags::OTHER_KEY_V2, otherwise = "old")]
#[must_use]
pub fn by_path() -> &'static str {
    "new"
}

/// By a bare handle, beside which the macro finds no module: it reads the name in Cargo.toml.
pub mod bare {
    use crate::flags::RENAMED;

    /// By the handle alone.
    #[switchboard::feature_flag(RENAMED, otherwise = "old")]
    #[must_use]
    pub fn by_name() -> &'static str {
        "new"
    }
}

/// Who is asked about.
#[derive(Debug, switchboard::Context)]
pub struct User {
    #[context(key)]
    id: u64,
}

/// For a derived context.
#[switchboard::feature_flag("renamed", otherwise = "old", context = user)]
#[must_use]
pub fn by_context(user: &User) -> &'static str {
    if user.id == 0 { "nobody" } else { "new" }
}

#[cfg(test)]
mod tests {
    use crate::flags;

    #[switchboard::test(both = RENAMED)]
    fn both_arms_run() {
        let arm = if flags::RENAMED.is_enabled() { "new" } else { "old" };
        assert_eq!((crate::by_key(), crate::bare::by_name()), (arm, arm));
        assert_eq!(crate::by_context(&crate::User { id: 7 }), arm);
    }

    #[switchboard::test(both = flags::OTHER_KEY_V2)]
    fn a_key_of_several_words() {
        assert_eq!(crate::by_path() == "new", flags::OTHER_KEY_V2.is_enabled());
    }
}
