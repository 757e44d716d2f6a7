//! The arguments of `flags!`: `[$crate] "flags.json"`, with `pub` and `mod = NAME` before the literal.
//!
//! Law: the file is always a literal, since its span is what errors and unused flags are shown at.

use proc_macro2::{Ident, TokenStream};
use syn::parse::{Parse, ParseStream};
use syn::{LitStr, Token};

/// What `flags!` says.
pub(crate) struct Args {
    /// `$crate` of the run time, from the `macro_rules` in front.
    pub(crate) krate: TokenStream,
    /// Handles for other crates too.
    pub(crate) public: Option<Token![pub]>,
    /// The module's name, where it is not `flags`.
    pub(crate) module: Option<Ident>,
    pub(crate) file: LitStr,
}

impl Parse for Args {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let krate;
        syn::bracketed!(krate in input);
        let krate = krate.parse()?;
        let mut public = None;
        let mut module = None;
        while !input.peek(LitStr) {
            if input.peek(Token![pub]) && public.is_none() {
                public = Some(input.parse::<Token![pub]>()?);
                if input.peek(syn::token::Paren) {
                    return Err(input.error(
                        "handles are the crate's own, or `pub` for all; write `flags!(pub \"flags.json\")`",
                    ));
                }
            } else if input.peek(Token![mod]) && module.is_none() {
                input.parse::<Token![mod]>()?;
                input.parse::<Token![=]>()?;
                module = Some(input.parse::<Ident>().map_err(|error| {
                    syn::Error::new(
                        error.span(),
                        "`mod` takes the name of a module, as in `mod = my_flags`",
                    )
                })?);
                input.parse::<Token![,]>()?;
            } else if input.is_empty() {
                return Err(syn::Error::new(
                    input.span(),
                    "`flags!` needs its file; write `flags!(\"flags.json\")`",
                ));
            } else {
                return Err(input.error(
                    "`flags!` takes a literal, with `pub` or `mod = NAME,` before it; write `flags!(\"flags.json\")`",
                ));
            }
        }
        let file = input.parse()?;
        input.parse::<Option<Token![,]>>()?;
        if input.is_empty() {
            Ok(Self { krate, public, module, file })
        } else {
            Err(input.error("`flags!` takes one file and nothing behind it"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Args;
    use quote::quote;

    fn parsed(tokens: proc_macro2::TokenStream) -> Result<(bool, Option<String>, String), String> {
        let args: Args = syn::parse2(tokens).map_err(|error| error.to_string())?;
        Ok((args.public.is_some(), args.module.map(|name| name.to_string()), args.file.value()))
    }

    #[test]
    fn every_combination() {
        let check = |tokens, public, module: Option<&str>| {
            assert_eq!(
                parsed(tokens),
                Ok((public, module.map(str::to_owned), "f.json".to_owned()))
            );
        };
        check(quote!([flagkit] "f.json"), false, None);
        check(quote!([flagkit] "f.json",), false, None);
        check(quote!([flagkit] pub "f.json"), true, None);
        check(quote!([flagkit] mod = x, "f.json"), false, Some("x"));
        check(quote!([flagkit] pub mod = x, "f.json"), true, Some("x"));
        check(quote!([flagkit] mod = x, pub "f.json"), true, Some("x"));
    }

    #[test]
    fn mistakes() {
        let check = |tokens, text: &str| {
            let error = parsed(tokens).unwrap_err();
            assert!(error.contains(text), "{error}");
        };
        check(quote!([flagkit]), "needs its file");
        check(quote!([flagkit] FILE), "takes a literal");
        check(quote!([flagkit] concat!("a", "b")), "takes a literal");
        check(quote!([flagkit] pub(crate) "f.json"), "`pub` for all");
        check(quote!([flagkit] "f.json", "g.json"), "one file and nothing behind it");
        check(quote!([flagkit] mod = 7, "f.json"), "name of a module");
    }
}
