//! The shape that `#[async_trait]` leaves behind.
//!
//! Its attribute on the impl or the trait expands before ours does, so that an `async fn` arrives here as a function
//! that returns `Pin<Box<dyn Future<Output = R> + 'async_trait>>` and consists of one `Box::pin(async move { ... })`.
//! Law: what does not look exactly like that is an ordinary function.

use crate::hygiene;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{AssocType, GenericArgument, PathArguments, ReturnType, Signature, Type, TypeParamBound};

/// The parts of `Box::pin(async move { ... })`.
pub(crate) struct BoxedFuture {
    /// `R`: what the future gives.
    pub(crate) output: TokenStream,
    /// `Box::pin`, as it was written.
    pub(crate) constructor: TokenStream,
    /// `async move { ... }`
    pub(crate) future: TokenStream,
}

/// Recognises the shape.
pub(crate) fn recognise(sig: &Signature, body: &Group) -> Option<BoxedFuture> {
    let ReturnType::Type(_, returned) = &sig.output else { return None };
    let pinned = only_argument(returned, "Pin")?;
    let boxed = only_argument(&pinned, "Box")?;
    let Type::TraitObject(object) = super::returns::bare(&boxed) else { return None };
    let is_marked = object.bounds.iter().any(
        |bound| matches!(bound, TypeParamBound::Lifetime(lifetime) if lifetime.ident == "async_trait"),
    );
    if !is_marked {
        return None;
    }
    let output = object.bounds.iter().find_map(|bound| match bound {
        TypeParamBound::Trait(bound) => bound.path.segments.last().and_then(output_of),
        _ => None,
    })?;
    let (constructor, future) = split(body.stream())?;
    Some(BoxedFuture { output, constructor, future })
}

/// `T` of `Name<T>`.
fn only_argument(ty: &Type, name: &str) -> Option<Type> {
    let Type::Path(path) = super::returns::bare(ty) else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(ty)) if arguments.args.len() == 1 => Some(ty.clone()),
        _ => None,
    }
}

/// `R` of `Future<Output = R>`.
fn output_of(segment: &syn::PathSegment) -> Option<TokenStream> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::AssocType(AssocType { ident, ty, .. }) if ident == "Output" => {
            Some(ty.to_token_stream())
        }
        _ => None,
    })
}

/// Splits `Box::pin(async move { ... })` before its parentheses.
fn split(body: TokenStream) -> Option<(TokenStream, TokenStream)> {
    let mut tokens: Vec<_> = body.into_iter().collect();
    let Some(TokenTree::Group(arguments)) = tokens.pop() else { return None };
    let is_path = tokens.iter().all(|token| match token {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(punct) => punct.as_char() == ':',
        _ => false,
    });
    let ends_in_pin = matches!(tokens.last(), Some(TokenTree::Ident(last)) if last == "pin");
    let future: Vec<_> = arguments.stream().into_iter().collect();
    let is_future = matches!(
        future.as_slice(),
        [TokenTree::Ident(a), TokenTree::Ident(m), TokenTree::Group(block)]
            if a == "async" && m == "move" && block.delimiter() == Delimiter::Brace
    );
    let parenthesised = arguments.delimiter() == Delimiter::Parenthesis;
    if !(is_path && ends_in_pin && is_future && parenthesised) {
        return None;
    }
    debug_assert!(hygiene::sole_group(&arguments.stream(), Delimiter::Brace).is_none());
    Some((tokens.into_iter().collect(), future.into_iter().collect()))
}

#[cfg(test)]
mod tests {
    use super::recognise;
    use crate::feature_flag::item::{Body, Item};
    use quote::quote;

    fn output(item: proc_macro2::TokenStream) -> Option<String> {
        let item: Item = syn::parse2(item).unwrap();
        let Body::Block(body) = item.body else { panic!("no body") };
        recognise(&item.sig, &body).map(|boxed| boxed.output.to_string())
    }

    #[test]
    fn only_the_shape_of_async_trait_is_recognised() {
        let sent = quote! {
            fn get<'a, 'async_trait>(&'a self) -> ::core::pin::Pin<Box<
                dyn ::core::future::Future<Output = Result<u8, E>> + ::core::marker::Send + 'async_trait
            >> where 'a: 'async_trait { Box::pin(async move { 1 }) }
        };
        assert_eq!(output(sent).as_deref(), Some("Result < u8 , E >"));
        let by_hand = quote! {
            fn get(&self) -> Pin<Box<dyn Future<Output = u8> + '_>> { Box::pin(async move { 1 }) }
        };
        assert_eq!(output(by_hand), None);
        let with_more = quote! {
            fn get<'async_trait>() -> Pin<Box<dyn Future<Output = u8> + 'async_trait>> { log(); Box::pin(async move { 1 }) }
        };
        assert_eq!(output(with_more), None);
    }
}
