//! Names in a stream of tokens, also within macros: `flags::NEW_CHECKOUT`, a name alone, and texts that a macro may take for
//! a flag's key.
//!
//! It resolves nothing. Law: every identifier that could be a handle is in exactly one path.

use super::text::SourceText;
use proc_macro2::{Delimiter, Ident, Literal, TokenStream, TokenTree};
use std::ops::Range;
use syn::ext::IdentExt as _;

/// Macros whose texts are for people or machines and never name a flag.
const WORDLESS: [&str; 34] = [
    "assert",
    "assert_eq",
    "assert_ne",
    "bail",
    "cfg",
    "compile_error",
    "concat",
    "dbg",
    "debug",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "env",
    "eprint",
    "eprintln",
    "error",
    "format",
    "format_args",
    "include",
    "include_bytes",
    "include_str",
    "info",
    "json",
    "matches",
    "option_env",
    "panic",
    "print",
    "println",
    "todo",
    "trace",
    "unreachable",
    "warn",
    "write",
    "writeln",
];

/// A text within the arguments of a macro.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TextUse {
    pub(crate) text: String,
    /// The bytes of the literal.
    pub(crate) span: Range<usize>,
}

/// What the tokens of a file name.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Paths that end in a name written as handles are, in the order of the text.
    pub(crate) paths: Vec<PathUse>,
    /// Texts that are written as keys are.
    pub(crate) texts: Vec<TextUse>,
}

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

/// Everything that a file names.
pub(crate) fn names(source: &SourceText) -> Names {
    let mut found = Names::default();
    walk(source, source.tokens.clone(), Within::Code, &mut found);
    found
}

/// Where tokens stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Code,
    /// An attribute, which may be flagkit's under any name; a text that stands first may be a key.
    Attribute,
    /// The arguments of a macro that takes no text for a flag.
    Wordless,
    /// The arguments of any other macro, where what stands may become anything.
    Macro,
}

/// What comes before a group and says whose it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    /// `#`, or `#!`.
    Hash,
    /// `name!`, and whether its texts are of account.
    Call {
        wordless: bool,
    },
    /// `macro_rules! name`.
    Rules,
}

fn walk(source: &SourceText, tokens: TokenStream, within: Within, found: &mut Names) {
    let mut segments: Vec<Ident> = Vec::new();
    let (mut colons, mut before, mut doc) = (0, Before::Nothing, Doc::None);
    for (at, token) in tokens.into_iter().enumerate() {
        match token {
            TokenTree::Ident(ident) => {
                if colons != 2 {
                    end(source, &mut segments, within, found);
                }
                doc = if ident == "doc" { Doc::Word } else { Doc::None };
                before = match before {
                    // `macro_rules!` is followed by the name of what it makes.
                    Before::Call { .. } => Before::Rules,
                    _ => Before::Nothing,
                };
                segments.push(ident);
                colons = 0;
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' && !segments.is_empty() => {
                colons += 1;
            }
            TokenTree::Punct(punct) => {
                let sign = punct.as_char();
                doc = if sign == '=' && doc == Doc::Word { Doc::Equals } else { Doc::None };
                before = match (sign, segments.last()) {
                    ('!', Some(name)) => {
                        Before::Call { wordless: WORDLESS.iter().any(|word| name == word) }
                    }
                    ('#', _) => Before::Hash,
                    ('!', None) if before == Before::Hash => Before::Hash,
                    _ => Before::Nothing,
                };
                end(source, &mut segments, within, found);
                colons = 0;
            }
            TokenTree::Group(group) => {
                end(source, &mut segments, within, found);
                let is_attribute = group.delimiter() == Delimiter::Bracket;
                let inside = match before {
                    // What a macro without flags is given may hold calls of others, and whole functions.
                    Before::Call { wordless: false } | Before::Rules => Within::Macro,
                    Before::Hash if is_attribute && within == Within::Wordless => Within::Macro,
                    _ if within != Within::Code => within,
                    Before::Hash if is_attribute => Within::Attribute,
                    Before::Call { wordless: true } => Within::Wordless,
                    Before::Hash | Before::Nothing => Within::Code,
                };
                walk(source, group.stream(), inside, found);
                (colons, before, doc) = (0, Before::Nothing, Doc::None);
            }
            TokenTree::Literal(literal) => {
                end(source, &mut segments, within, found);
                if doc == Doc::Equals {
                    documented(source, &literal, found);
                } else if within == Within::Macro || within == Within::Attribute && at == 0 {
                    text(source, &literal, found);
                }
                (colons, before, doc) = (0, Before::Nothing, Doc::None);
            }
        }
    }
    end(source, &mut segments, within, found);
}

/// A text that is written as keys are.
fn text(source: &SourceText, literal: &Literal, found: &mut Names) {
    let syn::Lit::Str(inner) = syn::Lit::new(literal.clone()) else { return };
    let inner = inner.value();
    if !inner.is_empty() && inner.bytes().all(is_key_part) {
        let span = source.range(literal.span());
        found.texts.push(TextUse { text: inner, span });
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Doc {
    None,
    Word,
    Equals,
}

fn end(source: &SourceText, path: &mut Vec<Ident>, within: Within, found: &mut Names) {
    if let Some(last) = path.last()
        && is_constant_name(&last.unraw().to_string())
    {
        let span = source.range(last.span());
        let segments = path.iter().map(|ident| ident.unraw().to_string()).collect();
        let in_macro = within != Within::Code;
        found.paths.push(PathUse { segments, span, in_macro, in_doc: false });
    }
    path.clear();
}

/// What a documentation comment says, whose code is a test: `flags::NAME` and, where it speaks of flags at all, names in
/// capitals and texts that are written as keys are.
fn documented(source: &SourceText, text: &Literal, found: &mut Names) {
    let span = source.range(text.span());
    let written = source.slice(&span);
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let speaks = written.contains("flags") || written.contains("feature_flag");
    let mut before = "";
    let mut at = 0;
    for word in written.split_inclusive(|c| !is_part(c)) {
        let name = word.trim_end_matches(|c| !is_part(c));
        let start = span.start + at;
        at += word.len();
        if is_constant_name(name) && (before.ends_with("::") || speaks) {
            found.paths.push(PathUse {
                segments: vec!["flags".to_owned(), name.to_owned()],
                span: start..start + name.len(),
                in_macro: true,
                in_doc: true,
            });
        }
        before = written.get(..at).unwrap_or_default().trim_end();
    }
    if !written.contains("feature_flag") {
        return;
    }
    let mut at = 0;
    for quoted in written.split('"') {
        if !quoted.is_empty() && quoted.bytes().all(is_key_part) {
            let start = span.start + at;
            let span = start..start + quoted.len();
            found.texts.push(TextUse { text: quoted.to_owned(), span });
        }
        at += quoted.len() + 1;
    }
}

fn is_key_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._-".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::names;
    use crate::finding::TextFile;
    use crate::source::text::SourceText;
    use std::sync::Arc;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let file =
            TextFile { path: "a.rs".into(), shown: "a.rs".to_owned(), text: text.to_owned() };
        let source = SourceText::new(&Arc::new(file)).unwrap();
        let told = names(&source).paths.into_iter().map(|path| {
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

    #[test]
    fn texts_in_macros_may_be_keys() {
        let text = "arms!(one, \"new-nav\", \"two words\"); println!(\"half\"); f(\"code\"); #[serde(rename = \"r\")] struct S;\n\
                    #[cfg_attr(x, gate(\"by_gate\", old = \"no\"))] fn i() {}\n\
                    macro_rules! m { () => { #[feature_flag(\"in_rules\", fallback = f)] fn g() {} } }";
        let file =
            TextFile { path: "a.rs".into(), shown: "a.rs".to_owned(), text: text.to_owned() };
        let source = SourceText::new(&Arc::new(file)).unwrap();
        let found: Vec<_> = names(&source).texts.into_iter().map(|text| text.text).collect();
        assert_eq!(found, ["new-nav", "by_gate", "in_rules"]);
    }
}
