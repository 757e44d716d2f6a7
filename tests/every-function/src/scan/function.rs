//! One function with a body: what it is, and the byte positions that an edit needs.
//!
//! Positions are of the published file. Law: the ranges nest, `item` around `signature` around `name`, and `body` ends `item`.

use std::ops::Range;

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// Where a function stands, which decides how its old arm is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Of a module or a block: the old arm is a function beside it.
    Free,
    /// Of a type: the old arm is a method beside it.
    Inherent,
    /// Of a trait for a type: no method can be added, so `otherwise` holds the copy.
    TraitImpl,
    /// A trait's own body: as above.
    Provided,
}

/// A function with a body.
#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) kind: Kind,
    pub(crate) name: String,
    /// 1-based, of the name.
    pub(crate) line: usize,
    pub(crate) is_const: bool,
    pub(crate) is_async: bool,
    /// `-> impl Trait`, at any depth of the return type.
    pub(crate) returns_impl: bool,
    /// From its first attribute to its closing brace.
    pub(crate) item: Range<usize>,
    /// Where an attribute goes that shall come last: before the visibility.
    pub(crate) after_attributes: usize,
    /// From `const`, `async`, `unsafe`, `extern` or `fn` to the body.
    pub(crate) signature: Range<usize>,
    pub(crate) name_range: Range<usize>,
    /// The attributes that the copy takes along.
    pub(crate) kept_attributes: Vec<Range<usize>>,
    /// With its braces.
    pub(crate) body: Range<usize>,
    /// Behind the opening brace and the body's inner attributes.
    pub(crate) body_start: usize,
    /// `::<T, N>` where a call of the copy could not infer them from its arguments, else empty.
    pub(crate) turbofish: String,
}

/// The parts that the three kinds of function items of syn have in common.
pub(super) struct Parts<'ast> {
    pub(super) item: Span,
    pub(super) attributes: &'ast [syn::Attribute],
    pub(super) visibility: Option<Span>,
    pub(super) signature: &'ast syn::Signature,
    pub(super) body: &'ast syn::Block,
}

impl Function {
    pub(super) fn new(kind: Kind, parts: &Parts<'_>) -> Function {
        let signature = parts.signature;
        let body = parts.body.brace_token.span.span().byte_range();
        let start = signature.span().byte_range().start;
        let inner = parts
            .attributes
            .iter()
            .filter(|attribute| matches!(attribute.style, syn::AttrStyle::Inner(_)));
        let body_start = inner
            .map(|attribute| attribute.span().byte_range().end)
            .max()
            .unwrap_or(body.start + 1);
        Function {
            kind,
            name: signature.ident.to_string(),
            line: signature.ident.span().start().line,
            is_const: signature.constness.is_some(),
            is_async: signature.asyncness.is_some(),
            returns_impl: returns_impl(&signature.output),
            item: parts.item.byte_range().start.min(start)..body.end,
            after_attributes: parts.visibility.map_or(start, |span| span.byte_range().start),
            signature: start..body.start,
            name_range: signature.ident.span().byte_range(),
            kept_attributes: parts
                .attributes
                .iter()
                .filter(|attribute| belongs_on_copy(attribute))
                .map(|attribute| attribute.span().byte_range())
                .collect(),
            body,
            body_start,
            turbofish: turbofish(signature),
        }
    }
}

/// Attributes that name a symbol or speak to a caller belong to the one function that callers see.
fn belongs_on_copy(attribute: &syn::Attribute) -> bool {
    const LEFT: &[&str] = &["doc", "must_use", "deprecated", "test", "bench", "unsafe"];
    const SYMBOLS: &[&str] = &[
        "no_mangle",
        "export_name",
        "link_section",
        "panic_handler",
        "proc_macro",
        "proc_macro_attribute",
    ];
    if matches!(attribute.style, syn::AttrStyle::Inner(_))
        || LEFT.iter().any(|name| attribute.path().is_ident(name))
    {
        return false;
    }
    let mut words = Words(Vec::new());
    words.visit_attribute(attribute);
    !SYMBOLS.iter().any(|symbol| words.0.iter().any(|word| word == symbol))
}

/// Every identifier of an attribute, `cfg_attr(unix, no_mangle)` included.
struct Words(Vec<String>);

impl<'ast> Visit<'ast> for Words {
    fn visit_ident(&mut self, ident: &'ast proc_macro2::Ident) {
        self.0.push(ident.to_string());
    }

    fn visit_token_stream(&mut self, tokens: &'ast proc_macro2::TokenStream) {
        for token in tokens.clone() {
            match token {
                proc_macro2::TokenTree::Ident(ident) => self.0.push(ident.to_string()),
                proc_macro2::TokenTree::Group(group) => self.visit_token_stream(&group.stream()),
                _ => {}
            }
        }
    }
}

fn returns_impl(output: &syn::ReturnType) -> bool {
    struct Search(bool);
    impl<'ast> Visit<'ast> for Search {
        fn visit_type_impl_trait(&mut self, _: &'ast syn::TypeImplTrait) {
            self.0 = true;
        }
    }
    let mut search = Search(false);
    search.visit_return_type(output);
    search.0
}

/// The explicit arguments for parameters that the arguments' types do not name by themselves.
fn turbofish(signature: &syn::Signature) -> String {
    struct Named(Vec<String>);
    impl<'ast> Visit<'ast> for Named {
        fn visit_path(&mut self, path: &'ast syn::Path) {
            self.0.extend(path.get_ident().map(ToString::to_string));
            visit::visit_path(self, path);
        }
        // `T::Item` and `<T as Trait>::Item` tell nothing of T.
        fn visit_qself(&mut self, _: &'ast syn::QSelf) {}
    }
    let parameters: Vec<String> = signature
        .generics
        .params
        .iter()
        .filter_map(|parameter| match parameter {
            syn::GenericParam::Type(parameter) => Some(parameter.ident.to_string()),
            syn::GenericParam::Const(parameter) => Some(parameter.ident.to_string()),
            _ => None,
        })
        .collect();
    let mut named = Named(Vec::new());
    signature.inputs.iter().for_each(|input| named.visit_fn_arg(input));
    if parameters.iter().all(|parameter| named.0.contains(parameter)) {
        String::new()
    } else {
        format!("::<{}>", parameters.join(", "))
    }
}
