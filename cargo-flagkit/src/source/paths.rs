//! Paths in a stream of tokens, also within macros: `flags::NEW_CHECKOUT`, and a name alone.
//!
//! It resolves nothing. Law: every identifier that could be a handle is in exactly one path.

use super::text::SourceText;
use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use std::ops::Range;
use syn::ext::IdentExt as _;

/// Names joined by `::`, of which the last could be a handle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PathUse {
    pub(crate) segments: Vec<String>,
    /// The bytes of the last name.
    pub(crate) span: Range<usize>,
    /// Whether it stands within the arguments of a macro or an attribute, where it may become anything.
    pub(crate) in_macro: bool,
    /// Whether it stands in the text of a documentation comment.
    pub(crate) in_doc: bool,
}

/// Whether a name is written as handles are: capitals, digits, `_`.
pub(crate) fn is_constant_name(name: &str) -> bool {
    let mut has_letter = false;
    let written = name.bytes().all(|byte| {
        has_letter |= byte.is_ascii_uppercase();
        byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_' || byte >= 0x80
    });
    written && has_letter
}

/// All paths that end in a name written as handles are, in the order of the text.
pub(crate) fn paths(source: &SourceText) -> Vec<PathUse> {
    let mut found = Vec::new();
    walk(source, source.tokens.clone(), false, &mut found);
    found
}

fn walk(source: &SourceText, tokens: TokenStream, in_macro: bool, found: &mut Vec<PathUse>) {
    let mut segments: Vec<Ident> = Vec::new();
    // How many colons have come since the last name, and whether `!` or `#` came before a group.
    let (mut colons, mut calls) = (0, false);
    let mut doc = Doc::None;
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                if colons != 2 {
                    end(source, &mut segments, in_macro, found);
                }
                doc = if ident == "doc" { Doc::Word } else { Doc::None };
                segments.push(ident);
                (colons, calls) = (0, false);
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' && !segments.is_empty() => {
                colons += 1
            }
            TokenTree::Punct(punct) => {
                end(source, &mut segments, in_macro, found);
                doc = if punct.as_char() == '=' && doc == Doc::Word {
                    Doc::Equals
                } else {
                    Doc::None
                };
                let sign = punct.as_char();
                calls = sign == '!' || sign == '#';
                colons = 0;
            }
            TokenTree::Group(group) => {
                end(source, &mut segments, in_macro, found);
                // `#[...]`, `name!(...)`: what is inside is the macro's.
                let attribute = calls && group.delimiter() == Delimiter::Bracket;
                walk(source, group.stream(), in_macro || calls || attribute, found);
                (colons, calls, doc) = (0, false, Doc::None);
            }
            TokenTree::Literal(literal) => {
                end(source, &mut segments, in_macro, found);
                if doc == Doc::Equals {
                    documented(source, &literal, found);
                }
                (colons, calls, doc) = (0, false, Doc::None);
            }
        }
    }
    end(source, &mut segments, in_macro, found);
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Doc {
    None,
    Word,
    Equals,
}

fn end(source: &SourceText, path: &mut Vec<Ident>, in_macro: bool, found: &mut Vec<PathUse>) {
    if let Some(last) = path.last()
        && is_constant_name(&last.unraw().to_string())
    {
        let span = source.range(last.span());
        let segments = path.iter().map(|ident| ident.unraw().to_string()).collect();
        found.push(PathUse { segments, span, in_macro, in_doc: false });
    }
    path.clear();
}

/// `flags::NAME` in a documentation comment, whose code is a test.
fn documented(source: &SourceText, text: &proc_macro2::Literal, found: &mut Vec<PathUse>) {
    let span = source.range(text.span());
    let written = source.slice(&span);
    for (at, _) in written.match_indices("::") {
        let before = written.get(..at).unwrap_or_default();
        let after = written.get(at + 2..).unwrap_or_default();
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let module = before.rsplit(|c| !is_part(c)).next().unwrap_or_default();
        let name = after.split(|c| !is_part(c)).next().unwrap_or_default();
        if !module.is_empty() && is_constant_name(name) {
            let start = span.start + at + 2;
            found.push(PathUse {
                segments: vec![module.to_owned(), name.to_owned()],
                span: start..start + name.len(),
                in_macro: true,
                in_doc: true,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::paths;
    use crate::finding::TextFile;
    use crate::source::text::SourceText;
    use std::sync::Arc;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let file =
            TextFile { path: "a.rs".into(), shown: "a.rs".to_owned(), text: text.to_owned() };
        let source = SourceText::new(&Arc::new(file)).unwrap();
        let told = paths(&source).into_iter().map(|path| {
            let mark = if path.in_doc {
                "doc "
            } else if path.in_macro {
                "macro "
            } else {
                ""
            };
            let written = source.slice(&path.span).trim_start_matches("r#");
            assert_eq!(written, *path.segments.last().unwrap());
            format!("{mark}{}", path.segments.join("::"))
        });
        assert_eq!(told.collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn paths_end_in_constants() {
        check(
            "if flags::A.is_enabled() && !crate::flags::B_2.on() {}",
            &["flags::A", "crate::flags::B_2"],
        );
        check("let x: A = y::C; a ? B : C", &["A", "y::C", "B", "C"]);
        check("flags :: r#A; Vec::<A>::new(); ::x::Y", &["flags::A", "A", "x::Y"]);
        check("use a::flags::{A, B as C};", &["A", "B", "C"]);
        check(
            "mac!(flags::A, [B]); #[flagkit::test(both = C)] fn f() { D }",
            &["macro flags::A", "macro B", "macro C", "D"],
        );
        check("/// `flags::A` and flags::b\nfn f() {}\n//! x", &["doc flags::A"]);
        check("\"flags::A\"; // flags::B\n", &[]);
    }
}
