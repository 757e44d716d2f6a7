//! The function's arguments: how each is named outside of the moved body, passed to the old code, and bound again
//! inside.
//!
//! Law: arguments drop in the order in which they drop without the attribute, each with its own pattern, and rustc
//! judges a binding (unused, needlessly `mut`) once and at the user's token.

use super::returns::bare;
use crate::hygiene;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, FnArg, Pat, Signature, Token, Type};

/// One argument of the annotated function.
pub(crate) struct Argument {
    /// `#[cfg]` of this argument; it holds for every mention.
    pub(crate) cfgs: Vec<Attribute>,
    /// How it is passed on: `self`, its own name, or a made-up one.
    pub(crate) pass: Ident,
    /// The token that names it to the user.
    pub(crate) at: Span,
    pub(crate) reference: Reference,
    /// Lint attributes that belong to the binding.
    lints: Vec<Attribute>,
    binding: Binding,
}

/// Whether the argument is a reference, as far as its type is written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reference {
    Shared,
    Mutable,
    /// A value, or a reference behind an alias.
    No,
}

enum Binding {
    /// `self` cannot be bound again; a mention moves it whole. References need not even that.
    Receiver { by_value: bool, mutable: bool },
    /// `name` or `mut name`.
    Name { mutability: Option<Token![mut]> },
    /// A pattern, behind a made-up name.
    Pattern(Box<Pat>),
    /// `_`: nothing is bound, and the value lives to the end of the body.
    Wild,
}

/// Takes the patterns out of a signature, so that every argument has a name.
///
/// ```text
/// from: fn f(&self, a: A, mut b: B, (x, y): C, _: D)
/// to:   fn f(&self, a: A, b: B, __flagkit_arg3: C, __flagkit_arg4: D)
/// ```
pub(crate) fn take(sig: &mut Signature) -> Vec<Argument> {
    sig.inputs.iter_mut().enumerate().map(|(position, input)| argument(position, input)).collect()
}

fn argument(position: usize, input: &mut FnArg) -> Argument {
    match input {
        FnArg::Receiver(receiver) => Argument {
            cfgs: cfgs(&receiver.attrs),
            pass: Ident::new("self", receiver.self_token.span),
            at: receiver.self_token.span,
            reference: match &receiver.kind {
                syn::ReceiverKind::Reference(_, _, Some(_)) => Reference::Mutable,
                syn::ReceiverKind::Reference(..) => Reference::Shared,
                syn::ReceiverKind::Typed(_, ty) => reference(ty),
                _ => Reference::No,
            },
            lints: Vec::new(),
            binding: Binding::Receiver {
                by_value: !matches!(receiver.kind, syn::ReceiverKind::Reference(..)),
                mutable: receiver.mutability.is_some(),
            },
        },
        FnArg::Typed(typed) => {
            let cfgs = cfgs(&typed.attrs);
            let lints = take_lints(&mut typed.attrs);
            let mut pattern = Box::new(Pat::Wild(syn::PatWild {
                attrs: Vec::new(),
                underscore_token: Token![_](Span::mixed_site()),
            }));
            std::mem::swap(&mut typed.pat, &mut pattern);
            let (at, reference) = (pattern.span(), reference(&typed.ty));
            let (pass, binding) = match *pattern {
                Pat::Ident(name) if is_plain(&name) => {
                    (name.ident, Binding::Name { mutability: name.mutability })
                }
                Pat::Wild(_) => (hygiene::argument(position), Binding::Wild),
                other => (hygiene::argument(position), Binding::Pattern(Box::new(other))),
            };
            *typed.pat = Pat::Verbatim(pass.to_token_stream());
            Argument { cfgs, pass, at, reference, lints, binding }
        }
    }
}

fn reference(ty: &Type) -> Reference {
    match bare(ty) {
        Type::Reference(reference) if reference.mutability.is_some() => Reference::Mutable,
        Type::Reference(_) => Reference::Shared,
        _ => Reference::No,
    }
}

/// A capital may stand for a unit struct, which is a pattern and binds nothing.
fn is_plain(name: &syn::PatIdent) -> bool {
    name.by_ref.is_none()
        && name.subpat.is_none()
        && name.attrs.is_empty()
        && !name.ident.to_string().starts_with(char::is_uppercase)
}

fn cfgs(attrs: &[Attribute]) -> Vec<Attribute> {
    attrs.iter().filter(|attr| attr.path().is_ident("cfg")).cloned().collect()
}

/// The attributes that rustc obeys where the binding stands, which is now inside.
fn take_lints(attrs: &mut Vec<Attribute>) -> Vec<Attribute> {
    let is_lint = |attr: &Attribute| {
        ["allow", "expect", "warn", "deny", "forbid"]
            .iter()
            .any(|level| attr.path().is_ident(level))
    };
    let (lints, rest) = std::mem::take(attrs).into_iter().partition(is_lint);
    *attrs = rest;
    lints
}

impl Argument {
    /// `mut self`, which rustc takes for a copy of the closure's own: it says that what is assigned to a field is never
    /// read, though a `Drop` reads it.
    pub(crate) fn is_mutable_self(&self) -> bool {
        matches!(self.binding, Binding::Receiver { by_value: true, mutable: true })
    }

    /// The name that a call passes it by, where another may stand in for `self`.
    pub(crate) fn passed<'a>(&'a self, receiver: Option<&'a Ident>) -> &'a Ident {
        receiver.filter(|_| self.is_receiver()).unwrap_or(&self.pass)
    }

    pub(crate) fn is_receiver(&self) -> bool {
        matches!(self.binding, Binding::Receiver { .. })
    }

    /// Whether the expression names the argument or a part of it, also in a text such as `"{name}"`.
    pub(crate) fn is_named_in(&self, expression: &TokenStream) -> bool {
        match &self.binding {
            Binding::Receiver { .. } | Binding::Name { .. } => {
                hygiene::speaks_of(expression, std::slice::from_ref(&self.pass))
            }
            Binding::Pattern(pattern) => {
                hygiene::speaks_of(expression, &identifiers(&pattern.to_token_stream()))
            }
            Binding::Wild => false,
        }
    }

    /// The statements that bind the argument at the start of the moved body.
    ///
    /// ```text
    /// from: mut b: B              to: let mut b = b;
    /// from: (x, y): C             to: let __flagkit_arg3 = __flagkit_arg3; let (x, y) = __flagkit_arg3;
    /// from: self                  to: let _ = &self;
    /// ```
    pub(crate) fn rebound(&self) -> TokenStream {
        let Self { cfgs, pass, lints, binding, .. } = self;
        let ours = Span::mixed_site();
        match binding {
            Binding::Receiver { by_value: false, .. } => TokenStream::new(),
            // A field would be captured alone, and dropped before the fields that stand before it.
            Binding::Receiver { by_value: true, .. } => quote_spanned!(ours=> let _ = &#pass;),
            Binding::Name { mutability } => {
                let underscore = underscore_lint(std::slice::from_ref(self));
                quote_spanned!(ours=> #(#cfgs)* #(#lints)* #underscore let #mutability #pass = #pass;)
            }
            Binding::Pattern(pattern) => quote_spanned! {ours=>
                #(#cfgs)* let #pass = #pass;
                #(#cfgs)* #(#lints)* let #pattern = #pass;
            },
            Binding::Wild => quote_spanned!(ours=> #(#cfgs)* let #pass = #pass;),
        }
    }

    /// The statements that give `otherwise` the names of the signature. What it leaves unused says nothing.
    pub(crate) fn restored(&self) -> TokenStream {
        let Self { cfgs, pass, binding, .. } = self;
        let ours = Span::mixed_site();
        match binding {
            Binding::Name { mutability: Some(mutability) } => quote_spanned! {ours=>
                #(#cfgs)* #[allow(unused_mut, unused_variables)] let #mutability #pass = #pass;
            },
            Binding::Pattern(pattern) => quote_spanned! {ours=>
                #(#cfgs)* #[allow(unused_mut, unused_variables)] let #pattern = #pass;
            },
            _ => TokenStream::new(),
        }
    }

    /// Where `expression` uses names out of this argument's pattern: `expression` with these names lent to it.
    ///
    /// ```text
    /// from: State(user): State<User>, context = user
    /// to:   match &__flagkit_arg0 { State(user) => ask_for(.., &(user)) }
    /// ```
    pub(crate) fn lend(&self, expression: &TokenStream, call: TokenStream) -> TokenStream {
        let Binding::Pattern(pattern) = &self.binding else { return call };
        let pattern = pattern.to_token_stream();
        if !hygiene::mentions(expression, &identifiers(&pattern)) {
            return call;
        }
        let pattern = without_modes(pattern);
        let pass = &self.pass;
        quote_spanned! {Span::mixed_site()=>
            match &#pass { #[allow(unused_variables)] #pattern => #call }
        }
    }
}

/// Our mention of an argument named `_x` is no use of it that the user wrote.
pub(crate) fn underscore_lint(arguments: &[Argument]) -> Option<TokenStream> {
    let underscored = |argument: &Argument| argument.pass.to_string().starts_with('_');
    arguments
        .iter()
        .any(|argument| matches!(argument.binding, Binding::Name { .. }) && underscored(argument))
        .then(|| quote!(#[allow(clippy::no_effect_underscore_binding, clippy::used_underscore_binding)]))
}

/// The pattern for a borrowed value: `mut` and `ref` have no place in it.
fn without_modes(pattern: TokenStream) -> TokenStream {
    pattern
        .into_iter()
        .filter(
            |token| !matches!(token, TokenTree::Ident(ident) if ident == "mut" || ident == "ref"),
        )
        .map(|token| match token {
            TokenTree::Group(group) => {
                let mut inner =
                    proc_macro2::Group::new(group.delimiter(), without_modes(group.stream()));
                inner.set_span(group.span());
                TokenTree::Group(inner)
            }
            other => other,
        })
        .collect()
}

fn identifiers(pattern: &TokenStream) -> Vec<Ident> {
    let mut found = Vec::new();
    for token in pattern.clone() {
        match token {
            TokenTree::Ident(ident) => found.push(ident),
            TokenTree::Group(group) => found.extend(identifiers(&group.stream())),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
    found
}
