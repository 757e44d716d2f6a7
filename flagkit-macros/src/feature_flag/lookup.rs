//! Holds the attribute against flags.json, to word mistakes well.
//!
//! Existence, type and exhaustiveness hold through the generated code even where the file cannot be read, so this says
//! what rustc would say worse, and nothing else.
//! Law: a mistake of the file is `flags!`'s to report, once; here it makes no second error.

use super::args::{Args, FlagArg, VariantsArg};
use crate::diag::{self, Errors};
use crate::document::{self, Consulted, Document};
use crate::today;
use flagkit_core::{FlagDefinition, InvalidName, handle_name, suggest};
use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

/// What is known of the flag.
#[derive(Default)]
pub(crate) struct Found {
    /// The name of the handle, where the flag was named by its key.
    pub(crate) handle: String,
    /// `flags!` reports an error that would repeat itself here: the function stays as it is.
    pub(crate) silent: bool,
    /// Set where the day counts for the flag: the expansion then depends on `FLAGKIT_TODAY`.
    dated: Option<Dated>,
}

struct Dated {
    /// The item that the warning is about, and its text, when the build names a day on which there is one.
    warning: Option<(&'static str, String)>,
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
    Found { handle: flag.handle().to_owned(), silent: false, dated: dated(flag, document) }
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
        "no flag `{key}` in `{}`; {remedy}\nhelp: to create it, add `\"{key}\": false` to that file",
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

const DAY: i64 = 24 * 60 * 60 * 1000;

/// What the day means for a flag; `None` where it means nothing.
fn dated(flag: &FlagDefinition, document: &Document) -> Option<Dated> {
    let overdue = overdue_after(flag);
    if flag.expires().is_none() && overdue.is_none() {
        return None;
    }
    let today = today::today().map(|today| today.unix_millis());
    let is_over = |end: i64| today.is_some_and(|today| today > end);
    let (key, place) = (flag.key(), document.place(flag.location()));
    let warning = if let Some(expires) = flag.expires().filter(|date| is_over(date.unix_millis())) {
        let text = format!(
            "`{key}` ({place}) expired on {expires}; remove the flag with its old code, or move the date"
        );
        Some(("flagkit_expired_flag", text))
    } else if let Some((created, days)) =
        overdue.filter(|&(created, days)| is_over(created + days * DAY))
    {
        let today = today.unwrap_or(created);
        let text = format!(
            "`{key}` ({place}) is the same for everyone, {} days after its creation, and a flag of the kind `{}` is \
             meant for {days}; remove the flag with its old code, or say `\"permanent\": true`",
            (today - created) / DAY,
            flag.kind(),
        );
        Some(("flagkit_stale_flag", text))
    } else {
        None
    };
    Some(Dated { warning })
}

/// When it was created, and for how many days it may be the same for everyone, if that is limited.
fn overdue_after(flag: &FlagDefinition) -> Option<(i64, i64)> {
    let created = flag.created().filter(|_| !flag.is_permanent() && flag.is_constant())?;
    Some((created.unix_millis(), i64::from(flag.kind().lifetime_days()?)))
}

impl Found {
    /// The warning about a flag whose time is over, and what has it looked at again on another day.
    pub(crate) fn expiry(&self, at: Span) -> TokenStream {
        let Some(dated) = &self.dated else { return TokenStream::new() };
        let tracked = today::tracked(at);
        let warning = dated.warning.as_ref().map(|(item, note)| diag::warning(at, item, note));
        quote_spanned!(at=> #tracked #warning)
    }
}
