//! Fingerprints of the code of the arms, by which a later build knows whether it counts the same code.
//!
//! Not what the code calls, and not which arm it is for.
//! Law: spaces, comments, doc comments and a comma at the end of a list are no code; the same code has the same
//! fingerprint in each build; where the old code cannot be told for certain there is none, and never an error.

mod source;

use super::model::{Arms, Model, Old};
use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::ToTokens;
use source::Source;
use syn::ExprPath;
use syn::ext::IdentExt;

/// Of the new code, with the other variants' where there are some, and of the old code, or 0.
pub(super) fn fingerprints(model: &Model) -> (u64, u64) {
    let mut new = Hash::new();
    of_tokens(model.body.stream(), &mut new);
    if let Arms::Variants { others, .. } = &model.arms {
        for (name, path) in others {
            new.token(&name.text);
            new.token(&of_path(model, path).to_string());
        }
    }
    let old = match &model.old {
        Old::Path(path) => of_path(model, path),
        Old::Otherwise(expression) => {
            let mut old = Hash::new();
            of_tokens(expression.to_token_stream(), &mut old);
            old.finish()
        }
    };
    (new.finish(), old)
}

/// The function at this path, if the file of the path has one such.
///
/// A qualified name counts only where its module or type stands in the same file.
fn of_path(model: &Model, path: &ExprPath) -> u64 {
    let mut segments = path.path.segments.iter().rev();
    let Some(last) = segments.next() else { return 0 };
    let name = last.ident.unraw().to_string();
    // It would find the new code.
    if name == model.name() {
        return 0;
    }
    let Some(source) = source_of(last.ident.span()) else { return 0 };
    let qualifier = segments.next().map(|segment| segment.ident.unraw().to_string());
    let is_here = match qualifier.as_deref() {
        None => path.path.leading_colon.is_none(),
        Some("Self" | "self") => true,
        Some(qualifier) => source.owns(qualifier),
    };
    if is_here { source.function(&name).unwrap_or(0) } else { 0 }
}

/// The file that the token stands in. rust-analyzer may know none.
fn source_of(span: Span) -> Option<std::sync::Arc<Source>> {
    if !proc_macro::is_available() {
        return None;
    }
    Source::read(&span.unwrap().local_file()?)
}

fn of_tokens(tokens: TokenStream, hash: &mut Hash) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(ident) => hash.token(&ident.to_string()),
            TokenTree::Literal(literal) => hash.token(&literal.to_string()),
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    // What a macro passed on as one.
                    Delimiter::None => {
                        of_tokens(group.stream(), hash);
                        continue;
                    }
                };
                hash.token(open);
                of_tokens(group.stream(), hash);
                hash.token(close);
            }
            // `#[doc = ..]`, which is what a doc comment is to a macro, or `#![doc = ..]`.
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                let bang = tokens.next_if(
                    |next| matches!(next, TokenTree::Punct(punct) if punct.as_char() == '!'),
                );
                if tokens.next_if(is_doc).is_none() {
                    hash.token("#");
                    if bang.is_some() {
                        hash.token("!");
                    }
                }
            }
            TokenTree::Punct(punct) => {
                // rustfmt puts it there when it breaks the lines.
                if punct.as_char() != ',' || tokens.peek().is_some() {
                    hash.token(punct.as_char().encode_utf8(&mut [0; 4]));
                }
            }
        }
    }
}

fn is_doc(token: &TokenTree) -> bool {
    let TokenTree::Group(group) = token else { return false };
    let first = group.stream().into_iter().next();
    group.delimiter() == Delimiter::Bracket
        && matches!(first, Some(TokenTree::Ident(ident)) if ident == "doc")
}

/// FNV-1a of 64 bits: code is nobody's attack, and the same text must be the same number for ever.
pub(super) struct Hash(u64);

const PRIME: u64 = 0x0000_0100_0000_01b3;

impl Hash {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn token(&mut self, text: &str) {
        // The zero stands between tokens, so that `a b` is not `ab`.
        let mut hash = self.0;
        for byte in text.as_bytes() {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(PRIME);
        }
        self.0 = hash.wrapping_mul(PRIME);
    }

    /// Never 0, which says that nothing is known.
    fn finish(&self) -> u64 {
        self.0.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(code: &str) -> u64 {
        let mut hash = Hash::new();
        of_tokens(code.parse().expect("code"), &mut hash);
        hash.finish()
    }

    #[test]
    fn the_same_tokens_are_the_same_code() {
        let code = of("let x = f(a, b); x+ -1");
        for same in [
            "let x=f(a,b);x + - 1",
            "let x = f(\n    a, // the first\n    b,\n); /* sum */ x + -1",
            "/// told\n let x = f(a, b); x + -1",
            "#[doc = \"told\"] let x = f(a, b); x + -1",
        ] {
            assert_eq!(of(same), code, "{same}");
        }
    }

    #[test]
    fn another_token_is_other_code() {
        let code = of("#[inline] let x = f(a, \"b\"); x + 1");
        for other in [
            "#[inline] let x = f(a, \"b\"); x + 2",
            "#[inline] let x = f(a, \"c\"); x + 1",
            "#[inline] let x = f(a, \" b\"); x + 1",
            "#[inline] let y = f(a, \"b\"); y + 1",
            "#[inline] let x = f[a, \"b\"]; x + 1",
            "#[inline] let x = f(a), \"b\"; x + 1",
            "#[cold] let x = f(a, \"b\"); x + 1",
            "let x = f(a, \"b\"); x + 1",
            "",
        ] {
            assert_ne!(of(other), code, "{other}");
        }
    }

    #[test]
    fn a_fingerprint_is_for_ever() {
        assert_eq!(of(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(of("a + 1"), WRITTEN);
    }

    /// By an implementation of FNV-1a beside this one, of `a\0+\01\0`.
    const WRITTEN: u64 = 0x6e51_3c75_e74a_e486;
}
