//! Which macros of a crate hand their items on untouched, so that a function inside their call is within reach.
//!
//! tokio keeps half of itself in `cfg_rt! { ... }` and its kin. Such a macro has matchers of the form `$($item:item)*` alone,
//! and rustc parses the items before the macro sees them; in any other macro an attribute could break a pattern.

use std::collections::HashSet;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::visit::{self, Visit};

/// The names of the macros of one crate that pass items through.
#[derive(Debug, Default)]
pub(crate) struct PassThrough {
    names: HashSet<String>,
}

impl PassThrough {
    /// Learns the macros that `file` defines.
    pub(crate) fn learn(&mut self, file: &syn::File) {
        self.visit_file(file);
    }

    /// The items inside a call of a macro that passes them through.
    pub(crate) fn items(&self, call: &syn::ItemMacro) -> Option<syn::File> {
        let name = call.mac.path.segments.last()?.ident.to_string();
        if call.ident.is_some() || !self.names.contains(&name) {
            return None;
        }
        syn::parse2(call.mac.tokens.clone()).ok()
    }
}

impl<'ast> Visit<'ast> for PassThrough {
    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        if let Some(name) = &item.ident
            && passes_items(&item.mac.tokens)
        {
            self.names.insert(name.to_string());
        }
        visit::visit_item_macro(self, item);
    }
}

/// Whether every matcher of a `macro_rules!` body is `$($name:item)*`, perhaps after one `#![$name:meta]`.
fn passes_items(rules: &TokenStream) -> bool {
    let tokens: Vec<TokenTree> = rules.clone().into_iter().collect();
    let mut matchers =
        tokens.split(|token| is_punctuation(token, ';')).filter(|rule| !rule.is_empty()).peekable();
    matchers.peek().is_some()
        && matchers.all(|rule| match rule.first() {
            Some(TokenTree::Group(matcher)) => matches_items(&matcher.stream().to_string()),
            _ => false,
        })
}

fn matches_items(matcher: &str) -> bool {
    let matcher: String = matcher.chars().filter(|character| !character.is_whitespace()).collect();
    let rest = match matcher.strip_prefix("#![$") {
        Some(rest) => rest.split_once(":meta]").map_or("", |(_, rest)| rest),
        None => &matcher,
    };
    rest.strip_prefix("$($")
        .and_then(|rest| rest.strip_suffix(":item)*"))
        .is_some_and(|name| !name.contains('$'))
}

/// How many functions with a body the tokens seem to hold: `fn`, a name or a macro variable, and braces before the next `;`.
pub(super) fn functions_in(tokens: TokenStream) -> usize {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut count = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => count += functions_in(group.stream()),
            TokenTree::Ident(word) if word == "fn" && is_named(tokens.get(at + 1)) => {
                let end = tokens[at..]
                    .iter()
                    .find(|token| is_punctuation(token, ';') || is_braces(token));
                count += usize::from(end.is_some_and(is_braces));
            }
            _ => {}
        }
    }
    count
}

fn is_named(token: Option<&TokenTree>) -> bool {
    token.is_some_and(|token| matches!(token, TokenTree::Ident(_)) || is_punctuation(token, '$'))
}

fn is_punctuation(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == character)
}

fn is_braces(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}
