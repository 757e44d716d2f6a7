//! Writes the implementation of `Context` down.
//!
//! Law: it reads the model alone and cannot fail. A call that asks a field stands at the field's type, or at the path
//! of `with`, so that rustc blames that.

use super::known::{self, bound};
use super::model::{Attribute, Key, Model, Nested};
use crate::crate_path;
use crate::hygiene;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{ExprPath, GenericParam, Generics, Type};

/// ```text
/// from: struct User { #[context(key)] id: String, country: String, #[context(nested)] address: Address }
/// to:   const _: () = {
///           use flagkit::plumbing::derived as __flagkit_derived;
///           impl Context for User {
///               fn targeting_key(&self) -> Option<TargetingKey<'_>> { <String as KeyField>::key(&self.id) }
///               fn attribute(&self, name: &str) -> Option<AttributeValue<'_>> {
///                   match name {
///                       "country" => <String as AttributeField>::attribute(&self.country),
///                       _ => {
///                           if let Some(name) = within("address", name) {
///                               return <Address as NestedField>::attribute(&self.address, name);
///                           }
///                           None
///                       }
///                   }
///               }
///               fn to_shared(&self) -> Option<Arc<dyn Context + Send + Sync>> { (&Sharing(self)).shared() }
///           }
///           /* what `known` writes */
///       };
/// ```
pub(super) fn expand(model: &Model) -> TokenStream {
    let known = known::known(model);
    let key = key(model);
    let attribute = attribute(model);
    let generics = bounded(model);
    let methods = [key, attribute, shared(&model.generics)];
    implementation(&model.name, &model.generics, &generics, &model.krate, &methods, &known)
}

/// A clone for tasks, if the type turns out to be one that can be cloned and sent. A generic one cannot be asked.
fn shared(generics: &Generics) -> TokenStream {
    if !generics.params.is_empty() {
        return TokenStream::new();
    }
    quote_spanned! {Span::mixed_site()=>
        fn to_shared(&self) -> ::core::option::Option<__flagkit_derived::SharedContext> {
            use __flagkit_derived::{NotShared as _, Shared as _};
            (&__flagkit_derived::Sharing(self)).shared()
        }
    }
}

/// A context that tells nothing, in place of one that could not be derived.
pub(super) fn stub(name: &Ident, generics: &Generics) -> TokenStream {
    let at = Span::mixed_site();
    let none = quote_spanned!(at=> ::core::option::Option::None);
    let krate = crate_path::flagkit(at);
    let attribute = quote_spanned!(at=> _: &::core::primitive::str);
    let methods = [key_method(&none), attribute_method(&attribute, &none)];
    implementation(name, generics, generics, &krate, &methods, &TokenStream::new())
}

fn implementation(
    name: &Ident,
    generics: &Generics,
    bounded: &Generics,
    krate: &TokenStream,
    methods: &[TokenStream],
    known: &TokenStream,
) -> TokenStream {
    let at = Span::mixed_site();
    let (impl_generics, type_generics, _) = generics.split_for_impl();
    let clause = &bounded.where_clause;
    quote_spanned! {at=>
        const _: () = {
            use #krate::plumbing::derived as __flagkit_derived;
            #[automatically_derived]
            #[allow(deprecated)]
            impl #impl_generics __flagkit_derived::Context for #name #type_generics #clause {
                #(#methods)*
            }
            #known
        };
    }
}

fn key_method(body: &TokenStream) -> TokenStream {
    quote_spanned! {Span::mixed_site()=>
        fn targeting_key(&self) -> ::core::option::Option<__flagkit_derived::TargetingKey<'_>> {
            #body
        }
    }
}

fn attribute_method(name: &TokenStream, body: &TokenStream) -> TokenStream {
    quote_spanned! {Span::mixed_site()=>
        fn attribute(&self, #name) -> ::core::option::Option<__flagkit_derived::AttributeValue<'_>> {
            #body
        }
    }
}

fn key(model: &Model) -> TokenStream {
    let at = Span::mixed_site();
    let body = match &model.key {
        Some(Key { field, ty, with: None }) => asked(ty, "KeyField", "key", field, None),
        Some(Key { field, with: Some(path), .. }) => told("ToldKey", path, field),
        // The fields of a flattened context are this one's, and so is its key.
        None => model
            .flattened
            .iter()
            .map(|Nested { field, ty, .. }| asked(ty, "NestedField", "key", field, None))
            .reduce(|first, next| quote_spanned!(at=> (#first).or_else(|| #next)))
            .unwrap_or_else(|| quote_spanned!(at=> ::core::option::Option::None)),
    };
    key_method(&body)
}

fn attribute(model: &Model) -> TokenStream {
    let at = Span::mixed_site();
    let Model { attributes, nested, flattened, .. } = model;
    let none = quote_spanned!(at=> ::core::option::Option::None);
    if attributes.is_empty() && nested.is_empty() && flattened.is_empty() {
        return attribute_method(&quote_spanned!(at=> _: &::core::primitive::str), &none);
    }
    let arms = attributes.iter().map(|Attribute { field, ty, name, with }| {
        let value = match with {
            None => asked(ty, "AttributeField", "attribute", field, None),
            Some(path) => told("ToldAttribute", path, field),
        };
        quote_spanned!(at=> #name => #value,)
    });
    let name = quote_spanned!(at=> __flagkit_name);
    let nested = nested.iter().map(|Nested { field, ty, prefix, .. }| {
        let value = asked(ty, "NestedField", "attribute", field, Some(&name));
        quote_spanned! {at=>
            if let ::core::option::Option::Some(#name) = __flagkit_derived::within(#prefix, #name) {
                return #value;
            }
        }
    });
    let rest = flattened
        .iter()
        .map(|Nested { field, ty, .. }| asked(ty, "NestedField", "attribute", field, Some(&name)));
    let rest =
        rest.reduce(|first, next| quote_spanned!(at=> (#first).or_else(|| #next))).unwrap_or(none);
    attribute_method(
        &quote_spanned!(at=> #name: &::core::primitive::str),
        &quote_spanned!(at=> match #name { #(#arms)* _ => { #(#nested)* #rest } }),
    )
}

/// `<TYPE as TRAIT>::METHOD(&self.FIELD, ARGUMENT)`, all of it at the type.
fn asked(
    ty: &Type,
    family: &str,
    method: &str,
    field: &Ident,
    argument: Option<&TokenStream>,
) -> TokenStream {
    let (first, last) = Model::at(ty);
    let family = Ident::new(family, last);
    let method = Ident::new(method, last);
    let open = quote_spanned!(first=> <);
    let rest = quote_spanned!(last=> as __flagkit_derived::#family>::#method);
    let at = Span::mixed_site();
    let argument = argument.map(|argument| quote_spanned!(at=> , #argument));
    let call = quote_spanned!(at=> (&self.#field #argument));
    quote!(#open #ty #rest #call)
}

/// `TRAIT::told(PATH(&self.FIELD))`, at the path.
fn told(family: &str, path: &ExprPath, field: &Ident) -> TokenStream {
    let at = path
        .path
        .segments
        .last()
        .map_or_else(Span::mixed_site, |last| hygiene::ours_at(last.ident.span()));
    let family = Ident::new(family, at);
    quote_spanned!(at=> __flagkit_derived::#family::told(#path(&self.#field)))
}

/// The struct's own bounds, and those of the fields that depend on its parameters.
fn bounded(model: &Model) -> Generics {
    let at = Span::mixed_site();
    let mut generics = model.generics.clone();
    let parameters: Vec<Ident> = generics
        .params
        .iter()
        .filter_map(|param| match param {
            GenericParam::Type(param) => Some(param.ident.clone()),
            _ => None,
        })
        .collect();
    let mut require = |ty: &Type, family: &str| {
        if hygiene::mentions(&ty.to_token_stream(), &parameters) {
            let family = Ident::new(family, at);
            bound(&mut generics, quote_spanned!(at=> #ty: __flagkit_derived::#family));
        }
    };
    for key in model.key.iter().filter(|key| key.with.is_none()) {
        require(&key.ty, "KeyField");
    }
    for attribute in model.attributes.iter().filter(|attribute| attribute.with.is_none()) {
        require(&attribute.ty, "AttributeField");
    }
    for nested in model.nested.iter().chain(&model.flattened) {
        require(&nested.ty, "NestedField");
    }
    generics
}
