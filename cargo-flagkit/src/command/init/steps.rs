//! What is left to write by hand after `init`, without what is there already.
//!
//! Law: what is said to be copied compiles as it stands.

use crate::finding::TextFile;
use crate::source::text::SourceText;
use crate::workspace::Package;
use cargo_metadata::{Target, TargetKind};
use proc_macro2::TokenTree;
use std::path::PathBuf;
use std::sync::Arc;

/// Numbered, one paragraph each; `name` is what `flags!` is given to find the new file.
pub(super) fn steps(package: Option<&Package>, key: &str, name: &str) -> String {
    let krate = package.and_then(|package| package.flagkit.as_deref());
    let roots = package.map_or_else(Vec::new, Roots::of);
    let mut steps: Vec<String> = Vec::new();
    if krate.is_none() {
        let dependency = "flagkit = { path = \"PATH/TO/flagkit/flagkit\" }   # or: git = \"URL of its repository\"";
        steps.push(format!("In Cargo.toml, under `[dependencies]`:\n\n    {dependency}\n"));
    }
    if package.map_or(crate::workspace::USUAL, Package::file_name) != name {
        steps.push(format!(
            "In Cargo.toml, so that everything finds the file:\n\n    [package.metadata.flagkit]\n    file = {name:?}\n"
        ));
    }
    let krate = krate.unwrap_or("flagkit");
    let table = roots.iter().find(|root| root.has_table);
    match (table, roots.first()) {
        (Some(_), _) => {}
        (None, root) => {
            let is_library = root.is_some_and(|root| root.is_library);
            let others = is_library && roots.len() > 1;
            let public = if others { "pub " } else { "" };
            let place = root.map_or_else(
                || "the crate's root".to_owned(),
                |root| format!("{}, once", root.shown),
            );
            let mut step = format!("In {place}:\n\n    {krate}::flags!({public}{name:?});\n");
            if let (true, Some(package)) = (others, package) {
                let library = package.name.replace('-', "_");
                step.push_str(&format!(
                    "\n  and where the other targets ask for a flag:\n\n    use {library}::flags;\n"
                ));
            }
            steps.push(step);
        }
    }
    let beside = table
        .or(roots.first())
        .map_or_else(String::new, |root| format!(", in {} or any module", root.shown));
    steps.push(format!(
        "Where the code changes{beside}; the new code above, the old below:\n\n    #[{krate}::feature_flag({key:?}, fallback = old_code)]\n    \
         fn new_code() -> &'static str {{\n        \"new\"\n    }}\n\n    fn old_code() -> &'static str {{\n        \"old\"\n    }}\n"
    ));
    steps.push(format!(
        "At the beginning of `main`, which returns `Result<(), {krate}::Error>`; without it the flags.json of the build \
         applies:\n\n    let _watch = {krate}::watch_default()?;\n"
    ));
    let numbered = steps.iter().enumerate();
    let numbered = numbered.map(|(index, step)| format!("\n{}. {step}", index + 1));
    format!("{}\nThen `cargo flagkit check` says what is missing.\n", numbered.collect::<String>())
}

/// The root of a target that ships.
struct Roots {
    shown: String,
    is_library: bool,
    /// Whether a `flags!` stands in it.
    has_table: bool,
}

impl Roots {
    /// The library first.
    fn of(package: &Package) -> Vec<Self> {
        let ships = |target: &&Target| is_library(target) || target.kind.contains(&TargetKind::Bin);
        let mut roots: Vec<Self> = package
            .targets
            .iter()
            .filter(ships)
            .map(|target| {
                let path = target.src_path.as_std_path();
                Self {
                    shown: format!("`{}`", crate::workspace::shown(path, &package.directory)),
                    is_library: is_library(target),
                    has_table: has_table(path.to_owned()),
                }
            })
            .collect();
        roots.sort_by_key(|root| !root.is_library);
        roots
    }
}

fn is_library(target: &Target) -> bool {
    target.crate_types.iter().any(|kind| !matches!(kind, cargo_metadata::CrateType::Bin))
        && !target.kind.contains(&TargetKind::CustomBuild)
        && !target.kind.contains(&TargetKind::Example)
}

/// Whether `flags!` is called at the top of a source; one that cannot be read has none.
fn has_table(path: PathBuf) -> bool {
    let Ok(text) = std::fs::read_to_string(&path) else { return false };
    let file = Arc::new(TextFile { path, shown: String::new(), text });
    let Ok(source) = SourceText::new(&file) else { return false };
    let tokens: Vec<TokenTree> = source.tokens.into_iter().collect();
    tokens.windows(2).any(|pair| match pair {
        [TokenTree::Ident(name), TokenTree::Punct(mark)] => {
            *name == "flags" && mark.as_char() == '!'
        }
        _ => false,
    })
}
