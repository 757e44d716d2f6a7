//! Uses flags in every form that is hard to see. The key of each says what `check` is to make of it.

use flagkit::feature_flag;
use flagkit::feature_flag as switched;
use odd_library::flags;
use odd_library::flags as renamed_module;
use odd_library::flags::ODD_IMPORTED_AS as IMPORTED;

#[path = "odd place/elsewhere.rs"]
mod elsewhere;
#[cfg_attr(windows, path = "windows.rs")]
#[cfg_attr(not(windows), path = "others.rs")]
mod platform;
#[cfg(test)]
mod tests;
mod included {
    include!("included.rs");
}

macro_rules! made {
    ($key:literal, $name:ident) => {
        #[feature_flag($key, otherwise = { false })]
        pub fn $name() -> bool {
            true
        }
    };
}
made!("odd_as_text", as_text);

macro_rules! whole {
    ($name:ident) => {
        #[feature_flag("odd_in_rules", otherwise = { false })]
        pub fn $name() -> bool {
            true
        }
    };
}
whole!(in_rules);

macro_rules! passes {
    ($($item:item)*) => { $($item)* };
}
passes! {
    #[feature_flag("odd_in_passes", otherwise = { false })]
    pub fn in_passes() -> bool {
        true
    }

    pub mod passed;
}

macro_rules! shouted {
    ($name:ident) => {
        flags::$name.is_enabled()
    };
}

thread_local! {
    static ASKED: bool = flags::ODD_IN_THREAD_LOCAL.is_enabled();
}

#[rustfmt::skip]
/// Handles in all kinds of expressions.
pub fn expressions() -> usize {
    let mut on = 0;
    on += usize::from(flags :: /* here */ ODD_SPACED . is_enabled());
    on += usize::from(renamed_module::ODD_MODULE_RENAMED.is_enabled());
    on += usize::from(IMPORTED.is_enabled());
    on += usize::from(r#flags::r#ODD_RAW_NAME.is_enabled());
    on += usize::from(shouted!(ODD_AS_IDENT));
    on += usize::from(odd_library::enabled!(ODD_BY_FOREIGN_MACRO));
    on += usize::from(odd_library::hidden!());
    on += usize::from(odd_library::OTHER_NAME.is_enabled());
    on += usize::from(::odd_library::flags::ODD_LEADING_COLONS.is_enabled());
    on += usize::from(flags::ODD_DASHED.is_enabled());
    on += usize::from(flags::ODD_NAMED.is_enabled());
    on += usize::from(ASKED.with(|asked| *asked));
    on += [flags::ODD_IN_ARRAY].iter().filter(|flag| flag.is_enabled()).count();
    on += (|| usize::from(flags::ODD_IN_CLOSURE.is_enabled()))();
    println!("{}", flags::ODD_IN_PRINTLN.is_enabled());
    println!("{}", format!("{:?}", vec![flags::ODD_IN_NESTED_MACROS.is_enabled()]));
    {
        use odd_library::flags::{self as other, ODD_IN_BRACES};
        on += usize::from(other::ODD_SELF_AS.is_enabled() && ODD_IN_BRACES.is_enabled());
    }
    #[cfg(windows)]
    if flags::ODD_ON_WINDOWS.is_enabled() { on += 1 }
    #[cfg(feature = "never")]
    if flags::ODD_WITH_FEATURE.is_enabled() { on += 1 }
    #[cfg(not(test))]
    if flags::ODD_NOT_TEST.is_enabled() { on += 1 }
    if cfg!(test) || flags::ODD_BESIDE_TEST.is_enabled() { on += 1 }
    on
}

/// In a constant's block, an `else` and a guard.
pub fn places(n: u8) -> bool {
    let Some(_) = n.checked_add(1) else { return flags::ODD_IN_LET_ELSE.is_enabled() };
    match n {
        1 if flags::ODD_IN_GUARD.is_enabled() => true,
        _ => { async { flags::ODD_IN_ASYNC.is_enabled() }; false }
    }
}

/// Modules that climb.
pub mod deep {
    #[allow(unused_imports)]
    use super::flags::*;
    /// Below.
    pub mod deeper {
        use super::*;
        /// Two ways up.
        pub fn climb() -> bool {
            super::super::flags::ODD_BY_SUPER.is_enabled() && ODD_BY_SUPER_GLOB.is_enabled()
        }
    }
}

/// Under another name.
#[switched("odd_attribute_renamed", otherwise = { false })]
pub fn attribute_renamed() -> bool {
    true
}

/// Behind a condition, with a raw key.
#[cfg_attr(all(), cfg_attr(all(), feature_flag(r"odd_raw_key", otherwise = { false })))]
pub fn conditional() -> bool {
    true
}

/// By handle.
#[feature_flag(renamed_module::ODD_ATTRIBUTE_HANDLE, otherwise = { false })]
pub fn by_handle() -> bool {
    true
}

/// A trait with a body.
pub trait Provided {
    /// Within a function within a trait.
    fn nested(&self) -> bool {
        #[feature_flag("odd_nested", otherwise = { false })]
        fn inner() -> bool {
            true
        }
        inner()
    }
}

/// Read by a documentation test alone:
///
/// ```
/// odd_library::flags::ODDTEST_IN_DOC.is_enabled();
/// ```
pub fn documented() {}

/// What only looks like a use: a text that is printed, and a comment.
pub fn looks_like_a_use() -> bool {
    // flags::ODDUNUSED_IN_COMMENT was here.
    println!("flags::ODDUNUSED_IN_TEXT oddunused_in_text");
    flags::ODD_NEEDING.is_enabled()
}
