//! The annotated function: its head parsed, its body kept as the tokens the user wrote.
//!
//! Not what may be annotated, which `check` decides. A syntax error inside the body is rustc's to report, so the body is
//! never parsed here.
//! Law: `ToTokens` gives back every token of the user.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Signature, Token, Visibility};

/// A function with a body, or at least the head of one.
pub(crate) struct Item {
    /// Everything the user wrote above the function, with the attributes from the first lines of the body.
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    /// `default`, of unstable specialisation.
    pub(crate) modifiers: TokenStream,
    pub(crate) sig: Signature,
    pub(crate) body: Body,
}

/// What follows the head.
pub(crate) enum Body {
    Block(Group),
    /// `;`: a declaration in a trait or an `extern` block.
    Missing(Token![;]),
}

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        let modifiers = default_keyword(input)?;
        let sig = input.parse()?;
        let body = if input.peek(Token![;]) {
            Body::Missing(input.parse()?)
        } else {
            let (inner, block) = block(input)?;
            attrs.extend(inner);
            Body::Block(block)
        };
        if input.is_empty() {
            Ok(Self { attrs, vis, modifiers, sig, body })
        } else {
            Err(input.error("unexpected token after the function"))
        }
    }
}

/// `default fn`, told from a function or a macro call named `default`.
fn default_keyword(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let mut modifiers = TokenStream::new();
    if input.peek(Token![default]) {
        input.parse::<Token![default]>()?.to_tokens(&mut modifiers);
    }
    Ok(modifiers)
}

/// The brace group, also inside the invisible group of a `$body:block`, and the inner attributes it starts with.
///
/// Inner attributes of a body are attributes of the function, and only there can they stay: the body moves into a
/// closure.
fn block(input: ParseStream<'_>) -> syn::Result<(Vec<Attribute>, Group)> {
    let group = input.step(|cursor| match cursor.group(Delimiter::Brace) {
        Some((_, span, rest)) => {
            let stream = match cursor.token_tree() {
                Some((TokenTree::Group(group), _)) => innermost(group).stream(),
                _ => TokenStream::new(),
            };
            let mut group = Group::new(Delimiter::Brace, stream);
            group.set_span(span.join());
            Ok((group, rest))
        }
        None => Err(cursor.error("expected the body of a function")),
    })?;
    let (mut attrs, rest) = split_inner_attributes(&group)?;
    for attr in &mut attrs {
        attr.style = syn::AttrStyle::Outer;
    }
    let mut body = Group::new(Delimiter::Brace, rest);
    body.set_span(group.span());
    Ok((attrs, body))
}

fn innermost(group: Group) -> Group {
    if group.delimiter() == Delimiter::Brace {
        return group;
    }
    match crate::hygiene::sole_group(&group.stream(), Delimiter::Brace) {
        Some(inner) => inner,
        None => group,
    }
}

/// An unreadable start is left to rustc, as the rest of the body is.
fn split_inner_attributes(group: &Group) -> syn::Result<(Vec<Attribute>, TokenStream)> {
    let starts_with_attribute = {
        let mut tokens = group.stream().into_iter();
        matches!(tokens.next(), Some(TokenTree::Punct(hash)) if hash.as_char() == '#')
            && matches!(tokens.next(), Some(TokenTree::Punct(bang)) if bang.as_char() == '!')
    };
    if !starts_with_attribute {
        return Ok((Vec::new(), group.stream()));
    }
    let split = |input: ParseStream<'_>| {
        Ok((input.call(Attribute::parse_inner)?, input.parse::<TokenStream>()?))
    };
    syn::parse::Parser::parse2(split, group.stream())
}

impl Item {
    /// Whether one of the attributes, also inside a `cfg_attr`, has this last segment.
    pub(crate) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attrs.iter().find(|attr| {
            if attr.path().is_ident("cfg_attr") || attr.path().is_ident("unsafe") {
                return names(&attr.meta.to_token_stream()).any(|ident| ident == name);
            }
            attr.path().segments.last().is_some_and(|segment| segment.ident == name)
        })
    }
}

/// The names that stand anywhere in the tokens.
fn names(tokens: &TokenStream) -> impl Iterator<Item = Ident> {
    let mut found = Vec::new();
    let mut open: Vec<_> = vec![tokens.clone()];
    while let Some(tokens) = open.pop() {
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => found.push(ident),
                TokenTree::Group(group) => open.push(group.stream()),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
    found.into_iter()
}

impl ToTokens for Item {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        for attr in &self.attrs {
            attr.to_tokens(tokens);
        }
        self.vis.to_tokens(tokens);
        tokens.append_all(self.modifiers.clone());
        self.sig.to_tokens(tokens);
        match &self.body {
            Body::Block(group) => group.to_tokens(tokens),
            Body::Missing(semi) => semi.to_tokens(tokens),
        }
    }
}
