//! What is known of a struct that derives `Context`.
//!
//! Law: `expand` needs nothing else and cannot fail. A field with a mistake is left out, and the mistake is told here.

use super::args::{FieldArgs, StructArgs};
use crate::crate_path;
use crate::diag::Errors;
use crate::hygiene;
use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{ExprPath, Fields, Generics, ItemStruct, Type};

/// One struct.
pub(super) struct Model {
    pub(super) name: Ident,
    pub(super) generics: Generics,
    pub(super) krate: TokenStream,
    pub(super) key: Option<Key>,
    /// In the order of the fields, as are the others.
    pub(super) attributes: Vec<Attribute>,
    pub(super) nested: Vec<Nested>,
    pub(super) flattened: Vec<Nested>,
    /// Whether every field could be read, so that what is not here is missing.
    pub(super) sound: bool,
}

/// The field that is the targeting key.
pub(super) struct Key {
    pub(super) field: Ident,
    pub(super) ty: Type,
    pub(super) with: Option<ExprPath>,
}

/// A field that is an attribute.
pub(super) struct Attribute {
    pub(super) field: Ident,
    pub(super) ty: Type,
    pub(super) name: String,
    pub(super) with: Option<ExprPath>,
}

/// A field with attributes of its own.
pub(super) struct Nested {
    pub(super) field: Ident,
    pub(super) ty: Type,
    /// What stands before the dot; empty for a flattened field.
    pub(super) prefix: String,
    /// Its place among the nested and flattened fields.
    pub(super) place: usize,
}

impl Model {
    pub(super) fn new(item: ItemStruct, errors: &mut Errors) -> Self {
        let args = StructArgs::parse(&item.attrs, errors);
        let krate = match &args.krate {
            Some(path) => path.to_token_stream(),
            None => crate_path::flagkit(Span::mixed_site()),
        };
        let mut model = Self {
            name: item.ident,
            generics: item.generics,
            krate,
            key: None,
            attributes: Vec::new(),
            nested: Vec::new(),
            flattened: Vec::new(),
            sound: true,
        };
        match item.fields {
            Fields::Named(fields) => {
                let mut names = Names::default();
                for field in fields.named {
                    let field_args = FieldArgs::parse(&field.attrs, errors);
                    let Some(ident) = field.ident else { continue };
                    model.field(ident, field.ty, field_args, &args, &mut names, errors);
                }
            }
            Fields::Unnamed(fields) => {
                model.sound = false;
                errors.at_span(
                    fields.paren_token.span.open(),
                    "`#[derive(Context)]` takes a struct with named fields, since an attribute is called by the name \
                     of its field; name the fields, or write `impl flagkit::Context`",
                );
            }
            // Someone about whom nothing is known.
            Fields::Unit => {}
        }
        model
    }

    fn field(
        &mut self,
        field: Ident,
        ty: Type,
        args: FieldArgs,
        on_struct: &StructArgs,
        names: &mut Names,
        errors: &mut Errors,
    ) {
        if args.unread || !agree(&args, errors) {
            self.sound = false;
            return;
        }
        if args.skip.is_some() {
            return;
        }
        let written = field.unraw().to_string();
        let (name, at) = match &args.rename {
            Some((_, text)) => (text.value(), text.span()),
            None => (
                on_struct.rename_all.map_or(written.clone(), |rule| rule.apply(&written)),
                field.span(),
            ),
        };
        let with = args.with.map(|(_, path)| path);
        if let Some(word) = args.key {
            match &self.key {
                Some(first) => {
                    self.sound = false;
                    errors.at(
                        word,
                        format_args!(
                            "a context has one key, and `{}` is it; take `key` off one of the two",
                            first.field
                        ),
                    );
                    return;
                }
                None => {
                    self.key =
                        Some(Key { field: field.clone(), ty: ty.clone(), with: with.clone() })
                }
            }
            // Conditions call it `key`; an attribute besides it is only what was given a name.
            if args.rename.is_none() {
                return;
            }
        }
        let place = self.nested.len() + self.flattened.len();
        if args.flatten.is_some() {
            self.flattened.push(Nested { field, ty, prefix: String::new(), place });
            return;
        }
        let is_nested = args.nested.is_some();
        if let Err(message) = names.add(&written, &name, is_nested) {
            self.sound = false;
            errors.at_span(at, message);
            return;
        }
        if is_nested {
            self.nested.push(Nested { field, ty, prefix: name, place });
        } else {
            self.attributes.push(Attribute { field, ty, name, with });
        }
    }

    /// The span with which generated code points at the type of a field.
    pub(super) fn at(ty: &Type) -> (Span, Span) {
        let tokens = ty.to_token_stream();
        let mut spans = tokens.into_iter().map(|token| token.span());
        let first = spans.next().unwrap_or_else(Span::mixed_site);
        let last = spans.last().unwrap_or(first);
        (hygiene::ours_at(first), hygiene::ours_at(last))
    }
}

/// Whether the arguments of one field go together; the later of two that do not is to blame.
fn agree(args: &FieldArgs, errors: &mut Errors) -> bool {
    let rename = args.rename.as_ref().map(|(word, _)| word);
    let with = args.with.as_ref().map(|(word, _)| word);
    let FieldArgs { key, skip, nested, flatten, .. } = args;
    let refused = [
        (
            skip,
            [key.as_ref(), nested.as_ref(), flatten.as_ref(), rename, with]
                .into_iter()
                .flatten()
                .next(),
            "a field that is skipped has nothing to say; keep `skip` alone, or remove it",
        ),
        (
            flatten,
            nested.as_ref(),
            "a field is nested under its name or flattened without it; keep one",
        ),
        (flatten, rename, "a flattened field has no name; remove `rename`, or write `nested`"),
        (flatten, with, "a flattened field is asked for its own attributes; remove `with`"),
        (nested, with, "a nested field is asked for its own attributes; remove `with`"),
        (
            nested,
            key.as_ref(),
            "the key is a text or a number, not a context; mark the field that is it, or tell it by \
            `#[context(key, with = path)]`",
        ),
        (flatten, key.as_ref(), "a flattened field brings its own key; remove `key`"),
    ];
    for (one, other, message) in refused {
        if one.is_some()
            && let Some(guilty) = other
        {
            errors.at(guilty, message);
            return false;
        }
    }
    true
}

/// The names that are taken, each with its field; whatever stands before a dot belongs to the nested field of that name.
#[derive(Default)]
struct Names(Vec<(String, String, bool)>);

impl Names {
    fn add(&mut self, field: &str, name: &str, is_nested: bool) -> Result<(), String> {
        for (earlier, known, nested) in &self.0 {
            if known == name && *nested == is_nested {
                return Err(format!(
                    "`{name}` is the name of `{earlier}` already; give one of them `rename`"
                ));
            }
            let lies_in = |inner: &str, outer: &str| {
                inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('.'))
            };
            let (inner, outer) = match (*nested, is_nested) {
                (true, _) if lies_in(name, known) => (name, known.as_str()),
                (_, true) if lies_in(known, name) => (known.as_str(), name),
                _ => continue,
            };
            return Err(format!(
                "`{inner}` is looked for in the nested field `{outer}`; give one of them `rename`"
            ));
        }
        self.0.push((field.to_owned(), name.to_owned(), is_nested));
        Ok(())
    }
}
