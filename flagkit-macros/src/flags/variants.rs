//! The enum of a flag with named variants.
//!
//! Law: its arms are the variants in the order of the file, and an arm that the build does not know reads as the default.

use flagkit_core::{FlagDefinition, ValueType, payload_type, variant_ident};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote_spanned};

/// The enum's name: the handle's, in CamelCase.
pub(super) fn name(handle: &str, at: Span) -> Ident {
    let mut name = String::with_capacity(handle.len());
    for word in handle.split('_') {
        let mut letters = word.chars();
        name.extend(letters.next());
        name.extend(letters.map(|letter| letter.to_ascii_lowercase()));
    }
    // A handle is checked to start with a letter; `SELF` alone would be a keyword.
    if name == "Self" {
        name.push('_');
    }
    format_ident!("{}", name, span = at)
}

/// The enum with its impls; `None` where the file's names are no identifiers, which the file's problems tell.
///
/// ```text
/// from: "search_ranker": { "variants": { "bm25": 1, "semantic": 2 }, "default": "bm25" }
/// to:   pub enum SearchRanker { Bm25, Semantic }
///       impl Variants for SearchRanker { type Value = i64; .. }   + as_str, ALL, Display
/// ```
pub(super) fn definition(flag: &FlagDefinition, name: &Ident, place: &str) -> Option<TokenStream> {
    let at = name.span();
    let mut arms = Vec::new();
    for variant in flag.variants() {
        let arm = format_ident!("{}", variant_ident(variant.name()).ok()?, span = at);
        if arms.contains(&arm) {
            return None;
        }
        arms.push(arm);
    }
    let texts: Vec<_> = flag.variants().iter().map(|variant| variant.name()).collect();
    let numbers: Vec<_> =
        (0..arms.len()).map(|number| u8::try_from(number).ok()).collect::<Option<_>>()?;
    let numbers: Vec<_> = numbers.into_iter().map(Literal::u8_suffixed).collect();
    let default = arms.get(default_arm(flag)).or_else(|| arms.first())?.clone();
    let value = value_type(flag, at);
    let count = arms.len();
    let docs = format!("The variants of the flag `{}` ({place}).", flag.key());
    let arm_docs = texts.iter().map(|text| format!("The variant `{text}`."));
    Some(quote_spanned! {at=>
        #[doc = #docs]
        #[allow(dead_code)]
        #[derive(
            ::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug, ::core::cmp::PartialEq, ::core::cmp::Eq,
            ::core::hash::Hash,
        )]
        pub enum #name { #(#[doc = #arm_docs] #arms,)* }

        #[allow(dead_code)]
        impl #name {
            /// Every variant, in the order of the file.
            pub const ALL: [Self; #count] = [#(Self::#arms),*];

            /// The variant's name in the file.
            #[must_use]
            pub const fn as_str(self) -> &'static ::core::primitive::str {
                match self { #(Self::#arms => #texts,)* }
            }
        }

        impl ::core::fmt::Display for #name {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl __flagkit::plumbing::Variants for #name {
            type Value = #value;

            fn from_arm(arm: ::core::primitive::u8) -> Self {
                match arm { #(#numbers => Self::#arms,)* _ => Self::#default }
            }

            fn arm(self) -> ::core::primitive::u8 {
                match self { #(Self::#arms => #numbers,)* }
            }
        }
    })
}

/// The place of the default among the variants.
pub(super) fn default_arm(flag: &FlagDefinition) -> usize {
    flag.variants()
        .iter()
        .position(|variant| Some(variant.name()) == flag.default_variant())
        .unwrap_or(0)
}

fn value_type(flag: &FlagDefinition, at: Span) -> TokenStream {
    match payload_type(flag.variants()) {
        ValueType::Bool => quote_spanned!(at=> ::core::primitive::bool),
        ValueType::Int => quote_spanned!(at=> ::core::primitive::i64),
        ValueType::Float => quote_spanned!(at=> ::core::primitive::f64),
        ValueType::String => quote_spanned!(at=> ::std::string::String),
        _ => quote_spanned!(at=> __flagkit::plumbing::Value),
    }
}
