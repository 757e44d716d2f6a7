//! Which arm answers, and the calls of the old code.
//!
//! Law: the handle's one load comes first and alone; context, arguments and old code are touched only when they are
//! needed. Every token of a call lies at the path the user wrote, so that rustc blames that path.

use super::arguments::{Argument, underscore_lint};
use super::expand::joined;
use super::model::{Arms, Form, Model, Old};
use crate::context::asked;
use crate::hygiene;
use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Attribute, ExprPath};

/// The locals that hold the call, with what it is measured by, and its arm: a number, or of a boolean flag whether it is on.
///
/// ```text
/// no context: let __flagkit_call = call(boolean(FLAG), &CALLSITE);
/// context:    let __flagkit_call = match boolean(FLAG).__arm() { 0 => ask_for(.., &(CONTEXT)), n => Call::constant(n) };
/// both:       let __flagkit_arm = __flagkit_call.is_on();
/// ```
pub(crate) fn decide(model: &Model) -> TokenStream {
    let at = model.flag.span;
    let call = call_of(model);
    // All that the closure of the arms needs: the rest of the call stays outside of it.
    let arm = match &model.arms {
        Arms::Boolean => quote_spanned!(at=> is_on),
        Arms::Variants { .. } => quote_spanned!(at=> arm),
    };
    quote_spanned!(at=> #call let __flagkit_arm = __flagkit_call.#arm();)
}

fn call_of(model: &Model) -> TokenStream {
    let at = model.flag.span;
    let flag = flag(model);
    let Some(context) = &model.context else {
        // One call: a `match` of its own would cost each attribute its share of a build.
        return quote_spanned! {at=>
            let __flagkit_call = __flagkit_plumbing::call(#flag, &__FLAGKIT_CALLSITE);
        };
    };
    let context = context.to_token_stream();
    // A context of the wrong type is the expression's fault.
    let at_context = hygiene::ours_at(syn::spanned::Spanned::span(&context));
    let borrowed = quote_spanned!(at_context=> &(#context));
    let ask = |borrowed| quote_spanned!(at_context=> __flagkit_plumbing::ask_for(#flag, &__FLAGKIT_CALLSITE, #borrowed));
    let call = if model.asks.is_empty() {
        ask(borrowed)
    } else {
        // A `match` keeps the context's temporaries as an argument would.
        let questions = asked::questions(&model.asks, at_context);
        let ask = ask(quote_spanned!(at_context=> __flagkit_context));
        quote_spanned!(at_context=> match #borrowed { __flagkit_context => { #questions #ask } })
    };
    let lend = |call, argument: &Argument| argument.lend(&context, call);
    let asked = model.arguments.iter().fold(call, lend);
    let asked = match underscore_lint(&model.arguments) {
        None => asked,
        // An attribute needs a statement to stand on.
        Some(allow) => quote_spanned!(at=> { #allow let __flagkit_call = #asked; __flagkit_call }),
    };
    quote_spanned! {at=>
        let __flagkit_call = match #flag.__arm() {
            0 => #asked,
            __flagkit_arm => __flagkit_plumbing::Call::constant(__flagkit_arm),
        };
    }
}

/// The flag, told by its type from a flag of the other kind and from what is no flag.
///
/// Whatever is wrong with the handle is so the same error at each mention, which rustc tells once. A boolean flag has no
/// constant of its own, since each costs a build its share.
pub(crate) fn flag(model: &Model) -> TokenStream {
    let at = model.flag.span;
    let handle = &model.flag.handle;
    match &model.arms {
        Arms::Boolean => quote_spanned!(at=> __flagkit_plumbing::boolean(#handle)),
        Arms::Variants { .. } => quote_spanned!(at=> __FLAGKIT_FLAG),
    }
}

/// Constants that hold the listed variants against the declaration of the flag, whichever crate it is from.
///
/// ```text
/// from: variants(semantic, hybrid = p)  to: const __FLAGKIT_FLAG: Flag = with_variants(SEARCH_RANKER);
///                                           const __FLAGKIT_ARM_0: u8 = /* the number of `semantic` */; and so on,
///                                           and one check that only the default is left
/// ```
pub(crate) fn constants(model: &Model) -> TokenStream {
    let handle = &model.flag.handle;
    let Arms::Variants { keyword, body, others } = &model.arms else { return TokenStream::new() };
    let at = model.flag.span;
    let flag = quote_spanned! {at=>
        const __FLAGKIT_FLAG: __flagkit_plumbing::Flag = __flagkit_plumbing::with_variants(#handle);
    };
    let names: Vec<_> = std::iter::once(body).chain(others.iter().map(|(name, _)| name)).collect();
    let numbered = names.iter().enumerate().map(|(number, name)| {
        let at = hygiene::ours_at(name.span);
        let constant = arm_constant(number, at);
        let unknown = text(&format!("the flag has no variant `{}`", name.text), at);
        let default = text(
            &format!(
                "`{}` is the flag's default, which is the old code's; leave it out",
                name.text
            ),
            at,
        );
        let name = text(&name.text, at);
        quote_spanned! {at=>
            const #constant: ::core::primitive::u8 = match __FLAGKIT_FLAG.declaration().arm(#name) {
                ::core::option::Option::Some(arm) => {
                    if arm == __FLAGKIT_FLAG.declaration().fallback() {
                        ::core::panic!(#default)
                    }
                    arm
                }
                ::core::option::Option::None => ::core::panic!(#unknown),
            };
        }
    });
    let at = hygiene::ours_at(*keyword);
    let listed: Vec<_> = names.iter().map(|name| text(&name.text, at)).collect();
    let missing = text(
        "`variants(...)` leaves out a variant of the flag; list every one but the default",
        at,
    );
    quote_spanned! {at=>
        #flag
        #(#numbered)*
        const _: () = {
            let declaration = __FLAGKIT_FLAG.declaration();
            let default = declaration.variants()[declaration.fallback() as ::core::primitive::usize];
            // An unknown name has its own error.
            let known = true #(&& declaration.arm(#listed).is_some())*;
            if known && !declaration.has_all(&[#(#listed,)* default]) {
                ::core::panic!(#missing)
            }
        };
    }
}

fn arm_constant(number: usize, at: Span) -> Ident {
    format_ident!("__FLAGKIT_ARM_{}", number, span = at)
}

fn text(text: &str, at: Span) -> Literal {
    let mut literal = Literal::string(text);
    literal.set_span(at);
    literal
}

/// Whether the body's own arm answers.
pub(crate) fn is_body(model: &Model) -> TokenStream {
    let at = model.flag.span;
    match &model.arms {
        Arms::Boolean => quote_spanned!(at=> __flagkit_arm),
        Arms::Variants { .. } => quote_spanned!(at=> __flagkit_arm == __FLAGKIT_ARM_0),
    }
}

/// The statements that leave for another arm, where every arm has a path.
///
/// ```text
/// from: variants(semantic, hybrid = rank_mix), fallback = rank_bm25
/// to:   if __flagkit_arm == __FLAGKIT_ARM_1 { return rank_mix(query); }
///       if !(__flagkit_arm == __FLAGKIT_ARM_0) { return rank_bm25(query); }
/// ```
pub(crate) fn departures(model: &Model, fallback: &ExprPath) -> TokenStream {
    let at = model.flag.span;
    let is_body = is_body(model);
    let others = other_paths(model).map(|(place, constant, path)| {
        let leave = returned_call(model, path, place, None);
        quote_spanned!(at=> if __flagkit_arm == #constant { #leave })
    });
    let leave = returned_call(model, fallback, model.arms.last(), None);
    quote_spanned!(at=> #(#others)* if !(#is_body) { #leave })
}

/// The arms as one expression, where the old code is an expression or nothing may be returned.
///
/// ```text
/// from: otherwise = Err(Error::NotYet)
/// to:   if __flagkit_arm { BODY } else { Err(Error::NotYet) }
/// ```
pub(crate) fn choice(model: &Model, body: &TokenStream) -> TokenStream {
    let at = model.flag.span;
    let is_body = is_body(model);
    let others = other_paths(model).map(|(place, constant, path)| {
        let call = plain_call(model, path, place, None);
        quote_spanned!(at=> else if __flagkit_arm == #constant { #call })
    });
    let old = match &model.old {
        Old::Path(path) => plain_call(model, path, model.arms.last(), None),
        Old::Otherwise(expr) => otherwise(model, &expr.to_token_stream()),
    };
    quote_spanned!(at=> if #is_body { #body } #(#others)* else { #old })
}

/// The arms between the body's and the old code's: place, constant and path of each.
pub(crate) fn other_paths(model: &Model) -> impl Iterator<Item = (usize, Ident, &ExprPath)> {
    let others: &[_] = match &model.arms {
        Arms::Boolean => &[],
        Arms::Variants { others, .. } => others,
    };
    others.iter().enumerate().map(|(number, (name, path))| {
        (number + 1, arm_constant(number + 1, hygiene::ours_at(name.span)), path)
    })
}

/// `return PATH(arguments);`, once for each set of arguments that `#[cfg]` may leave.
///
/// `receiver` stands in for a `self` that is no longer there.
pub(crate) fn returned_call(
    model: &Model,
    path: &ExprPath,
    place: usize,
    receiver: Option<&Ident>,
) -> TokenStream {
    let underscore = underscore_lint(&model.arguments);
    let at = hygiene::ours_at(path_span(path));
    let conditional = model.arguments.iter().filter(|argument| !argument.cfgs.is_empty()).count();
    (0..1_usize << conditional)
        .map(|kept| {
            let mut bits = 0..;
            let mut conditions = Vec::new();
            let mut passed = Vec::new();
            for argument in &model.arguments {
                if argument.cfgs.is_empty() {
                    passed.push(argument.passed(receiver));
                    continue;
                }
                let holds = all(&argument.cfgs);
                let is_kept = bits.next().is_some_and(|bit: u32| kept & (1 << bit) != 0);
                conditions.push(if is_kept { holds } else { quote!(not(#holds)) });
                if is_kept {
                    passed.push(argument.passed(receiver));
                }
            }
            let call = call(model, path, passed.into_iter(), place);
            let cfg = (!conditions.is_empty()).then(|| quote!(#[cfg(all(#(#conditions),*))]));
            quote_spanned!(at=> #cfg #underscore return #call;)
        })
        .collect()
}

/// `all(predicates)` of the `#[cfg]`s.
fn all(cfgs: &[Attribute]) -> TokenStream {
    let predicates =
        cfgs.iter().filter_map(|cfg| cfg.meta.require_list().ok()).map(|list| &list.tokens);
    quote!(all(#(#predicates),*))
}

pub(crate) fn plain_call(
    model: &Model,
    path: &ExprPath,
    place: usize,
    receiver: Option<&Ident>,
) -> TokenStream {
    let underscore = underscore_lint(&model.arguments);
    let passed = model.arguments.iter().map(|argument| argument.passed(receiver));
    let call = call(model, path, passed, place);
    match underscore {
        // An attribute needs a statement to stand on.
        Some(allow) => quote_spanned! {hygiene::ours_at(path_span(path))=>
            #allow
            #[allow(clippy::diverging_sub_expression)]
            let __flagkit_result = #call;
            #[allow(unreachable_code)]
            __flagkit_result
        },
        None => call,
    }
}

/// ```text
/// from: fallback = Self::old     to: Self::old(self, a)      .await and unsafe { } as the function needs them
/// ```
fn call<'a>(
    model: &Model,
    path: &ExprPath,
    arguments: impl Iterator<Item = &'a Ident>,
    place: usize,
) -> TokenStream {
    let span = path_span(path);
    let at = hygiene::ours_at(span);
    let arguments = arguments.map(|argument| {
        let mut argument = argument.clone();
        argument.set_span(argument.span().located_at(span));
        argument
    });
    let comma = quote_spanned!(span=> ,);
    let mut list = TokenStream::new();
    for argument in arguments {
        argument.to_tokens(&mut list);
        list.extend(comma.clone());
    }
    let mut parentheses = Group::new(Delimiter::Parenthesis, list);
    parentheses.set_span(span);
    let mut call = quote!(#path #parentheses);
    if model.is_unsafe() {
        call = quote_spanned!(at=> unsafe { #call });
    }
    if model.awaits() {
        call = quote_spanned!(span=> #call.await);
    }
    joined(model, place, call, at)
}

/// The last segment: stable Rust cannot name the whole path's span.
fn path_span(path: &ExprPath) -> Span {
    path.path.segments.last().map_or_else(Span::call_site, |last| last.ident.span())
}

/// Whether the expression is a plain `()`.
fn is_unit(expression: &TokenStream) -> bool {
    let mut tokens = expression.clone().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Group(group)), None) => {
            group.delimiter() == Delimiter::Parenthesis && group.stream().is_empty()
        }
        _ => false,
    }
}

/// The old code as an expression, with the arguments under the names of the signature.
pub(crate) fn otherwise(model: &Model, expression: &TokenStream) -> TokenStream {
    let at = Span::mixed_site();
    // After a rescue only what is named is still there.
    let is_there =
        |argument: &&Argument| model.rescue.is_none() || argument.is_named_in(expression);
    let restored: TokenStream =
        model.arguments.iter().filter(is_there).map(Argument::restored).collect();
    let returned = &model.returned;
    let expression = &hygiene::unlinted(expression);
    let value = if restored.is_empty() && is_unit(expression) {
        // An empty block says the same, and clippy has nothing to say about it.
        TokenStream::new()
    } else if (restored.is_empty() && model.rescue.is_none())
        || matches!(model.form, Form::Plain { never: true })
    {
        quote!(#restored #expression)
    } else {
        // Temporaries of the expression must go before the arguments that they borrow.
        quote_spanned! {at=>
            #restored
            #[allow(clippy::diverging_sub_expression)]
            let __flagkit_result: #returned = #expression;
            #[allow(unreachable_code)]
            __flagkit_result
        }
    };
    if model.join.is_none() {
        return value;
    }
    // Its own `return` gives the type of this arm, not that of both.
    let value = if !super::model::leaves_early(expression) {
        quote_spanned!(at=> { #value })
    } else if model.awaits() {
        quote_spanned!(at=> async move { #value }.await)
    } else {
        // `once` makes the closure one that is called once, which may give away what it borrows.
        quote_spanned!(at=> __flagkit_plumbing::once(move || -> #returned { #value }))
    };
    joined(model, model.arms.last(), value, at)
}
