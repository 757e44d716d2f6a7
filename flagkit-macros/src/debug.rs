//! `FLAGKIT_MACROS_DEBUG=1`: what the macros wrote, on standard error.

use proc_macro2::TokenStream;

/// Passes the tokens on, and prints them if the environment asks for it.
#[expect(clippy::print_stderr, reason = "printing is what the variable asks for")]
pub(crate) fn shown(which: &str, tokens: TokenStream) -> TokenStream {
    if std::env::var_os("FLAGKIT_MACROS_DEBUG").is_some_and(|value| value == "1") {
        eprintln!("// {which} expands to:\n{tokens}\n");
    }
    tokens
}
