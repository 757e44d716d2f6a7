//! Errors of the macros: collected, never thrown away, reported together.
//!
//! Not the texts themselves, which stand where the mistake is found.
//! Law: an `Errors` that holds something is always turned into tokens, and the user's item is emitted beside it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};

/// The mistakes of one macro call, in the order they were found.
#[derive(Default)]
pub(crate) struct Errors(Vec<syn::Error>);

impl Errors {
    /// Blames the tokens that the user would edit.
    pub(crate) fn at(&mut self, guilty: impl ToTokens, message: impl std::fmt::Display) {
        self.0.push(syn::Error::new_spanned(guilty, message));
    }

    /// Blames one place, where there is no token to name.
    pub(crate) fn at_span(&mut self, span: Span, message: impl std::fmt::Display) {
        self.0.push(syn::Error::new(span, message));
    }

    /// Takes over an error that a parser returned.
    pub(crate) fn push(&mut self, error: syn::Error) {
        self.0.push(error);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One `compile_error!` for each mistake, fit for any item position.
    pub(crate) fn into_tokens(self) -> TokenStream {
        self.0.iter().map(syn::Error::to_compile_error).collect()
    }

    /// The texts, for the unit tests of this crate.
    #[cfg(test)]
    pub(crate) fn messages(&self) -> Vec<String> {
        self.0.iter().flatten().map(|error| error.to_string()).collect()
    }
}

/// One `compile_error!` whose every token sits at `span`, for texts of several lines.
pub(crate) fn compile_error(span: Span, message: &str) -> TokenStream {
    quote_spanned! {span=> ::core::compile_error! { #message } }
}

/// Statements that warn: the use of an item that is deprecated from birth, since stable Rust has no other worded warning.
///
/// ```text
/// to: #[deprecated(note = "...")] struct flagkit_no_date; let _ = flagkit_no_date;
/// ```
pub(crate) fn warning(at: Span, name: &str, note: &str) -> TokenStream {
    let name = Ident::new(name, at);
    quote_spanned! {at=>
        #[deprecated(note = #note)]
        #[allow(dead_code, non_camel_case_types)]
        struct #name;
        let _ = #name;
    }
}
