//! Functions: those behind the flag, and those that may be an arm.
//!
//! What becomes of them depends on who else names them, which `plan` knows. Law: a signature is compared token by token;
//! what differs, or carries an attribute that means something, is called and not moved.

use super::scan::{Position, Scan, Scope};
use proc_macro2::Span;
use quote::ToTokens as _;
use std::ops::Range;
use syn::ext::IdentExt as _;
use syn::punctuated::Punctuated;
use syn::visit::Visit as _;
use syn::{Block, FnArg, Pat, Signature, Token, Visibility};

/// One function with a body.
#[derive(Clone, Debug)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) name_range: Range<usize>,
    /// With its attributes and comments of documentation.
    pub(crate) span: Range<usize>,
    /// From the end of its name to the end of its body.
    pub(crate) rest: Range<usize>,
    pub(crate) body: Range<usize>,
    /// What stands around it, innermost last.
    pub(crate) scopes: Vec<Scope>,
    /// `pub`, without a restriction.
    pub(crate) is_public: bool,
    /// Attributes that mean something for its body, as tokens; the others could stand on any function.
    pub(crate) personal: Vec<String>,
    /// Whether an attribute stands within its body, `#![allow(...)]`.
    pub(crate) has_inner_attribute: bool,
    /// Whether none of its attributes makes it known elsewhere: to the linker, to a test harness.
    pub(crate) may_go: bool,
    /// Attributes about lints, in the order of the source.
    pub(crate) lints: Vec<Range<usize>>,
    /// Everything of the signature but the names of function and parameters.
    pub(crate) signature: String,
    pub(crate) parameters: Vec<String>,
    /// The arguments of a call with the function's own, or why there is none.
    pub(crate) passed: Result<String, String>,
    /// `mut` of parameters that a call does not need.
    pub(crate) idle_mut: Vec<Range<usize>>,
    pub(crate) is_async: bool,
    pub(crate) is_unsafe: bool,
}

/// A function behind the flag.
#[derive(Clone, Debug)]
pub(crate) struct Switched {
    pub(crate) function: Function,
    /// What goes for the attribute.
    pub(crate) attribute: Range<usize>,
    /// The attribute itself.
    pub(crate) shown: Range<usize>,
    pub(crate) kept: KeptCode,
    /// Paths of the arms that go, as segments.
    pub(crate) losers: Vec<Vec<String>>,
    /// Paths of functions that served the attribute alone.
    pub(crate) servants: Vec<Vec<String>>,
}

/// The code that stays.
#[derive(Clone, Debug)]
pub(crate) enum KeptCode {
    /// The function's own body.
    Body,
    /// Another function, by its segments, with the bytes of its path.
    Path(Vec<String>, Range<usize>),
    /// The expression at these bytes; whether it is a block, or nothing.
    Expression { range: Range<usize>, is_block: bool, is_unit: bool },
}

/// The parts of a function that the three kinds of them share.
pub(super) struct Parts<'a> {
    pub(super) attrs: &'a [syn::Attribute],
    vis: Option<&'a Visibility>,
    pub(super) sig: &'a Signature,
    pub(super) block: &'a Block,
    span: Span,
}

impl<'a> Parts<'a> {
    pub(super) fn of_item(item: &'a syn::ItemFn) -> Self {
        let span = syn::spanned::Spanned::span(item);
        Self { attrs: &item.attrs, vis: Some(&item.vis), sig: &item.sig, block: &item.block, span }
    }

    pub(super) fn of_impl(item: &'a syn::ImplItemFn) -> Self {
        let span = syn::spanned::Spanned::span(item);
        Self { attrs: &item.attrs, vis: Some(&item.vis), sig: &item.sig, block: &item.block, span }
    }

    pub(super) fn of_trait(item: &'a syn::TraitItemFn) -> Option<Self> {
        let span = syn::spanned::Spanned::span(item);
        let block = item.default.as_ref()?;
        Some(Self { attrs: &item.attrs, vis: None, sig: &item.sig, block, span })
    }
}

/// Attributes that a function may lose, or keep over another body, without anybody noticing.
const PLAIN: [&str; 6] = ["doc", "inline", "cold", "must_use", "deprecated", "rustfmt"];
/// Attributes that a function takes along when it goes.
const PERSONAL: [&str; 6] =
    ["cfg", "target_feature", "instrument", "async_recursion", "optimize", TRACKING];
/// The attribute by which a panic names the caller's line: code must not move to where it is, or from there.
const TRACKING: &str = "track_caller";
const LINTS: [&str; 5] = ["allow", "expect", "warn", "deny", "forbid"];

impl Scan<'_> {
    /// A function, and what is in it.
    pub(super) fn function(&mut self, parts: &Parts<'_>) {
        let function = self.read(parts);
        self.switch(&function, parts);
        self.found.functions.push(function);
        self.found.is_test = parts.attrs.iter().any(super::attribute::is_harness);
        for attribute in parts.attrs {
            self.visit_attribute(attribute);
        }
        self.visit_signature(parts.sig);
        let range = self.range(parts.block);
        self.block(range, &parts.block.stmts, Position::Tail { alone: true });
    }

    fn read(&self, parts: &Parts<'_>) -> Function {
        let sig = parts.sig;
        let name_range = self.range(&sig.ident);
        let body = self.range(parts.block);
        let is_lint = |attribute: &&syn::Attribute| {
            LINTS.iter().any(|name| attribute.path().is_ident(name))
                || attribute.path().segments.first().is_some_and(|first| first.ident == "clippy")
        };
        let is_known = |attribute: &syn::Attribute| {
            is_lint(&attribute)
                || names_of(attribute).is_some_and(|names| {
                    names.iter().all(|name| {
                        PLAIN.contains(&&**name) || self.names.attributes.contains(name)
                    })
                })
        };
        let may_go = |attribute: &syn::Attribute| {
            let is_harmless = |name: &String| {
                [&PLAIN[..], &PERSONAL, &LINTS].iter().any(|known| known.contains(&&**name))
                    || self.names.attributes.contains(name)
            };
            is_known(attribute)
                || names_of(attribute).is_some_and(|names| names.iter().all(is_harmless))
        };
        let lints = parts.attrs.iter().filter(is_lint).map(|attribute| self.range(attribute));
        Function {
            name: sig.ident.unraw().to_string(),
            span: self.source.range(parts.span),
            rest: name_range.end..body.end,
            name_range,
            body,
            scopes: self.scopes.clone(),
            is_public: matches!(parts.vis, Some(Visibility::Public(_))),
            may_go: parts.attrs.iter().all(may_go),
            personal: parts
                .attrs
                .iter()
                .filter(|attribute| !is_known(attribute))
                .map(|attribute| attribute.to_token_stream().to_string())
                .collect(),
            has_inner_attribute: parts
                .attrs
                .iter()
                .any(|attribute| matches!(attribute.style, syn::AttrStyle::Inner(_))),
            lints: lints.collect(),
            signature: signature(sig),
            parameters: sig.inputs.iter().map(|input| name(input).unwrap_or_default()).collect(),
            passed: passed(sig),
            idle_mut: sig.inputs.iter().filter_map(|input| self.idle_mut(input)).collect(),
            is_async: sig.asyncness.is_some(),
            is_unsafe: matches!(sig.safety, syn::Safety::Unsafe(_)),
        }
    }

    fn idle_mut(&self, input: &FnArg) -> Option<Range<usize>> {
        match input {
            FnArg::Typed(typed) => match &*typed.pat {
                Pat::Ident(name) => {
                    Some(self.range(name.mutability.as_ref()?).start..self.range(&name.ident).start)
                }
                _ => None,
            },
            FnArg::Receiver(receiver)
                if !matches!(receiver.kind, syn::ReceiverKind::Reference(..)) =>
            {
                Some(
                    self.range(receiver.mutability.as_ref()?).start
                        ..self.range(&receiver.self_token).start,
                )
            }
            FnArg::Receiver(_) => None,
        }
    }
}

/// What an attribute, or each one within a `cfg_attr`, is called; `None` where that cannot be read.
fn names_of(attribute: &syn::Attribute) -> Option<Vec<String>> {
    let name = |path: &syn::Path| path.segments.last().map(|last| last.ident.to_string());
    if !attribute.path().is_ident("cfg_attr") {
        return name(attribute.path()).map(|name| vec![name]);
    }
    let parser = Punctuated::<syn::Meta, Token![,]>::parse_terminated;
    let metas = attribute.parse_args_with(parser).ok()?;
    metas.iter().skip(1).map(|meta| name(meta.path())).collect()
}

fn signature(sig: &Signature) -> String {
    let mut text = String::new();
    let mut push = |tokens: proc_macro2::TokenStream| {
        text.push_str(&tokens.to_string());
        text.push('|');
    };
    push(sig.asyncness.to_token_stream());
    push(sig.safety.to_token_stream());
    push(sig.abi.to_token_stream());
    push(sig.generics.to_token_stream());
    push(sig.generics.where_clause.to_token_stream());
    for input in &sig.inputs {
        match input {
            FnArg::Receiver(receiver) => {
                let mut receiver = receiver.clone();
                receiver.mutability = None;
                push(receiver.to_token_stream());
            }
            FnArg::Typed(typed) => {
                typed.attrs.iter().for_each(|attribute| push(attribute.to_token_stream()));
                push(typed.ty.to_token_stream());
            }
        }
    }
    push(sig.output.to_token_stream());
    text
}

fn name(input: &FnArg) -> Option<String> {
    match input {
        FnArg::Receiver(_) => Some("self".to_owned()),
        FnArg::Typed(typed) => match &*typed.pat {
            Pat::Ident(name)
                if name.by_ref.is_none()
                    && name.subpat.is_none()
                    && !name.ident.to_string().starts_with(char::is_uppercase) =>
            {
                Some(name.ident.to_string())
            }
            _ => None,
        },
    }
}

fn passed(sig: &Signature) -> Result<String, String> {
    let mut arguments = Vec::new();
    for input in &sig.inputs {
        let attrs = match input {
            FnArg::Receiver(receiver) => &receiver.attrs,
            FnArg::Typed(typed) => &typed.attrs,
        };
        if attrs.iter().any(|attribute| attribute.path().is_ident("cfg")) {
            return Err("a parameter stands under `#[cfg]`".to_owned());
        }
        let Some(name) = name(input) else {
            return Err(
                "a parameter is a pattern, and the old code cannot be called with it; name it"
                    .to_owned(),
            );
        };
        arguments.push(name);
    }
    Ok(arguments.join(", "))
}

impl Function {
    /// The call of another function with this one's arguments; `is_safe` where that one is known to need no `unsafe`.
    pub(crate) fn call(&self, path: &str, is_safe: bool) -> Result<String, String> {
        let arguments = self.passed.as_ref().map_err(Clone::clone)?;
        let mut call = format!("{path}({arguments})");
        if self.is_unsafe && !is_safe {
            call = format!("unsafe {{ {call} }}");
        }
        if self.is_async {
            call.push_str(".await");
        }
        Ok(call)
    }

    /// Whether the old function's code may stand in this one's place, under this one's attributes.
    pub(crate) fn can_take(&self, old: &Self) -> bool {
        let is_own = |personal: &String| self.personal.contains(personal);
        let names_parameters =
            self.personal.iter().any(|personal| !old.personal.contains(personal));
        let tracked = |function: &Self| {
            let tracked = function.personal.iter().filter(|personal| personal.contains(TRACKING));
            tracked.cloned().collect::<Vec<_>>()
        };
        self.scopes == old.scopes
            && !old.has_inner_attribute
            && tracked(self) == tracked(old)
            && self.signature == old.signature
            && old.personal.iter().all(is_own)
            && (!names_parameters || self.parameters == old.parameters)
    }

    /// Whether it stands in an inherent impl or by itself, where nobody calls it but by its name.
    pub(crate) fn is_called_by_name(&self) -> bool {
        !matches!(self.scopes.last(), Some(Scope::Trait(_)))
    }
}
