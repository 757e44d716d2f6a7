//! One source file: its text, its tokens and its syntax, with byte ranges that are the file's own.
//!
//! syn steps over a byte order mark and a shebang, and counts bytes from behind them; here they are counted.

use crate::finding::TextFile;
use proc_macro2::{Span, TokenStream};
use std::ops::Range;
use std::str::FromStr as _;
use std::sync::Arc;
use syn::spanned::Spanned;

/// A file whose tokens could be read. It belongs to its thread: spans are looked up in a table of the thread's.
pub(crate) struct SourceText {
    pub(crate) file: Arc<TextFile>,
    pub(crate) tokens: TokenStream,
    /// How many bytes stand before what the tokens count from.
    skipped: usize,
}

/// Where and why a file is no Rust.
#[derive(Debug)]
pub(crate) struct Unreadable {
    pub(crate) span: Range<usize>,
    /// Reads on after "cannot be read as Rust: ".
    pub(crate) reason: String,
}

impl SourceText {
    /// Takes the text apart into tokens.
    pub(crate) fn new(file: &Arc<TextFile>) -> Result<Self, Unreadable> {
        // What the table of the thread holds of earlier files is of no use any more.
        proc_macro2::extra::invalidate_current_thread_spans();
        let skipped = before_tokens(&file.text);
        let rest = file.text.get(skipped..).unwrap_or_default();
        match TokenStream::from_str(rest) {
            Ok(tokens) => Ok(Self { file: Arc::clone(file), tokens, skipped }),
            Err(error) => {
                let range = error.span().byte_range();
                let span = range.start + skipped..range.end + skipped;
                Err(Unreadable { span, reason: "its quotes or brackets do not match".to_owned() })
            }
        }
    }

    /// The syntax of the whole file.
    pub(crate) fn syntax(&self) -> Result<syn::File, Unreadable> {
        syn::parse2(self.tokens.clone()).map_err(|error| Unreadable {
            span: self.range(error.span()),
            reason: error.to_string(),
        })
    }

    /// The bytes of a span.
    pub(crate) fn range(&self, span: Span) -> Range<usize> {
        let range = span.byte_range();
        range.start + self.skipped..range.end + self.skipped
    }

    /// The bytes of a piece of syntax, from its first token to its last.
    pub(crate) fn range_of(&self, piece: &(impl Spanned + ?Sized)) -> Range<usize> {
        self.range(piece.span())
    }

    /// What stands at a range.
    pub(crate) fn slice(&self, range: &Range<usize>) -> &str {
        self.file.text.get(range.clone()).unwrap_or_default()
    }
}

/// How long the byte order mark and the shebang are; a line `#![...]` is no shebang.
fn before_tokens(text: &str) -> usize {
    let mark = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    let rest = &text[mark..];
    let Some(line) = rest.strip_prefix("#!") else { return mark };
    // As rustc decides it: what follows may be blanks and comments before the bracket of an attribute.
    let mut after = line;
    loop {
        after = after.trim_start();
        if let Some(comment) = after.strip_prefix("//") {
            after = comment.split_once('\n').map_or("", |(_, rest)| rest);
        } else if let Some(comment) = after.strip_prefix("/*") {
            after = comment.split_once("*/").map_or("", |(_, rest)| rest);
        } else {
            break;
        }
    }
    if after.starts_with('[') {
        return mark;
    }
    mark + rest.find('\n').unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::{SourceText, before_tokens};
    use crate::finding::TextFile;
    use std::sync::Arc;

    fn file(text: &str) -> Arc<TextFile> {
        let (path, shown) = ("a.rs".into(), "a.rs".to_owned());
        Arc::new(TextFile { path, shown, text: text.to_owned() })
    }

    #[test]
    fn marks_and_shebangs_are_counted() {
        assert_eq!(before_tokens("fn main() {}"), 0);
        assert_eq!(before_tokens("\u{FEFF}fn main() {}"), 3);
        assert_eq!(before_tokens("#!/usr/bin/env run\nfn main() {}"), 18);
        assert_eq!(before_tokens("#![allow(x)]\n"), 0);
        assert_eq!(before_tokens("#! // a\n /* b */ [allow(x)]"), 0);
        assert_eq!(before_tokens("\u{FEFF}#!/bin/x"), 11);
    }

    #[test]
    fn ranges_are_the_files() {
        for head in ["", "\u{FEFF}", "#!/usr/bin/env x\n", "\u{FEFF}#!/x\r\n", "// 가나다\r\n"] {
            let text = format!("{head}fn one() {{}}\r\nfn two() {{ \"가\"; }}\r\n");
            let source = SourceText::new(&file(&text)).unwrap();
            let syntax = source.syntax().unwrap();
            let two = source.range_of(&syntax.items[1]);
            assert_eq!(source.slice(&two), "fn two() { \"가\"; }");
        }
    }

    #[test]
    fn what_is_no_rust_says_where() {
        let broken = SourceText::new(&file("\u{FEFF}fn f() { \"")).err().unwrap();
        assert!(broken.span.start >= 3, "{broken:?}");
        let broken = SourceText::new(&file("#!/x\nfn f( {}")).err();
        assert!(broken.is_some());
        let source = SourceText::new(&file("#!/x\nfn 7() {}")).unwrap();
        let broken = source.syntax().err().unwrap();
        assert_eq!(source.slice(&broken.span), "7");
    }
}
