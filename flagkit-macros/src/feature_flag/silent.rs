//! The function as it was, where `flags!` has an error that would repeat itself at each use.

use super::item::{Body, Item};
use super::model::block;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

/// Only the question whether there is a `flags!` is still asked: it must be there to have told its error.
///
/// ```text
/// to: fn checkout() { use crate::flags::__flagkit as _; BODY }
/// ```
pub(crate) fn expand(item: &Item) -> TokenStream {
    let Body::Block(body) = &item.body else { return item.to_token_stream() };
    let Item { attrs, vis, modifiers, sig, .. } = item;
    let stream = body.stream();
    let import = quote_spanned!(Span::mixed_site()=> use crate::flags::__flagkit as _;);
    let body = block(quote!(#import #stream), body.span());
    quote!(#(#attrs)* #vis #modifiers #sig #body)
}
