//! Names and spans of generated code.
//!
//! Law: every name that is made up starts with `__flagkit_`, is the same in each build, and cannot be captured by
//! the user's code; every path is absolute or starts at one of these names.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::format_ident;
use syn::ext::IdentExt;

/// A span with the hygiene of generated code that points at `place`.
///
/// Lints stay silent about such tokens, while errors still name the user's token.
pub(crate) fn ours_at(place: Span) -> Span {
    Span::mixed_site().located_at(place)
}

/// The name that stands for the argument at this position while its own pattern cannot.
pub(crate) fn argument(position: usize) -> Ident {
    format_ident!("__flagkit_arg{}", position, span = Span::mixed_site())
}

/// Gives every token this span, hygiene included.
pub(crate) fn respanned(tokens: TokenStream, span: Span) -> TokenStream {
    tokens
        .into_iter()
        .map(|mut token| {
            if let TokenTree::Group(group) = token {
                let mut moved = Group::new(group.delimiter(), respanned(group.stream(), span));
                moved.set_span(span);
                return TokenTree::Group(moved);
            }
            token.set_span(span);
            token
        })
        .collect()
}

/// The same code, with braces or parentheses around all of it that no lint finds needless: where the user wrote them
/// they end an argument or a body, and only here they stand in a block.
pub(crate) fn unlinted(tokens: &TokenStream) -> TokenStream {
    let group = [Delimiter::Brace, Delimiter::Parenthesis]
        .into_iter()
        .find_map(|delimiter| sole_group(tokens, delimiter));
    match group {
        Some(group) => {
            let mut silent = Group::new(group.delimiter(), group.stream());
            silent.set_span(ours_at(group.span()));
            TokenTree::Group(silent).into()
        }
        None => tokens.clone(),
    }
}

/// Whether one of these names occurs anywhere in the tokens.
pub(crate) fn mentions(tokens: &TokenStream, names: &[Ident]) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => names.contains(&ident),
        TokenTree::Group(group) => mentions(&group.stream(), names),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// The same, with the texts that a format string may take a name from.
pub(crate) fn speaks_of(tokens: &TokenStream, names: &[Ident]) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => names.contains(&ident),
        TokenTree::Group(group) => speaks_of(&group.stream(), names),
        TokenTree::Literal(literal) => {
            let text = literal.to_string();
            text.contains('{') && names.iter().any(|name| text.contains(&name.unraw().to_string()))
        }
        TokenTree::Punct(_) => false,
    })
}

/// Whether the tokens are one group with these delimiters, invisible ones around it set aside.
pub(crate) fn sole_group(tokens: &TokenStream, delimiter: Delimiter) -> Option<Group> {
    let mut iter = tokens.clone().into_iter();
    let (Some(TokenTree::Group(group)), None) = (iter.next(), iter.next()) else { return None };
    if group.delimiter() == delimiter {
        return Some(group);
    }
    if group.delimiter() == Delimiter::None { sole_group(&group.stream(), delimiter) } else { None }
}
