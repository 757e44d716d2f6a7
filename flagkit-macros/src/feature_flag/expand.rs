//! Writes the annotated function down.
//!
//! Law: it reads the model alone, never an attribute again, and cannot fail. The user's body is spliced as the one block
//! it was, so its own span, edition and lints stay with it.

use super::arguments::Argument;
use super::arms;
use super::code;
use super::measured;
use super::model::{Form, Model, Old, block};
use super::rescue;
use super::returns::{Callable, Join};
use super::shadow;
use crate::hygiene;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::GenericParam;

/// The whole function.
///
/// ```text
/// from: #[feature_flag("new_checkout", fallback = old_checkout, context = user)]
///       fn checkout(user: &User, cart: &Cart) -> Result<Receipt, Error> { BODY }
/// to:   fn checkout(user: &User, cart: &Cart) -> Result<Receipt, Error> {
///           use crate::flags as __flagkit_flags;
///           use __flagkit_flags::__flagkit::plumbing as __flagkit_plumbing;
///           static __FLAGKIT_CALLSITE: Callsite = Callsite::new(boolean(NEW_CHECKOUT).declaration(), ...);
///           let __flagkit_call = match boolean(__flagkit_flags::NEW_CHECKOUT).__arm() { 0 => ask_for(.., &(user)), n => Call::constant(n) };
///           let __flagkit_arm = __flagkit_call.is_on();
///           probed(run(__flagkit_call, &CALLSITE, move || -> Result<Receipt, Error> {
///               if !__flagkit_arm { return old_checkout(user, cart); }
///               let user = user; let cart = cart;
///               let __flagkit_result: Result<Receipt, Error> = { BODY };
///               __flagkit_result
///           })).ended(__flagkit_call, &CALLSITE)
///       }
/// ```
pub(crate) fn expand(model: &Model) -> TokenStream {
    let Model { attrs, vis, modifiers, sig, .. } = model;
    let inner = match &model.form {
        Form::Boxed(boxed) => {
            let constructor = &boxed.constructor;
            let inner = in_async_block(model);
            quote_spanned!(Span::mixed_site()=> #constructor(async move { #inner }))
        }
        _ => {
            let (start, end) = (start(model), end(model));
            quote!(#start #end)
        }
    };
    let body = block(inner, model.body.span());
    quote!(#(#attrs)* #vis #modifiers #sig #body)
}

/// What `#[async_trait]` boxed is decided inside of the box, where both kinds of fallback can be awaited.
///
/// ```text
/// from: fn get(..) -> Pin<Box<dyn Future<Output = R> + 'async_trait>> { Box::pin(async move { BODY }) }
/// to:   ... { Box::pin(async move { ...; run_future(.., async move { if !(..) { return OLD(..).await; } BODY }).await }) }
/// ```
fn in_async_block(model: &Model) -> TokenStream {
    let typed = typed_return(&model.returned);
    let (start, end) = (start(model), end(model));
    quote!(#typed #start #end)
}

/// Imports, call site, checks, and the decision.
fn start(model: &Model) -> TokenStream {
    let at = model.flag.span;
    let imports = &model.flag.imports;
    let flag = arms::flag(model);
    let (name, old) = (model.name(), model.old_name());
    let (new_code, old_code) = code::fingerprints(model);
    let constants = arms::constants(model);
    let decide = arms::decide(model);
    let shadowing = model.shadow.as_ref().map(|_| quote_spanned!(at=> .casting_shadows()));
    let offered = model.shadow.as_ref().map(|shadow| shadow::offered(model, shadow));
    let import = measured::import(model);
    quote_spanned! {at=>
        #imports
        #import
        #constants
        static __FLAGKIT_CALLSITE: __flagkit_plumbing::Callsite = __flagkit_plumbing::Callsite::new(
            #flag.declaration(),
            #name,
            #old,
            ::core::file!(),
            ::core::line!(),
            ::core::column!(),
            ::core::module_path!(),
        ).with_code(#new_code, #old_code)#shadowing;
        __flagkit_plumbing::register_callsite!(__FLAGKIT_CALLSITE);
        #decide
        #offered
    }
}

/// The arms.
fn end(model: &Model) -> TokenStream {
    if let Some(rescue) = &model.rescue {
        return rescue::arms(model, rescue);
    }
    let at = Span::mixed_site();
    match &model.form {
        Form::Callable(callable) => {
            let (watched, joined) = (measured::watched(), joined_closure(model, callable));
            quote!(#watched #joined)
        }
        Form::Plain { never } => {
            let watched = measured::watched();
            let body = if *never {
                let (rebound, body) = (rebound(model), &model.body);
                quote!(#rebound #body)
            } else {
                let inner = bound_body(model);
                joined(model, 0, quote_spanned!(at=> { #inner }), at)
            };
            let arms = match &model.old {
                Old::Path(fallback) if !never => {
                    let departures = arms::departures(model, fallback);
                    quote!(#departures #body)
                }
                _ => arms::choice(model, &body),
            };
            quote!(#watched #arms)
        }
        Form::Closure | Form::Async | Form::Boxed(_) => {
            let body = carried(model);
            let arms = match &model.old {
                Old::Path(fallback) => {
                    let departures = arms::departures(model, fallback);
                    quote!(#departures #body)
                }
                Old::Otherwise(_) => arms::choice(model, &body),
            };
            measured::measured(model, &quote_spanned!(at=> __flagkit_call), &arms)
        }
    }
}

/// The body as it stands beside the old code, in what carries both.
///
/// Where the arms are joined it has a closure or a block of its own, since its `return` gives its own type.
///
/// ```text
/// sync:   REBOUND let __flagkit_result: R = BODY; __flagkit_result
/// joined: Either::Left(once(move || -> R { REBOUND let __flagkit_result: R = BODY; __flagkit_result }))
/// ```
fn carried(model: &Model) -> TokenStream {
    let at = Span::mixed_site();
    let returned = &model.returned;
    if let Form::Boxed(boxed) = &model.form {
        let future = &boxed.future;
        return quote_spanned!(at=> (#future).await);
    }
    let inner = bound_body(model);
    if model.join.is_none() {
        return inner;
    }
    let value = if model.awaits() {
        let typed = typed_return(returned);
        quote_spanned!(at=> async move { #typed #inner }.await)
    } else {
        quote_spanned!(at=> __flagkit_plumbing::once(move || -> #returned { #inner }))
    };
    joined(model, 0, value, at)
}

pub(crate) fn rebound(model: &Model) -> TokenStream {
    model.arguments.iter().map(Argument::rebound).collect()
}

/// The arguments bound again, then the body as it was. Its temporaries go before the arguments, as they did.
pub(crate) fn bound_body(model: &Model) -> TokenStream {
    let rebound = rebound(model);
    let (returned, body) = (&model.returned, &model.body);
    let assignments = model
        .arguments
        .iter()
        .any(Argument::is_mutable_self)
        .then(|| quote!(#[allow(unused_assignments)]));
    quote_spanned! {Span::mixed_site()=>
        #rebound
        // That the body may diverge is no finding about the user's code.
        #[allow(clippy::diverging_sub_expression)]
        #assignments
        let __flagkit_result: #returned = #body;
        // The body may never come here.
        #[allow(unreachable_code)]
        __flagkit_result
    }
}

/// Tells an async block its type, which has no place to be written.
pub(crate) fn typed_return(returned: &TokenStream) -> TokenStream {
    // At the type in the signature, where rustc says that it was inferred.
    let at = hygiene::ours_at(syn::spanned::Spanned::span(returned));
    quote_spanned! {at=>
        if let ::core::option::Option::Some(__flagkit_result) = ::core::option::Option::None::<#returned> {
            return __flagkit_result;
        }
    }
}

/// Puts the value of the arm at this place into the `Either`, wherever in the type that is.
///
/// ```text
/// from: -> impl Iterator           to: Either::Left(value)
/// from: -> Option<impl Iterator>   to: value.map(Either::Left)
/// the second of three arms         to: Either::Right(Either::Left(value))
/// ```
pub(crate) fn joined(model: &Model, place: usize, value: TokenStream, at: Span) -> TokenStream {
    let Some(join) = model.join else { return value };
    sides(model, place).into_iter().rev().fold(value, |value, side| {
        let side = Ident::new(side, at);
        let side = quote_spanned!(at=> __flagkit_plumbing::Either::#side);
        match join {
            Join::Whole => quote_spanned!(at=> #side(#value)),
            Join::Inside => quote_spanned!(at=> (#value).map(#side)),
            Join::Error => quote_spanned!(at=> (#value).map_err(#side)),
            Join::Both => quote_spanned!(at=> (#value).map(#side).map_err(#side)),
        }
    })
}

/// The sides of nested `Either`s, from the outside, that lead to the arm at this place.
fn sides(model: &Model, place: usize) -> Vec<&'static str> {
    let mut sides = vec!["Right"; place];
    if place < model.arms.last() {
        sides.push("Left");
    }
    sides
}

/// Two closures behind one: each arm's closure is made at the call, as it was, and one more calls it.
///
/// ```text
/// from: fn f(n: u32) -> impl Fn(u32) -> u32 { BODY }
/// to:   let __flagkit_arms = if .. { Left(expected(move || BODY)) } else { Right(old(n)) };
///       move |__flagkit_arg0| match &__flagkit_arms { Left(f) => f(__flagkit_arg0), Right(f) => f(__flagkit_arg0) }
/// ```
fn joined_closure(model: &Model, callable: &Callable) -> TokenStream {
    let at = Span::mixed_site();
    let (expected, turbofish) = expectation(model, callable);
    let rebound = rebound(model);
    let body = hygiene::unlinted(&model.body.to_token_stream());
    // The body ends the closure as it ended the function: only there rustc takes its type from the signature.
    let made = quote_spanned!(at=> __flagkit_expected #turbofish(move || { #rebound #body }));
    let chosen = arms::choice(model, &joined(model, 0, made, at));
    let names: Vec<_> = (0..callable.inputs.len()).map(hygiene::argument).collect();
    let (mutability, held) = match callable.family.to_string().as_str() {
        "Fn" => (None, quote_spanned!(at=> &__flagkit_arms)),
        "FnMut" => (Some(quote_spanned!(at=> mut)), quote_spanned!(at=> &mut __flagkit_arms)),
        _ => (None, quote_spanned!(at=> __flagkit_arms)),
    };
    let cases = (0..=model.arms.last()).map(|place| {
        let pattern = joined(model, place, quote_spanned!(at=> __flagkit_call), at);
        quote_spanned!(at=> #pattern => __flagkit_call(#(#names),*))
    });
    quote_spanned! {at=>
        #expected
        let #mutability __flagkit_arms = #chosen;
        move |#(#names),*| match #held {
            #(#cases,)*
        }
    }
}

/// A function that tells rustc the signature of the closure in the body, as the return type did.
///
/// With references in it the bound is copied, and the function's own parameters with it, since only then it holds for
/// every lifetime. Otherwise its types become parameters: a nested function cannot name those of an impl around it.
fn expectation(model: &Model, callable: &Callable) -> (TokenStream, TokenStream) {
    let at = Span::mixed_site();
    let Callable { path, family, inputs, output } = callable;
    if inputs.iter().any(|input| input.to_token_stream().to_string().contains(['&', '\''])) {
        let params = model.sig.generics.params.iter();
        let clause = &model.sig.generics.where_clause;
        let named = model.sig.generics.params.iter().filter_map(|param| match param {
            GenericParam::Type(param) => Some(&param.ident),
            GenericParam::Const(param) => Some(&param.ident),
            GenericParam::Lifetime(_) => None,
        });
        let turbofish = quote_spanned!(at=> ::<#(#named,)* _>);
        let function = quote_spanned! {at=>
            fn __flagkit_expected<#(#params,)* __FlagkitCall: #path>(
                make: impl ::core::ops::FnOnce() -> __FlagkitCall,
            ) -> __FlagkitCall
            #clause
            {
                make()
            }
        };
        return (function, turbofish);
    }
    let names: Vec<_> =
        (0..inputs.len()).map(|number| format_ident!("A{}", number, span = at)).collect();
    let family = format_ident!("{}", family, span = at);
    let function = quote_spanned! {at=>
        fn __flagkit_expected<#(#names,)* R, F: ::core::ops::#family(#(#names),*) -> R>(
            make: impl ::core::ops::FnOnce() -> F,
        ) -> F {
            make()
        }
    };
    (function, quote_spanned!(at=> ::<#(#inputs,)* #output, _>))
}
