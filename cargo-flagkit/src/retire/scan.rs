//! One source, read for the flag: what changes for certain, what a person must look at, and what depends on other files.
//!
//! It writes nothing. Law: every mention of the flag's handle ends in a change or in `by_hand`, tokens of macros included.

use super::changes::Changes;
use super::condition::Place;
use super::ending::Ending;
use super::function::{Function, Switched};
use super::import::Import;
use super::lines;
use super::macros::{self, Word};
use super::names::Names;
use super::sources::SourceFile;
use super::visible::Modules;
use crate::source::text::SourceText;
use std::ops::Range;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Expr, ItemFn, ItemImpl, ItemMod, ItemTrait, Stmt};

/// What was found in a source.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// What changes whatever stands elsewhere.
    pub(crate) changes: Changes,
    /// What a person must look at, each with the reason.
    pub(crate) by_hand: Vec<(Range<usize>, String)>,
    /// Texts that speak of the flag, each with what to know where it stays.
    pub(crate) texts: Vec<(Range<usize>, &'static str)>,
    /// Whether the function at hand has an attribute that makes a test of it.
    pub(super) is_test: bool,
    /// What a person should know.
    pub(crate) notes: Vec<(Range<usize>, String)>,
    /// The functions behind the flag.
    pub(crate) switched: Vec<Switched>,
    /// Every function that an attribute could name.
    pub(crate) functions: Vec<Function>,
    pub(crate) imports: Vec<Import>,
}

/// Where an expression stands.
#[derive(Clone, Copy, Debug)]
pub(super) enum Position {
    /// As a statement that ends there, with its semicolon.
    Statement { end: usize },
    /// As the value of a block; `alone` where that is a function's, and nothing is bound before.
    Tail { alone: bool },
    /// As all of a name's initialiser, an arm, a condition: what it leaves behind goes right after it.
    Whole,
    /// As an argument, a field, an element, what is assigned: its value is taken, but what it leaves behind stays.
    Argument,
    /// As an arm without a comma, which only braces end.
    Braced,
    /// As part of another expression.
    Inner,
}

/// What a function stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// A module or a block, by its number in the file, with the module's name.
    Module(usize, Option<String>),
    /// An inherent impl, by its number, with the type's tokens.
    Inherent(usize, String),
    /// A trait, or the impl of one.
    Trait(usize),
}

/// The visitor of one source.
pub(super) struct Scan<'s> {
    pub(super) source: &'s SourceText,
    pub(super) names: Names,
    pub(super) ending: &'s Ending,
    pub(super) file: &'s SourceFile,
    /// Literals of more than one line, whose indentation is their own.
    pub(super) solid: Vec<Range<usize>>,
    pub(super) found: Found,
    /// What stands around the current place, innermost last.
    pub(super) scopes: Vec<Scope>,
    scope_count: usize,
    /// What the file's modules bring in, once they are read.
    modules: Option<Modules>,
    /// Where choices start whose type is written beside them.
    pub(super) typed: std::collections::BTreeSet<usize>,
    /// The bytes of the module or block around the current place.
    pub(super) region: Range<usize>,
}

impl<'s> Scan<'s> {
    pub(super) fn new(
        source: &'s SourceText,
        names: Names,
        ending: &'s Ending,
        file: &'s SourceFile,
    ) -> Self {
        let mut solid = Vec::new();
        let mut found = Found::default();
        macros::walk(&source.tokens, &mut |word| {
            if let Word::Text(literal) = word {
                let range = source.range(literal.span());
                if source.slice(&range).contains('\n') {
                    solid.push(range);
                } else if source
                    .slice(&range)
                    .strip_prefix('"')
                    .and_then(|text| text.strip_suffix('"'))
                    == Some(&*ending.key)
                    && !ending.key.is_empty()
                {
                    found
                        .texts
                        .push((range, "this text is the flag's key; look at what it is for"));
                }
            }
        });
        let scopes = vec![Scope::Module(0, None)];
        Self {
            source,
            names,
            ending,
            file,
            solid,
            found,
            scopes,
            scope_count: 1,
            modules: None,
            typed: std::collections::BTreeSet::new(),
            region: 0..source.file.text.len(),
        }
    }

    /// Reads the whole file.
    pub(super) fn run(mut self, file: &syn::File) -> Found {
        self.modules = Some(Modules::of(&self, file));
        self.visit_file(file);
        self.found
    }

    pub(super) fn text(&self) -> &'s str {
        &self.source.file.text
    }

    pub(super) fn range(&self, piece: &(impl Spanned + ?Sized)) -> Range<usize> {
        self.source.range_of(piece)
    }

    pub(super) fn slice(&self, range: &Range<usize>) -> &'s str {
        self.text().get(range.clone()).unwrap_or_default()
    }

    pub(super) fn is_blank(&self, range: Range<usize>) -> bool {
        self.text().get(range).is_some_and(|between| between.trim().is_empty())
    }

    pub(super) fn by_hand(&mut self, range: Range<usize>, reason: impl Into<String>) {
        self.found.by_hand.push((range, reason.into()));
    }

    pub(super) fn remove_paragraph(&mut self, range: Range<usize>) {
        let range = lines::with_paragraph(self.text(), &range);
        self.found.changes.remove(range);
    }

    pub(super) fn is_handle_path(&self, path: &syn::Path) -> bool {
        self.looks_like_handle(path)
            && self
                .modules
                .as_ref()
                .is_some_and(|modules| modules.proves(&self.names, path, self.range(path).start))
    }

    fn looks_like_handle(&self, path: &syn::Path) -> bool {
        self.names.is_handle(path) && !self.file.is_foreign(&self.range(path))
    }

    pub(super) fn is_handle(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Path(path) => self.is_handle_path(&path.path),
            Expr::Paren(inner) => self.is_handle(&inner.expr),
            _ => false,
        }
    }

    /// Runs `inside` one scope further in.
    pub(super) fn within(
        &mut self,
        scope: impl FnOnce(usize) -> Scope,
        inside: impl FnOnce(&mut Self),
    ) {
        self.scopes.push(scope(self.scope_count));
        self.scope_count += 1;
        inside(self);
        self.scopes.pop();
    }

    /// A block, whose imports and functions are its own.
    pub(super) fn block(&mut self, range: Range<usize>, statements: &[Stmt], position: Position) {
        if matches!(position, Position::Tail { alone: true }) {
            // What a function returns is written, unless it is an `impl`.
            let before = self.text().get(..range.start).unwrap_or_default();
            let returned = before.rsplit_once("->").map_or("", |(_, returned)| returned);
            if !macros::has_word(returned, "impl") {
                self.note_typed_block(statements);
            }
        }
        let outer = std::mem::replace(&mut self.region, range);
        self.within(
            |number| Scope::Module(number, None),
            |scan| scan.statements(statements, position),
        );
        self.region = outer;
    }

    /// Any expression, where it stands.
    pub(super) fn expression(&mut self, expr: &Expr, position: Position) {
        if let Some(answer) = self.fold(expr) {
            let range = self.range(expr);
            return self.found.changes.replace(range, answer.to_string());
        }
        match expr {
            Expr::If(choice) => self.choice(choice, position),
            Expr::Match(selection) => self.selection(selection, position),
            Expr::While(repetition) => self.repetition(repetition, position),
            Expr::Binary(binary) if matches!(binary.op, syn::BinOp::And(_) | syn::BinOp::Or(_)) => {
                let has_answer =
                    self.fold(&binary.left).is_some() || self.fold(&binary.right).is_some();
                if has_answer {
                    self.reduce(expr, Place::of(position, self.file.drops_at_tail));
                } else {
                    self.expression(&binary.left, Position::Inner);
                    self.expression(&binary.right, Position::Inner);
                }
            }
            Expr::Return(value) => {
                if let Some(value) = &value.expr {
                    self.expression(value, Position::Argument);
                }
            }
            Expr::Assign(assign) => {
                self.expression(&assign.left, Position::Inner);
                self.expression(&assign.right, Position::Argument);
            }
            Expr::Paren(inner)
                if inner.attrs.is_empty() && matches!(position, Position::Argument) =>
            {
                self.expression(&inner.expr, position);
            }
            // The operand's value is taken, not its place.
            Expr::Unary(inner) if matches!(inner.op, syn::UnOp::Not(_) | syn::UnOp::Neg(_)) => {
                self.expression(&inner.expr, Position::Argument);
            }
            Expr::Closure(closure) if matches!(closure.output, syn::ReturnType::Default) => {
                closure.inputs.iter().for_each(|input| self.visit_pat(input));
                self.expression(&closure.body, Position::Whole);
            }
            Expr::Call(call) => {
                self.expression(&call.func, Position::Inner);
                call.args.iter().for_each(|argument| self.expression(argument, Position::Argument));
            }
            Expr::Tuple(tuple) => {
                tuple.elems.iter().for_each(|element| self.expression(element, Position::Argument));
            }
            Expr::Array(array) => {
                array.elems.iter().for_each(|element| self.expression(element, Position::Argument));
            }
            Expr::MethodCall(call) if !self.is_handle(&call.receiver) => {
                self.expression(&call.receiver, Position::Inner);
                if let Some(turbofish) = &call.turbofish {
                    self.visit_angle_bracketed_generic_arguments(turbofish);
                }
                call.args.iter().for_each(|argument| self.expression(argument, Position::Argument));
            }
            Expr::MethodCall(call) => {
                let range = self.range(&*call.receiver).start..self.range(&call.method).end;
                self.by_hand(range, unresolved(&call.method.to_string()));
                call.args.iter().for_each(|argument| self.expression(argument, Position::Inner));
            }
            other => visit::visit_expr(self, other),
        }
    }
}

/// Why a question to the handle has no answer.
fn unresolved(method: &str) -> String {
    match method {
        "is_enabled_for" | "variant_for" => {
            "its argument may do something; write it as a plain place, or resolve it".to_owned()
        }
        "variant" => "the variant is used as a value; write what it leads to".to_owned(),
        "on" | "off" | "serve" => "it overrides the flag; remove the override".to_owned(),
        other => format!("`{other}` has no answer without the flag; write what is meant"),
    }
}

impl<'ast> Visit<'ast> for Scan<'_> {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        self.expression(expr, Position::Inner);
    }

    fn visit_block(&mut self, block: &'ast syn::Block) {
        let range = self.range(block);
        self.block(range, &block.stmts, Position::Tail { alone: false });
    }

    fn visit_field_value(&mut self, field: &'ast syn::FieldValue) {
        field.attrs.iter().for_each(|attribute| self.visit_attribute(attribute));
        self.expression(&field.expr, Position::Argument);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if self.is_handle_path(path) {
            self.by_hand(self.range(path), "the handle is used as a value");
        } else if self.looks_like_handle(path) {
            let reason = "it may be another module's; write it by its path from `crate`";
            self.by_hand(self.range(path), reason);
        } else if self.names.names_enum(path) {
            self.by_hand(self.range(path), "the flag's enum is gone with it");
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        if let Some((expr, _)) = macros::matched(call) {
            // Where it could be answered, it has been.
            self.expression(&expr, Position::Inner);
            return;
        }
        let expressions = if macros::is_known(call) { macros::arguments(call) } else { None };
        match expressions {
            // What they take is mostly borrowed.
            Some(each) => each.iter().for_each(|expr| self.expression(expr, Position::Inner)),
            None => self.tokens(&call.tokens, true),
        }
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        self.attribute(attribute);
    }

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        self.function(&super::function::Parts::of_item(item));
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.function(&super::function::Parts::of_impl(item));
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        match super::function::Parts::of_trait(item) {
            Some(parts) => self.function(&parts),
            None => visit::visit_trait_item_fn(self, item),
        }
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        let name = item.ident.unraw().to_string();
        let range = self.range(item);
        let outer = std::mem::replace(&mut self.region, range);
        self.within(
            |number| Scope::Module(number, Some(name)),
            |scan| visit::visit_item_mod(scan, item),
        );
        self.region = outer;
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        let ty = quote::ToTokens::to_token_stream(&item.self_ty).to_string();
        let is_inherent = item.trait_.is_none();
        self.within(
            |number| if is_inherent { Scope::Inherent(number, ty) } else { Scope::Trait(number) },
            |scan| visit::visit_item_impl(scan, item),
        );
    }

    fn visit_item_trait(&mut self, item: &'ast ItemTrait) {
        self.within(Scope::Trait, |scan| visit::visit_item_trait(scan, item));
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let import = Import::read(self, item);
        self.found.imports.push(import);
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        visit::visit_stmt(self, statement);
    }
}

impl Scan<'_> {
    /// Tokens that nobody can read as expressions: what they say of the flag is listed.
    pub(super) fn tokens(&mut self, tokens: &proc_macro2::TokenStream, is_call: bool) {
        let mut found = Vec::new();
        let (names, ending) = (&self.names, self.ending);
        let mut attribute = false;
        macros::walk(tokens, &mut |word| match word {
            Word::Name(ident, module) => {
                let name = ident.unraw().to_string();
                let is_below = module.as_ref().is_some_and(|module| names.modules.contains(module));
                let is_handle =
                    (is_below && name == ending.constant) || names.handles.contains(&name);
                let is_enum = (is_below && ending.enumeration.as_ref() == Some(&name))
                    || names.enums.contains(&name);
                if is_handle || is_enum {
                    found.push((ident.span(), "it stands in a macro's tokens"));
                }
                attribute = names.attributes.contains(&name);
            }
            Word::Text(literal) => {
                let is_key = syn::parse_str::<syn::LitStr>(&literal.to_string())
                    .is_ok_and(|text| text.value() == ending.key && !ending.key.is_empty());
                if is_key && attribute {
                    found.push((literal.span(), "the attribute stands in a macro's tokens"));
                } else if is_key && is_call {
                    found.push((literal.span(), "a macro is given the flag's key"));
                }
                attribute = false;
            }
        });
        for (span, reason) in found {
            self.by_hand(self.source.range(span), reason);
        }
    }
}
