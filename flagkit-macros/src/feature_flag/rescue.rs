//! `on_panic` and `on_error`: which failures of the new code the old code answers for, and where that cannot be.
//!
//! `args` reads the two arguments, `arms` writes the attempt down; how a failure is seen is the run time's.
//! Law: an attribute without them expands as if this folder were not there.

mod arms;

pub(crate) use arms::arms;

use super::args::Args;
use super::arguments::{Argument, Reference};
use super::model::{Form, Model, Old};
use super::returns::{Join, bare};
use proc_macro2::{Ident, Span};
use quote::{ToTokens, format_ident};
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
pub(super) fn is_deferred(output: &ReturnType) -> bool {
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
