//! `#[feature_flag(...)]` as it stands in a source, with the bytes of each argument.
//!
//! Its mistakes are rustc's and the macro's to tell; here as much is read as can be. Law: what cannot be read is absent,
//! and says so by `unread`, so that nobody concludes from its absence.

use super::text::SourceText;
use proc_macro2::{TokenStream, TokenTree};
use std::ops::Range;
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::spanned::Spanned as _;
use syn::{Expr, ExprPath, Ident, LitStr, Path, Token};

/// The macro's name, where nobody imports it under another.
pub(crate) const NAME: &str = "feature_flag";

/// One attribute.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    /// From `#` to `]`, or within `cfg_attr(...)` from its path to its last parenthesis.
    pub(crate) span: Range<usize>,
    /// Whether it stands in a `cfg_attr`.
    pub(crate) conditional: bool,
    /// The attribute's own path: `flagkit`, `feature_flag`.
    pub(crate) path: Vec<String>,
    pub(crate) flag: FlagName,
    pub(crate) fallback: Option<PathArgument>,
    /// The bytes of the expression behind `otherwise =`.
    pub(crate) otherwise: Option<Range<usize>>,
    /// The bytes of the expression behind `context =`.
    pub(crate) context: Option<Range<usize>>,
    /// `None` for a flag that is on or off.
    pub(crate) variants: Option<Vec<Arm>>,
    pub(crate) adverse: Option<PathArgument>,
    pub(crate) compare: Option<PathArgument>,
    /// Whether an argument could not be read.
    pub(crate) unread: bool,
}

/// How the flag is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FlagName {
    /// `"new_checkout"`, with the bytes of the literal.
    Key(String, Range<usize>),
    /// `shop_flags::NEW_CHECKOUT`, by its segments, with the bytes of the path.
    Handle(Vec<String>, Range<usize>),
}

/// A function that an argument names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PathArgument {
    /// The names on the way, without generic arguments.
    pub(crate) segments: Vec<String>,
    pub(crate) span: Range<usize>,
}

/// One entry of `variants(...)`; without a path it is the variant of the function's own body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Arm {
    pub(crate) name: String,
    pub(crate) name_span: Range<usize>,
    pub(crate) path: Option<PathArgument>,
}

impl Attribute {
    /// Reads an attribute of an item, if it is one of flagkit's; `names` are those of the macro.
    pub(crate) fn read(
        source: &SourceText,
        attribute: &syn::Attribute,
        names: &[&str],
    ) -> Vec<Attribute> {
        let syn::Meta::List(list) = &attribute.meta else { return Vec::new() };
        if list.path.is_ident("cfg_attr") {
            return conditional(source, list.tokens.clone(), names);
        }
        if !is_named(&list.path, names) {
            return Vec::new();
        }
        let span = source.range_of(attribute);
        arguments(source, list.tokens.clone(), span, &list.path, false).into_iter().collect()
    }
}

fn is_named(path: &Path, names: &[&str]) -> bool {
    path.segments.last().is_some_and(|last| names.iter().any(|name| last.ident == name))
}

/// What stands behind the first comma of `cfg_attr(CONDITION, a, b(...))`.
fn conditional(source: &SourceText, tokens: TokenStream, names: &[&str]) -> Vec<Attribute> {
    let mut found = Vec::new();
    let parser = |input: ParseStream<'_>| {
        skip_argument(input);
        input.parse::<Option<Token![,]>>()?;
        let metas = input.parse_terminated(syn::Meta::parse_after_unsafe, Token![,])?;
        for meta in &metas {
            match meta {
                syn::Meta::List(list) if list.path.is_ident("cfg_attr") => {
                    found.extend(conditional(source, list.tokens.clone(), names));
                }
                syn::Meta::List(list) if is_named(&list.path, names) => {
                    let span = source.range_of(list);
                    let tokens = list.tokens.clone();
                    found.extend(arguments(source, tokens, span, &list.path, true));
                }
                _ => {}
            }
        }
        Ok(())
    };
    // A `cfg_attr` that rustc will not read either has nothing for us.
    let _ = parser.parse2(tokens);
    found
}

trait ParseMeta: Sized {
    fn parse_after_unsafe(input: ParseStream<'_>) -> syn::Result<Self>;
}

impl ParseMeta for syn::Meta {
    /// `unsafe(no_mangle)` is a list like any other.
    fn parse_after_unsafe(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(Token![unsafe]) {
            let word: Token![unsafe] = input.parse()?;
            let inner;
            syn::parenthesized!(inner in input);
            inner.parse::<TokenStream>()?;
            return Ok(Self::Path(Ident::new("unsafe_attribute", word.span).into()));
        }
        input.parse()
    }
}

fn arguments(
    source: &SourceText,
    tokens: TokenStream,
    span: Range<usize>,
    path: &Path,
    conditional: bool,
) -> Option<Attribute> {
    let mut attribute = Attribute {
        span,
        conditional,
        path: segments(path),
        flag: FlagName::Handle(Vec::new(), source.range(path.span())),
        fallback: None,
        otherwise: None,
        context: None,
        variants: None,
        adverse: None,
        compare: None,
        unread: false,
    };
    let mut named = false;
    let parser = |input: ParseStream<'_>| {
        if let Some(flag) = flag(source, input) {
            attribute.flag = flag;
            named = true;
        }
        while !input.is_empty() {
            input.parse::<Option<Token![,]>>()?;
            if !input.is_empty() && argument(source, input, &mut attribute).is_err() {
                attribute.unread = true;
                skip_argument(input);
            }
        }
        Ok(())
    };
    if parser.parse2(tokens).is_err() {
        attribute.unread = true;
    }
    // Without a flag there is nothing to attribute anything to.
    named.then_some(attribute)
}

fn flag(source: &SourceText, input: ParseStream<'_>) -> Option<FlagName> {
    if input.peek(LitStr) {
        let key: LitStr = input.parse().ok()?;
        return Some(FlagName::Key(key.value(), source.range(key.span())));
    }
    if input.peek2(Token![=]) {
        return None;
    }
    let path = input.call(Path::parse_mod_style).ok()?;
    Some(FlagName::Handle(segments(&path), source.range_of(&path)))
}

fn argument(
    source: &SourceText,
    input: ParseStream<'_>,
    attribute: &mut Attribute,
) -> syn::Result<()> {
    let key = input.call(Ident::parse_any)?;
    if key == "variants" {
        let inner;
        syn::parenthesized!(inner in input);
        let mut arms = Vec::new();
        while !inner.is_empty() {
            arms.push(arm(source, &inner)?);
            inner.parse::<Option<Token![,]>>()?;
        }
        attribute.variants = Some(arms);
        return Ok(());
    }
    input.parse::<Token![=]>()?;
    match key.to_string().as_str() {
        "fallback" => attribute.fallback = Some(function(source, input)?),
        "adverse" => attribute.adverse = Some(function(source, input)?),
        "compare" => attribute.compare = Some(function(source, input)?),
        "otherwise" => attribute.otherwise = Some(source.range_of(&input.parse::<Expr>()?)),
        "context" => attribute.context = Some(source.range_of(&input.parse::<Expr>()?)),
        "on_panic" | "on_error" | "shadow" | "crate" => skip_argument(input),
        _ => return Err(syn::Error::new(key.span(), "unknown")),
    }
    Ok(())
}

fn arm(source: &SourceText, input: ParseStream<'_>) -> syn::Result<Arm> {
    let (name, span) = if input.peek(LitStr) {
        let name: LitStr = input.parse()?;
        (name.value(), name.span())
    } else {
        let name = input.call(Ident::parse_any)?;
        (name.unraw().to_string(), name.span())
    };
    let path = if input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
        Some(function(source, input)?)
    } else {
        None
    };
    Ok(Arm { name, name_span: source.range(span), path })
}

fn function(source: &SourceText, input: ParseStream<'_>) -> syn::Result<PathArgument> {
    let path: ExprPath = input.parse()?;
    Ok(PathArgument { segments: segments(&path.path), span: source.range_of(&path) })
}

fn segments(path: &Path) -> Vec<String> {
    path.segments.iter().map(|segment| segment.ident.unraw().to_string()).collect()
}

/// Steps over everything up to the next comma.
fn skip_argument(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        if input.parse::<TokenTree>().is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Attribute, FlagName, NAME};
    use crate::finding::TextFile;
    use crate::source::text::SourceText;
    use std::sync::Arc;

    fn read(text: &str) -> (SourceText, Vec<Attribute>) {
        let file =
            TextFile { path: "a.rs".into(), shown: "a.rs".to_owned(), text: text.to_owned() };
        let source = SourceText::new(&Arc::new(file)).unwrap();
        let syntax = source.syntax().unwrap();
        let syn::Item::Fn(item) = &syntax.items[0] else { panic!("no function") };
        let each = item.attrs.iter().flat_map(|attr| Attribute::read(&source, attr, &[NAME]));
        let found = each.collect();
        (source, found)
    }

    fn one(text: &str) -> (SourceText, Attribute) {
        let (source, mut found) = read(text);
        assert_eq!(found.len(), 1, "{found:?}");
        (source, found.remove(0))
    }

    #[test]
    fn every_argument_has_its_bytes() {
        let text = "\u{FEFF}/// 가\n#[flagkit::feature_flag(\"a-b\", fallback = Self::old::<A, B>, context = &user.id, \
                    on_panic = fallback, adverse = is_bad, shadow = pure, compare = same,)]\nfn f() {}";
        let (source, attribute) = one(text);
        assert!(source.slice(&attribute.span).starts_with("#[flagkit::"));
        assert!(source.slice(&attribute.span).ends_with(",)]"));
        let FlagName::Key(key, span) = &attribute.flag else { panic!("a key") };
        assert_eq!((key.as_str(), source.slice(span)), ("a-b", "\"a-b\""));
        let fallback = attribute.fallback.unwrap();
        assert_eq!(fallback.segments, ["Self", "old"]);
        assert_eq!(source.slice(&fallback.span), "Self::old::<A, B>");
        assert_eq!(source.slice(&attribute.context.unwrap()), "&user.id");
        assert_eq!(source.slice(&attribute.compare.unwrap().span), "same");
        assert!(!attribute.unread && !attribute.conditional);
    }

    #[test]
    fn handles_variants_and_old_code_in_place() {
        let text = "#[feature_flag(shop::flags::RANKER, variants(semantic, \"b m\" = x::y), \
                    otherwise = { return Err(E, 1)?; })]\nfn f() {}";
        let (source, attribute) = one(text);
        let FlagName::Handle(path, _) = &attribute.flag else { panic!("a handle") };
        assert_eq!(path.as_slice(), ["shop", "flags", "RANKER"]);
        assert_eq!(source.slice(&attribute.otherwise.unwrap()), "{ return Err(E, 1)?; }");
        let arms = attribute.variants.unwrap();
        assert_eq!((arms[0].name.as_str(), &arms[0].path), ("semantic", &None));
        assert_eq!(
            (arms[1].name.as_str(), arms[1].path.as_ref().unwrap().segments.len()),
            ("b m", 2)
        );
    }

    #[test]
    fn conditional_ones_are_seen() {
        let text = "#[cfg_attr(all(a, b), inline, unsafe(no_mangle), feature_flag(\"x\", fallback = y))]\nfn f() {}";
        let (source, attribute) = one(text);
        assert!(attribute.conditional);
        assert_eq!(source.slice(&attribute.span), "feature_flag(\"x\", fallback = y)");
        let text = "#[cfg_attr(a, cfg_attr(b, feature_flag(\"x\", fallback = y)))]\nfn f() {}";
        assert_eq!(one(text).1.fallback.unwrap().segments, ["y"]);
    }

    #[test]
    fn mistakes_are_stepped_over() {
        let (_, attribute) = one("#[feature_flag(\"x\", wrong, fallback = y)]\nfn f() {}");
        assert!(attribute.unread);
        assert_eq!(attribute.fallback.unwrap().segments, ["y"]);
        for text in [
            "#[feature_flag]",
            "#[feature_flag()]",
            "#[feature_flag(fallback = y)]",
            "#[other(\"x\")]",
        ] {
            assert!(read(&format!("{text}\nfn f() {{}}")).1.is_empty(), "{text}");
        }
    }
}
