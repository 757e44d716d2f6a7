//! The arguments of `#[flagkit::test(both = FLAG)]`.

use crate::{crate_path, hygiene};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Path, Token};

/// What the attribute says.
pub(crate) struct Args {
    /// The flag's handle, as an expression.
    pub(crate) handle: TokenStream,
    /// flagkit, as the test names it.
    pub(crate) krate: TokenStream,
    span: Span,
}

impl Args {
    /// The token that names the flag.
    pub(crate) fn span(&self) -> Span {
        self.span
    }
}

impl Parse for Args {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut flag = None;
        let mut krate = None;
        while !input.is_empty() {
            let key = input
                .call(Ident::parse_any)
                .map_err(|error| syn::Error::new(error.span(), USAGE))?;
            let slot = match key.to_string().as_str() {
                "both" => &mut flag,
                "crate" => &mut krate,
                other if input.is_empty() && flag.is_none() => {
                    return Err(syn::Error::new(
                        key.span(),
                        format!("no argument `{other}`; write `both = {other}`"),
                    ));
                }
                other => {
                    return Err(syn::Error::new(
                        key.span(),
                        format!("no argument `{other}`; known are `both`, `crate`"),
                    ));
                }
            };
            if slot.is_some() {
                return Err(syn::Error::new(key.span(), format!("`{key}` given twice; keep one")));
            }
            input.parse::<Token![=]>().map_err(|_| syn::Error::new(key.span(), USAGE))?;
            if input.peek(LitStr) {
                return Err(
                    input.error("a test names the flag by its handle; write `both = NEW_CHECKOUT`")
                );
            }
            *slot = Some(input.call(Path::parse_mod_style)?);
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        let flag = flag.ok_or_else(|| syn::Error::new(Span::call_site(), USAGE))?;
        Ok(Self::new(&flag, krate))
    }
}

const USAGE: &str = "`#[flagkit::test]` runs a test under both arms of a flag; write `#[flagkit::test(both = NEW_CHECKOUT)]`";

impl Args {
    /// `NEW` is `crate::flags::NEW`; a longer path is itself.
    fn new(flag: &Path, krate: Option<Path>) -> Self {
        let span = flag.segments.last().map_or_else(Span::call_site, |last| last.ident.span());
        let at = hygiene::ours_at(span);
        let mut module = flag.clone();
        module.segments.pop();
        module.segments.pop_punct();
        let (handle, beside) = if module.segments.is_empty() {
            (quote_spanned!(at=> crate::flags::#flag), Some(quote_spanned!(at=> crate::flags)))
        } else if module.segments.first().is_some_and(|first| first.ident == "Self") {
            (flag.to_token_stream(), None)
        } else {
            (flag.to_token_stream(), Some(module.to_token_stream()))
        };
        let krate = match (krate, beside) {
            (Some(krate), _) => krate.to_token_stream(),
            (None, Some(module)) => quote_spanned!(at=> #module::__flagkit),
            (None, None) => crate_path::flagkit(at),
        };
        Self { handle, krate, span }
    }
}

#[cfg(test)]
mod tests {
    use super::Args;
    use quote::quote;

    fn handle(tokens: proc_macro2::TokenStream) -> Result<String, String> {
        syn::parse2::<Args>(tokens)
            .map(|args| args.handle.to_string())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_name_is_one_of_the_crates_flags() {
        assert_eq!(handle(quote!(both = NEW)).as_deref(), Ok("crate :: flags :: NEW"));
        assert_eq!(handle(quote!(both = shop::NEW, crate = fk)).as_deref(), Ok("shop :: NEW"));
    }

    #[test]
    fn mistakes() {
        assert!(handle(quote!()).unwrap_err().contains("both = NEW_CHECKOUT"));
        assert!(handle(quote!(both = "new")).unwrap_err().contains("by its handle"));
        assert!(handle(quote!(both = A, both = B)).unwrap_err().contains("given twice"));
        assert!(handle(quote!(all = A)).unwrap_err().contains("no argument `all`"));
    }
}
