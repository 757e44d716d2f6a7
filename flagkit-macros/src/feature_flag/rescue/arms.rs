//! The attempt of the new code, and the old code behind it.
//!
//! Law: whatever the old code needs is put aside before the new code runs, and the old code is written down once.

use super::Rescue;
use crate::feature_flag::arguments::{Argument, underscore_lint};
use crate::feature_flag::arms::{flag, is_body, other_paths, otherwise, plain_call, returned_call};
use crate::feature_flag::expand::{bound_body, joined, rebound, typed_return};
use crate::feature_flag::measured::{ended, measured};
use crate::feature_flag::model::{Form, Model, Old, block};
use crate::{diag, hygiene};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

/// The arms.
///
/// ```text
/// from: on_panic = fallback
/// to:   let __flagkit_kept1;
///       if __flagkit_arm {
///           { __flagkit_kept1 = keep(&cart, ..); }
///           let __flagkit_tried = caught(__flagkit_call, &CALLSITE, move || -> R { ...; BODY });
///           if let Some(__flagkit_result) = __flagkit_tried { /* look at it */ return __flagkit_result; }
///       } else {
///           { __flagkit_kept1 = cart; }
///       }
///       let cart = __flagkit_kept1;
///       let __flagkit_call = __flagkit_call.unless_rescued(FLAG.declaration().fallback());
///       /* the old code, measured unless it answers for the new */
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
    let flag = flag(model);
    let old = match &model.form {
        Form::Plain { .. } => old(model, rescue),
        _ => measured(model, &quote_spanned!(at=> __flagkit_call), &old(model, rescue)),
    };
    quote_spanned! {at=>
        #note
        #(#declared)*
        if #is_body { #put_aside #body } #(#others)* #handed_on
        #(#named_again)*
        // Where the old code answers for the new, it is no sample of the old.
        let __flagkit_call = __flagkit_call.unless_rescued(#flag.declaration().fallback());
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
    match &model.form {
        Form::Boxed(boxed) => boxed.future.clone(),
        Form::Plain { .. } => {
            let (rebound, body) = (rebound(model), &model.body);
            carried(model, &quote!(#rebound #body))
        }
        _ => carried(model, &bound_body(model)),
    }
}

/// Code in what it can return from.
fn carried(model: &Model, code: &TokenStream) -> TokenStream {
    let at = Span::mixed_site();
    let returned = &model.returned;
    let is_never = matches!(model.form, Form::Plain { .. });
    if model.awaits() && is_never {
        // Nothing can be returned from it, so its type says nothing.
        quote_spanned!(at=> async move { #code })
    } else if model.awaits() {
        let typed = typed_return(returned);
        quote_spanned!(at=> async move { #typed #code })
    } else if is_never {
        quote_spanned!(at=> move || -> ! { #code })
    } else {
        quote_spanned!(at=> move || -> #returned { #code })
    }
}

/// The statements that try a closure or a future, and return what it gives unless that is a failure.
fn tried(model: &Model, rescue: &Rescue, code: &TokenStream, is_body: bool) -> TokenStream {
    let at = Span::mixed_site();
    let awaits = model.awaits();
    let site = quote_spanned!(at=> __flagkit_call, &__FLAGKIT_CALLSITE);
    let looked_at = rescue.on_error.as_ref().map(|key| {
        let at_key = hygiene::ours_at(key.span());
        // A panic is counted by whoever catches it, else where it passes.
        let result = match (&rescue.on_panic, awaits) {
            (Some(_), true) => quote_spanned!(at=> (#code).await),
            (Some(_), false) => quote_spanned!(at=> __flagkit_plumbing::once(#code)),
            (None, true) => quote_spanned!(at=> __flagkit_plumbing::run_future(#site, #code).await),
            (None, false) => quote_spanned!(at=> __flagkit_plumbing::run(#site, #code)),
        };
        let look =
            quote_spanned!(at_key=> __flagkit_plumbing::unless_failed(#site, __flagkit_result));
        quote_spanned!(at=> let __flagkit_result = #result; #look)
    });
    let tried = match (&rescue.on_panic, looked_at, awaits) {
        (None, looked_at, _) => quote_spanned!(at=> { #looked_at }),
        (Some(_), None, false) => quote_spanned!(at=> __flagkit_plumbing::caught(#site, #code)),
        (Some(_), None, true) => {
            quote_spanned!(at=> __flagkit_plumbing::caught_future(#site, #code).await)
        }
        (Some(_), Some(looked_at), false) => quote_spanned! {at=>
            ::core::option::Option::flatten(
                __flagkit_plumbing::caught(#site, move || { #looked_at })
            )
        },
        (Some(_), Some(looked_at), true) => quote_spanned! {at=>
            ::core::option::Option::flatten(
                __flagkit_plumbing::caught_future(#site, async move { #looked_at }).await
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
    let ended =
        ended(model, &quote_spanned!(at=> __flagkit_call), &quote_spanned!(at=> __flagkit_result));
    quote_spanned! {at=>
        let __flagkit_tried = #tried;
        if let ::core::option::Option::Some(__flagkit_result) = __flagkit_tried {
            #check
            let __flagkit_result = #ended;
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
            use __flagkit_plumbing::Final as _;
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
