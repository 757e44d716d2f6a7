//! The module that `flags!` leaves behind.
//!
//! Law: only a handle can be unused, and none that is another flag's prerequisite. Every token of a handle lies at the
//! literal, with the literal's own hygiene, since only then rustc counts it as the user's; every other token lies there
//! too, so that notes of rustc lead to the user's line, but as generated code, about which lints are silent.

use super::args::Args;
use super::variants;
use crate::document::Document;
use crate::hygiene;
use crate::today;
use flagkit_core::FlagDefinition;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use std::collections::{HashMap, HashSet};

/// ```text
/// from: flags!("flags.json")
/// to:   mod flags {
///           pub use flagkit as __flagkit;
///           static SLOTS: [Slot; 2] = ..;  static DECLARATIONS: [Declaration; 2] = ..;  static TABLE: Table = ..;
///           /// One-page checkout ...
///           pub(crate) const NEW_CHECKOUT: Flag = Flag::new(&DECLARATIONS[0]);
///           pub enum SearchRanker { .. }
///           pub(crate) const SEARCH_RANKER: Flag<SearchRanker> = Flag::new(&DECLARATIONS[1]);
///       }
/// ```
pub(super) fn module(args: &Args, document: &Document, problems: &mut Vec<String>) -> TokenStream {
    let Some(path) = document.path().to_str() else {
        problems.push(format!(
            "the path of `{}` is not UTF-8, so the compiler cannot embed it; move the package",
            document.shown()
        ));
        return empty_module(args);
    };
    let at = hygiene::ours_at(args.file.span());
    let flags = usable(document, at, problems);
    let count = flags.len();
    let declarations =
        flags.iter().enumerate().map(|(index, flag)| declaration(index, flag.definition, at));
    let awaited = awaited(document);
    let handles = flags.iter().enumerate().map(|(index, flag)| {
        handle(args, document, index, flag, awaited.contains(flag.definition.key()))
    });
    let shown = document.shown();
    let files = ids_files(document, at, problems);
    let items = quote_spanned! {at=>
        static __FLAGKIT_SLOTS: [__flagkit::plumbing::Slot; #count] =
            [const { __flagkit::plumbing::Slot::new() }; #count];
        static __FLAGKIT_DECLARATIONS: [__flagkit::plumbing::Declaration; #count] = [#(#declarations),*];
        static __FLAGKIT_TABLE: __flagkit::plumbing::Table = __flagkit::plumbing::Table::new(
            ::core::env!("CARGO_PKG_NAME"),
            #shown,
            // Where the file lay is of use to a build that runs there, and nobody else's business.
            if ::core::cfg!(debug_assertions) { #path } else { "" },
            ::core::include_str!(#path),
            &[#(#files),*],
            &__FLAGKIT_DECLARATIONS,
        );
        __flagkit::plumbing::register_table!(__FLAGKIT_TABLE);
        #(#handles)*
    };
    around(args, &items)
}

/// The files of ids with their texts, which the compiler reads again when one of them is edited.
///
/// ```text
/// to: ("beta-users.txt", include_str!("/path/beta-users.txt"))
/// ```
fn ids_files(document: &Document, at: Span, problems: &mut Vec<String>) -> Vec<TokenStream> {
    let mut files = Vec::new();
    for (name, path) in document.ids() {
        match path.to_str() {
            Some(path) => files.push(quote_spanned!(at=> (#name, ::core::include_str!(#path)))),
            None => problems.push(format!(
                "the path of `{name}` is not UTF-8, so the compiler cannot embed it; move the package"
            )),
        }
    }
    files
}

/// What is left when there is no file: enough that each use needs no error of its own.
pub(super) fn empty_module(args: &Args) -> TokenStream {
    around(args, &TokenStream::new())
}

fn around(args: &Args, items: &TokenStream) -> TokenStream {
    let at = hygiene::ours_at(args.file.span());
    let krate = &args.krate;
    let name = args.module.clone().unwrap_or_else(|| Ident::new("flags", at));
    // A module below the root shares its flags with the crate, as the root does.
    let visibility = match args.public {
        Some(public) => quote!(#public),
        None => quote_spanned!(at=> pub(crate)),
    };
    let docs = format!("The flags of `{}`.", args.file.value());
    quote_spanned! {at=>
        #[doc = #docs]
        // The handles carry the user's span, so rustc and clippy judge them as if they were written by hand.
        #[allow(
            unreachable_pub,
            rustdoc::all,
            clippy::doc_lazy_continuation,
            clippy::doc_markdown,
            clippy::redundant_pub_crate,
            clippy::too_long_first_doc_paragraph
        )]
        #visibility mod #name {
            #[doc(hidden)]
            pub use #krate as __flagkit;
            #items
        }
    }
}

/// A flag that has names of its own in Rust.
struct Usable<'d> {
    definition: &'d FlagDefinition,
    handle: &'d str,
    /// The enum's name and definition, where the flag has variants.
    variants: Option<(Ident, TokenStream)>,
}

/// The flags that handles can be made of. A broken one is among them wherever its names are sound, so that its uses
/// stay silent; why the others are not, the file's problems tell.
fn usable<'d>(document: &'d Document, at: Span, problems: &mut Vec<String>) -> Vec<Usable<'d>> {
    let mut handles: Vec<&str> = Vec::new();
    let mut enums: HashMap<String, &FlagDefinition> = HashMap::new();
    let mut usable = Vec::new();
    for definition in document.flags() {
        let handle = definition.handle();
        if handles.contains(&handle) || syn::parse_str::<Ident>(handle).is_err() {
            continue;
        }
        let variants = if definition.variants().is_empty() {
            None
        } else {
            let name = variants::name(handle, at);
            if let Some(earlier) = enums.insert(name.to_string(), definition) {
                problems.push(format!(
                    "{}: the enum `{name}` of `{}` is also that of `{}` ({}); give one of them a `\"rust\"` name",
                    document.place(definition.location()),
                    definition.key(),
                    earlier.key(),
                    document.place(earlier.location()),
                ));
                continue;
            }
            let place = document.place(definition.location());
            let Some(tokens) = variants::definition(definition, &name, &place) else { continue };
            Some((name, tokens))
        };
        handles.push(handle);
        usable.push(Usable { definition, handle, variants });
    }
    usable
}

fn declaration(index: usize, flag: &FlagDefinition, at: Span) -> TokenStream {
    let key = flag.key();
    let number = Literal::usize_unsuffixed(index);
    let (line, column) = (flag.location().line, flag.location().column);
    let (variants, fallback): (Vec<&str>, usize) = if flag.variants().is_empty() {
        (vec!["off", "on"], 0)
    } else {
        (
            flag.variants().iter().map(|variant| variant.name()).collect(),
            variants::default_arm(flag),
        )
    };
    let fallback = Literal::usize_unsuffixed(fallback);
    quote_spanned! {at=>
        __flagkit::plumbing::Declaration::new(
            &__FLAGKIT_TABLE, &__FLAGKIT_SLOTS[#number], #number, #key, #line, #column, &[#(#variants),*], #fallback,
        )
    }
}

/// The flags that others wait for: who uses the one uses the other.
fn awaited(document: &Document) -> HashSet<&str> {
    let flags = document.flags().iter();
    let others = flags.flat_map(|flag| {
        let first = flag.prerequisites().iter().map(|first| &*first.flag);
        first.filter(|first| *first != flag.key())
    });
    others.collect()
}

/// ```text
/// to: pub(crate) const NEW_CHECKOUT: Flag = Flag::new(&DECLARATIONS[0]);
/// ```
fn handle(
    args: &Args,
    document: &Document,
    index: usize,
    flag: &Usable<'_>,
    awaited: bool,
) -> TokenStream {
    let name = format_ident!("{}", flag.handle);
    let number = Literal::usize_unsuffixed(index);
    let docs = docs(document, flag.definition);
    let visibility = match args.public {
        Some(_) => quote!(pub),
        None => quote!(pub(crate)),
    };
    let (ty, definition) = match &flag.variants {
        None => (quote!(__flagkit::plumbing::Flag), None),
        Some((name, definition)) => (quote!(__flagkit::plumbing::Flag<#name>), Some(definition)),
    };
    let over = today::over(flag.definition, &document.place(flag.definition.location()))
        .map(|note| quote!(#[deprecated(note = #note)]));
    let awaited = awaited.then(|| quote!(#[allow(dead_code)]));
    let handle = quote! {
        #[doc = #docs]
        #over
        #awaited
        #visibility const #name: #ty = __flagkit::plumbing::Flag::new(&__FLAGKIT_DECLARATIONS[#number]);
    };
    let handle = hygiene::respanned(handle, args.file.span());
    quote!(#definition #handle)
}

/// What the file says of the flag, for a reader who hovers over its handle.
fn docs(document: &Document, flag: &FlagDefinition) -> String {
    let mut docs = match flag.description() {
        Some(description) => escaped(description),
        None => format!("The flag `{}`.", flag.key()),
    };
    docs.push_str(&format!("\n\n`{}` at `{}`", flag.key(), document.place(flag.location())));
    if !flag.variants().is_empty() {
        let names: Vec<_> =
            flag.variants().iter().map(|variant| format!("`{}`", variant.name())).collect();
        docs.push_str(&format!(
            ". Variants: {}; the default is `{}`",
            names.join(", "),
            flag.default_variant().unwrap_or_default()
        ));
    }
    for (what, value) in [("Owner", flag.owner()), ("Issue", flag.issue())] {
        if let Some(value) = value {
            docs.push_str(&format!(". {what}: {}", escaped(value)));
        }
    }
    if let Some(date) = flag.expires() {
        docs.push_str(&format!(". Expires {date}"));
    }
    docs.push('.');
    docs
}

/// Text of the file that rustdoc must not take for links or HTML.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '[' | ']' | '<' | '>' | '`' | '\\') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}
