//! The functions of a file, with a fingerprint of what each does.
//!
//! Law: two fingerprints are equal when the tokens of parameters and body are, whatever the layout and the comments.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// One function with a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Function {
    pub(crate) name: String,
    /// The modules and the type of the `impl` around it, outermost first.
    pub(crate) container: Vec<String>,
    pub(crate) fingerprint: Fingerprint,
}

/// What stands for the tokens of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Fingerprint {
    parameters: u64,
    body: u64,
}

impl Fingerprint {
    pub(crate) fn of(signature: &syn::Signature, body: &syn::Block) -> Self {
        Self { parameters: digest(signature.inputs.to_token_stream()), body: digest(within(body)) }
    }

    /// The same parameters with another body: what `otherwise` says.
    pub(crate) fn otherwise(self, tokens: TokenStream) -> Self {
        // Bodies of functions are as syn prints them, which parts the signs of `||` and `>>`; so is this one.
        let printed = match syn::parse2::<syn::Block>(tokens.clone()) {
            // A block is its statements.
            Ok(block) => within(&block),
            Err(_) => syn::parse2::<syn::Expr>(tokens.clone())
                .map_or(tokens, |expression| expression.to_token_stream()),
        };
        Self { body: digest(printed), ..self }
    }
}

fn within(body: &syn::Block) -> TokenStream {
    let mut within = TokenStream::new();
    body.stmts.iter().for_each(|statement| statement.to_tokens(&mut within));
    within
}

fn digest(tokens: TokenStream) -> u64 {
    let mut hasher = DefaultHasher::new();
    write(tokens, &mut hasher);
    hasher.finish()
}

fn write(tokens: TokenStream, hasher: &mut DefaultHasher) {
    for tree in tokens {
        match tree {
            TokenTree::Group(group) => {
                (b'(', group.delimiter() as u8).hash(hasher);
                write(group.stream(), hasher);
                b')'.hash(hasher);
            }
            // Whether a sign is joined to the next one is part of what it is.
            TokenTree::Punct(punct) => {
                (b'p', punct.as_char(), punct.spacing() == proc_macro2::Spacing::Joint)
                    .hash(hasher);
            }
            TokenTree::Ident(ident) => (b'i', ident.to_string()).hash(hasher),
            TokenTree::Literal(literal) => (b'l', literal.to_string()).hash(hasher),
        }
    }
}
