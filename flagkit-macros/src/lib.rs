//! The macros of flagkit. Use them through `flagkit`, whose documentation describes them.
//!
//! They read flags.json at compile time through `flagkit_core` and know nothing of the run time but the paths that
//! generated code names.
//! Law: data flows from arguments and item through checks to a model and then to tokens; whatever is wrong, the user's
//! item is emitted. `FLAGKIT_MACROS_DEBUG=1` prints each expansion to standard error.

mod context;
mod crate_path;
mod debug;
mod diag;
mod document;
mod feature_flag;
mod flags;
mod hygiene;
mod ids;
mod manifest;
mod test_attribute;
mod today;

use proc_macro::TokenStream;

/// Makes a typed handle of each flag of a file; behind `flagkit::flags!`.
#[proc_macro]
pub fn declare_flags(arguments: TokenStream) -> TokenStream {
    debug::shown("flags!", flags::expand(arguments.into())).into()
}

/// Makes a context of a struct; see `flagkit::Context`.
#[proc_macro_derive(Context, attributes(context))]
pub fn derive_context(item: TokenStream) -> TokenStream {
    debug::shown("#[derive(Context)]", context::expand(item.into())).into()
}

/// Puts a function behind a flag; see `flagkit::feature_flag`.
#[proc_macro_attribute]
pub fn feature_flag(arguments: TokenStream, item: TokenStream) -> TokenStream {
    debug::shown("#[feature_flag]", feature_flag::expand(arguments.into(), &item.into())).into()
}

/// Runs a test under both arms of a flag; see `flagkit::test`.
#[proc_macro_attribute]
pub fn test(arguments: TokenStream, item: TokenStream) -> TokenStream {
    debug::shown("#[flagkit::test]", test_attribute::expand(arguments.into(), &item.into())).into()
}
