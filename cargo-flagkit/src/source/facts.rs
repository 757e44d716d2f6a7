//! What one file says about flags, as plain data that outlives its syntax.
//!
//! It judges nothing and looks at no other file. Law: code under any `cfg` counts; only `test` is noted, since a flag that
//! only tests read is a finding of its own.

use super::attribute::{self, Attribute};
use super::functions::{Fingerprint, Function};
use super::modules::{Declared, Place, path_attributes};
use super::paths::{self, PathUse, TextUse};
use super::text::{SourceText, Unreadable};
use crate::finding::TextFile;
use proc_macro2::{TokenStream, TokenTree};
use std::collections::HashSet;
use std::ops::Range;
use std::str::FromStr as _;
use std::sync::Arc;
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::visit::{self, Visit};
use syn::{LitStr, Token};

/// What a file says.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) file: Arc<TextFile>,
    /// Why it is no Rust; then only what tokens can tell is here.
    pub(crate) unreadable: Option<Unreadable>,
    pub(crate) guarded: Vec<Guarded>,
    pub(crate) tables: Vec<Table>,
    /// Paths that may be handles, and whether only tests compile them.
    pub(crate) paths: Vec<(PathUse, bool)>,
    /// Texts that a macro may take for keys, likewise.
    pub(crate) texts: Vec<(TextUse, bool)>,
    pub(crate) imports: Vec<Import>,
    pub(crate) declared: Vec<Declared>,
    /// Those that an attribute of this file names by their last name; all of them where they were asked for.
    pub(crate) functions: Vec<Function>,
    /// The modules that are declared here, by name.
    pub(crate) modules: Vec<String>,
}

/// A function behind a flag.
#[derive(Debug)]
pub(crate) struct Guarded {
    pub(crate) attribute: Attribute,
    pub(crate) name: String,
    pub(crate) container: Vec<String>,
    /// The function's own; `None` where its body is not in this syntax.
    pub(crate) own: Option<Fingerprint>,
    /// That of `otherwise = ...`.
    pub(crate) otherwise: Option<Fingerprint>,
    /// Whether only tests compile it.
    pub(crate) tested: bool,
}

/// One `flags!("flags.json")`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) file: String,
    /// The bytes of the literal.
    pub(crate) span: Range<usize>,
    /// The module that it makes.
    pub(crate) module: String,
    pub(crate) tested: bool,
    /// Whether it stands behind a `cfg`, so that another one may take its place.
    pub(crate) conditional: bool,
}

/// One leaf of a `use`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Import {
    pub(crate) segments: Vec<String>,
    /// `as NAME`.
    pub(crate) alias: Option<String>,
    /// `::*`.
    pub(crate) glob: bool,
}

/// Which functions are worth a fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    /// Old code that an attribute of the file names.
    Named,
    All,
}

impl Facts {
    /// Takes a file apart.
    pub(crate) fn of(file: &Arc<TextFile>, place: &Place) -> Self {
        Self::with(file, place, Wanted::Named)
    }

    /// Takes apart what `include!` brings, which may be one expression: then its tokens tell what it names.
    pub(crate) fn of_fragment(file: &Arc<TextFile>, place: &Place) -> Self {
        let mut facts = Self::of(file, place);
        facts.unreadable = facts.unreadable.filter(|_| TokenStream::from_str(&file.text).is_err());
        facts
    }

    /// Every function of a file that another file may name.
    pub(crate) fn functions_of(file: &Arc<TextFile>) -> Vec<Function> {
        Self::with(file, &Place::of(&file.path, true), Wanted::All).functions
    }

    fn with(file: &Arc<TextFile>, place: &Place, wanted: Wanted) -> Self {
        let mut facts = Self {
            file: Arc::clone(file),
            unreadable: None,
            guarded: Vec::new(),
            tables: Vec::new(),
            paths: Vec::new(),
            texts: Vec::new(),
            imports: Vec::new(),
            declared: Vec::new(),
            functions: Vec::new(),
            modules: Vec::new(),
        };
        let source = match SourceText::new(file) {
            Ok(source) => source,
            Err(unreadable) => {
                facts.unreadable = Some(unreadable);
                return facts;
            }
        };
        let mut tested = Vec::new();
        match source.syntax() {
            Ok(syntax) => {
                let names = names_of_the_macro(&syntax);
                let names = names.iter().map(String::as_str).collect();
                let mut reader = Reader {
                    source: &source,
                    names,
                    facts: &mut facts,
                    place: place.clone(),
                    container: Vec::new(),
                    in_test: is_tested(&syntax.attrs),
                    tested: &mut tested,
                    bodies: Vec::new(),
                };
                if reader.in_test {
                    reader.tested.push(0..file.text.len());
                }
                reader.visit_file(&syntax);
                let bodies = reader.bodies;
                facts.functions = fingerprints(bodies, &facts.guarded, wanted);
            }
            Err(unreadable) => facts.unreadable = Some(unreadable),
        }
        let in_test = |span: &Range<usize>| {
            tested.iter().any(|range: &Range<usize>| range.contains(&span.start))
        };
        let names = paths::names(&source);
        let marked = |path: PathUse| {
            let is_tested = path.in_doc || in_test(&path.span);
            (path, is_tested)
        };
        facts.paths = names.paths.into_iter().map(marked).collect();
        let texts = names.texts.into_iter();
        facts.texts = texts.map(|text| (text.clone(), in_test(&text.span))).collect();
        facts
    }
}

/// Reading a body once more takes its time, and most are nobody's old code.
fn fingerprints(bodies: Vec<Body<'_>>, guarded: &[Guarded], wanted: Wanted) -> Vec<Function> {
    let attributes = guarded.iter().map(|guarded| &guarded.attribute);
    let paths = attributes.flat_map(|attribute| {
        let arms = attribute.variants.iter().flatten().filter_map(|arm| arm.path.as_ref());
        arms.chain(&attribute.fallback)
    });
    let named: HashSet<&str> =
        paths.filter_map(|path| path.segments.last().map(String::as_str)).collect();
    let is_wanted = |body: &Body<'_>| wanted == Wanted::All || named.contains(&*body.name);
    let function = |body: Body<'_>| Function {
        fingerprint: Fingerprint::of(body.signature, body.block),
        name: body.name,
        container: body.container,
    };
    bodies.into_iter().filter(is_wanted).map(function).collect()
}

/// What the file calls the attribute: its name, and what it is imported as.
fn names_of_the_macro(syntax: &syn::File) -> Vec<String> {
    let mut imports = Vec::new();
    let mut reader = Imports(&mut imports);
    reader.visit_file(syntax);
    let aliases = imports
        .into_iter()
        .filter(|import| import.segments.last().is_some_and(|last| last == attribute::NAME));
    let mut names: Vec<String> = aliases.filter_map(|import| import.alias).collect();
    names.push(attribute::NAME.to_owned());
    names
}

struct Imports<'i>(&'i mut Vec<Import>);

impl<'s> Visit<'s> for Imports<'_> {
    fn visit_item_use(&mut self, item: &'s syn::ItemUse) {
        leaves(&item.tree, &mut Vec::new(), self.0);
    }
}

fn leaves(tree: &syn::UseTree, before: &mut Vec<String>, found: &mut Vec<Import>) {
    let name = |ident: &syn::Ident| ident.unraw().to_string();
    let leaf = |last: Option<String>, alias: Option<String>, glob: bool| {
        // `use flags::{self}` is `use flags`.
        let last = last.filter(|last| last != "self");
        let segments = before.iter().cloned().chain(last).collect();
        Import { segments, alias, glob }
    };
    match tree {
        syn::UseTree::Path(path) => {
            before.push(name(&path.ident));
            leaves(&path.tree, before, found);
            before.pop();
        }
        syn::UseTree::Group(group) => {
            group.items.iter().for_each(|tree| leaves(tree, before, found));
        }
        syn::UseTree::Name(only) => found.push(leaf(Some(name(&only.ident)), None, false)),
        syn::UseTree::Rename(other) => {
            found.push(leaf(Some(name(&other.ident)), Some(name(&other.rename)), false));
        }
        syn::UseTree::Glob(_) => found.push(leaf(None, None, true)),
    }
}

/// A function with a body, as long as its syntax lives.
struct Body<'s> {
    name: String,
    container: Vec<String>,
    signature: &'s syn::Signature,
    block: &'s syn::Block,
}

struct Reader<'r, 's> {
    source: &'r SourceText,
    names: Vec<&'r str>,
    facts: &'r mut Facts,
    place: Place,
    container: Vec<String>,
    in_test: bool,
    tested: &'r mut Vec<Range<usize>>,
    bodies: Vec<Body<'s>>,
}

impl<'s> Reader<'_, 's> {
    /// Visits the inside of an item, which may be a test's.
    fn within(
        &mut self,
        attributes: &[syn::Attribute],
        item: &dyn syn::spanned::Spanned,
        visit: impl FnOnce(&mut Self),
    ) {
        let outside = self.in_test;
        if !outside && is_tested(attributes) {
            self.in_test = true;
            let span = self.source.range(item.span());
            self.tested.push(span);
        }
        visit(self);
        self.in_test = outside;
    }

    fn function(
        &mut self,
        attributes: &'s [syn::Attribute],
        signature: &'s syn::Signature,
        body: Option<&'s syn::Block>,
    ) {
        let name = signature.ident.unraw().to_string();
        for attribute in attributes {
            for read in Attribute::read(self.source, attribute, &self.names) {
                let own = body.map(|body| Fingerprint::of(signature, body));
                let otherwise = read.otherwise.as_ref().and_then(|span| {
                    let tokens: TokenStream = self.source.slice(span).parse().ok()?;
                    Some(own?.otherwise(tokens))
                });
                self.facts.guarded.push(Guarded {
                    attribute: read,
                    name: name.clone(),
                    container: self.container.clone(),
                    own,
                    otherwise,
                    tested: self.in_test,
                });
            }
        }
        let container = self.container.clone();
        self.bodies.extend(body.map(|block| Body { name, container, signature, block }));
    }

    /// `cfg_if! { flagkit::flags!("flags.json"); }`
    fn tables_within(&mut self, tokens: TokenStream) {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        for (at, tree) in trees.iter().enumerate() {
            let TokenTree::Group(group) = tree else { continue };
            let before = at.checked_sub(2).and_then(|start| trees.get(start..at));
            match before {
                Some([TokenTree::Ident(name), TokenTree::Punct(sign)])
                    if name == "flags" && sign.as_char() == '!' =>
                {
                    let table = table(self.source, group.stream(), self.in_test);
                    self.facts
                        .tables
                        .extend(table.map(|table| Table { conditional: true, ..table }));
                }
                _ => self.tables_within(group.stream()),
            }
        }
    }

    fn inside(&mut self, name: String, visit: impl FnOnce(&mut Self)) {
        self.container.push(name);
        visit(self);
        self.container.pop();
    }
}

impl<'s> Visit<'s> for Reader<'_, 's> {
    fn visit_item(&mut self, item: &'s syn::Item) {
        self.within(attributes_of(item), item, |reader| visit::visit_item(reader, item));
    }

    fn visit_item_mod(&mut self, item: &'s syn::ItemMod) {
        let name = item.ident.unraw().to_string();
        self.facts.modules.push(name.clone());
        if item.content.is_none() {
            let paths = path_attributes(&item.attrs);
            self.facts.declared.extend(self.place.module(&name, &paths, self.in_test));
            return;
        }
        let outside = self.place.clone();
        let directory = path_attributes(&item.attrs).into_iter().next();
        self.place = match directory {
            Some(directory) => outside.at(outside.beside.join(directory)),
            None => outside.within(&name),
        };
        self.inside(name, |reader| visit::visit_item_mod(reader, item));
        self.place = outside;
    }

    fn visit_item_impl(&mut self, item: &'s syn::ItemImpl) {
        let name = match &*item.self_ty {
            syn::Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
            _ => None,
        };
        self.inside(name.unwrap_or_default(), |reader| visit::visit_item_impl(reader, item));
    }

    fn visit_item_trait(&mut self, item: &'s syn::ItemTrait) {
        self.inside(item.ident.to_string(), |reader| visit::visit_item_trait(reader, item));
    }

    fn visit_item_macro(&mut self, item: &'s syn::ItemMacro) {
        let first = self.facts.tables.len();
        visit::visit_item_macro(self, item);
        let conditional = item.attrs.iter().any(|attribute| attribute.path().is_ident("cfg"));
        for table in self.facts.tables.iter_mut().skip(first) {
            table.conditional |= conditional;
        }
    }

    fn visit_item_fn(&mut self, item: &'s syn::ItemFn) {
        self.function(&item.attrs, &item.sig, Some(&item.block));
        // What stands within is seen from within alone.
        self.inside(item.sig.ident.to_string(), |reader| visit::visit_item_fn(reader, item));
    }

    fn visit_impl_item(&mut self, item: &'s syn::ImplItem) {
        let attributes: &[syn::Attribute] = match item {
            syn::ImplItem::Fn(function) => &function.attrs,
            _ => &[],
        };
        self.within(attributes, item, |reader| visit::visit_impl_item(reader, item));
    }

    fn visit_impl_item_fn(&mut self, item: &'s syn::ImplItemFn) {
        self.function(&item.attrs, &item.sig, Some(&item.block));
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'s syn::TraitItemFn) {
        self.function(&item.attrs, &item.sig, item.default.as_ref());
        visit::visit_trait_item_fn(self, item);
    }

    fn visit_item_use(&mut self, item: &'s syn::ItemUse) {
        leaves(&item.tree, &mut Vec::new(), &mut self.facts.imports);
    }

    fn visit_macro(&mut self, mac: &'s syn::Macro) {
        let named = mac.path.segments.last().map(|last| last.ident.to_string());
        match named.as_deref() {
            Some("flags") => {
                let table = table(self.source, mac.tokens.clone(), self.in_test);
                self.facts.tables.extend(table);
            }
            Some("include") => {
                let path = syn::parse2::<LitStr>(mac.tokens.clone());
                let included =
                    path.ok().map(|path| self.place.included(&path.value(), self.in_test));
                self.facts.declared.extend(included);
            }
            _ => {
                let declared = &mut self.facts.declared;
                self.place.in_macro(mac.tokens.clone(), self.in_test, declared);
                self.tables_within(mac.tokens.clone());
            }
        }
    }
}

fn attributes_of(item: &syn::Item) -> &[syn::Attribute] {
    match item {
        syn::Item::Const(item) => &item.attrs,
        syn::Item::Enum(item) => &item.attrs,
        syn::Item::Fn(item) => &item.attrs,
        syn::Item::Impl(item) => &item.attrs,
        syn::Item::Macro(item) => &item.attrs,
        syn::Item::Mod(item) => &item.attrs,
        syn::Item::Static(item) => &item.attrs,
        syn::Item::Struct(item) => &item.attrs,
        syn::Item::Trait(item) => &item.attrs,
        syn::Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// The arguments of `flags!`; anything else that is called so is none of ours.
fn table(source: &SourceText, tokens: TokenStream, tested: bool) -> Option<Table> {
    let parser = |input: ParseStream<'_>| {
        let mut module = "flags".to_owned();
        while !input.peek(LitStr) {
            if input.peek(Token![mod]) {
                input.parse::<Token![mod]>()?;
                input.parse::<Token![=]>()?;
                module = input.parse::<syn::Ident>()?.unraw().to_string();
                input.parse::<Token![,]>()?;
            } else {
                input.parse::<Token![pub]>()?;
            }
        }
        let file: LitStr = input.parse()?;
        input.parse::<Option<Token![,]>>()?;
        let span = source.range(file.span());
        Ok(Table { file: file.value(), span, module, tested, conditional: false })
    };
    parser.parse2(tokens).ok()
}

/// Whether only a test build has the item: `#[test]` and its kin, or a `cfg` that needs `test`.
fn is_tested(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let path = attribute.path();
        if path.is_ident("cfg") {
            return attribute.parse_args::<syn::Meta>().is_ok_and(|meta| needs_test(&meta));
        }
        path.segments.last().is_some_and(|last| last.ident == "test" || last.ident == "bench")
    })
}

/// Whether a condition holds in test builds alone.
fn needs_test(condition: &syn::Meta) -> bool {
    match condition {
        syn::Meta::Path(path) => path.is_ident("test"),
        syn::Meta::List(list) => {
            let parts = list.parse_args_with(
                syn::punctuated::Punctuated::<syn::Meta, Token![,]>::parse_terminated,
            );
            let Ok(parts) = parts else { return false };
            if list.path.is_ident("all") {
                parts.iter().any(needs_test)
            } else {
                list.path.is_ident("any") && !parts.is_empty() && parts.iter().all(needs_test)
            }
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
