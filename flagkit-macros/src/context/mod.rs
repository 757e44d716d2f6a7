//! `#[derive(Context)]`: a struct that says who is asked about.
//!
//! Data flows one way: `args` are read off the attributes, `model` is what is known of the struct then, `expand` and
//! `known` write it down. `asked` is the other side: what a flag's rules ask of the context that a call gives.
//! Law: reading an attribute is a `match` on its name and borrows from the field. Whatever is wrong, the struct is a
//! context nonetheless, so that one mistake stays one error.

mod args;
pub(crate) mod asked;
mod expand;
mod known;
mod model;
mod rename;

use crate::diag::Errors;
use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::parse::{ParseStream, Parser};
use syn::{Generics, Ident, ItemStruct};

/// Expands one `#[derive(Context)]`.
pub(crate) fn expand(item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let code = match syn::parse2::<ItemStruct>(item.clone()) {
        Ok(item) => expand::expand(&model::Model::new(item, &mut errors)),
        Err(error) => match not_a_struct.parse2(item) {
            Ok(other) => {
                errors.at(
                    &other.keyword,
                    format_args!(
                        "`#[derive(Context)]` takes a struct with named fields, and this is {}; {}",
                        other.kind, other.remedy
                    ),
                );
                expand::stub(&other.name, &other.generics)
            }
            Err(_) => {
                errors.push(error);
                TokenStream::new()
            }
        },
    };
    let errors = errors.into_tokens();
    quote!(#code #errors)
}

/// What the derive stands on in place of a struct.
struct Other {
    keyword: Ident,
    kind: &'static str,
    remedy: &'static str,
    name: Ident,
    generics: Generics,
}

fn not_a_struct(input: ParseStream<'_>) -> syn::Result<Other> {
    loop {
        let keyword = input.step(|cursor| match cursor.token_tree() {
            Some((TokenTree::Ident(word), rest)) => Ok((Some(word), rest)),
            Some((_, rest)) => Ok((None, rest)),
            None => Err(cursor.error("expected a struct")),
        })?;
        let Some(keyword) = keyword else { continue };
        let (kind, remedy) = match keyword.to_string().as_str() {
            "enum" => (
                "an enum",
                "for an enum that is one attribute of a context write `impl flagkit::AttributeItem`, for one that is \
                 itself a context `impl flagkit::Context`",
            ),
            "union" => ("a union", "write `impl flagkit::Context`"),
            _ => continue,
        };
        let name = input.parse()?;
        let generics = input.parse()?;
        input.parse::<TokenStream>()?;
        return Ok(Other { keyword, kind, remedy, name, generics });
    }
}
