//! `shadow = pure` and `compare = PATH`: a call that is drawn leaves clones of its arguments behind, for both arms to
//! run on, later and aside.
//!
//! `args` reads the two arguments; who is drawn, and what becomes of a shadow, is the run time's.
//! Law: the function is called by its own name, so its body is written down once; an attribute without `shadow` expands
//! as if this file were not there.

use super::args::Args;
use super::arguments::{Argument, Reference};
use super::model::{Form, Model, Old};
use super::rescue::is_deferred;
use super::returns::{Join, bare};
use crate::{diag, hygiene};
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{ExprPath, FnArg, GenericParam, ReturnType, Signature, Type};

/// What a shadow of the function needs.
pub(crate) struct Shadow {
    /// The token `shadow`.
    key: Ident,
    compare: Option<ExprPath>,
    /// The function stands in an impl or a trait.
    is_associated: bool,
    /// How each argument is cloned, in their order.
    cloned: Vec<Cloned>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Cloned {
    /// What is behind the reference.
    Referent,
    Value,
}

impl Shadow {
    /// What the attribute asks for, if it does.
    ///
    /// # Errors
    ///
    /// Where it cannot work, with the reason.
    pub(crate) fn new(
        args: &Args,
        sig: &Signature,
        form: &Form,
        join: Option<Join>,
        arguments: &[Argument],
        old: &Old,
        body: &Group,
    ) -> syn::Result<Option<Self>> {
        let Some(key) = args.shadow.clone() else { return Ok(None) };
        let refused = |at: Span, reason: &str| Err(syn::Error::new(at, reason));
        if let Some(reason) = unfit(sig, form, join) {
            return refused(key.span(), &format!("`shadow` {reason}"));
        }
        let mut cloned = Vec::new();
        for (argument, input) in arguments.iter().zip(&sig.inputs) {
            if argument.reference == Reference::Mutable {
                return refused(
                    argument.at,
                    "what an arm writes through this `&mut` is the caller's, so no function that takes one is pure; \
                     drop `shadow`, or return what it writes",
                );
            }
            if !argument.cfgs.is_empty() {
                return refused(
                    argument.at,
                    "`#[cfg]` on an argument cannot be passed on to a shadow; put `#[cfg]` on the function",
                );
            }
            let lends = argument.reference == Reference::Shared && !is_static(input);
            cloned.push(if lends { Cloned::Referent } else { Cloned::Value });
        }
        // An attribute cannot see the impl around it. In a body with an impl of its own `Self` may be of that one.
        let body = body.to_token_stream();
        let is_associated = mentions(&sig.to_token_stream(), &OWN)
            || (mentions(&body, &OWN) && !mentions(&body, &["impl", "trait"]))
            || match old {
                Old::Path(path) => mentions(&path.to_token_stream(), &OWN),
                Old::Otherwise(expression) => mentions(&expression.to_token_stream(), &OWN),
            };
        Ok(Some(Self { key, compare: args.compare.clone(), is_associated, cloned }))
    }
}

/// Why the function cannot be shadowed, if it cannot.
fn unfit(sig: &Signature, form: &Form, join: Option<Join>) -> Option<&'static str> {
    let is_foreign = sig.abi.as_ref().is_some_and(|abi| {
        let name = abi.name.as_ref().map(syn::LitStr::value).unwrap_or_else(|| "C".to_owned());
        name != "Rust" && !name.ends_with("-unwind")
    });
    if is_foreign {
        return Some(
            "cannot catch a panic of a function with this ABI, which would end the process; put the attribute on a \
             function that it calls",
        );
    }
    match form {
        Form::Plain { never: true } => {
            Some("has nothing to compare where a function never returns; remove it")
        }
        Form::Callable(_) => Some(
            "ends when the closure is returned, before anybody calls it; put the attribute on a function that the \
             closure calls",
        ),
        _ if join.is_some() => Some(
            "compares results, and an `impl Trait` has none to look at yet; return a named type, or put the attribute \
             on a function that makes one",
        ),
        Form::Closure | Form::Plain { .. } if is_deferred(&sig.output) => {
            Some("ends when the future is returned, before anybody polls it; write an `async fn`")
        }
        _ => None,
    }
}

/// `&'static T`: what the function is given must be that again, and a clone of the reference is.
fn is_static(input: &FnArg) -> bool {
    let ty = match input {
        FnArg::Typed(typed) => bare(&typed.ty),
        FnArg::Receiver(_) => return false,
    };
    matches!(ty, Type::Reference(reference)
        if reference.lifetime.as_ref().is_some_and(|lifetime| lifetime.ident == "static"))
}

const OWN: [&str; 2] = ["self", "Self"];

fn mentions(tokens: &TokenStream, words: &[&str]) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => words.iter().any(|word| ident == word),
        TokenTree::Group(group) => mentions(&group.stream(), words),
        _ => false,
    })
}

/// The statement that leaves a job behind where the call is drawn.
///
/// ```text
/// from: #[feature_flag("new_search", fallback = old_search, shadow = pure)]
///       fn search(words: &[String], limit: Limit) -> Vec<u32> { BODY }
/// to:   static __FLAGKIT_SHADOWED: Shadowed = Shadowed::new(&__FLAGKIT_CALLSITE);
///       if __flagkit_call.is_shadowed() {
///           offer(&__FLAGKIT_SHADOWED, __flagkit_call, &mut || {
///               let __flagkit_clone0 = by_reference(words, ..);
///               let __flagkit_clone1 = by_value(&limit, ..);
///               Job::new(move |__flagkit_trial| __flagkit_trial.run(
///                   || search(__flagkit_clone0.give(), __flagkit_clone1.give()),
///                   |old, new| (&&&Pair(old, new, ..)).equal(),
///                   |result| (&&&&Seen(result)).failed(),
///                   |result, text| (&&Seen(result)).tell(text),
///               ))
///           });
///       }
/// ```
pub(crate) fn offered(model: &Model, shadow: &Shadow) -> TokenStream {
    let at = Span::mixed_site();
    let names: Vec<_> = (0..model.arguments.len())
        .map(|position| format_ident!("__flagkit_clone{}", position, span = at))
        .collect();
    let clones = names
        .iter()
        .zip(&model.arguments)
        .zip(&shadow.cloned)
        .map(|((name, argument), cloned)| clone(name, argument, *cloned));
    let run = Ident::new(if model.awaits() { "run_future" } else { "run" }, at);
    let call = call(model, shadow, &names);
    let equal = equal(model, shadow);
    let failed = failed(model);
    let note = void_where_panics_abort(&shadow.key);
    quote_spanned! {at=>
        #note
        // A panic that cannot be caught would be the caller's.
        #[cfg(not(panic = "abort"))]
        {
            static __FLAGKIT_SHADOWED: __flagkit_plumbing::shadow::Shadowed =
                __flagkit_plumbing::shadow::Shadowed::new(&__FLAGKIT_CALLSITE);
            if __flagkit_call.is_shadowed() {
                __flagkit_plumbing::shadow::offer(&__FLAGKIT_SHADOWED, __flagkit_call, &mut || {
                    #(#clones)*
                    __flagkit_plumbing::shadow::Job::new(move |__flagkit_trial| {
                        #[allow(unused_imports)]
                        use __flagkit_plumbing::shadow::{
                            Equal as _, EqualOrBothErrors as _, Failing as _, Incomparable as _, Telling as _,
                        };
                        __flagkit_trial.#run(
                            || #call,
                            |__flagkit_old, __flagkit_new| #equal,
                            |__flagkit_result| #failed,
                            |__flagkit_result, __flagkit_text| {
                                (&&__flagkit_plumbing::shadow::Seen(__flagkit_result)).tell(__flagkit_text);
                            },
                        );
                    })
                });
            }
        }
    }
}

/// `let CLONE = by_value(&argument, ..);`, at the argument, since it is the one that may not be `Clone`.
fn clone(name: &Ident, argument: &Argument, cloned: Cloned) -> TokenStream {
    let at = hygiene::ours_at(argument.at);
    let mut pass = argument.pass.clone();
    pass.set_span(pass.span().located_at(argument.at));
    let underscore = super::arguments::underscore_lint(std::slice::from_ref(argument));
    let (by, given) = match cloned {
        Cloned::Referent => (Ident::new("by_reference", at), quote!(#pass)),
        Cloned::Value => (Ident::new("by_value", at), quote_spanned!(at=> &#pass)),
    };
    quote_spanned! {at=>
        #underscore
        let #name = __flagkit_plumbing::shadow::#by(#given, __flagkit_plumbing::shadow::for_the_shadow);
    }
}

/// ```text
/// fn f<T, const N: usize>(a: A)     to: f::<T, N>(CLONE.give())
/// fn f(&self)                       to: Self::f(CLONE.give())
/// fn f(f: A)                        to: self::f(CLONE.give()), since `f` is the argument
/// ```
fn call(model: &Model, shadow: &Shadow, names: &[Ident]) -> TokenStream {
    let name = &model.sig.ident;
    let at = hygiene::ours_at(name.span());
    let parameters: Vec<_> = model
        .sig
        .generics
        .params
        .iter()
        .filter_map(|param| match param {
            GenericParam::Type(param) => Some(&param.ident),
            GenericParam::Const(param) => Some(&param.ident),
            GenericParam::Lifetime(_) => None,
        })
        .collect();
    let turbofish = (!parameters.is_empty()).then(|| quote_spanned!(at=> ::<#(#parameters),*>));
    let owner = if shadow.is_associated {
        Some(quote_spanned!(at=> Self::))
    } else if model.arguments.iter().any(|argument| argument.pass == *name) {
        Some(quote_spanned!(at=> self::))
    } else {
        None
    };
    let call = quote_spanned!(at=> #owner #name #turbofish (#(#names.give()),*));
    if model.is_unsafe() { quote_spanned!(at=> unsafe { #call }) } else { call }
}

/// Whether the two results are equal, blamed on the return type, or on `compare`.
fn equal(model: &Model, shadow: &Shadow) -> TokenStream {
    let ours = Span::mixed_site();
    let (old, new) = (Ident::new("__flagkit_old", ours), Ident::new("__flagkit_new", ours));
    if let Some(compare) = &shadow.compare {
        let span = compare.path.segments.last().map_or(ours, |last| last.ident.span());
        let argument = |mut name: Ident| {
            name.set_span(ours.located_at(span));
            name
        };
        let (old, new) = (argument(old), argument(new));
        let mut parentheses = Group::new(proc_macro2::Delimiter::Parenthesis, {
            let comma = quote_spanned!(span=> ,);
            quote!(#old #comma #new)
        });
        parentheses.set_span(span);
        return quote!(#compare #parentheses);
    }
    let at = hygiene::ours_at(match (&model.form, &model.sig.output) {
        (Form::Boxed(boxed), _) => boxed.output.span(),
        (_, ReturnType::Type(_, ty)) => ty.span(),
        (_, ReturnType::Default) => model.sig.ident.span(),
    });
    quote_spanned!(at=> (&&&__flagkit_plumbing::shadow::Pair(#old, #new, __flagkit_plumbing::shadow::for_the_shadow)).equal())
}

/// Whether a result is a failure.
fn failed(model: &Model) -> TokenStream {
    let at = Span::mixed_site();
    let result = quote_spanned!(at=> __flagkit_result);
    match &model.adverse {
        Some(adverse) => {
            let at = hygiene::ours_at(adverse.path.segments.last().map_or(at, Spanned::span));
            quote_spanned!(at=> __flagkit_plumbing::judged(#adverse, #result))
        }
        None => quote_spanned!(at=> (&&&&__flagkit_plumbing::shadow::Seen(#result)).failed()),
    }
}

/// The warning that nothing is shadowed in a build whose panics end the process.
fn void_where_panics_abort(key: &Ident) -> TokenStream {
    let warning = diag::warning(
        key.span(),
        "flagkit_shadow_is_void",
        "`shadow` does nothing in this build, where a panic of the shadow would end the process (`panic = \"abort\"`); \
         remove one of the two",
    );
    quote!(#[cfg(panic = "abort")] { #warning })
}
