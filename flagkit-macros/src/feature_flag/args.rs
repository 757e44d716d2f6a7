//! The arguments of `#[feature_flag(...)]`, each with the span of its key.
//!
//! Not their meaning: whether the flag exists is `lookup`'s question, whether the function can carry them is `check`'s.
//! Law: one mistake gives one error at the smallest token, and the arguments after it are still read.

use crate::diag::Errors;
use flagkit_core::suggest;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{Expr, ExprPath, LitStr, Path, Token};

/// The arguments that are understood, in the order the documentation lists them.
const KNOWN: [&str; 10] = [
    "fallback",
    "otherwise",
    "context",
    "variants",
    "on_panic",
    "on_error",
    "adverse",
    "shadow",
    "compare",
    "crate",
];

/// What the attribute says.
#[derive(Default)]
pub(crate) struct Args {
    pub(crate) flag: Option<FlagArg>,
    pub(crate) fallback: Option<ExprPath>,
    pub(crate) otherwise: Option<Expr>,
    pub(crate) context: Option<Expr>,
    pub(crate) variants: Option<VariantsArg>,
    /// The key of `on_panic = fallback`, where it is given.
    pub(crate) on_panic: Option<Ident>,
    /// The key of `on_error = fallback`.
    pub(crate) on_error: Option<Ident>,
    /// `adverse = path`: which results are failures.
    pub(crate) adverse: Option<ExprPath>,
    /// The key of `shadow = pure`.
    pub(crate) shadow: Option<Ident>,
    /// `compare = path`: whether two results are equal.
    pub(crate) compare: Option<ExprPath>,
    pub(crate) krate: Option<Path>,
    /// An argument could not be read. What seems to be missing may stand in it, and is not asked for.
    pub(crate) unread: bool,
}

/// Which flag decides.
pub(crate) enum FlagArg {
    /// `"new_checkout"`: the handle of that key in `crate::flags`.
    Key(LitStr),
    /// `shop_flags::NEW_CHECKOUT`.
    Handle(Path),
}

/// `variants(semantic, hybrid = rank_mix)`.
pub(crate) struct VariantsArg {
    pub(crate) keyword: Ident,
    pub(crate) arms: Vec<VariantArm>,
}

/// One listed variant; without a path it is the variant of the annotated body.
pub(crate) struct VariantArm {
    pub(crate) name: VariantName,
    pub(crate) path: Option<ExprPath>,
}

/// A variant's name: an identifier, or a string where the name is none.
#[derive(Clone)]
pub(crate) struct VariantName {
    pub(crate) text: String,
    pub(crate) span: Span,
}

impl Args {
    /// Reads as much as can be read; every mistake goes into `errors`.
    pub(crate) fn parse(tokens: TokenStream, attribute: Span, errors: &mut Errors) -> Self {
        let mut args = Self::default();
        let mut seen = Vec::new();
        let parser = |input: ParseStream<'_>| {
            args.first(input, attribute, errors);
            while !input.is_empty() {
                args.next(input, &mut seen, errors);
                resume_after_comma(input, errors);
            }
            Ok(())
        };
        if let Err(error) = parser.parse2(tokens) {
            errors.push(error);
        }
        args.check_old_code(&seen, attribute, errors);
        if let Some(compare) = seen.iter().find(|key| *key == "compare")
            && !args.unread
            && args.shadow.is_none()
        {
            errors.at(
                compare,
                "`compare` is for the results of a shadow; add `shadow = pure`, or remove it",
            );
        }
        args
    }

    fn first(&mut self, input: ParseStream<'_>, attribute: Span, errors: &mut Errors) {
        if input.is_empty() {
            errors.at_span(
                attribute,
                "`#[feature_flag]` needs a flag and its old code; write \
                 `#[feature_flag(\"my_flag\", fallback = old_function)]`",
            );
            return;
        }
        if is_keyed(input) {
            errors.at_span(
                input.span(),
                "the flag comes first; write `#[feature_flag(\"my_flag\", ...)]`, or a path to its handle",
            );
            return;
        }
        let start = input.span();
        if input.peek(LitStr) {
            self.flag = input.parse().ok().map(FlagArg::Key);
        } else if !input.peek(syn::Lit)
            && let Ok(path) = input.call(Path::parse_mod_style)
            && !input.peek(Token![!])
        {
            self.flag = Some(FlagArg::Handle(path));
        } else {
            errors.at_span(start, "a flag is named by a string literal or by a path to its handle");
            skip_argument(input);
        }
        resume_after_comma(input, errors);
    }

    fn next(&mut self, input: ParseStream<'_>, seen: &mut Vec<Ident>, errors: &mut Errors) {
        if self.flag.is_none() && input.peek(LitStr) {
            // That it should have come first has been told.
            self.flag = input.parse().ok().map(FlagArg::Key);
            return;
        }
        let Ok(key) = input.call(Ident::parse_any) else {
            self.unread = true;
            errors.at_span(
                input.span(),
                format_args!("expected the name of an argument; {}", suggest::remedy("", KNOWN)),
            );
            skip_argument(input);
            return;
        };
        let name = key.unraw().to_string();
        if !KNOWN.contains(&name.as_str()) {
            self.unread = true;
            let path = input.is_empty() || input.peek(Token![,]);
            let remedy = if path
                && !seen.iter().any(is_old_code)
                && suggest::nearest(&name, KNOWN).is_none()
            {
                format!("write `fallback = {name}`")
            } else {
                suggest::remedy(&name, KNOWN)
            };
            errors.at(key, format_args!("no argument `{name}`; {remedy}"));
            skip_argument(input);
            return;
        }
        if seen.iter().any(|earlier| *earlier == name) {
            self.unread = true;
            errors.at(key, format_args!("`{name}` given twice; keep one"));
            skip_argument(input);
            return;
        }
        seen.push(key.clone());
        if let Err(error) = self.value(input, &key, &name) {
            self.unread = true;
            errors.push(error);
            skip_argument(input);
        }
    }

    fn value(&mut self, input: ParseStream<'_>, key: &Ident, name: &str) -> syn::Result<()> {
        if name == "variants" {
            self.variants = Some(variants(input, key.clone())?);
            return Ok(());
        }
        if !input.peek(Token![=]) || input.peek(Token![==]) {
            let form = match name {
                "fallback" => "fallback = old_function",
                "otherwise" => "otherwise = expression",
                "context" => "context = expression",
                "on_panic" => "on_panic = fallback",
                "on_error" => "on_error = fallback",
                "adverse" => "adverse = is_failure",
                "shadow" => "shadow = pure",
                "compare" => "compare = is_equal",
                _ => "crate = path",
            };
            return Err(syn::Error::new(
                key.span(),
                format!("`{name}` needs a value; write `{form}`"),
            ));
        }
        input.parse::<Token![=]>()?;
        if input.is_empty() || input.peek(Token![,]) {
            return Err(syn::Error::new(
                key.span(),
                format!("`{name}` has no value after its `=`"),
            ));
        }
        match name {
            "fallback" => self.fallback = Some(fallback_path(input, "fallback")?),
            "otherwise" => self.otherwise = Some(input.parse()?),
            "context" => self.context = Some(input.parse()?),
            "on_panic" => self.on_panic = Some(rescued_by_fallback(input, key)?),
            "on_error" => self.on_error = Some(rescued_by_fallback(input, key)?),
            "adverse" => self.adverse = Some(fallback_path(input, "adverse")?),
            "shadow" => self.shadow = Some(pure(input, key)?),
            "compare" => self.compare = Some(fallback_path(input, "compare")?),
            _ if input.peek(LitStr) => {
                return Err(input.error("`crate` takes a path, not a string; drop the quotes"));
            }
            _ => self.krate = Some(input.call(Path::parse_mod_style)?),
        }
        Ok(())
    }

    /// Exactly one of `fallback` and `otherwise` says what the old code is.
    fn check_old_code(&self, seen: &[Ident], attribute: Span, errors: &mut Errors) {
        let old: Vec<_> = seen.iter().filter(|key| is_old_code(key)).collect();
        match (old.as_slice(), &self.flag) {
            ([_, second], _) => errors.at(second, "`fallback` and `otherwise` are both given; keep one"),
            ([], Some(flag)) if !self.unread => errors.at_span(
                match flag {
                    FlagArg::Key(key) => key.span(),
                    FlagArg::Handle(path) => path.segments.last().map_or(attribute, Spanned::span),
                },
                "this flag has no old code; add `fallback = old_function`, or `otherwise = expression`",
            ),
            _ => {}
        }
    }
}

fn is_old_code(key: &Ident) -> bool {
    key == "fallback" || key == "otherwise"
}

/// The word `fallback`, which stands for the old code however that is given.
fn rescued_by_fallback(input: ParseStream<'_>, key: &Ident) -> syn::Result<Ident> {
    let start = input.span();
    match input.call(Ident::parse_any) {
        Ok(word) if word == "fallback" && (input.is_empty() || input.peek(Token![,])) => {
            Ok(key.clone())
        }
        _ => Err(syn::Error::new(
            start,
            format!("`{key}` runs the old code and nothing else; write `{key} = fallback`"),
        )),
    }
}

/// The word `pure`, by which the author answers for both arms.
fn pure(input: ParseStream<'_>, key: &Ident) -> syn::Result<Ident> {
    let start = input.span();
    match input.call(Ident::parse_any) {
        Ok(word) if word == "pure" && (input.is_empty() || input.peek(Token![,])) => {
            Ok(key.clone())
        }
        _ => Err(syn::Error::new(
            start,
            "a shadow runs both arms once more, at any time, which only their author can allow; write `shadow = pure` \
             if neither changes anything outside",
        )),
    }
}

/// Whether the next argument is `key = value` or `variants(...)`, so that the flag was left out.
fn is_keyed(input: ParseStream<'_>) -> bool {
    let fork = input.fork();
    fork.call(Ident::parse_any).is_ok_and(|key| {
        (fork.peek(Token![=]) && !fork.peek(Token![==]))
            || (key == "variants" && fork.peek(syn::token::Paren))
    })
}

fn variants(input: ParseStream<'_>, keyword: Ident) -> syn::Result<VariantsArg> {
    if !input.peek(syn::token::Paren) {
        return Err(syn::Error::new(
            keyword.span(),
            "`variants` lists variants in parentheses; write `variants(this_body, other = path)`",
        ));
    }
    let content;
    syn::parenthesized!(content in input);
    let arms = variant_arms(&content);
    if arms.is_err() {
        // What is left would be a second error.
        content.parse::<TokenStream>()?;
    }
    Ok(VariantsArg { keyword, arms: arms? })
}

fn variant_arms(content: ParseStream<'_>) -> syn::Result<Vec<VariantArm>> {
    let mut arms = Vec::new();
    while !content.is_empty() {
        let name = if content.peek(LitStr) {
            let name: LitStr = content.parse()?;
            VariantName { text: name.value(), span: name.span() }
        } else {
            let name = content.call(Ident::parse_any).map_err(|error| {
                syn::Error::new(
                    error.span(),
                    "expected the name of a variant, an identifier or a string",
                )
            })?;
            VariantName { text: name.unraw().to_string(), span: name.span() }
        };
        let path = if content.peek(Token![=]) {
            content.parse::<Token![=]>()?;
            Some(fallback_path(content, "a variant")?)
        } else {
            None
        };
        arms.push(VariantArm { name, path });
        if !content.is_empty() {
            content.parse::<Token![,]>().map_err(|error| {
                syn::Error::new(error.span(), "expected `,` between the variants")
            })?;
        }
    }
    Ok(arms)
}

/// A path to a function, with the usual slips named.
fn fallback_path(input: ParseStream<'_>, whose: &str) -> syn::Result<ExprPath> {
    if input.peek(Token![|])
        || input.peek(Token![||])
        || input.peek(Token![move])
        || input.peek(Token![async])
    {
        let start = input.span();
        // The commas between its parameters are none between arguments.
        let _ = input.parse::<Expr>();
        return Err(syn::Error::new(
            start,
            format!("{} takes a path, not a closure; {}", quoted(whose), closure_remedy(whose)),
        ));
    }
    let start = input.span();
    if input.peek(LitStr) {
        return Err(syn::Error::new(
            start,
            format!("{} takes a path, not a string; drop the quotes", quoted(whose)),
        ));
    }
    let path: ExprPath = input.parse().map_err(|_| {
        syn::Error::new(start, format!("{} takes a path to a function", quoted(whose)))
    })?;
    if input.peek(syn::token::Paren) {
        let arguments = input.span();
        return Err(syn::Error::new(
            arguments,
            format!("{} takes a path, not a call; drop the parentheses", quoted(whose)),
        ));
    }
    if input.peek(Token![.]) {
        let _ = input.parse::<Token![.]>();
        let remedy = match input.parse::<Ident>() {
            Ok(method) if path.path.is_ident("self") => format!("write `Self::{method}`"),
            _ => "name the function".to_owned(),
        };
        return Err(syn::Error::new(
            start,
            format!("{} takes a path, not a method call; {remedy}", quoted(whose)),
        ));
    }
    if input.peek(Token![<]) {
        return Err(syn::Error::new(
            input.span(),
            "generic arguments of a path to a function need `::` before the `<`",
        ));
    }
    Ok(path)
}

fn quoted(whose: &str) -> String {
    if whose.contains(' ') { whose.to_owned() } else { format!("`{whose}`") }
}

fn closure_remedy(whose: &str) -> &'static str {
    if whose == "fallback" {
        "name a function, or write `otherwise = expression`"
    } else {
        "name a function"
    }
}

/// Steps over the comma. Where it was forgotten the next argument is read all the same.
fn resume_after_comma(input: ParseStream<'_>, errors: &mut Errors) {
    if input.is_empty() {
        return;
    }
    if input.parse::<Token![,]>().is_err() {
        errors.at_span(input.span(), "expected `,` between the arguments");
        if !input.peek(Ident::peek_any) {
            skip_argument(input);
            // The comma that ended the skipped tokens, if any.
            let _ = input.parse::<Token![,]>();
        }
    }
}

/// Drops tokens up to the next comma outside of parentheses.
fn skip_argument(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        if input.parse::<TokenTree>().is_err() {
            return;
        }
    }
}

impl FlagArg {
    /// The token that names the flag.
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Key(key) => key.span(),
            Self::Handle(path) => path.segments.last().map_or_else(|| path.span(), Spanned::span),
        }
    }
}

impl ToTokens for VariantName {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let mut text = proc_macro2::Literal::string(&self.text);
        text.set_span(self.span);
        tokens.extend(quote!(#text));
    }
}

#[cfg(test)]
mod tests {
    use super::{Args, FlagArg};
    use crate::diag::Errors;
    use proc_macro2::Span;
    use quote::{ToTokens, quote};

    fn parsed(tokens: proc_macro2::TokenStream) -> (Args, Vec<String>) {
        let mut errors = Errors::default();
        let args = Args::parse(tokens, Span::call_site(), &mut errors);
        (args, errors.messages())
    }

    #[track_caller]
    fn check(tokens: proc_macro2::TokenStream, expected: &[&str]) {
        assert_eq!(parsed(tokens).1, expected);
    }

    #[test]
    fn all_arguments_are_read() {
        let (args, errors) = parsed(quote!(
            "search",
            variants(semantic, hybrid = rank_mix::<T>, "bm-25" = <T as Rank>::old,),
            fallback = Self::old,
            context = user.account(),
            on_panic = fallback,
            on_error = fallback,
            crate = ::my::flagkit,
        ));
        assert_eq!(errors, [""; 0]);
        assert!(matches!(args.flag, Some(FlagArg::Key(key)) if key.value() == "search"));
        assert_eq!(
            args.fallback.map(|path| path.to_token_stream().to_string()).as_deref(),
            Some("Self :: old")
        );
        assert!(args.context.is_some() && args.krate.is_some() && args.otherwise.is_none());
        assert!(args.on_panic.is_some() && args.on_error.is_some());
        let names: Vec<_> =
            args.variants.iter().flat_map(|v| &v.arms).map(|arm| arm.name.text.as_str()).collect();
        assert_eq!(names, ["semantic", "hybrid", "bm-25"]);
    }

    #[test]
    fn a_handle_and_an_expression() {
        let (args, errors) =
            parsed(quote!(shop::flags::NEW, otherwise = { return Err(Error::NotYet) }));
        assert_eq!(errors, [""; 0]);
        assert!(matches!(args.flag, Some(FlagArg::Handle(_))) && args.otherwise.is_some());
    }

    #[test]
    fn each_mistake_is_told_once() {
        check(
            quote!(),
            &["`#[feature_flag]` needs a flag and its old code; write \
                           `#[feature_flag(\"my_flag\", fallback = old_function)]`"],
        );
        check(
            quote!("a"),
            &[
                "this flag has no old code; add `fallback = old_function`, or `otherwise = expression`",
            ],
        );
        check(quote!("a", fallback = b, fallback = c), &["`fallback` given twice; keep one"]);
        check(
            quote!("a", fallback = b, otherwise = c),
            &["`fallback` and `otherwise` are both given; keep one"],
        );
        check(
            quote!("a", falback = b, fallback = c),
            &["no argument `falback`; did you mean `fallback`?"],
        );
        check(
            quote!("a", fallback = b, compare = c),
            &["`compare` is for the results of a shadow; add `shadow = pure`, or remove it"],
        );
        check(
            quote!("a", fallback = || 1),
            &["`fallback` takes a path, not a closure; name a function, or write \
                                               `otherwise = expression`"],
        );
        check(
            quote!("a", fallback = b(1)),
            &["`fallback` takes a path, not a call; drop the parentheses"],
        );
        check(
            quote!("a", fallback),
            &["`fallback` needs a value; write `fallback = old_function`"],
        );
        check(quote!("a", fallback = ), &["`fallback` has no value after its `=`"]);
        check(
            quote!(fallback = b),
            &["the flag comes first; write `#[feature_flag(\"my_flag\", ...)]`, or a path to \
                                       its handle"],
        );
        check(
            quote!(7, fallback = b),
            &["a flag is named by a string literal or by a path to its handle"],
        );
        check(
            quote!("a", fallback = b, on_panic = b, on_error = fallback()),
            &[
                "`on_panic` runs the old code and nothing else; write `on_panic = fallback`",
                "`on_error` runs the old code and nothing else; write `on_error = fallback`",
            ],
        );
        check(
            quote!("a", fallback = b, on_panic),
            &["`on_panic` needs a value; write `on_panic = fallback`"],
        );
        check(quote!("a" fallback = b), &["expected `,` between the arguments"]);
        check(quote!("a", old), &["no argument `old`; write `fallback = old`"]);
        check(
            quote!("a", fallback = self.old),
            &["`fallback` takes a path, not a method call; write `Self::old`"],
        );
        check(
            quote!("a", variants(b, 7, c), fallback = d),
            &["expected the name of a variant, an identifier or a string"],
        );
    }

    #[test]
    fn later_arguments_are_read_after_a_mistake() {
        let (args, errors) = parsed(quote!("a", contxt = (x, y), fallback = b, 9, context = c));
        assert_eq!(errors.len(), 2);
        assert!(args.fallback.is_some() && args.context.is_some());
    }
}
