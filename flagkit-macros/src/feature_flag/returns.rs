//! What a function returns, as far as it decides how two arms can share one return type.
//!
//! Two `impl Trait` are two types even when they look alike, so they are joined by an `Either` where its traits are
//! known, and refused with the reason where they are not.
//! Law: a refusal names the trait, and the way out.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{
    GenericArgument, ParenthesizedGenericArguments, PathArguments, ReturnType, Type, TypeImplTrait,
    TypeParamBound,
};

/// The traits that `plumbing::Either` passes through.
const JOINED: [&str; 10] = [
    "Iterator",
    "DoubleEndedIterator",
    "ExactSizeIterator",
    "FusedIterator",
    "Future",
    "Display",
    "Debug",
    "Error",
    "Read",
    "Write",
];
/// Marker traits that hold for an `Either` whose arms have them.
const MARKERS: [&str; 8] =
    ["Send", "Sync", "Unpin", "UnwindSafe", "RefUnwindSafe", "Clone", "Copy", "Sized"];

/// How the results of the two arms become one type.
pub(crate) enum Returns {
    /// A type that can be written down; both arms have it.
    Named(TokenStream),
    /// `!`
    Never,
    /// `impl Trait` at these places.
    Joined { written: TokenStream, join: Join },
    /// `impl Fn(A) -> B`.
    Callable(Box<Callable>),
}

/// Where in the returned type an `Either` goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Join {
    /// `-> impl Trait`
    Whole,
    /// `-> Result<impl Trait, E>`, `-> Option<impl Trait>`
    Inside,
    /// `-> Result<T, impl Error>`
    Error,
    /// Both of a `Result`.
    Both,
}

/// A returned closure.
pub(crate) struct Callable {
    /// `Fn`, `FnMut` or `FnOnce`, with its path as written.
    pub(crate) family: syn::Ident,
    pub(crate) path: TokenStream,
    pub(crate) inputs: Vec<Type>,
    pub(crate) output: TokenStream,
}

/// Reads a return type.
///
/// Where nothing is written, `function` is the place that an error can point at.
pub(crate) fn returns(output: &ReturnType, function: Span) -> syn::Result<Returns> {
    let ty = match output {
        ReturnType::Default => return Ok(Returns::Named(quote_spanned!(function=> ()))),
        ReturnType::Type(_, ty) => bare(ty),
    };
    match ty {
        Type::Never(_) => Ok(Returns::Never),
        Type::ImplTrait(opaque) => match callable(opaque)? {
            Some(callable) => Ok(Returns::Callable(Box::new(callable))),
            None => {
                check_joined(opaque)?;
                Ok(Returns::Joined { written: hole(), join: Join::Whole })
            }
        },
        _ if !has_opaque(&ty.to_token_stream()) => Ok(Returns::Named(ty.to_token_stream())),
        Type::Path(path) => inside(path),
        other => Err(unreachable_place(other)),
    }
}

/// `Result<impl Trait, E>` and its kin.
fn inside(path: &syn::TypePath) -> syn::Result<Returns> {
    let mut written = path.clone();
    let Some(last) = written.path.segments.last_mut() else { return Err(unreachable_place(path)) };
    let is_result = last.ident == "Result";
    let PathArguments::AngleBracketed(arguments) = &mut last.arguments else {
        return Err(unreachable_place(path));
    };
    if !is_result && last.ident != "Option" {
        return Err(unreachable_place(path));
    }
    let mut holes = [false, false];
    for (position, argument) in arguments.args.iter_mut().enumerate() {
        if !has_opaque(&argument.to_token_stream()) {
            continue;
        }
        let GenericArgument::Type(ty) = argument else { return Err(unreachable_place(path)) };
        let (Type::ImplTrait(opaque), Some(place)) = (bare(ty), holes.get_mut(position)) else {
            return Err(unreachable_place(path));
        };
        check_joined(opaque)?;
        *place = true;
        *ty = Type::Verbatim(hole());
    }
    let join = match holes {
        [true, false] => Join::Inside,
        [false, true] if is_result => Join::Error,
        [true, true] if is_result => Join::Both,
        _ => return Err(unreachable_place(path)),
    };
    // What stands before the last segment may hold one more, as in `<impl A as B>::Result`.
    let written = written.to_token_stream();
    if has_opaque(&written) {
        Err(unreachable_place(path))
    } else {
        Ok(Returns::Joined { written, join })
    }
}

fn check_joined(opaque: &TypeImplTrait) -> syn::Result<()> {
    for bound in &opaque.bounds {
        let TypeParamBound::Trait(bound) = bound else { continue };
        let Some(last) = bound.path.segments.last() else { continue };
        let name = last.ident.to_string();
        if !JOINED.contains(&name.as_str()) && !MARKERS.contains(&name.as_str()) {
            let names = names(opaque);
            let traits = names.iter().filter(|name| !MARKERS.contains(&name.as_str())).count();
            return Err(syn::Error::new(
                bound.path.span(),
                format!(
                    "the new and the old code return two types behind `impl {}`, and flagkit cannot join `{name}`; \
                     return a `Box<dyn {}>` or a named type\n\
                     note: `impl Trait` of Iterator, Future, Display, Debug, Error, Read and Write is joined",
                    names.join(" + "),
                    // A trait object has one trait beside the markers.
                    if traits == 1 { names.join(" + ") } else { "...".to_owned() },
                ),
            ));
        }
        if has_opaque(&last.arguments.to_token_stream()) {
            return Err(syn::Error::new(
                last.arguments.span(),
                format!(
                    "an `impl Trait` inside `impl {name}<...>` differs between the new and the old code; name its \
                     type, or return a `Box<dyn {name}<...>>`"
                ),
            ));
        }
    }
    Ok(())
}

/// `["Iterator", "Send"]`
fn names(opaque: &TypeImplTrait) -> Vec<String> {
    let names = opaque.bounds.iter().filter_map(|bound| match bound {
        TypeParamBound::Trait(bound) => Some(bound.path.segments.last()?.ident.to_string()),
        _ => None,
    });
    names.collect()
}

/// The one bound of the `Fn` family, if the closure has one.
fn callable(opaque: &TypeImplTrait) -> syn::Result<Option<Callable>> {
    let mut found = None;
    let mut others = Vec::new();
    for bound in &opaque.bounds {
        let TypeParamBound::Trait(bound) = bound else { continue };
        let Some(last) = bound.path.segments.last() else { continue };
        if let PathArguments::Parenthesized(signature) = &last.arguments
            && ["Fn", "FnMut", "FnOnce"].iter().any(|family| last.ident == family)
            && found.is_none()
        {
            found = Some(described(bound, last, signature)?);
        } else if !MARKERS.iter().any(|marker| last.ident == marker) {
            others.push(bound);
        }
    }
    match (found, others.first()) {
        (Some(_), Some(other)) => Err(syn::Error::new(
            other.span(),
            "the closures of the new and the old code are joined by one more closure, which has the traits `Fn*`, \
             `Clone` and the auto traits alone; return a `Box<dyn Fn...>`",
        )),
        (found, _) => Ok(found),
    }
}

fn described(
    bound: &syn::TraitBound,
    last: &syn::PathSegment,
    signature: &ParenthesizedGenericArguments,
) -> syn::Result<Callable> {
    if has_opaque(&signature.to_token_stream()) {
        return Err(syn::Error::new(
            signature.span(),
            "an `impl Trait` inside of the closure's signature differs between the new and the old code; name its type",
        ));
    }
    Ok(Callable {
        family: last.ident.clone(),
        path: bound.to_token_stream(),
        inputs: signature.inputs.iter().map(|input| input.ty.clone()).collect(),
        output: match &signature.output {
            ReturnType::Default => quote!(()),
            ReturnType::Type(_, ty) => ty.to_token_stream(),
        },
    })
}

fn unreachable_place(ty: impl ToTokens) -> syn::Error {
    syn::Error::new_spanned(
        ty,
        "an `impl Trait` at this place of the return type cannot be joined with that of the old code; return a \
         `Box<dyn Trait>` or a named type\n\
         note: it is joined as the whole type, and directly inside `Result` and `Option`",
    )
}

/// The type without the parentheses and invisible groups around it.
pub(crate) fn bare(mut ty: &Type) -> &Type {
    loop {
        ty = match ty {
            Type::Paren(inner) => &inner.elem,
            Type::Group(inner) => &inner.elem,
            other => return other,
        };
    }
}

/// Whether the tokens of a type hold an `impl Trait`.
fn has_opaque(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "impl",
        TokenTree::Group(group) => has_opaque(&group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

fn hole() -> TokenStream {
    quote_spanned!(Span::mixed_site()=> _)
}

#[cfg(test)]
mod tests {
    use super::{Join, Returns, returns};
    use proc_macro2::Span;

    fn read(ty: &str) -> Result<Returns, String> {
        let output = syn::parse_str(&format!("-> {ty}")).unwrap();
        returns(&output, Span::call_site()).map_err(|error| error.to_string())
    }

    #[test]
    fn opaque_types_of_the_closed_list_are_joined() {
        let join = |ty| match read(ty) {
            Ok(Returns::Joined { join, .. }) => join,
            Ok(_) => panic!("{ty} is not joined"),
            Err(message) => panic!("{ty}: {message}"),
        };
        assert_eq!(join("impl Iterator<Item = &'a T> + Send + 'a"), Join::Whole);
        assert_eq!(join("(impl std::future::Future<Output = ()> + use<'a>)"), Join::Whole);
        assert_eq!(join("io::Result<impl Read>"), Join::Inside);
        assert_eq!(join("Option<impl Debug + Clone>"), Join::Inside);
        assert_eq!(join("Result<u8, impl Error>"), Join::Error);
        assert_eq!(join("Result<impl Display, impl Error>"), Join::Both);
    }

    #[test]
    fn other_opaque_types_are_refused_with_the_way_out() {
        let refused = |ty, text: &str| match read(ty) {
            Err(message) => assert!(message.contains(text), "{ty}: {message}"),
            Ok(_) => panic!("{ty} is not refused"),
        };
        refused("impl Shape", "return a `Box<dyn Shape>` or a named type");
        refused("impl Shape + Send", "return a `Box<dyn Shape + Send>` or a named type");
        refused("impl Iterator + Captures<'a>", "two types behind `impl Iterator + Captures`");
        refused("impl Iterator<Item = impl Display>", "name its type");
        refused("(impl Iterator<Item = u8>, u8)", "directly inside `Result` and `Option`");
        refused("Vec<impl Display>", "directly inside");
        refused("impl Fn(u8) -> u8 + Debug", "return a `Box<dyn Fn...>`");
    }

    #[test]
    fn closures_and_the_rest() {
        assert!(
            matches!(read("impl Fn(u8, &str) -> u8 + Send"), Ok(Returns::Callable(c)) if c.inputs.len() == 2)
        );
        assert!(matches!(read("!"), Ok(Returns::Never)));
        assert!(matches!(read("Box<dyn Fn() -> u8>"), Ok(Returns::Named(_))));
    }
}
