//! Macro calls: those of `std` whose arguments are expressions, and what else stands in tokens.
//!
//! Law: only in a macro that everybody knows is a token tree read as an expression; elsewhere it is listed.

use proc_macro2::{TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser as _};
use syn::{Expr, Macro, Pat, Token};

/// Macros of `std` that evaluate their arguments where they stand, and bind no name in the block around them.
const KNOWN: [&str; 21] = [
    "assert",
    "assert_eq",
    "assert_ne",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "print",
    "println",
    "eprint",
    "eprintln",
    "format",
    "format_args",
    "write",
    "writeln",
    "panic",
    "todo",
    "unimplemented",
    "unreachable",
    "vec",
    "matches",
    "compile_error",
];

/// Whether the call is one of those, by its name alone or below `std`.
pub(super) fn is_known(call: &Macro) -> bool {
    let segments: Vec<String> =
        call.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    match segments.as_slice() {
        [name] => KNOWN.contains(&name.as_str()),
        [root, name] => {
            matches!(root.as_str(), "std" | "core" | "alloc") && KNOWN.contains(&name.as_str())
        }
        _ => false,
    }
}

/// The arguments of a known macro; `None` where they are no expressions.
pub(super) fn arguments(call: &Macro) -> Option<Vec<Expr>> {
    let parser = |input: ParseStream<'_>| {
        let mut found = Vec::new();
        while !input.is_empty() {
            found.push(input.parse::<Expr>()?);
            if input.is_empty() {
                break;
            }
            // `vec![value; count]`
            if input.peek(Token![;]) {
                input.parse::<Token![;]>()?;
            } else {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(found)
    };
    parser.parse2(call.tokens.clone()).ok()
}

/// The expression and the pattern of `matches!`.
pub(super) fn matched(call: &Macro) -> Option<(Expr, Pat)> {
    if !is_known(call) || call.path.segments.last()?.ident != "matches" {
        return None;
    }
    let parser = |input: ParseStream<'_>| {
        let expr = input.parse::<Expr>()?;
        input.parse::<Token![,]>()?;
        let pattern = Pat::parse_multi_with_leading_vert(input)?;
        input.parse::<Option<Token![,]>>()?;
        Ok((expr, pattern))
    };
    parser.parse2(call.tokens.clone()).ok()
}

/// One thing in tokens that somebody may look for.
pub(super) enum Word<'t> {
    /// An identifier, with the path segment before it.
    Name(&'t proc_macro2::Ident, Option<String>),
    /// A literal of text, a comment of documentation included.
    Text(&'t proc_macro2::Literal),
}

/// Walks every token, those in groups included.
pub(super) fn walk(tokens: &TokenStream, each: &mut impl FnMut(Word<'_>)) {
    let mut before = None;
    let mut colons = 0;
    for token in tokens.clone() {
        match &token {
            TokenTree::Ident(ident) => {
                let module = if colons == 2 { before.take() } else { None };
                each(Word::Name(ident, module));
                before = Some(ident.to_string());
                colons = 0;
                continue;
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' => {
                colons += 1;
                continue;
            }
            TokenTree::Group(group) => walk(&group.stream(), each),
            TokenTree::Literal(literal) => each(Word::Text(literal)),
            TokenTree::Punct(_) => {}
        }
        before = None;
        colons = 0;
    }
}

/// Whether the word stands in the text by itself.
pub(super) fn has_word(text: &str, word: &str) -> bool {
    let is_part = |letter: Option<char>| {
        letter.is_some_and(|letter| letter == '_' || letter.is_alphanumeric())
    };
    !word.is_empty()
        && text.match_indices(word).any(|(at, _)| {
            let before = text.get(..at).unwrap_or_default().chars().next_back();
            let after = text.get(at + word.len()..).unwrap_or_default().chars().next();
            !is_part(before) && !is_part(after)
        })
}

#[cfg(test)]
mod tests {
    use super::{has_word, is_known, matched};

    #[test]
    fn known_macros() {
        assert!(is_known(&syn::parse_str("assert!(x)").unwrap()));
        assert!(is_known(&syn::parse_str("std::println!()").unwrap()));
        assert!(!is_known(&syn::parse_str("log::assert!(x)").unwrap()));
        assert!(matched(&syn::parse_str("matches!(a.b(), A::B | A::C)").unwrap()).is_some());
    }

    #[test]
    fn words_stand_by_themselves() {
        assert!(has_word("see `old`", "old") && has_word("old", "old"));
        assert!(!has_word("old_one bold", "old"));
    }
}
