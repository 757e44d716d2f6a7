//! Which flag ends, and which of its arms stays.
//!
//! It is made of the flag's definition; no source is read. Law: what the kept arm answers to a question is known here
//! alone.

use crate::exit::{Failure, Result};
use flagkit_core::{FlagDefinition, variant_ident};

/// The flag and the arm that stays.
#[derive(Clone, Debug)]
pub(crate) struct Ending {
    pub(crate) key: String,
    /// The name of the handle.
    pub(crate) constant: String,
    /// The enum of a flag with variants.
    pub(crate) enumeration: Option<String>,
    /// Names and identifiers of the variants.
    pub(crate) variants: Vec<(String, String)>,
    pub(crate) kept: Kept,
}

/// The arm that stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    New,
    Old,
    /// A variant, and whether it is the default, which is the old code's.
    Variant {
        name: String,
        is_default: bool,
    },
}

impl Ending {
    /// Reads `--keep`.
    pub(crate) fn new(flag: &FlagDefinition, keep: &str) -> Result<Self> {
        let names: Vec<&str> = flag.variants().iter().map(|variant| variant.name()).collect();
        let kept =
            if names.is_empty() { of_boolean(keep) } else { of_variants(flag, &names, keep) };
        let handle = flag.handle().to_owned();
        let variants =
            names.iter().filter_map(|name| Some(((*name).to_owned(), variant_ident(name).ok()?)));
        Ok(Self {
            key: flag.key().to_owned(),
            enumeration: (!names.is_empty()).then(|| enumeration(&handle)),
            variants: variants.collect(),
            kept: kept?,
            constant: handle,
        })
    }

    /// What `is_enabled` says; `None` for a flag with variants.
    pub(crate) fn is_enabled(&self) -> Option<bool> {
        match self.kept {
            Kept::New => Some(true),
            Kept::Old => Some(false),
            Kept::Variant { .. } => None,
        }
    }

    /// The identifier of the kept variant.
    pub(crate) fn kept_variant(&self) -> Option<&str> {
        let Kept::Variant { name, .. } = &self.kept else { return None };
        let found = self.variants.iter().find(|(known, _)| known == name);
        found.map(|(_, ident)| ident.as_str())
    }

    /// The kept arm, as `--keep` names it.
    pub(crate) fn arm(&self) -> &str {
        match &self.kept {
            Kept::New => "new",
            Kept::Old => "old",
            Kept::Variant { name, .. } => name,
        }
    }
}

fn of_boolean(keep: &str) -> Result<Kept> {
    match keep {
        "new" | "on" => Ok(Kept::New),
        "old" | "off" => Ok(Kept::Old),
        other => Err(Failure::new(format!(
            "no arm `{other}` in a flag that is on or off; write `--keep new` or `--keep old`"
        ))),
    }
}

fn of_variants(flag: &FlagDefinition, names: &[&str], keep: &str) -> Result<Kept> {
    let default = flag.default_variant().or_else(|| names.first().copied()).unwrap_or_default();
    let others: Vec<&str> = names.iter().copied().filter(|name| *name != default).collect();
    let name = match (keep, others.as_slice()) {
        (name, _) if names.contains(&name) => name,
        ("old", _) => default,
        ("new", [only]) => only,
        (other, _) => {
            let listed: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            let listed = listed.join(", ");
            return Err(Failure::new(if other == "new" {
                format!(
                    "`{}` has more than one new arm; name one with `--keep`: {listed}",
                    flag.key()
                )
            } else {
                format!(
                    "`{}` has no variant `{other}`; name one with `--keep`: {listed}",
                    flag.key()
                )
            }));
        }
    };
    Ok(Kept::Variant { name: name.to_owned(), is_default: name == default })
}

/// The name of a flag's enum, as `flags!` makes it of the handle's.
fn enumeration(handle: &str) -> String {
    let words = handle.split('_').flat_map(|word| {
        let mut letters = word.chars();
        let first = letters.next();
        first.into_iter().chain(letters.map(|letter| letter.to_ascii_lowercase()))
    });
    let name: String = words.collect();
    if name == "Self" { "Self_".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::{Ending, Kept, enumeration};
    use flagkit_core::Document;

    fn ending(keep: &str) -> Result<Ending, String> {
        let text = r#"{ "flags": { "search-ranker": { "variants": { "bm25": 1, "semantic": 2, "b m": 3 },
            "default": "bm25" }, "two": { "variants": { "a": 1, "b": 2 }, "default": "b" } } }"#;
        let document = Document::parse(text).document.unwrap();
        let (flag, keep) = keep.split_once(' ').unwrap();
        Ending::new(document.flag(flag).unwrap(), keep).map_err(|failure| failure.to_string())
    }

    #[test]
    fn variants_are_named_or_told_by_the_default() {
        let old = ending("search-ranker old").unwrap();
        assert_eq!((old.arm(), old.kept_variant()), ("bm25", Some("Bm25")));
        assert_eq!(old.enumeration.as_deref(), Some("SearchRanker"));
        assert!(matches!(old.kept, Kept::Variant { is_default: true, .. }));
        assert_eq!(ending("two new").unwrap().arm(), "a");
        assert_eq!(ending("search-ranker b m").unwrap().arm(), "b m");
        assert!(ending("search-ranker new").unwrap_err().contains("more than one new arm"));
        assert!(ending("search-ranker x").unwrap_err().contains("no variant `x`"));
    }

    #[test]
    fn the_enum_is_named_as_the_macro_does_it() {
        assert_eq!(enumeration("SEARCH_RANKER_V2"), "SearchRankerV2");
        assert_eq!(enumeration("SELF"), "Self_");
    }
}
