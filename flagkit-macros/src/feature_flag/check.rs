//! What cannot carry `#[feature_flag]`, each kind with its reason.
//!
//! Not the arguments of the attribute, and not the flag: `args` and `lookup` judge those.
//! Law: a refusal blames the token that makes the item unfit, and says what to write instead.

use super::args::Args;
use super::item::{Body, Item};
use super::model::Form;
use super::returns::Join;
use crate::diag::Errors;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{ExprPath, FnArg, Safety, Signature};

/// Reports everything about the function that rules the attribute out.
pub(crate) fn check(item: &Item, errors: &mut Errors) {
    if let Some(constness) = &item.sig.constness {
        errors.at(
            constness,
            "`#[feature_flag]` needs a run-time decision, so it cannot wrap a `const fn`; drop `const`",
        );
    }
    if let Some(variadic) = &item.sig.variadic {
        errors.at(
            variadic,
            "the arguments of a variadic function cannot be passed on to its old code; put `#[feature_flag]` on a \
             function that it calls",
        );
    }
    if let Body::Missing(semi) = &item.body {
        errors.at(
            semi,
            "a function without a body has no code to switch; put `#[feature_flag]` on the functions of the impls, \
             or give this one a body",
        );
    }
    check_attributes(item, errors);
    if is_allocator_method(item) {
        errors.at(
            &item.sig.ident,
            "an allocator must not ask a flag, since the answer may allocate; choose the allocator at build time",
        );
    }
}

fn check_attributes(item: &Item, errors: &mut Errors) {
    let refused = [
        (
            "naked",
            "a `#[naked]` function is one block of assembly; put `#[feature_flag]` on the function that calls it",
        ),
        (
            "panic_handler",
            "a `#[panic_handler]` must not panic, block or allocate, and asking a flag may; put `#[feature_flag]` on a \
             function that it calls",
        ),
        (
            "alloc_error_handler",
            "asking a flag may allocate, which an `#[alloc_error_handler]` must not",
        ),
        ("proc_macro", PROC_MACRO),
        ("proc_macro_derive", PROC_MACRO),
        ("proc_macro_attribute", PROC_MACRO),
        (
            "test",
            "a test runs under the arm it is given; write `#[flagkit::test(both = MY_FLAG)]` instead, and put \
             `#[feature_flag]` on the function that it tests",
        ),
        (
            "bench",
            "a benchmark runs under the arm it is given; put `#[feature_flag]` on the function that it measures",
        ),
    ];
    for (name, reason) in refused {
        if let Some(attribute) = item.attribute(name)
            // `#[cfg_attr(test, ...)]` names a condition, not an attribute.
            && !(name == "test" && attribute.path().is_ident("cfg_attr"))
        {
            errors.at(attribute.path(), reason);
        }
    }
}

const PROC_MACRO: &str = "an entry point of a proc macro runs inside of the compiler, where no flag is set; put \
                          `#[feature_flag]` on a function that it calls";

/// The functions of `GlobalAlloc`, told by name and `Layout`, since an attribute cannot see the impl around it.
fn is_allocator_method(item: &Item) -> bool {
    let named =
        ["alloc", "dealloc", "realloc", "alloc_zeroed"].iter().any(|name| item.sig.ident == name);
    let takes_layout = item.sig.inputs.iter().any(|input| match input {
        FnArg::Typed(typed) => matches!(&*typed.ty, syn::Type::Path(path)
            if path.path.segments.last().is_some_and(|last| last.ident == "Layout")),
        FnArg::Receiver(_) => false,
    });
    let by_reference = item
        .sig
        .receiver()
        .is_some_and(|receiver| matches!(receiver.kind, syn::ReceiverKind::Reference(..)));
    named && takes_layout && by_reference && matches!(item.sig.safety, Safety::Unsafe(_))
}

/// Names what the attribute stands on when it is no function.
pub(crate) fn not_a_function(
    attribute: &str,
    tokens: &TokenStream,
    error: &syn::Error,
) -> syn::Error {
    let mut rest = tokens.clone().into_iter().peekable();
    while let Some(token) = rest.next() {
        match &token {
            // An attribute: `#` and its brackets.
            TokenTree::Punct(hash) if hash.as_char() == '#' => {
                rest.next();
            }
            TokenTree::Ident(ident) if ident == "pub" => {
                let is_restriction = |token: &TokenTree| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis);
                if rest.peek().is_some_and(is_restriction) {
                    rest.next();
                }
            }
            TokenTree::Ident(ident) => {
                let word = ident.to_string();
                // The name of an ABI may stand between.
                let next = rest
                    .clone()
                    .find(|token| !matches!(token, TokenTree::Literal(_)))
                    .map(|token| token.to_string())
                    .unwrap_or_default();
                return match described(&word, &next) {
                    Some(kind) => syn::Error::new(
                        ident.span(),
                        format!("`#[{attribute}]` goes on a function with a body, not on {kind}"),
                    ),
                    None => error.clone(),
                };
            }
            _ => return error.clone(),
        }
    }
    error.clone()
}

fn described(word: &str, next: &str) -> Option<&'static str> {
    Some(match word {
        "struct" => "a struct",
        "enum" => "an enum",
        "union" => "a union",
        "impl" => "an impl; put it on the methods inside",
        "trait" => "a trait; put it on the provided methods inside",
        "mod" => "a module; put it on the functions inside",
        "use" => "an import",
        "static" => "a static",
        "type" => "a type alias",
        "let" => "a statement",
        "macro_rules" => "a macro",
        "extern" if next == "crate" => "an import",
        "safe" if next == "fn" => "a foreign function; put it on a function that calls it",
        "extern" | "unsafe" if next.starts_with('{') => "a foreign block",
        "unsafe" if next == "impl" => "an impl; put it on the methods inside",
        "unsafe" if next == "trait" => "a trait; put it on the provided methods inside",
        "const" if !matches!(next, "fn" | "unsafe" | "async" | "extern") => "a constant",
        _ => return None,
    })
}

/// Refuses a fallback that is the function itself.
///
/// In an impl, a bare name is a free function of the same name, which is no circle. A function that mentions neither
/// `self` nor `Self` is taken for a free one.
pub(crate) fn no_circle(path: &ExprPath, sig: &Signature) -> syn::Result<()> {
    let names: Vec<_> = path.path.segments.iter().map(|segment| &segment.ident).collect();
    let is_itself = path.qself.is_none()
        && match names[..] {
            [name] => *name == sig.ident && !mentions_self(sig.to_token_stream()),
            [owner, name] => owner == "Self" && *name == sig.ident,
            _ => false,
        };
    if !is_itself {
        return Ok(());
    }
    let message = format!(
        "`{}` is the new code itself, which would call itself for ever while the flag is off; name the old code",
        sig.ident
    );
    Err(syn::Error::new_spanned(path, message))
}

/// `adverse` looks at what the function returns, so there must be something to see.
pub(crate) fn adverse_has_a_result(
    args: &Args,
    form: &Form,
    join: Option<Join>,
) -> syn::Result<()> {
    let Some(adverse) = &args.adverse else { return Ok(()) };
    let reason = match form {
        Form::Plain { never: true } => "a function that never returns has no result; remove it",
        Form::Plain { never: false } => {
            "under `#[track_caller]` the body stands in the function itself, and its result is not seen; drop one of the \
             two"
        }
        Form::Callable(_) => {
            "a returned closure runs after the function; put the attribute on a function that the closure calls"
        }
        _ if join == Some(Join::Whole) => {
            "an `impl Trait` has no result to look at yet; return a named type"
        }
        _ => return Ok(()),
    };
    Err(syn::Error::new_spanned(adverse, format!("`adverse` looks at the result, and {reason}")))
}

fn mentions_self(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "self" || ident == "Self",
        TokenTree::Group(group) => mentions_self(group.stream()),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::{check, not_a_function};
    use crate::diag::Errors;
    use crate::feature_flag::item::Item;
    use proc_macro2::TokenStream;
    use quote::quote;

    fn messages(item: &TokenStream) -> Vec<String> {
        let mut errors = Errors::default();
        match syn::parse2::<Item>(item.clone()) {
            Ok(item) => check(&item, &mut errors),
            Err(error) => errors.push(not_a_function("feature_flag", item, &error)),
        }
        errors.messages()
    }

    #[track_caller]
    fn refused(item: &TokenStream, reason: &str) {
        let messages = messages(item);
        assert!(messages.len() == 1 && messages[0].contains(reason), "{messages:?}");
    }

    #[test]
    fn each_unfit_function_has_its_reason() {
        refused(
            &quote!(
                pub const fn f() {}
            ),
            "needs a run-time decision",
        );
        refused(
            &quote!(
                unsafe extern "C" fn f(n: u8, ...) {}
            ),
            "variadic",
        );
        refused(
            &quote!(
                fn f(&self);
            ),
            "without a body",
        );
        refused(
            &quote!(
                #[unsafe(naked)]
                extern "C" fn f() {
                    asm!("ret")
                }
            ),
            "one block of assembly",
        );
        refused(
            &quote!(
                #[cfg_attr(x, panic_handler)]
                fn f(i: &PanicInfo) -> ! {
                    loop {}
                }
            ),
            "must not panic",
        );
        refused(
            &quote!(
                #[proc_macro_derive(X)]
                pub fn f(t: TokenStream) -> TokenStream {
                    t
                }
            ),
            "inside of the compiler",
        );
        refused(
            &quote!(
                #[tokio::test]
                async fn f() {}
            ),
            "#[flagkit::test",
        );
        refused(
            &quote!(
                unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
                    x
                }
            ),
            "choose the allocator at build time",
        );
    }

    #[test]
    fn each_unfit_item_is_named() {
        refused(
            &quote!(
                #[derive(Debug)]
                pub(crate) struct S {
                    a: u8,
                }
            ),
            "not on a struct",
        );
        refused(&quote!(impl S {}), "on the methods inside");
        refused(
            &quote!(
                unsafe trait T {}
            ),
            "on the provided methods inside",
        );
        refused(
            &quote!(
                mod m {}
            ),
            "on the functions inside",
        );
        refused(
            &quote!(
                pub const X: u8 = 1;
            ),
            "not on a constant",
        );
        refused(&quote!(let f = || 1;), "not on a statement");
        refused(
            &quote!(
                extern "C" {
                    fn f();
                }
            ),
            "not on a foreign block",
        );
    }

    #[test]
    fn what_only_looks_unfit_passes() {
        for item in [
            quote!(
                #[cfg_attr(test, inline)]
                fn f() {}
            ),
            quote!(
                fn alloc(&self, layout: Layout) -> Block {
                    x
                }
            ),
            quote!(pub(in a::b) default async unsafe fn f<T>(self: Box<Self>) -> T where T: X { syntax + }),
            quote!(
                fn main() {
                    #![allow(x)]
                }
            ),
        ] {
            assert_eq!(messages(&item), [""; 0]);
        }
    }
}
