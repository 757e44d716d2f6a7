//! The arguments of `#[context(...)]`, on the struct and on its fields, each with the span of its word.
//!
//! Not whether they go together: `model` judges that.
//! Law: one mistake gives one error at the smallest token, and the arguments after it are still read.

use super::rename::{RenameAll, SPELLINGS};
use crate::diag::Errors;
use flagkit_core::suggest;
use proc_macro2::{Ident, Span, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, ExprPath, LitStr, Meta, Path, Token};

const ON_STRUCT: [&str; 2] = ["rename_all", "crate"];
const ON_FIELD: [&str; 6] = ["key", "rename", "skip", "nested", "flatten", "with"];

/// What stands above the struct.
#[derive(Default)]
pub(super) struct StructArgs {
    pub(super) rename_all: Option<RenameAll>,
    pub(super) krate: Option<Path>,
}

/// What stands above a field. A word is the one that the user wrote.
#[derive(Default)]
pub(super) struct FieldArgs {
    pub(super) key: Option<Ident>,
    pub(super) skip: Option<Ident>,
    pub(super) nested: Option<Ident>,
    pub(super) flatten: Option<Ident>,
    pub(super) rename: Option<(Ident, LitStr)>,
    pub(super) with: Option<(Ident, ExprPath)>,
    /// Something here could not be read, so that the field's meaning is not known.
    pub(super) unread: bool,
}

/// Where an argument stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Struct,
    Field,
}

impl StructArgs {
    pub(super) fn parse(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut args = Self::default();
        read(attrs, Place::Struct, errors, |word, name, input| {
            if name == "crate" {
                if input.peek(LitStr) {
                    return Err(input.error("`crate` takes a path, not a string; drop the quotes"));
                }
                args.krate = Some(input.call(Path::parse_mod_style)?);
                return Ok(());
            }
            let text = literal(input, word, "rename_all = \"camelCase\"")?;
            args.rename_all = RenameAll::of(&text.value());
            if args.rename_all.is_none() {
                let remedy = suggest::remedy(&text.value(), SPELLINGS);
                let message = format!("no spelling `{}`; {remedy}", text.value());
                return Err(syn::Error::new(text.span(), message));
            }
            Ok(())
        });
        args
    }
}

impl FieldArgs {
    pub(super) fn parse(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut args = Self::default();
        let unread = read(attrs, Place::Field, errors, |word, name, input| {
            let flag = match name {
                "key" => &mut args.key,
                "skip" => &mut args.skip,
                "nested" => &mut args.nested,
                "flatten" => &mut args.flatten,
                "rename" => {
                    let text = literal(input, word, "rename = \"name\"")?;
                    if text.value().is_empty() {
                        return Err(syn::Error::new(
                            text.span(),
                            "the name is empty; name the attribute as conditions shall call it",
                        ));
                    }
                    args.rename = Some((word.clone(), text));
                    return Ok(());
                }
                _ => {
                    let path = function(input)?;
                    args.with = Some((word.clone(), path));
                    return Ok(());
                }
            };
            *flag = Some(word.clone());
            Ok(())
        });
        args.unread = unread;
        args
    }
}

/// Reads each `#[context(...)]`, and tells whether anything was left unread. `value` stands after the `=`, or after the
/// word where it takes none.
fn read(
    attrs: &[Attribute],
    place: Place,
    errors: &mut Errors,
    mut value: impl FnMut(&Ident, &str, ParseStream<'_>) -> syn::Result<()>,
) -> bool {
    let mut seen: Vec<String> = Vec::new();
    let mut unread = false;
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("context")) {
        let Meta::List(list) = &attr.meta else {
            errors.at(
                attr.path(),
                format_args!("`context` lists arguments in parentheses; {}", usage(place)),
            );
            unread = true;
            continue;
        };
        let parser = |input: ParseStream<'_>| {
            if input.is_empty() {
                errors.at(
                    attr.path(),
                    format_args!("`context` says nothing; {}, or remove it", usage(place)),
                );
            }
            while !input.is_empty() {
                if let Err(error) = argument(input, place, &mut seen, &mut value) {
                    errors.push(error);
                    unread = true;
                    skip_argument(input);
                }
                if !input.is_empty() && input.parse::<Token![,]>().is_err() {
                    errors.at_span(input.span(), "expected `,` between the arguments");
                    unread = true;
                    skip_argument(input);
                    let _ = input.parse::<Token![,]>();
                }
            }
            Ok(())
        };
        // The parser itself never fails: it hands over what it finds.
        let _: syn::Result<()> = parser.parse2(list.tokens.clone());
    }
    unread
}

fn usage(place: Place) -> &'static str {
    match place {
        Place::Struct => "write `#[context(rename_all = \"camelCase\")]`",
        Place::Field => "write `#[context(key)]` or `#[context(rename = \"name\")]`",
    }
}

fn argument(
    input: ParseStream<'_>,
    place: Place,
    seen: &mut Vec<String>,
    value: &mut impl FnMut(&Ident, &str, ParseStream<'_>) -> syn::Result<()>,
) -> syn::Result<()> {
    let (known, elsewhere): (&[&str], &[&str]) = match place {
        Place::Struct => (&ON_STRUCT, &ON_FIELD),
        Place::Field => (&ON_FIELD, &ON_STRUCT),
    };
    let listed = || known.iter().copied();
    let word = input.call(Ident::parse_any).map_err(|error| {
        let message =
            format!("expected the name of an argument; {}", suggest::remedy("", listed()));
        syn::Error::new(error.span(), message)
    })?;
    let name = word.unraw().to_string();
    let refuse = |message: String| Err(syn::Error::new(word.span(), message));
    if elsewhere.contains(&name.as_str()) {
        return refuse(match place {
            Place::Struct => format!("`{name}` belongs to a field; move it there"),
            Place::Field => format!("`{name}` belongs to the struct; move it above `struct`"),
        });
    }
    if !known.contains(&name.as_str()) {
        return refuse(format!("no argument `{name}`; {}", suggest::remedy(&name, listed())));
    }
    if seen.contains(&name) {
        return refuse(format!("`{name}` given twice; keep one"));
    }
    let example = match name.as_str() {
        "rename_all" => Some("rename_all = \"camelCase\""),
        "crate" => Some("crate = path"),
        "rename" => Some("rename = \"name\""),
        "with" => Some("with = path::to::function"),
        _ => None,
    };
    seen.push(name.clone());
    let ends = |input: ParseStream<'_>| input.is_empty() || input.peek(Token![,]);
    match example {
        Some(example) if input.parse::<Token![=]>().is_err() || ends(input) => {
            return refuse(format!("`{name}` needs a value; write `{example}`"));
        }
        None if !ends(input) => {
            return Err(syn::Error::new(
                input.span(),
                format!("`{name}` takes no value; write `{name}` alone"),
            ));
        }
        _ => {}
    }
    value(&word, &name, input)
}

fn literal(input: ParseStream<'_>, word: &Ident, example: &str) -> syn::Result<LitStr> {
    let at = input.span();
    input
        .parse()
        .map_err(|_| syn::Error::new(at, format!("`{word}` takes a string; write `{example}`")))
}

/// A path to a function, with the usual slips named.
fn function(input: ParseStream<'_>) -> syn::Result<ExprPath> {
    let at: Span = input.span();
    if input.peek(LitStr) {
        return Err(syn::Error::new(at, "`with` takes a path, not a string; drop the quotes"));
    }
    if input.peek(Token![|]) || input.peek(Token![||]) || input.peek(Token![move]) {
        return Err(syn::Error::new(at, "`with` takes a path, not a closure; name a function"));
    }
    input.parse().map_err(|_| syn::Error::new(at, "`with` takes a path to a function"))
}

/// Drops tokens up to the next comma outside of parentheses.
fn skip_argument(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        if input.parse::<TokenTree>().is_err() {
            return;
        }
    }
}
