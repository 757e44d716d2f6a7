//! What lets the run time see how a call ends: both arms in one closure or future, and one look at the result.
//!
//! What is counted, and whether anything is, decides the run time.
//! Law: an attribute costs a build one closure, one call that carries it, and one look; a flag that is the same for
//! everyone pays for none of it.

use super::expand::typed_return;
use super::model::{Form, Model};
use super::returns::{Join, bare};
use crate::hygiene;
use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{GenericArgument, PathArguments, ReturnType, Token, Type, TypeParamBound};

/// Types that cannot fail, by the name that the prelude gives them.
const NEVER_ADVERSE: [&str; 19] = [
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "str", "u8", "u16",
    "u32", "u64", "u128", "usize", "String", "Vec",
];

/// The arms, carried by the run time, and what it makes of the result; an expression of the function's type.
///
/// ```text
/// probed(run(CALL, &CALLSITE, move || -> R { ARMS })).ended(CALL, &CALLSITE)
/// ```
pub(crate) fn measured(model: &Model, call: &TokenStream, arms: &TokenStream) -> TokenStream {
    let at = Span::mixed_site();
    let returned = &model.returned;
    if !model.awaits() && needs_no_look(model) {
        let returned = model.join.is_none().then(|| quote_spanned!(at=> -> #returned));
        return quote_spanned! {at=>
            __flagkit_plumbing::run_to_end(#call, &__FLAGKIT_CALLSITE, move || #returned { #arms })
        };
    }
    let carried = match (model.awaits(), model.join) {
        (true, join) => {
            let typed = join.is_none().then(|| typed_return(returned));
            quote_spanned! {at=>
                __flagkit_plumbing::run_future(#call, &__FLAGKIT_CALLSITE, async move { #typed #arms }).await
            }
        }
        (false, None) => quote_spanned! {at=>
            __flagkit_plumbing::run(#call, &__FLAGKIT_CALLSITE, move || -> #returned { #arms })
        },
        (false, Some(_)) => quote_spanned! {at=>
            __flagkit_plumbing::run(#call, &__FLAGKIT_CALLSITE, move || { #arms })
        },
    };
    ended(model, call, &carried)
}

/// The result, after somebody has looked at it.
pub(crate) fn ended(model: &Model, call: &TokenStream, result: &TokenStream) -> TokenStream {
    let at = Span::mixed_site();
    if let Some(adverse) = &model.adverse {
        let at_path = hygiene::ours_at(adverse.path.segments.last().map_or(at, Spanned::span));
        return quote_spanned! {at_path=>
            __flagkit_plumbing::ended_as(#call, &__FLAGKIT_CALLSITE, #result, #adverse)
        };
    }
    if is_joined_future(model) || is_boxed_future(model) {
        let probe = quote_spanned! {at=>
            |call, callsite, result| {
                #[allow(unused_imports)]
                use __flagkit_plumbing::Ended as _;
                __flagkit_plumbing::probed(result).ended(call, callsite)
            }
        };
        if is_joined_future(model) {
            return quote_spanned! {at=>
                __flagkit_plumbing::follow(#call, &__FLAGKIT_CALLSITE, #result, #probe)
            };
        }
        return quote_spanned! {at=>
            {
                let __flagkit_result = #result;
                // A flag that is the same for everyone pays for no second box.
                if #call.has_asked() && #call.is_measured() {
                    ::std::boxed::Box::pin(
                        __flagkit_plumbing::follow(#call, &__FLAGKIT_CALLSITE, __flagkit_result, #probe)
                    )
                } else {
                    __flagkit_result
                }
            }
        };
    }
    if needs_no_look(model) {
        return quote_spanned!(at=> __flagkit_plumbing::ended(#call, &__FLAGKIT_CALLSITE, #result));
    }
    quote_spanned!(at=> __flagkit_plumbing::probed(#result).ended(#call, &__FLAGKIT_CALLSITE))
}

/// The trait by which most results are looked at, imported where the function begins: each block with an import of its own
/// costs a build its share.
pub(crate) fn import(model: &Model) -> Option<TokenStream> {
    let looks = matches!(model.form, Form::Closure | Form::Async | Form::Boxed(_))
        && model.adverse.is_none()
        && !is_joined_future(model)
        && !is_boxed_future(model)
        && !needs_no_look(model);
    looks.then(|| {
        quote_spanned! {Span::mixed_site()=>
            #[allow(unused_imports)]
            use __flagkit_plumbing::Ended as _;
        }
    })
}

/// The statement behind which the function itself is watched, where nothing can carry its body: panics and durations
/// are seen, an `Err` is not.
pub(crate) fn watched() -> TokenStream {
    quote_spanned! {Span::mixed_site()=>
        let __flagkit_watched = __flagkit_plumbing::watch(__flagkit_call, &__FLAGKIT_CALLSITE);
    }
}

/// Whether no result of the function can be a failure, as far as its type tells, and none runs on.
fn needs_no_look(model: &Model) -> bool {
    model.adverse.is_none()
        && !is_joined_future(model)
        && (is_never_adverse(&model.sig.output) || model.join == Some(Join::Whole))
}

/// Whether the two arms are one future, which ends long after the function that made it.
fn is_joined_future(model: &Model) -> bool {
    let ReturnType::Type(_, ty) = &model.sig.output else { return false };
    let Type::ImplTrait(opaque) = bare(ty) else { return false };
    matches!(model.form, Form::Closure) && is_future(&opaque.bounds)
}

/// Whether the function returns a boxed future by its full name, which can be boxed once more.
fn is_boxed_future(model: &Model) -> bool {
    let ReturnType::Type(_, ty) = &model.sig.output else { return false };
    let Some(inner) = inside(bare(ty), "Pin").and_then(|inner| inside(bare(inner), "Box")) else {
        return false;
    };
    let Type::TraitObject(object) = bare(inner) else { return false };
    matches!(model.form, Form::Closure) && is_future(&object.bounds)
}

/// `T` of `Name<T>`.
fn inside<'t>(ty: &'t Type, name: &str) -> Option<&'t Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    }
}

/// A future, and nothing that another future around it would not be: no `Clone`, say.
fn is_future(bounds: &Punctuated<TypeParamBound, Token![+]>) -> bool {
    const PASSED_ON: [&str; 6] = ["Future", "Send", "Sync", "Unpin", "UnwindSafe", "Sized"];
    let last = |bound: &TypeParamBound| match bound {
        TypeParamBound::Trait(bound) => {
            bound.path.segments.last().map(|last| last.ident.to_string())
        }
        _ => None,
    };
    bounds.iter().any(|bound| last(bound).is_some_and(|name| name == "Future"))
        && bounds.iter().filter_map(last).all(|name| PASSED_ON.contains(&name.as_str()))
}

/// Whether the type says by its name alone that no value of it is a failure, so that nobody need look.
fn is_never_adverse(output: &ReturnType) -> bool {
    let ReturnType::Type(_, ty) = output else { return true };
    match bare(ty) {
        Type::Tuple(tuple) => tuple.elems.is_empty(),
        Type::Path(path) if path.qself.is_none() && path.path.segments.len() == 1 => {
            let name = path.path.segments.last().map(|last| &last.ident);
            name.is_some_and(|name| NEVER_ADVERSE.iter().any(|known| name == known))
        }
        _ => false,
    }
}
