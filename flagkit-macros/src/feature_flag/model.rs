//! What is known of one annotated function once everything in it is right.
//!
//! Law: `expand` needs nothing else, and cannot fail.

use super::args::{Args, FlagArg};
use super::arguments::{self, Argument};
use super::boxed_future::{self, BoxedFuture};
use super::check;
use super::item::{Body, Item};
use super::lookup::Found;
use super::rescue::Rescue;
use super::returns::{self, Callable, Join, Returns};
use super::shadow::Shadow;
use crate::context::asked::Asked;
use crate::crate_path;
use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote_spanned};
use syn::ext::IdentExt;
use syn::{Attribute, Expr, ExprPath, Safety, Signature, Visibility};

/// The most `#[cfg]`s on arguments of one function: each doubles the calls that are written down.
const MOST_CFGS: usize = 4;

/// One annotated function.
pub(crate) struct Model {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) modifiers: TokenStream,
    /// As the user wrote it, with a name in place of each pattern.
    pub(crate) sig: Signature,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) flag: FlagPath,
    pub(crate) context: Option<Expr>,
    /// What the flag asks of the context.
    pub(crate) asks: Vec<Asked>,
    pub(crate) arms: Arms,
    pub(crate) old: Old,
    /// The function that tells which results are failures.
    pub(crate) adverse: Option<ExprPath>,
    /// Which failures of the new code are the old code's to answer for.
    pub(crate) rescue: Option<Rescue>,
    /// What a shadow of the function needs.
    pub(crate) shadow: Option<Shadow>,
    pub(crate) form: Form,
    pub(crate) join: Option<Join>,
    /// The type of the body, with `_` where the arms are joined.
    pub(crate) returned: TokenStream,
    pub(crate) body: Group,
}

/// How generated code reaches the flag and the run time.
pub(crate) struct FlagPath {
    /// The imports at the start of the function.
    pub(crate) imports: TokenStream,
    /// The handle, as an expression.
    pub(crate) handle: TokenStream,
    /// The token that names the flag.
    pub(crate) span: Span,
}

/// Which arms there are, and which code each runs.
pub(crate) enum Arms {
    /// Off runs the old code, on the body.
    Boolean,
    /// The body's own variant, and the variants with functions of their own; the rest is the old code's.
    Variants {
        keyword: Span,
        body: super::args::VariantName,
        others: Vec<(super::args::VariantName, ExprPath)>,
    },
}

impl Arms {
    /// The place of the old code; the body is at 0, and the other variants are between.
    pub(crate) fn last(&self) -> usize {
        match self {
            Self::Boolean => 1,
            Self::Variants { others, .. } => others.len() + 1,
        }
    }
}

/// The old code.
pub(crate) enum Old {
    Path(ExprPath),
    Otherwise(Expr),
}

/// How the body is carried.
pub(crate) enum Form {
    /// In a closure, so that the run time can look at its result.
    Closure,
    /// In an async block, for the same reason.
    Async,
    /// As it stands: `-> !` has no result, and a closure would hide the caller from `#[track_caller]`.
    Plain { never: bool },
    /// A returned closure: both arms are held, and one more closure calls the right one.
    Callable(Box<Callable>),
    /// What `#[async_trait]` made of an `async fn`.
    Boxed(BoxedFuture),
}

impl Model {
    pub(crate) fn new(args: Args, item: Item, found: Found) -> syn::Result<Self> {
        let Item { ref attrs, ref body, .. } = item;
        let Body::Block(body) = body else {
            return Err(syn::Error::new_spanned(
                &item.sig.ident,
                "a function without a body has no code to switch",
            ));
        };
        debug_assert!(attrs.len() == item.attrs.len());
        let boxed = boxed_future::recognise(&item.sig, body);
        let (form, join, returned) = form(&item, body, boxed)?;
        let flag = flag_path(&args, &found)?;
        let arms = arms(&args)?;
        let old = match (&args.fallback, &args.otherwise) {
            (Some(path), _) => {
                check::no_circle(path, &item.sig)?;
                Old::Path(path.clone())
            }
            (None, Some(expr)) => Old::Otherwise(expr.clone()),
            (None, None) => return Err(syn::Error::new(flag.span, "this flag has no old code")),
        };
        let body = body.clone();
        let Item { attrs, vis, modifiers, mut sig, .. } = item;
        let arguments = arguments::take(&mut sig);
        check_cfgs(&arguments, &old, &form)?;
        check::adverse_has_a_result(&args, &form, join)?;
        let rescue = Rescue::new(&args, &sig, &form, join, &arguments, &old)?;
        let shadow = Shadow::new(&args, &sig, &form, join, &arguments, &old, &body)?;
        Ok(Self {
            attrs,
            vis,
            modifiers,
            sig,
            arguments,
            flag,
            context: args.context,
            asks: found.asks,
            arms,
            old,
            adverse: args.adverse,
            rescue,
            shadow,
            form,
            join,
            returned,
            body,
        })
    }

    pub(crate) fn is_unsafe(&self) -> bool {
        matches!(self.sig.safety, Safety::Unsafe(_))
    }

    /// Whether the call of the old code gives a future, to be awaited where we stand.
    pub(crate) fn awaits(&self) -> bool {
        self.sig.asyncness.is_some() || matches!(self.form, Form::Boxed(_))
    }

    pub(crate) fn name(&self) -> String {
        self.sig.ident.unraw().to_string()
    }

    /// The old code in one line, for the list of call sites.
    pub(crate) fn old_name(&self) -> String {
        match &self.old {
            Old::Path(path) => path.to_token_stream().to_string().replace(' ', ""),
            Old::Otherwise(_) => "otherwise".to_owned(),
        }
    }
}

fn form(
    item: &Item,
    body: &Group,
    boxed: Option<BoxedFuture>,
) -> syn::Result<(Form, Option<Join>, TokenStream)> {
    if let Some(boxed) = boxed {
        let output = boxed.output.clone();
        return Ok((Form::Boxed(boxed), None, output));
    }
    let is_async = item.sig.asyncness.is_some();
    let tracks_caller = !is_async && item.attribute("track_caller").is_some();
    let ordinary = if is_async {
        Form::Async
    } else if tracks_caller {
        Form::Plain { never: false }
    } else {
        Form::Closure
    };
    Ok(match returns::returns(&item.sig.output, crate::hygiene::ours_at(item.sig.ident.span()))? {
        Returns::Named(returned) => (ordinary, None, returned),
        Returns::Never => (Form::Plain { never: true }, None, TokenStream::new()),
        Returns::Joined { written, join } => {
            if tracks_caller && leaves_early(&body.stream()) {
                return Err(syn::Error::new_spanned(
                    &item.sig.ident,
                    "under `#[track_caller]` an `impl Trait` cannot be joined with that of the old code where the body \
                     has `return` or `?`; return a `Box<dyn Trait>` or a named type",
                ));
            }
            (ordinary, Some(join), written)
        }
        Returns::Callable(callable) if is_async => {
            return Err(syn::Error::new(
                callable.family.span(),
                "an `async fn` that returns a closure cannot be joined with its old code; return a `Box<dyn Fn...>`",
            ));
        }
        Returns::Callable(callable) => {
            (Form::Callable(callable), Some(Join::Whole), quote_spanned!(Span::mixed_site()=> _))
        }
    })
}

/// Whether `return` or `?` stands anywhere in the tokens.
pub(super) fn leaves_early(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "return",
        TokenTree::Punct(punct) => punct.as_char() == '?',
        TokenTree::Group(group) => leaves_early(&group.stream()),
        TokenTree::Literal(_) => false,
    })
}

/// `"key"` is `crate::flags::KEY`; a path is itself, and the run time lies beside the handle.
///
/// ```text
/// from: "new_checkout"        to: use crate::flags as __flagkit_flags;
///                                 use __flagkit_flags::__flagkit::plumbing as __flagkit_plumbing;
/// from: shop::NEW_CHECKOUT    to: use shop::__flagkit::plumbing as __flagkit_plumbing;
/// from: NEW_CHECKOUT          to: use ::flagkit::plumbing as __flagkit_plumbing;
/// ```
fn flag_path(args: &Args, found: &Found) -> syn::Result<FlagPath> {
    let Some(flag) = &args.flag else {
        return Err(syn::Error::new(Span::call_site(), "`#[feature_flag]` needs a flag"));
    };
    let at = crate::hygiene::ours_at(flag.span());
    let (module, handle, import) = match flag {
        FlagArg::Key(_) => {
            let handle = format_ident!("{}", found.handle, span = at);
            (
                Some(quote_spanned!(at=> __flagkit_flags)),
                quote_spanned!(at=> __flagkit_flags::#handle),
                // Everything else comes through this one import, which is one error where there is no `flags!`.
                Some(quote_spanned!(at=> use crate::flags as __flagkit_flags;)),
            )
        }
        FlagArg::Handle(path) => {
            check_associated(path, args.krate.is_some())?;
            (module_of(path), path.to_token_stream(), None)
        }
    };
    let plumbing = match (&args.krate, module) {
        (Some(krate), _) => quote_spanned!(at=> #krate::plumbing),
        (None, Some(module)) => quote_spanned!(at=> #module::__flagkit::plumbing),
        (None, None) => {
            let krate = crate_path::flagkit(at);
            quote_spanned!(at=> #krate::plumbing)
        }
    };
    let imports = quote_spanned!(at=> #import use #plumbing as __flagkit_plumbing;);
    Ok(FlagPath { imports, handle, span: at })
}

/// `Self::FLAG` cannot stand in a static, and beside `Shop::FLAG` there is no run time, unless `crate` leads to it.
fn check_associated(path: &syn::Path, leads_to_crate: bool) -> syn::Result<()> {
    let Some(owner) = path.segments.iter().nth_back(1) else { return Ok(()) };
    let name = owner.ident.to_string();
    let is_type = name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase);
    if name == "Self" || (is_type && !leads_to_crate) {
        return Err(syn::Error::new(
            owner.ident.span(),
            "an associated constant cannot name the flag; name its handle, as in `flags::MY_FLAG`",
        ));
    }
    Ok(())
}

/// The module of a handle, if its path names one.
fn module_of(path: &syn::Path) -> Option<TokenStream> {
    let mut module = path.clone();
    module.segments.pop();
    module.segments.pop_punct();
    (!module.segments.is_empty()).then(|| module.to_token_stream())
}

fn arms(args: &Args) -> syn::Result<Arms> {
    let Some(variants) = &args.variants else { return Ok(Arms::Boolean) };
    let keyword = variants.keyword.span();
    let mut body = None;
    let mut others = Vec::new();
    for arm in &variants.arms {
        match &arm.path {
            Some(path) => others.push((arm.name.clone(), path.clone())),
            None if body.is_none() => body = Some(arm.name.clone()),
            None => {
                return Err(syn::Error::new(
                    arm.name.span,
                    format!(
                        "`{0}` is a second variant without a function; write `{0} = path`",
                        arm.name.text
                    ),
                ));
            }
        }
    }
    match body {
        Some(body) => Ok(Arms::Variants { keyword, body, others }),
        None => Err(syn::Error::new(
            keyword,
            "no variant runs this function's body; list one by its bare name, as in `variants(this_body, other = path)`",
        )),
    }
}

/// A call cannot carry `#[cfg]` on an argument, so each combination is a call of its own.
fn check_cfgs(arguments: &[Argument], old: &Old, form: &Form) -> syn::Result<()> {
    let mut conditional = arguments.iter().filter(|argument| !argument.cfgs.is_empty());
    let Some(first) = conditional.next() else { return Ok(()) };
    if matches!(old, Old::Path(_))
        && matches!(form, Form::Plain { never: true } | Form::Callable(_))
    {
        return Err(syn::Error::new(
            first.pass.span(),
            "`#[cfg]` on an argument cannot be passed on from a function of this return type; use `otherwise`",
        ));
    }
    match conditional.nth(MOST_CFGS - 1) {
        Some(one_more) => Err(syn::Error::new(
            one_more.pass.span(),
            format!(
                "more than {MOST_CFGS} arguments under `#[cfg]`; use `otherwise`, or put `#[cfg]` on the function"
            ),
        )),
        None => Ok(()),
    }
}

/// The same tokens in a block of the same span.
pub(crate) fn block(tokens: TokenStream, span: Span) -> Group {
    let mut group = Group::new(Delimiter::Brace, tokens);
    group.set_span(span);
    group
}
