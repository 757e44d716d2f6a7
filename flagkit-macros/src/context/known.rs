//! The attributes of a context as types, for functions that are compiled against it.
//!
//! Law: an attribute's path is the hashes of the parts of its name between dots. Two names with one hash would only
//! keep a warning back.

use super::model::{Model, Nested};
use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{GenericParam, Generics};

/// ```text
/// from: "address.city"   to: (Name<H1>, (Name<H2>, REST))
/// ```
pub(super) fn path(name: &str, rest: TokenStream, names: &TokenStream, at: Span) -> TokenStream {
    name.rsplit('.').fold(rest, |rest, part| {
        let mut hash = Literal::u64_unsuffixed(hash(part));
        hash.set_span(at);
        quote_spanned!(at=> (#names::Name<#hash>, #rest))
    })
}

/// FNV-1a.
fn hash(part: &str) -> u64 {
    part.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// ```text
/// from: struct User { country: String, #[context(nested)] address: Address, #[context(flatten)] account: Account }
/// to:   impl Keyless for User {}                  // without a field that is the key, and without flattened ones that have it
///       impl HasAttribute<(Name<H>, ()), Own> for User {}
///       impl<R, W> HasAttribute<(Name<H>, R), Through<0, W>> for User where Address: HasAttribute<R, W> {}
///       impl<P, W> HasAttribute<P, Through<1, W>> for User where Account: HasAttribute<P, W> {}
///       impl Closed for User where for<'c> Later<'c, Address>: Closed, for<'c> Later<'c, Account>: Closed {}
/// ```
pub(super) fn known(model: &Model) -> TokenStream {
    let at = Span::mixed_site();
    let (name, generics) = (&model.name, &model.generics);
    let (impl_generics, type_generics, clause) = generics.split_for_impl();
    let derived = quote_spanned!(at=> __flagkit_derived);
    let own = model.attributes.iter().map(|attribute| {
        let path = path(&attribute.name, quote!(()), &derived, at);
        quote_spanned! {at=>
            impl #impl_generics __flagkit_derived::HasAttribute<#path, __flagkit_derived::Own>
                for #name #type_generics #clause {}
        }
    });
    let through = model.nested.iter().chain(&model.flattened).map(|nested| through(model, nested));
    let closed = model.sound.then(|| {
        let mut generics = generics.clone();
        for Nested { ty, .. } in model.nested.iter().chain(&model.flattened) {
            bound(&mut generics, quote_spanned!(at=> for<'__flagkit> __flagkit_derived::Later<'__flagkit, #ty>: __flagkit_derived::Closed));
        }
        let clause = &generics.where_clause;
        quote_spanned!(at=> impl #impl_generics __flagkit_derived::Closed for #name #type_generics #clause {})
    });
    let keyless = (model.sound && model.key.is_none()).then(|| {
        let mut generics = generics.clone();
        for Nested { ty, .. } in &model.flattened {
            bound(&mut generics, quote_spanned!(at=> for<'__flagkit> __flagkit_derived::Later<'__flagkit, #ty>: __flagkit_derived::Keyless));
        }
        let clause = &generics.where_clause;
        quote_spanned!(at=> impl #impl_generics __flagkit_derived::Keyless for #name #type_generics #clause {})
    });
    let names = names(model);
    quote!(#(#own)* #(#through)* #closed #keyless #names)
}

fn through(model: &Model, nested: &Nested) -> TokenStream {
    let at = Span::mixed_site();
    let name = &model.name;
    let (_, type_generics, _) = model.generics.split_for_impl();
    let mut generics = model.generics.clone();
    for parameter in [quote_spanned!(at=> __FlagkitPath), quote_spanned!(at=> __FlagkitWay)] {
        generics.params.push(GenericParam::Type(syn::TypeParam::from(syn::Ident::new(
            &parameter.to_string(),
            at,
        ))));
    }
    let ty = &nested.ty;
    bound(
        &mut generics,
        quote_spanned!(at=> #ty: __flagkit_derived::HasAttribute<__FlagkitPath, __FlagkitWay>),
    );
    let (impl_generics, _, clause) = generics.split_for_impl();
    let rest = quote_spanned!(at=> __FlagkitPath);
    let path = if nested.prefix.is_empty() {
        rest
    } else {
        path(&nested.prefix, rest, &quote_spanned!(at=> __flagkit_derived), at)
    };
    let place = nested.place;
    quote_spanned! {at=>
        impl #impl_generics __flagkit_derived::HasAttribute<#path, __flagkit_derived::Through<#place, __FlagkitWay>>
            for #name #type_generics #clause {}
    }
}

/// The names as a constant, and where there are flattened fields the check that each name is told once.
fn names(model: &Model) -> TokenStream {
    let at = Span::mixed_site();
    let (name, generics) = (&model.name, &model.generics);
    let (impl_generics, type_generics, clause) = generics.split_for_impl();
    let own = own_names(model);
    let flattened =
        model.flattened.iter().map(|nested| names_of(nested, &nested.ty.to_token_stream()));
    let implementation = quote_spanned! {at=>
        impl #impl_generics __flagkit_derived::KnownAttributes for #name #type_generics #clause {
            const NAMES: __flagkit_derived::Names = __flagkit_derived::Names {
                own: &[#(#own),*],
                flattened: &[#(#flattened),*],
            };
        }
    };
    // A constant outside of the implementation can name no parameter.
    if generics.params.iter().any(|param| !matches!(param, GenericParam::Lifetime(_))) {
        return implementation;
    }
    let checks = model.flattened.iter().enumerate().map(|(position, nested)| {
        let at = crate::hygiene::ours_at(nested.field.span());
        let of = |nested: &Nested| names_of(nested, &without_lifetimes(nested.ty.to_token_stream()));
        let earlier = model.flattened.iter().take(position).map(of);
        let names = of(nested);
        let message = format!(
            "`{}` brings an attribute of a name that this context has already; give one of them `rename`, or write \
             `nested` in place of `flatten`",
            nested.field
        );
        let mut message = Literal::string(&message);
        message.set_span(at);
        quote_spanned! {at=>
            const _: () = {
                let others = __flagkit_derived::Names { own: &[#(#own),*], flattened: &[#(#earlier),*] };
                if others.overlap(&#names) {
                    ::core::panic!(#message)
                }
            };
        }
    });
    let checks: TokenStream = checks.collect();
    quote!(#implementation #checks)
}

fn own_names(model: &Model) -> Vec<String> {
    let attributes = model.attributes.iter().map(|attribute| attribute.name.clone());
    attributes.chain(model.nested.iter().map(|nested| format!("{}.", nested.prefix))).collect()
}

/// The names of a flattened field's type, if it has any that are known.
fn names_of(nested: &Nested, ty: &TokenStream) -> TokenStream {
    let at = crate::hygiene::ours_at(nested.field.span());
    quote_spanned! {at=>
        {
            use __flagkit_derived::NoNames as _;
            __flagkit_derived::NamesOf::<#ty>::NAMES
        }
    }
}

/// A constant beside the implementation can name no lifetime of the struct, and needs none: names are the same under
/// each.
fn without_lifetimes(tokens: TokenStream) -> TokenStream {
    use proc_macro2::{Group, TokenTree};
    let mut out = TokenStream::new();
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(quote) if quote.as_char() == '\'' => {
                let at = tokens.next().map_or_else(Span::mixed_site, |name| name.span());
                syn::Lifetime::new("'static", at).to_tokens(&mut out);
            }
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), without_lifetimes(group.stream()));
                inner.set_span(group.span());
                out.extend([TokenTree::Group(inner)]);
            }
            other => out.extend([other]),
        }
    }
    out
}

/// Adds a predicate, which comes out of this crate and always reads.
pub(super) fn bound(generics: &mut Generics, predicate: TokenStream) {
    if let Ok(predicate) = syn::parse2(predicate) {
        generics.make_where_clause().predicates.push(predicate);
    }
}
