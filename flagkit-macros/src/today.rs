//! The day that the build names in `FLAGKIT_TODAY`, for flags whose time is limited.
//!
//! There is no clock in a macro: yesterday's commit still builds, and without the variable nothing expires.
//! Law: a text that is no date is told once, by `flags!`, and nothing expires by it.

use crate::diag;
use flagkit_core::{Date, FlagDefinition, Overdue};
use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

const VARIABLE: &str = "FLAGKIT_TODAY";

/// The day, if the build names one.
fn today() -> Option<Date> {
    std::env::var(VARIABLE).ok()?.parse().ok()
}

/// Why the flag's time is over on the day that the build names, if it is; `place` is where the file declares it.
///
/// Its handle is then deprecated, so that rustc warns of each use, in this crate and in others.
pub(crate) fn over(flag: &FlagDefinition, place: &str) -> Option<String> {
    let key = flag.key();
    match flag.overdue(today()?.unix_millis())? {
        Overdue::Expired { on } => Some(format!(
            "`{key}` ({place}) expired on {on}; remove the flag with its old code, or move the date"
        )),
        Overdue::Settled { days, lifetime_days } => Some(format!(
            "`{key}` ({place}) is the same for everyone, {days} days after its creation, and a flag of the kind \
             `{}` is meant for {lifetime_days}; remove the flag with its old code, or say `\"permanent\": true`",
            flag.kind(),
        )),
        _ => None,
    }
}

/// Ties an expansion to the variable, so that another day builds it again.
fn tracked(at: Span) -> TokenStream {
    quote_spanned! {at=>
        const _: ::core::option::Option<&::core::primitive::str> = ::core::option_env!(#VARIABLE);
    }
}

/// The warning about a text that is no date, where a flag of the file has one to compare with.
///
/// ```text
/// to: const _: Option<&str> = option_env!("FLAGKIT_TODAY");   const _: () = { /* the warning */ };
/// ```
pub(crate) fn checked(flags: &[FlagDefinition], at: Span) -> TokenStream {
    if flags.iter().all(|flag| flag.expires().is_none() && flag.created().is_none()) {
        return TokenStream::new();
    }
    let tracked = tracked(at);
    let Some(text) = std::env::var_os(VARIABLE).filter(|_| today().is_none()) else {
        return tracked;
    };
    let note = format!(
        "`{VARIABLE}` is `{}`, which is no date, so no flag expires; write it as in `2027-03-01`",
        text.display()
    );
    let warning = diag::warning(at, "flagkit_no_date", &note);
    quote_spanned!(at=> #tracked const _: () = { #warning };)
}
