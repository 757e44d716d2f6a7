//! `on_panic` and `on_error`: the new code is tried, and where it fails the old code answers.
//!
//! `args` reads the two arguments; how a failure is seen is the run time's.
//! Law: an attribute without them expands as if this file were not there. Whatever the old code needs is put aside before
//! the new code runs, and the old code is written down once.

use super::args::Args;
use super::arguments::{Argument, Reference, underscore_lint};
use super::arms::{is_body, other_paths, otherwise, plain_call, returned_call};
use super::expand::{bound_body, joined, rebound, typed_return};
use super::model::{Form, Model, Old, block};
use super::returns::{Join, bare};
use crate::{diag, hygiene};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{GenericArgument, PathArguments, ReturnType, Signature, Type, TypeParamBound};

/// Which failures are rescued.
pub(crate) struct Rescue {
    on_panic: Option<Ident>,
    on_error: Option<Ident>,
    /// The positions of the arguments that are put aside for the old code.
    kept: Vec<usize>,
}

impl Rescue {
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
    ) -> syn::Result<Option<Self>> {
        let (on_panic, on_error) = (args.on_panic.clone(), args.on_error.clone());
        let Some(first) = on_panic.as_ref().or(on_error.as_ref()) else { return Ok(None) };
        let refused = |key: &Ident, reason: &str| {
            Err(syn::Error::new(key.span(), format!("`{key}` {reason}")))
        };
        match form {
            Form::Plain { never: false } => {
                return refused(
                    first,
                    "cannot see how the new code ends under `#[track_caller]`, where it must stand in the function \
                     itself; drop one of the two",
                );
            }
            Form::Callable(_) => {
                return refused(
                    first,
                    "ends when the closure is returned, before anybody calls it; put the attribute on a function that \
                     the closure calls",
                );
            }
            _ => {}
        }
        if matches!(form, Form::Closure | Form::Async) && is_deferred(&sig.output) {
            return refused(
                first,
                "ends when the future is returned, before anybody polls it; write an `async fn`",
            );
        }
        if let Some(key) = &on_error {
            if matches!(form, Form::Plain { never: true }) {
                return refused(
                    key,
                    "has nothing to look at where a function never returns; remove it",
                );
            }
            if join == Some(Join::Whole) {
                return refused(key, "needs a function that returns a `Result`; remove it");
            }
        }
        let mut kept = Vec::new();
        for (position, argument) in arguments.iter().enumerate() {
            if is_kept(argument, old)? {
                kept.push(position);
            }
        }
        Ok(Some(Self { on_panic, on_error, kept }))
    }

    fn kept<'a>(&'a self, model: &'a Model) -> impl Iterator<Item = (Ident, &'a Argument)> {
        let all = model.arguments.iter().enumerate();
        all.filter(|(position, _)| self.kept.contains(position)).map(|(position, argument)| {
            let name = format_ident!("__flagkit_kept{}", position, span = Span::mixed_site());
            (name, argument)
        })
    }
}

/// Whether the argument must be put aside: shared references can be given away as often as one likes.
fn is_kept(argument: &Argument, old: &Old) -> syn::Result<bool> {
    let expression = match old {
        Old::Path(_) => None,
        Old::Otherwise(expression) => Some(expression.to_token_stream()),
    };
    if expression.as_ref().is_some_and(|expression| !argument.is_named_in(expression)) {
        return Ok(false);
    }
    let refused = |reason| Err(syn::Error::new(argument.at, reason));
    match argument.reference {
        Reference::Shared => Ok(false),
        Reference::Mutable if expression.is_some() => refused(
            "after the new code has failed, what it wrote through this `&mut` is still there, so `otherwise` cannot \
             name it under `on_panic` or `on_error`; leave it out there",
        ),
        Reference::Mutable => refused(
            "after the new code has failed, what it wrote through this `&mut` is still there, so the old code cannot \
             be run with the same arguments; drop `on_panic` and `on_error`, or write `otherwise = expression` \
             without this argument",
        ),
        Reference::No if argument.is_receiver() && expression.is_some() => refused(
            "the new code takes `self` away, and no other value can be called `self` in `otherwise`; write \
             `fallback = Self::old_method`, or take `&self`",
        ),
        Reference::No => Ok(true),
    }
}

/// Whether what is returned runs after the function: a future, where the type says so by name.
fn is_deferred(output: &ReturnType) -> bool {
    match output {
        ReturnType::Default => false,
        ReturnType::Type(_, ty) => is_future(ty),
    }
}

fn is_future(ty: &Type) -> bool {
    let among = |bounds: &syn::punctuated::Punctuated<TypeParamBound, _>| {
        bounds.iter().any(|bound| match bound {
            TypeParamBound::Trait(bound) => {
                bound.path.segments.last().is_some_and(|last| last.ident == "Future")
            }
            _ => false,
        })
    };
    match bare(ty) {
        Type::ImplTrait(opaque) => among(&opaque.bounds),
        Type::TraitObject(object) => among(&object.bounds),
        Type::Path(path) => path.path.segments.last().is_some_and(|last| {
            let is_named = last.ident == "BoxFuture" || last.ident == "LocalBoxFuture";
            let inner = match &last.arguments {
                PathArguments::AngleBracketed(arguments) => arguments.args.first(),
                _ => None,
            };
            let is_pointer = last.ident == "Pin" || last.ident == "Box";
            is_named
                || (is_pointer && matches!(inner, Some(GenericArgument::Type(ty)) if is_future(ty)))
        }),
        _ => false,
    }
}

/// The arms.
///
/// ```text
/// from: on_panic = fallback
/// to:   let __flagkit_kept1;
///       if __flagkit_arm {
///           { __flagkit_kept1 = keep(&cart, ..); }
///           let __flagkit_tried = caught(&CALLSITE, move || -> R { ...; BODY });
///           if let Some(__flagkit_result) = __flagkit_tried { return __flagkit_result; }
///       } else {
///           { __flagkit_kept1 = cart; }
///       }
///       let cart = __flagkit_kept1;
///       return old_checkout(user, cart);
/// ```
pub(crate) fn arms(model: &Model, rescue: &Rescue) -> TokenStream {
    let at = Span::mixed_site();
    let note = void_where_panics_abort(rescue);
    let declared = rescue.kept(model).map(|(name, argument)| {
        let cfgs = &argument.cfgs;
        quote_spanned!(at=> #(#cfgs)* let #name;)
    });
    let put_aside: TokenStream =
        rescue.kept(model).map(|(name, argument)| copied(&name, argument)).collect();
    let handed_on = rescue.kept(model).map(|(name, argument)| {
        let (cfgs, pass) = (&argument.cfgs, &argument.pass);
        let underscore = underscore_lint(std::slice::from_ref(argument));
        quote_spanned!(at=> #(#cfgs)* #underscore { #name = #pass; })
    });
    let named_again = rescue.kept(model).filter(|(_, argument)| !argument.is_receiver()).map(
        |(name, argument)| {
            let (cfgs, pass) = (&argument.cfgs, &argument.pass);
            quote_spanned!(at=> #(#cfgs)* let #pass = #name;)
        },
    );
    let is_body = is_body(model);
    let body = tried(model, rescue, &body(model), true);
    let others = other_paths(model).map(|(place, constant, path)| {
        let code = match &model.form {
            Form::Plain { never: true } => plain_call(model, path, place, None),
            _ => returned_call(model, path, place, None),
        };
        let tried = tried(model, rescue, &carried(model, &code), false);
        quote_spanned!(at=> else if __flagkit_arm == #constant { #put_aside #tried })
    });
    let handed_on: TokenStream = handed_on.collect();
    let handed_on = (!handed_on.is_empty()).then(|| quote_spanned!(at=> else { #handed_on }));
    let old = old(model, rescue);
    quote_spanned! {at=>
        #note
        #(#declared)*
        if #is_body { #put_aside #body } #(#others)* #handed_on
        #(#named_again)*
        #old
    }
}

/// `KEPT = keep(&argument, ..);`, at the argument, since it is the one that may not be `Clone`.
fn copied(name: &Ident, argument: &Argument) -> TokenStream {
    let at = hygiene::ours_at(argument.at);
    let (cfgs, mut pass) = (&argument.cfgs, argument.pass.clone());
    pass.set_span(pass.span().located_at(argument.at));
    let underscore = underscore_lint(std::slice::from_ref(argument));
    quote_spanned! {at=>
        #(#cfgs)* #underscore
        { #name = __flagkit_plumbing::keep(&#pass, __flagkit_plumbing::for_the_old_code); }
    }
}

/// The old code, after which nothing comes.
fn old(model: &Model, rescue: &Rescue) -> TokenStream {
    let last = model.arms.last();
    let receiver =
        rescue.kept(model).find(|(_, argument)| argument.is_receiver()).map(|(name, _)| name);
    match &model.old {
        Old::Path(path) if matches!(model.form, Form::Plain { never: true }) => {
            plain_call(model, path, last, receiver.as_ref())
        }
        Old::Path(path) => returned_call(model, path, last, receiver.as_ref()),
        Old::Otherwise(expression) => {
            let value = otherwise(model, &expression.to_token_stream());
            block(value, Span::mixed_site()).into_token_stream()
        }
    }
}

/// The body as a closure, or as a future.
fn body(model: &Model) -> TokenStream {
    let at = Span::mixed_site();
    match &model.form {
        Form::Boxed(boxed) => boxed.future.clone(),
        Form::Plain { .. } => {
            let (rebound, body) = (rebound(model), &model.body);
            quote_spanned!(at=> move || -> ! { #rebound #body })
        }
        _ => carried(model, &bound_body(model)),
    }
}

/// Code in what it can return from.
fn carried(model: &Model, code: &TokenStream) -> TokenStream {
    let at = Span::mixed_site();
    let returned = &model.returned;
    if model.awaits() {
        let typed = typed_return(returned);
        quote_spanned!(at=> async move { #typed #code })
    } else if matches!(model.form, Form::Plain { .. }) {
        quote_spanned!(at=> move || -> ! { #code })
    } else {
        quote_spanned!(at=> move || -> #returned { #code })
    }
}

/// The statements that try a closure or a future, and return what it gives unless that is a failure.
fn tried(model: &Model, rescue: &Rescue, code: &TokenStream, is_body: bool) -> TokenStream {
    let at = Span::mixed_site();
    let awaits = model.awaits();
    let looked_at = rescue.on_error.as_ref().map(|key| {
        let at_key = hygiene::ours_at(key.span());
        let result = if awaits {
            quote_spanned!(at=> __flagkit_plumbing::run_future(#code).await)
        } else {
            quote_spanned!(at=> __flagkit_plumbing::run(#code))
        };
        let look = quote_spanned!(at_key=> __flagkit_plumbing::unless_failed(&__FLAGKIT_CALLSITE, __flagkit_result));
        quote_spanned!(at=> let __flagkit_result = #result; #look)
    });
    let tried = match (&rescue.on_panic, looked_at, awaits) {
        (None, looked_at, _) => quote_spanned!(at=> { #looked_at }),
        (Some(_), None, false) => {
            quote_spanned!(at=> __flagkit_plumbing::caught(&__FLAGKIT_CALLSITE, #code))
        }
        (Some(_), None, true) => {
            quote_spanned!(at=> __flagkit_plumbing::caught_future(&__FLAGKIT_CALLSITE, #code).await)
        }
        (Some(_), Some(looked_at), false) => quote_spanned! {at=>
            ::core::option::Option::flatten(
                __flagkit_plumbing::caught(&__FLAGKIT_CALLSITE, move || { #looked_at })
            )
        },
        (Some(_), Some(looked_at), true) => quote_spanned! {at=>
            ::core::option::Option::flatten(
                __flagkit_plumbing::caught_future(&__FLAGKIT_CALLSITE, async move { #looked_at }).await
            )
        },
    };
    if matches!(model.form, Form::Plain { .. }) {
        // There is nothing in it: either it never comes back, or it panicked.
        return quote_spanned!(at=> let _ = #tried;);
    }
    let result = quote_spanned!(at=> __flagkit_result);
    // The calls of other functions are joined where they are made.
    let joined = if is_body { joined(model, 0, result.clone(), at) } else { result };
    let check = is_body.then(|| no_future(rescue));
    quote_spanned! {at=>
        let __flagkit_tried = #tried;
        if let ::core::option::Option::Some(__flagkit_result) = __flagkit_tried {
            #check
            return #joined;
        }
    }
}

/// The warning that a result is a future, where its type does not say so by name.
fn no_future(rescue: &Rescue) -> Option<TokenStream> {
    let key = rescue.on_panic.as_ref().or(rescue.on_error.as_ref())?;
    let at = hygiene::ours_at(key.span());
    Some(quote_spanned! {at=>
        {
            #[allow(unused_imports)]
            use __flagkit_plumbing::Ended as _;
            __flagkit_plumbing::Returned(&__flagkit_result).check();
        }
    })
}

/// The warning that `on_panic` does nothing in a build whose panics end the process.
fn void_where_panics_abort(rescue: &Rescue) -> Option<TokenStream> {
    let at = rescue.on_panic.as_ref()?.span();
    let warning = diag::warning(
        at,
        "flagkit_on_panic_is_void",
        "`on_panic` does nothing in this build, whose panics end the process (`panic = \"abort\"`); remove one of the \
         two",
    );
    Some(quote!(#[cfg(panic = "abort")] { #warning }))
}
