//! Holds the attribute against flags.json, to word mistakes well.
//!
//! Existence, type and exhaustiveness hold through the generated code even where the file cannot be read, so this says
//! what rustc would say worse, and nothing else.
//! Law: a mistake of the file is `flags!`'s to report, once; here it makes no second error.

use super::args::{Args, FlagArg, VariantsArg};
use crate::context::asked::{self, Asked};
use crate::diag::Errors;
use crate::document::{self, Consulted, Document};
use flagkit_core::{FlagDefinition, InvalidName, handle_name, suggest};
use proc_macro2::Span;

/// What is known of the flag.
#[derive(Default)]
pub(crate) struct Found {
    /// The name of the handle, where the flag was named by its key.
    pub(crate) handle: String,
    /// What the flag asks of the context that the attribute gives.
    pub(crate) asks: Vec<Asked>,
    /// `flags!` reports an error that would repeat itself here: the function stays as it is.
    pub(crate) silent: bool,
}

/// Looks the flag up.
pub(crate) fn lookup(flag: &FlagArg, args: &Args, errors: &mut Errors) -> Found {
    let FlagArg::Key(key) = flag else { return Found::default() };
    let silent = Found { silent: true, ..Found::default() };
    match (document::consult(), handle_name(&key.value())) {
        (Consulted::Reported, _) => silent,
        (Consulted::Read(document), named) => match (document.flag(&key.value()), named) {
            (Some(flag), _) if flag.is_broken() || !flag.is_nameable() => silent,
            (Some(flag), _) => found(flag, &document, args, key.span(), errors),
            (None, Ok(_)) => {
                errors.at(key, unknown(&key.value(), &document));
                Found::default()
            }
            (None, Err(reason)) => {
                errors.at(key, impossible(&key.value(), reason));
                Found::default()
            }
        },
        (Consulted::Nothing, Ok(handle)) => Found { handle, ..Found::default() },
        (Consulted::Nothing, Err(reason)) => {
            errors.at(key, impossible(&key.value(), reason));
            Found::default()
        }
    }
}

/// A key that names no handle.
fn impossible(key: &str, reason: InvalidName) -> String {
    match reason {
        InvalidName::Empty => "the key is empty; name a flag".to_owned(),
        InvalidName::LeadingDigit | InvalidName::NoLetter | InvalidName::Reserved => {
            format!("`{key}` {reason}; name the flag by its handle, as in `flags::MY_FLAG`")
        }
        _ => format!("`{key}` {reason}, so no flag can have this key"),
    }
}

fn found(
    flag: &FlagDefinition,
    document: &Document,
    args: &Args,
    key: Span,
    errors: &mut Errors,
) -> Found {
    match &args.variants {
        Some(variants) => check_variants(flag, document, variants, args.unread, errors),
        None if flag.variants().is_empty() || args.unread => {}
        None => {
            let listed: Vec<_> = flag
                .variants()
                .iter()
                .map(|variant| variant.name())
                .filter(|name| Some(*name) != flag.default_variant())
                .collect();
            errors.at_span(
                key,
                format_args!(
                    "`{}` ({}) has variants, not on and off; add `variants({})`, with `= path` behind all but this \
                     body's own",
                    flag.key(),
                    document.place(flag.location()),
                    listed.join(", "),
                ),
            );
        }
    }
    let asks = args.context.as_ref().map(|_| asked::attributes(flag, document)).unwrap_or_default();
    Found { handle: flag.handle().to_owned(), asks, silent: false }
}

fn unknown(key: &str, document: &Document) -> String {
    let known = || document.flags().iter().map(FlagDefinition::key);
    let remedy = match suggest::nearest(key, known()).and_then(|near| document.flag(near)) {
        Some(near) => {
            format!("did you mean `{}` ({})?", near.key(), document.place(near.location()))
        }
        None => suggest::remedy(key, known().collect::<Vec<_>>()),
    };
    format!(
        "no flag `{key}` in `{}`; {remedy}\nhelp: to create it, add `\"{key}\": false` to that file, or run \
         `cargo flagkit add {key}`",
        document.shown()
    )
}

fn check_variants(
    flag: &FlagDefinition,
    document: &Document,
    variants: &VariantsArg,
    unread: bool,
    errors: &mut Errors,
) {
    if flag.variants().is_empty() {
        errors.at(
            &variants.keyword,
            format_args!(
                "`{}` ({}) is on or off and has no variants; remove `variants(...)`",
                flag.key(),
                document.place(flag.location())
            ),
        );
        return;
    }
    let known = || flag.variants().iter().map(|variant| variant.name());
    let mut seen: Vec<&str> = Vec::new();
    let mut is_sound = true;
    for arm in &variants.arms {
        let name = arm.name.text.as_str();
        let mut blame = |message: String| {
            is_sound = false;
            errors.at_span(arm.name.span, message);
        };
        if seen.contains(&name) {
            blame(format!("variant `{name}` given twice; keep one"));
        } else if !known().any(|variant| variant == name) {
            blame(format!(
                "`{}` ({}) has no variant `{name}`; {}",
                flag.key(),
                document.place(flag.location()),
                suggest::remedy(name, known().collect::<Vec<_>>()),
            ));
        } else if flag.default_variant() == Some(name) {
            blame(format!(
                "`{name}` is the default of `{}`, which is the old code's; leave it out",
                flag.key()
            ));
        }
        seen.push(name);
    }
    let missing: Vec<_> = known()
        .filter(|name| !seen.contains(name) && flag.default_variant() != Some(*name))
        .map(|name| format!("`{name}`"))
        .collect();
    if is_sound && !unread && !missing.is_empty() {
        errors.at(
            &variants.keyword,
            format_args!(
                "no code for {} of `{}` ({}); list every variant but the default, as in `name = path`",
                missing.join(", "),
                flag.key(),
                document.place(flag.location())
            ),
        );
    }
}
