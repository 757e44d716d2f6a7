//! `#[feature_flag]`: one function, two or more arms.
//!
//! Data flows one way: `args` and `item` read, `check` refuses, `lookup` asks flags.json, `model` is what is known then,
//! `expand` writes it down.
//! Law: whatever is wrong, the user's function is still emitted.

mod args;
mod arguments;
mod arms;
mod boxed_future;
pub(crate) mod check;
mod code;
mod expand;
pub(crate) mod item;
mod lookup;
mod measured;
mod model;
mod rescue;
mod returns;
mod shadow;
mod silent;

use crate::diag::Errors;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};

/// Expands one `#[feature_flag(...)]`.
pub(crate) fn expand(arguments: TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = args::Args::parse(arguments, Span::call_site(), &mut errors);
    let parsed = match syn::parse2::<item::Item>(item.clone()) {
        Ok(parsed) => {
            check::check(&parsed, &mut errors);
            Some(parsed)
        }
        Err(error) => {
            errors.push(check::not_a_function("feature_flag", item, &error));
            None
        }
    };
    let found = args.flag.as_ref().map(|flag| lookup::lookup(flag, &args, &mut errors));
    if let (Some(parsed), Some(found), true) = (parsed, found, errors.is_empty()) {
        if found.silent {
            return silent::expand(&parsed);
        }
        let kept = parsed.to_token_stream();
        return match model::Model::new(args, parsed, found) {
            Ok(model) => expand::expand(&model),
            Err(error) => {
                errors.push(error);
                with_errors(&kept, errors)
            }
        };
    }
    with_errors(item, errors)
}

/// The user's item as it was, next to what is wrong with it.
fn with_errors(item: &TokenStream, errors: Errors) -> TokenStream {
    let errors = errors.into_tokens();
    quote!(#item #errors)
}
