//! The files that a file brings along: `mod name;`, `#[path]`, `include!`.
//!
//! It says where a file would be, and looks for none. Law: what stands inside a macro counts too, since
//! `cfg_if! { mod unix; }` is how many declare modules.

use proc_macro2::{TokenStream, TokenTree};
use std::path::{Path, PathBuf};
use syn::ext::IdentExt as _;

/// A file that this one names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Declared {
    /// Where it may be; the first one that is there.
    pub(crate) candidates: Vec<PathBuf>,
    /// Whether only tests compile it.
    pub(crate) tested: bool,
    /// Whether it has a place of its own in the tree, so that its modules stand below its name.
    pub(crate) is_root_like: bool,
    /// Whether it need not be a whole file of Rust: what `include!` brings may be one expression.
    pub(crate) is_fragment: bool,
}

/// Where the modules that a file declares are looked for.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The directory of the file, which `include!` counts from wherever it stands.
    pub(crate) directory: PathBuf,
    /// The directory that `#[path]` counts from: the file's, or that of the inline module around it.
    pub(crate) beside: PathBuf,
    /// The directory of its modules, which inline modules lead down from.
    pub(crate) below: PathBuf,
}

impl Place {
    /// Of a file: `src/lib.rs` and `src/a/mod.rs` have their modules beside them, `src/a.rs` in `src/a`.
    pub(crate) fn of(path: &Path, is_root_like: bool) -> Self {
        let directory = path.parent().unwrap_or(Path::new("")).to_owned();
        let below = match path.file_stem() {
            Some(stem) if !is_root_like && stem != "mod" => directory.join(stem),
            _ => directory.clone(),
        };
        Self { beside: directory.clone(), directory, below }
    }

    /// Inside `mod name { ... }`.
    pub(crate) fn within(&self, name: &str) -> Self {
        // A `#[path]` inside of it is relative to where its files would be.
        self.at(self.below.join(name))
    }

    /// Inside an inline module whose files are in a directory.
    pub(crate) fn at(&self, below: PathBuf) -> Self {
        Self { directory: self.directory.clone(), beside: below.clone(), below }
    }

    /// `mod name;`, with each `#[path]` that may hold.
    pub(crate) fn module(&self, name: &str, paths: &[String], tested: bool) -> Vec<Declared> {
        let usual = Declared {
            candidates: vec![
                self.below.join(format!("{name}.rs")),
                self.below.join(name).join("mod.rs"),
            ],
            tested,
            is_root_like: false,
            is_fragment: false,
        };
        let given = paths.iter().map(|path| Declared {
            candidates: vec![self.beside.join(path)],
            tested,
            is_root_like: true,
            is_fragment: false,
        });
        // Behind `cfg_attr` the usual place may hold as well.
        given.chain([usual]).collect()
    }

    /// `include!("path")`.
    pub(crate) fn included(&self, path: &str, tested: bool) -> Declared {
        let candidates = vec![self.directory.join(path)];
        Declared { candidates, tested, is_root_like: true, is_fragment: true }
    }

    /// Modules and includes within the tokens of a macro.
    pub(crate) fn in_macro(&self, tokens: TokenStream, tested: bool, found: &mut Vec<Declared>) {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        for (at, tree) in trees.iter().enumerate() {
            if let TokenTree::Group(group) = tree {
                self.in_macro(group.stream(), tested, found);
            }
            let (TokenTree::Ident(word), Some(next), Some(end)) =
                (tree, trees.get(at + 1), trees.get(at + 2))
            else {
                continue;
            };
            match (word.to_string().as_str(), next, end) {
                ("mod", TokenTree::Ident(name), TokenTree::Punct(end)) if end.as_char() == ';' => {
                    let paths = paths_before(&trees, at);
                    found.extend(self.module(&name.unraw().to_string(), &paths, tested));
                }
                ("include", TokenTree::Punct(_), TokenTree::Group(group)) => {
                    let path = syn::parse2::<syn::LitStr>(group.stream());
                    found.extend(path.ok().map(|path| self.included(&path.value(), tested)));
                }
                _ => {}
            }
        }
    }
}

/// The paths of the attributes that stand before a `mod` among the tokens of a macro.
fn paths_before(trees: &[TokenTree], at: usize) -> Vec<String> {
    let mut paths = Vec::new();
    let mut end = at;
    // `pub`, `pub(crate)`.
    while let Some(TokenTree::Ident(_)) = end.checked_sub(1).and_then(|at| trees.get(at)) {
        end -= 1;
    }
    if let Some([TokenTree::Ident(word), TokenTree::Group(_)]) =
        end.checked_sub(2).and_then(|at| trees.get(at..end))
        && word == "pub"
    {
        end -= 2;
    }
    while let Some([TokenTree::Punct(hash), TokenTree::Group(group)]) =
        end.checked_sub(2).and_then(|at| trees.get(at..end))
        && hash.as_char() == '#'
    {
        if let Ok(meta) = syn::parse2::<syn::Meta>(group.stream()) {
            paths.extend(paths_in(&meta));
        }
        end -= 2;
    }
    paths
}

/// The paths of `#[path = "..."]`, also behind `cfg_attr`.
pub(crate) fn path_attributes(attributes: &[syn::Attribute]) -> Vec<String> {
    attributes.iter().flat_map(|attribute| paths_in(&attribute.meta)).collect()
}

fn paths_in(meta: &syn::Meta) -> Vec<String> {
    match meta {
        syn::Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(path), .. }) => vec![path.value()],
            _ => Vec::new(),
        },
        syn::Meta::List(list) if list.path.is_ident("cfg_attr") => {
            let trees: Vec<TokenTree> = list.tokens.clone().into_iter().collect();
            let texts = trees.windows(3).filter_map(|three| match three {
                [TokenTree::Ident(word), TokenTree::Punct(sign), TokenTree::Literal(text)]
                    if word == "path" && sign.as_char() == '=' =>
                {
                    syn::parse_str::<syn::LitStr>(&text.to_string()).ok()
                }
                _ => None,
            });
            texts.map(|text| text.value()).collect()
        }
        _ => Vec::new(),
    }
}
