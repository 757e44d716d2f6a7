//! The functions of a library that ship, with the byte positions that an edit needs.
//!
//! It follows `mod name;` from the root of the library, and steps over everything that names `test`. Functions within
//! functions and within macros are left out: there are enough others.

use crate::failure::{Failure, Result};
use proc_macro2::Span;
use std::ops::Range;
use std::path::{Path, PathBuf};
use syn::spanned::Spanned as _;

/// A function that a flag may be planted in.
#[derive(Clone, Debug)]
pub(crate) struct Function {
    /// Absolute.
    pub(crate) file: PathBuf,
    pub(crate) name: String,
    /// Whether a function beside it can be its old arm: it stands in a module and is not generic.
    pub(crate) is_plain: bool,
    pub(crate) statements: usize,
    /// Where an attribute goes: before the visibility.
    pub(crate) attribute_at: usize,
    /// From `const`, `async`, `unsafe` or `fn` to the name.
    pub(crate) before_name: Range<usize>,
    pub(crate) name_end: usize,
    /// Without its braces.
    pub(crate) body: Range<usize>,
}

/// Every function that a library ships, in the order of its files.
pub(crate) fn library(root: &Path) -> Result<Vec<Function>> {
    let mut found = Vec::new();
    let mut open = vec![(root.to_owned(), true)];
    while let Some((path, is_root_like)) = open.pop() {
        let text = std::fs::read_to_string(&path).map_err(Failure::file("read", &path))?;
        // With these in front, syn counts bytes from behind them.
        if text.starts_with('\u{FEFF}') || text.starts_with("#!/") {
            continue;
        }
        proc_macro2::extra::invalidate_current_thread_spans();
        let Ok(syntax) = syn::parse_file(&text) else { continue };
        let below = match path.file_stem() {
            Some(stem) if !is_root_like && stem != "mod" => path.with_file_name(stem),
            _ => path.parent().unwrap_or(Path::new("")).to_owned(),
        };
        if !syntax.attrs.iter().any(names_test) {
            items(&syntax.items, &path, &below, &mut found, &mut open);
        }
    }
    found
        .sort_by(|left, right| (&left.file, left.body.start).cmp(&(&right.file, right.body.start)));
    Ok(found)
}

fn items(
    items: &[syn::Item],
    file: &Path,
    below: &Path,
    found: &mut Vec<Function>,
    open: &mut Vec<(PathBuf, bool)>,
) {
    for item in items {
        match item {
            syn::Item::Fn(item) if !skipped(&item.attrs, &item.sig) => {
                let is_plain = item.sig.generics.params.is_empty();
                found.extend(function(
                    file,
                    &item.attrs,
                    &item.vis,
                    &item.sig,
                    &item.block,
                    is_plain,
                ));
            }
            syn::Item::Impl(item) if !item.attrs.iter().any(names_test) => {
                for item in &item.items {
                    if let syn::ImplItem::Fn(item) = item
                        && !skipped(&item.attrs, &item.sig)
                    {
                        found.extend(function(
                            file,
                            &item.attrs,
                            &item.vis,
                            &item.sig,
                            &item.block,
                            false,
                        ));
                    }
                }
            }
            syn::Item::Mod(item) if !item.attrs.iter().any(names_test) => {
                let name = item.ident.to_string();
                match &item.content {
                    Some((_, inner)) => self::items(inner, file, &below.join(name), found, open),
                    // A `#[path]` leads elsewhere.
                    None if item.attrs.iter().any(|attr| attr.path().is_ident("path")) => {}
                    None => {
                        let places =
                            [below.join(format!("{name}.rs")), below.join(&name).join("mod.rs")];
                        open.extend(
                            places
                                .into_iter()
                                .find(|path| path.is_file())
                                .map(|path| (path, false)),
                        );
                    }
                }
            }
            _ => {}
        }
    }
}

/// Whether the attribute cannot stand there: a `const fn`, a test, or a body with attributes of its own.
fn skipped(attributes: &[syn::Attribute], signature: &syn::Signature) -> bool {
    let is_inner = |attr: &syn::Attribute| matches!(attr.style, syn::AttrStyle::Inner(_));
    signature.constness.is_some()
        || attributes.iter().any(|attr| names_test(attr) || is_inner(attr))
}

fn names_test(attribute: &syn::Attribute) -> bool {
    let path = attribute.path();
    // `cfg_attr(test, ...)` leaves the item where it is.
    let named =
        path.segments.last().is_some_and(|last| last.ident == "test" || last.ident == "bench");
    named || path.is_ident("cfg") && quoted(attribute).contains("test")
}

fn quoted(attribute: &syn::Attribute) -> String {
    match &attribute.meta {
        syn::Meta::List(list) => list.tokens.to_string(),
        _ => String::new(),
    }
}

fn function(
    file: &Path,
    attributes: &[syn::Attribute],
    visibility: &syn::Visibility,
    signature: &syn::Signature,
    block: &syn::Block,
    is_plain: bool,
) -> Option<Function> {
    let bytes = |span: Span| span.byte_range();
    let braces = bytes(block.brace_token.span.join());
    let start = bytes(signature.span()).start;
    let attribute_at = match visibility {
        syn::Visibility::Inherited => start,
        other => bytes(other.span()).start,
    };
    let name = bytes(signature.ident.span());
    // `default fn` has a word before the signature, and what syn keeps verbatim has none.
    let is_usual = attributes.iter().all(|attr| bytes(attr.span()).end <= attribute_at);
    is_usual.then(|| Function {
        file: file.to_owned(),
        name: signature.ident.to_string(),
        is_plain,
        statements: block.stmts.len(),
        attribute_at,
        before_name: start..name.start,
        name_end: name.end,
        body: braces.start + 1..braces.end - 1,
    })
}
