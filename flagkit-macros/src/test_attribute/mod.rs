//! `#[flagkit::test(both = FLAG)]`: one test under each arm of a boolean flag.
//!
//! Law: the tests are named `NAME::on` and `NAME::off`, so that a failure says which arm it was.

mod args;

use crate::diag::Errors;
use crate::feature_flag::check::not_a_function;
use crate::feature_flag::item::{Body, Item};
use crate::hygiene;
use args::Args;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Attribute;

/// Expands one `#[flagkit::test(...)]`.
pub(crate) fn expand(arguments: TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = syn::parse2::<Args>(arguments).map_err(|error| errors.push(error)).ok();
    let function = match syn::parse2::<Item>(item.clone()) {
        Ok(function) => {
            check(&function, &mut errors);
            Some(function)
        }
        Err(error) => {
            errors.push(not_a_function("flagkit::test", item, &error));
            None
        }
    };
    match (args, function) {
        (Some(args), Some(function)) if errors.is_empty() => tests(&args, &function),
        _ => {
            let errors = errors.into_tokens();
            quote!(#item #errors)
        }
    }
}

fn check(function: &Item, errors: &mut Errors) {
    let sig = &function.sig;
    if let Some(input) = sig.inputs.first() {
        errors.at(input, "a test under both arms takes no arguments; remove this one");
    }
    if let Some(generic) = sig.generics.params.first() {
        errors.at(generic, "a test cannot be generic; name the type inside");
    }
    if let Some(constness) = &sig.constness {
        errors.at(constness, "a test cannot be `const`; drop `const`");
    }
    if let Body::Missing(semi) = &function.body {
        errors.at(semi, "a test needs a body");
    }
    if let (Some(asyncness), true) = (&sig.asyncness, harness(function).is_empty()) {
        errors.at(
            asyncness,
            "an async test needs a runtime; add its own attribute below this one, such as `#[tokio::test]`",
        );
    }
}

/// The attributes that make a test of a function, such as `#[tokio::test]`.
fn harness(function: &Item) -> Vec<&Attribute> {
    function.attrs.iter().filter(|attr| is_harness(attr)).collect()
}

fn is_harness(attr: &Attribute) -> bool {
    attr.path().segments.last().is_some_and(|last| last.ident == "test")
}

/// Attributes that belong on what is run: how it is expected to end, and whether it is compiled.
fn is_for_tests(attr: &Attribute) -> bool {
    ["ignore", "should_panic", "cfg"].iter().any(|name| attr.path().is_ident(name))
}

/// ```text
/// from: #[flagkit::test(both = NEW_CHECKOUT)]
///       fn totals() { BODY }
/// to:   #[cfg(test)] fn totals() { BODY }
///       #[cfg(test)] mod totals {
///           use super::*;
///           const __FLAGKIT_BOTH: Flag = boolean(crate::flags::NEW_CHECKOUT);
///           #[test] fn on() { testing::with(__FLAGKIT_BOTH.on(), super::totals) }
///           #[test] fn off() { testing::with(__FLAGKIT_BOTH.off(), super::totals) }
///       }
/// ```
fn tests(args: &Args, function: &Item) -> TokenStream {
    let at = Span::mixed_site();
    let Item { attrs, vis, modifiers, sig, body } = function;
    let name = &sig.ident;
    let (for_tests, kept): (Vec<_>, Vec<_>) =
        attrs.iter().filter(|attr| !is_harness(attr)).partition(|attr| is_for_tests(attr));
    let cfgs: Vec<_> = for_tests.iter().filter(|attr| attr.path().is_ident("cfg")).collect();
    let ends: Vec<_> = for_tests.iter().filter(|attr| !attr.path().is_ident("cfg")).collect();
    let harness = harness(function);
    let harness = if harness.is_empty() {
        quote_spanned!(at=> #[::core::prelude::v1::test])
    } else {
        quote!(#(#harness)*)
    };
    let both = both(args);
    let arms = ["on", "off"].map(|arm| {
        let arm = Ident::new(arm, hygiene::ours_at(name.span()));
        let inner = under(&arm, args, sig);
        let (asyncness, output) = (&sig.asyncness, &sig.output);
        quote_spanned!(at=> #harness #(#ends)* #asyncness fn #arm() #output { #inner })
    });
    let body = match body {
        Body::Block(block) => block.to_token_stream(),
        Body::Missing(semi) => semi.to_token_stream(),
    };
    quote_spanned! {at=>
        #(#cfgs)* #[cfg(test)] #(#kept)* #vis #modifiers #sig #body
        #(#cfgs)* #[cfg(test)] mod #name { use super::*; #both #(#arms)* }
    }
}

/// The flag, named once: whatever is wrong with it is then one error.
fn both(args: &Args) -> TokenStream {
    let at = hygiene::ours_at(args.span());
    let (handle, krate) = (&args.handle, &args.krate);
    quote_spanned! {at=>
        const __FLAGKIT_BOTH: #krate::plumbing::Flag = #krate::plumbing::boolean(#handle);
    }
}

/// The call of the test under one arm.
fn under(arm: &Ident, args: &Args, sig: &syn::Signature) -> TokenStream {
    let at = hygiene::ours_at(args.span());
    let (krate, name) = (&args.krate, &sig.ident);
    if sig.asyncness.is_some() {
        quote_spanned!(at=> #krate::testing::with_async(__FLAGKIT_BOTH.#arm(), super::#name()).await)
    } else {
        quote_spanned!(at=> #krate::testing::with(__FLAGKIT_BOTH.#arm(), super::#name))
    }
}
