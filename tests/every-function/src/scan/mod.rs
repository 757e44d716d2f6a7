//! Finds the functions with a body in one source file, by byte position.
//!
//! It reads and never edits. Test modules are passed over; macros are looked into only where `macros` knows that they hand
//! their items on untouched, and elsewhere the functions inside are counted as out of reach.

mod function;
mod macros;
#[cfg(test)]
mod tests;

pub(crate) use function::{Function, Kind};
pub(crate) use macros::PassThrough;

use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use function::Parts;

/// What one file holds.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) functions: Vec<Function>,
    /// Functions in `macro_rules!` definitions and in calls of other macros: no attribute can be put there by position.
    pub(crate) in_macros: usize,
    /// The item that `flags!` would clash with, a `mod flags` at the top of the file.
    pub(crate) has_flags_module: bool,
}

/// The functions of `file`. `test` modules are passed over, since a library is checked without them.
pub(crate) fn functions(file: &syn::File, pass_through: &PassThrough) -> Found {
    let mut scan = Scan { found: Found::default(), containers: Vec::new(), pass_through };
    scan.visit_file(file);
    scan.found.has_flags_module = file.items.iter().any(|item| match item {
        syn::Item::Mod(module) => module.ident == "flags",
        _ => false,
    });
    scan.found
}

struct Scan<'scan> {
    found: Found,
    /// The `impl` and `trait` blocks around the current place, innermost last.
    containers: Vec<Kind>,
    pass_through: &'scan PassThrough,
}

impl Scan<'_> {
    fn push(&mut self, kind: Kind, parts: &Parts<'_>) {
        self.found.functions.push(Function::new(kind, parts));
    }

    fn container(&self) -> Kind {
        self.containers.last().copied().unwrap_or(Kind::Free)
    }
}

impl<'ast> Visit<'ast> for Scan<'_> {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if is_test(&item.attrs) {
            return;
        }
        let visibility = (!matches!(item.vis, syn::Visibility::Inherited)).then(|| item.vis.span());
        self.push(
            Kind::Free,
            &Parts {
                item: item.span(),
                attributes: &item.attrs,
                visibility,
                signature: &item.sig,
                body: &item.block,
            },
        );
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if is_test(&item.attrs) {
            return;
        }
        let visibility = (!matches!(item.vis, syn::Visibility::Inherited)).then(|| item.vis.span());
        self.push(
            self.container(),
            &Parts {
                item: item.span(),
                attributes: &item.attrs,
                visibility,
                signature: &item.sig,
                body: &item.block,
            },
        );
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if is_test(&item.attrs) {
            return;
        }
        if let Some(body) = &item.default {
            self.push(
                Kind::Provided,
                &Parts {
                    item: item.span(),
                    attributes: &item.attrs,
                    visibility: None,
                    signature: &item.sig,
                    body,
                },
            );
        }
        visit::visit_trait_item_fn(self, item);
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        if is_test(&item.attrs) {
            return;
        }
        self.containers.push(if item.trait_.is_some() { Kind::TraitImpl } else { Kind::Inherent });
        visit::visit_item_impl(self, item);
        self.containers.pop();
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        if is_test(&item.attrs) {
            return;
        }
        self.containers.push(Kind::Provided);
        visit::visit_item_trait(self, item);
        self.containers.pop();
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        match self.pass_through.items(item) {
            Some(inner) => self.visit_file(&inner),
            None if is_test(&item.attrs) => {}
            None => visit::visit_item_macro(self, item),
        }
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.found.in_macros += macros::functions_in(call.tokens.clone());
    }
}

/// Whether the attributes hold an item back from every build but a test build.
fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("test")
            || (attribute.path().is_ident("cfg")
                && attribute
                    .parse_args::<syn::Meta>()
                    .is_ok_and(|condition| needs_test(&condition)))
    })
}

fn needs_test(condition: &syn::Meta) -> bool {
    match condition {
        syn::Meta::Path(path) => path.is_ident("test"),
        syn::Meta::List(list) => {
            let inner = list.parse_args_with(
                syn::punctuated::Punctuated::<syn::Meta, syn::Token![,]>::parse_terminated,
            );
            let Ok(inner) = inner else { return false };
            if list.path.is_ident("all") {
                inner.iter().any(needs_test)
            } else {
                list.path.is_ident("any") && !inner.is_empty() && inner.iter().all(needs_test)
            }
        }
        _ => false,
    }
}
