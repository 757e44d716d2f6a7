//! How code outside of a `flags!` module names the flagkit crate.
//!
//! Inside of one, and beside a handle of one, `__flagkit` is the crate under whichever name it has.

use crate::manifest::{self, Manifest};
use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote_spanned};

/// `::flagkit`, or the name that Cargo.toml gives it.
pub(crate) fn flagkit(at: Span) -> TokenStream {
    let name = manifest::package_directory().and_then(|package| {
        let root = manifest::up_to_workspace(&package)
            .pop()
            .map(|root| Manifest::of(&root))
            .unwrap_or_default();
        Manifest::of(&package).dependency("flagkit", &root)
    });
    let name = name.unwrap_or_else(|| "flagkit".to_owned());
    match syn::parse_str::<syn::Ident>(&name) {
        Ok(_) => {
            let name = format_ident!("{}", name, span = at);
            quote_spanned!(at=> ::#name)
        }
        Err(_) => quote_spanned!(at=> ::flagkit),
    }
}
